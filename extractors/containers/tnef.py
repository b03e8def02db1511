"""winmail.dat (TNEF): the text and the attachments that Outlook packs into one part; every length is checked."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from core.document import Envelope
from core.problem import Code, Severity, Stage, problem
from extractors.containers.mail_words import charset_text
from extractors.containers.members import Basket, Room, Unpacked
from extractors.containers.names import decoded
from extractors.containers.rtf_packed import unpacked_rtf
from extractors.piece import Content, OddFileError
from extractors.plain.text import html_content, text_content

_MAX_BYTES = 60_000_000  # mail servers stop at 50 million
_HEADER = 6  # bytes: signature and key
_SUBJECT, _BODY, _SENT = 0x8004, 0x800C, 0x8005
_TITLE, _DATA, _PROPERTIES, _NEW = 0x8010, 0x800F, 0x9005, 0x9002
_MAIL_PROPERTIES, _CODE_PAGE = 0x9003, 0x9007
_MAX_ATTRIBUTES = 100_000
_MAX_VALUES = 10_000
# MAPI properties and types
_P_SUBJECT, _P_BODY, _P_RTF, _P_HTML = 0x0037, 0x1000, 0x1009, 0x1013
_P_FILE, _P_LONG_FILE, _P_DISPLAY, _P_DATA = 0x3704, 0x3707, 0x3001, 0x3701
_STRING8, _UNICODE, _OBJECT, _BINARY = 0x1E, 0x1F, 0x0D, 0x102
_COUNTED = frozenset({_STRING8, _UNICODE, _OBJECT, _BINARY})
_SIZES = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0xA: 4, 0xB: 4, 0x14: 8, 0x40: 8, 0x48: 16}  # padded to four bytes
_MANY = 0x1000
_NAMED = 0x8000
_OBJECT_HEAD = 16  # bytes: which interface the object has


@dataclass(slots=True)
class _Attachment:
    name: str = ""
    data: bytes = b""
    properties: dict[int, bytes | str] = field(default_factory=dict)


@dataclass(slots=True)
class _Mail:
    subject: str = ""
    body: str = ""
    sent: date | None = None
    charset: str = ""
    properties: dict[int, bytes | str] = field(default_factory=dict)
    attachments: list[_Attachment] = field(default_factory=list)


def read_tnef(content: bytes, room: Room) -> Unpacked:
    """Return the text, the attachments and what is told of the mail; a cut file gives what stands before the cut."""
    if len(content) > _MAX_BYTES:
        raise OddFileError(Code.TOO_LARGE)
    mail = _Mail()
    whole = True
    try:
        for kind, data in _attributes(content):
            _take(mail, kind, data)
    except (struct.error, IndexError, ValueError):
        whole = False
    if not whole and not mail.attachments and not mail.body and not mail.properties:
        raise OddFileError(Code.CORRUPT)
    basket = Basket(room)
    pieces = _text(mail, basket).pieces
    for attachment in mail.attachments:
        _put(attachment, basket)
    found = basket.unpacked()
    lost = () if whole else (problem(Stage.READ, Code.CORRUPT, severity=Severity.ERROR),)
    subject = str(mail.properties.get(_P_SUBJECT) or mail.subject)
    envelope = Envelope(mail.sent, "", subject) if subject or mail.sent else None
    return Unpacked(found.members, (*lost, *found.problems), Content(pieces), envelope)


def _attributes(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield kind and bytes of each attribute: level, kind, length, bytes, sum of the bytes."""
    at = _HEADER
    for _ in range(_MAX_ATTRIBUTES):
        if at >= len(content):
            return
        _, kind, length = struct.unpack_from("<BII", content, at)
        data = content[at + 9 : at + 9 + length]
        (told,) = struct.unpack_from("<H", content, at + 9 + length)
        if sum(data) & 0xFFFF != told:
            raise ValueError
        yield kind & 0xFFFF, data
        at += 9 + length + 2
    raise ValueError


