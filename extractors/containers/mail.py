"""E-mails: who sent what when, the text as a document of its own, and the attachments as members."""

import email
import email.policy
import io
from collections.abc import Iterator
from email.message import Message
from itertools import chain

from core.document import Envelope
from core.problem import Code, Severity, Stage, problem
from extractors.containers.mail_words import charset_text, day_sent, file_name, header_text, unflowed
from extractors.containers.members import Basket, Room, Unpacked
from extractors.containers.signed import signed_content
from extractors.piece import Content, OddFileError, Piece
from extractors.plain.text import html_content, text_content

_MAX_PARTS = 2000
_MAX_BYTES = 60_000_000  # the library takes nine times that in memory; mail servers stop at 50 million
_MAX_LINES = 1_000_000  # the library keeps each as a value of its own; 60 million bytes of base64 have 770,000
_MAX_TEXT = 5_000_000  # bytes of a text that somebody wrote; a longer one is a file
_SCAN_SIDE = 700  # pixels: a page scanned at 100 dpi has 827, a logo or banner is lower
_TINY = 20_000  # bytes of an inline picture of unknown size that is none of a page
_FEW = 0.5  # share of the HTML form's letters below which the plain form is not the whole mail
_SOME = 200  # letters of the HTML form from which that is looked at
_ENVELOPE_START = b"From "


def read_mail(content: bytes, room: Room) -> Unpacked:
    """Return the mail's text, its envelope and its attachments; OddFileError where it cannot be taken apart."""
    if len(content) > _MAX_BYTES or content.count(b"\n") > _MAX_LINES:
        raise OddFileError(Code.TOO_LARGE)
    basket = Basket(room)
    try:
        message = email.message_from_bytes(content, policy=email.policy.compat32)
        broken = any(part.defects for part in message.walk())
        pieces = _Walk(basket).text_of(message)
    except RecursionError as error:
        raise OddFileError(Code.TOO_MANY_MEMBERS) from error
    sent = day_sent(header_text(message, "date"), [str(value) for value in message.get_all("received", [])])
    envelope = Envelope(sent, header_text(message, "from"), header_text(message, "subject"))
    found = basket.unpacked()
    lost = (problem(Stage.READ, Code.INCOMPLETE, severity=Severity.WARNING),) if broken else ()
    return Unpacked(found.members, found.problems, Content(tuple(pieces), problems=lost), envelope)


def read_mailbox(content: bytes, room: Room) -> Unpacked:
    """Return the messages of an mbox file as members; a single one is the file itself."""
    messages = list(_messages(content))
    if len(messages) == 1:
        return read_mail(messages[0], room)
    basket = Basket(room)
    for number, message in enumerate(messages, start=1):
        basket.put(f"thu-{number}.eml", message)
    return basket.unpacked()


def is_small_picture(content: bytes) -> bool:
    """Tell whether a picture of a mail's own is a logo or the like, and no scanned page."""
    size = _picture_size(content)
    return len(content) < _TINY if size is None else min(size) < _SCAN_SIDE


def _messages(content: bytes) -> Iterator[bytes]:
    """Yield the messages of an mbox file: each begins with a line "From …" behind a blank line."""
    found: list[bytes] = []
    blank = True
    for line in io.BytesIO(content):
        if blank and line.startswith(_ENVELOPE_START):
            if found:
                yield b"".join(found)
            found = []
        else:
            found.append(line[1:] if line.startswith(b">From ") else line)
        blank = not line.strip()
    if found:
        yield b"".join(found)