def _take(mail: _Mail, kind: int, data: bytes) -> None:
    last = mail.attachments[-1] if mail.attachments else None
    if kind == _NEW:
        mail.attachments.append(_Attachment())
    elif kind == _CODE_PAGE:
        mail.charset = f"cp{struct.unpack_from('<I', data)[0]}"
    elif kind == _SUBJECT:
        mail.subject = charset_text(data.rstrip(b"\0"), mail.charset)
    elif kind == _BODY:
        mail.body = charset_text(data.rstrip(b"\0"), mail.charset)
    elif kind == _SENT:
        year, month, day = struct.unpack_from("<HHH", data)
        mail.sent = datetime(year, month, day).date()  # noqa: DTZ001 - the sender's own day, without a zone
    elif kind == _MAIL_PROPERTIES:
        mail.properties |= _properties(data, mail.charset)
    elif last and kind == _TITLE:
        last.name = decoded(data.rstrip(b"\0"))
    elif last and kind == _DATA:
        last.data = data
    elif last and kind == _PROPERTIES:
        last.properties |= _properties(data, mail.charset)


def _put(attachment: _Attachment, basket: Basket) -> None:
    properties = attachment.properties
    names = (properties.get(which) for which in (_P_LONG_FILE, _P_DISPLAY, _P_FILE))
    name = next((str(one) for one in names if one), "") or attachment.name
    held = properties.get(_P_DATA)
    data = attachment.data or (held[_OBJECT_HEAD:] if isinstance(held, bytes) else b"")
    basket.put(name, data)


def _text(mail: _Mail, basket: Basket) -> Content:
    body, page = mail.properties.get(_P_BODY) or mail.body, mail.properties.get(_P_HTML)
    if body:
        return text_content(str(body))
    if page:
        return html_content(page if isinstance(page, str) else charset_text(page, mail.charset))
    packed = mail.properties.get(_P_RTF)
    if isinstance(packed, bytes):
        basket.put("noi-dung.rtf", unpacked_rtf(packed))
    return Content(())


def _properties(data: bytes, charset: str) -> dict[int, bytes | str]:
    """Return the texts and bytes among MAPI properties by their number."""
    found: dict[int, bytes | str] = {}
    (count,) = struct.unpack_from("<I", data)
    at = 4
    for _ in range(min(count, _MAX_VALUES)):
        kind, number = struct.unpack_from("<HH", data, at)
        at += 4
        if number >= _NAMED:
            at = _behind_name(data, at)
        values = 1
        if kind & _MANY or kind in _COUNTED:
            (values,) = struct.unpack_from("<I", data, at)
            at += 4
        if values > _MAX_VALUES:
            raise ValueError
        for _ in range(values):
            value, at = _value(data, at, kind & ~_MANY)
            if at > len(data):
                raise ValueError
            found[number] = _as_text(value, kind & ~_MANY, charset)
    return found


def _behind_name(data: bytes, at: int) -> int:
    (kind,) = struct.unpack_from("<I", data, at + 16)
    if not kind:
        return at + 24
    (length,) = struct.unpack_from("<I", data, at + 20)
    return at + 24 + _padded(int(length))


def _value(data: bytes, at: int, kind: int) -> tuple[bytes, int]:
    if kind not in _COUNTED:
        return b"", at + _SIZES[kind] if kind in _SIZES else len(data) + 1
    (length,) = struct.unpack_from("<I", data, at)
    return data[at + 4 : at + 4 + length], at + 4 + _padded(int(length))


def _as_text(value: bytes, kind: int, charset: str) -> bytes | str:
    if kind == _UNICODE:
        return value.decode("utf-16-le", "replace").rstrip("\0")
    return charset_text(value.rstrip(b"\0"), charset) if kind == _STRING8 else value


def _padded(length: int) -> int:
    return -(-length // 4) * 4