class _Walk:
    """Goes through a mail's parts: texts are returned, the others go into the basket."""

    def __init__(self, basket: Basket) -> None:
        self._basket = basket
        self._parts = 0

    def text_of(self, part: Message) -> list[Piece]:
        """Return the text of a part and of the parts in it."""
        self._parts += 1
        if self._parts > _MAX_PARTS:
            raise OddFileError(Code.TOO_MANY_MEMBERS)
        kind = part.get_content_type()
        if kind == "message/rfc822" and self._parts > 1:
            self._put_mail(part)
            return []
        if part.is_multipart():
            inner = [one for one in part.get_payload() if isinstance(one, Message)]
            return self._alternative(inner) if kind == "multipart/alternative" else self._all(inner)
        if kind in {"application/pkcs7-mime", "application/x-pkcs7-mime"}:
            return self._unsigned(part)
        name = file_name(part)
        inline = part.get_content_maintype() == "text" and not name and _disposition(part) != "attachment"
        if inline and len(str(part.get_payload())) <= _MAX_TEXT:
            return _pieces(part)
        if kind.endswith("-signature") or _is_decoration(part):
            return []
        self._basket.put(name or f"phan-{self._parts}", _bytes(part))
        return []

    def _all(self, parts: list[Message]) -> list[Piece]:
        return list(chain.from_iterable(self.text_of(part) for part in parts))

    def _alternative(self, parts: list[Message]) -> list[Piece]:
        """Return the plain form, or the HTML form where the plain one is missing or lacks what that says."""
        plain: list[Piece] = []
        rich: list[Piece] = []
        for part in parts:
            found = self.text_of(part)
            if part.get_content_type() == "text/plain":
                plain += found
            elif found:
                rich = found
        letters = _letters(rich)
        return rich if letters > _SOME and _letters(plain) < _FEW * letters else plain or rich

    def _unsigned(self, part: Message) -> list[Piece]:
        """Return the text of a mail that its signature wraps up."""
        name = file_name(part) or "smime.p7m"
        try:
            inner = signed_content(_bytes(part))
        except OddFileError as odd:
            self._basket.refuse(name, odd.problem.code)
            return []
        return self.text_of(email.message_from_bytes(inner, policy=email.policy.compat32))

    def _put_mail(self, part: Message) -> None:
        payload = part.get_payload()
        inner = payload[0] if isinstance(payload, list) and payload else None
        if isinstance(inner, Message):
            name = file_name(part) or f"{header_text(inner, 'subject') or f'thu-{self._parts}'}.eml"
            self._basket.put(name, _source(inner))
        else:  # some programs encode the mail inside, which the standard forbids
            self._basket.put(file_name(part) or f"thu-{self._parts}.eml", _bytes(part))


def _source(message: Message) -> bytes:
    try:
        return message.as_bytes()
    except (UnicodeError, LookupError, ValueError, TypeError, AttributeError, KeyError):
        return str(message).encode("utf-8", "replace")


def _bytes(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    if isinstance(payload, bytes):
        return payload
    inner = part.get_payload()
    if isinstance(inner, list):  # a mail that was encoded though the standard forbids it
        return b"".join(_source(one) for one in inner if isinstance(one, Message))
    return b""


def _disposition(part: Message) -> str:
    return str(part.get("content-disposition", "")).partition(";")[0].strip().lower()


def _is_decoration(part: Message) -> bool:
    """Tell whether the part is a picture of the mail's own HTML that is too small for a scanned page."""
    disposition = _disposition(part)
    if part.get_content_maintype() != "image" or disposition == "attachment":
        return False
    if part.get("content-id") is None and disposition != "inline":
        return False
    return is_small_picture(_bytes(part))


def _picture_size(content: bytes) -> tuple[int, int] | None:
    from PIL import Image  # noqa: PLC0415 - slow to import, seldom needed

    try:
        with Image.open(io.BytesIO(content)) as image:
            width, height = image.size
            return int(width), int(height)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def _pieces(part: Message) -> list[Piece]:
    text = charset_text(_bytes(part), part.get_content_charset() or "")
    if part.get_content_subtype() == "html":
        return list(html_content(text).pieces)
    if str(part.get_param("format", "")).lower() == "flowed":
        text = unflowed(text, delete_space=str(part.get_param("delsp", "")).lower() == "yes")
    return list(text_content(text).pieces)


def _letters(pieces: list[Piece]) -> int:
    return sum(sign.isalpha() for piece in pieces for sign in piece.text)
