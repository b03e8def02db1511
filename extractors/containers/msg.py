"""Outlook's .msg: who sent what when, the text, and the attachments as members; mails inside become e-mails of the plain kind."""

import hashlib
import io
import struct
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.encoders import encode_base64
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.parser import HeaderParser
from email.utils import format_datetime
from typing import Any

import olefile
from oxmsg.storage import Storage

from core.document import Envelope
from core.problem import Code
from extractors.containers.mail import is_small_picture
from extractors.containers.mail_words import VIETNAM, charset_text, day_sent, header_text
from extractors.containers.members import Basket, Room, Unpacked
from extractors.containers.names import shown
from extractors.containers.rtf_packed import unpacked_rtf
from extractors.piece import Content, OddFileError
from extractors.plain.text import html_content, text_content

_MAX_BYTES = 100_000_000  # mail servers stop at 50 million
_MAX_LOOKUPS = 4_000_000  # the library looks each stream up among all its neighbours
_MAX_DEPTH = 6  # of mails in mails
_MAX_PROPERTIES = 65_536  # bytes of a list of properties
_TOP, _INNER, _ATTACHED = 32, 24, 8  # bytes before the properties of the file, of a mail inside, of an attachment
_SUBJECT, _SENT, _DELIVERED, _HEADERS = 0x0037, 0x0039, 0x0E06, 0x007D
_SENDER, _SENDER_ADDRESS, _SENDER_SMTP, _FOR_WHOM = 0x0C1A, 0x0C1F, 0x5D01, 0x0042
_BODY, _RTF, _HTML = 0x1000, 0x1009, 0x1013
_FILE, _LONG_FILE, _DISPLAY, _DATA, _CONTENT_ID = 0x3704, 0x3707, 0x3001, 0x3701, 0x3712
_CODE_PAGES = (0x3FDE, 0x3FFD)
_STRING8, _UNICODE, _BINARY, _OBJECT = 0x1E, 0x1F, 0x102, 0x0D
_LIST = "__properties_version1.0"
_ATTACHMENTS = "__attach_version1.0_#"
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_BROKEN = (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, struct.error, OverflowError)


def read_msg(content: bytes, room: Room) -> Unpacked:
    """Return the mail's text, envelope and attachments; OddFileError where the file is broken."""
    if len(content) > _MAX_BYTES:
        raise OddFileError(Code.TOO_LARGE)
    try:
        mail = _Mail(_tree(content), _TOP)
        basket = Basket(room)
        for number, attachment in enumerate(mail.attachments(), start=1):
            _put(attachment, number, basket)
        body = _body(mail, basket)
        envelope = Envelope(_day(mail), _sender(mail), mail.text(_SUBJECT))
    except RecursionError as error:
        raise OddFileError(Code.TOO_MANY_MEMBERS) from error
    except _BROKEN as error:
        raise OddFileError(Code.CORRUPT) from error
    found = basket.unpacked()
    return Unpacked(found.members, found.problems, body, envelope)


def _tree(content: bytes) -> Storage:
    """Return all streams; looked over before, since a directory may name one place a thousand times."""
    with olefile.OleFileIO(io.BytesIO(content)) as ole:
        if sum(entry.size for entry in ole.direntries if entry) > 2 * len(content):
            raise OddFileError(Code.TOO_LARGE)
        if _lookups(ole.root) > _MAX_LOOKUPS:
            raise OddFileError(Code.TOO_MANY_MEMBERS)
        return Storage.from_ole(ole)


def _lookups(entry: Any) -> int:
    return len(entry.kids) ** 2 + sum(_lookups(kid) for kid in entry.kids)


class _Mail:
    """The properties of a mail or of an attachment, read where they lie."""

    def __init__(self, storage: Storage, header: int, depth: int = 0, charset: str = "") -> None:
        self.depth = depth
        self.storages = {one.name: one for one in storage.storages}
        self._streams = {one.name: one.bytes_ for one in storage.streams}
        self._values = dict(_fixed(self._streams[_LIST][header:_MAX_PROPERTIES]))
        pages = (self.number(page) for page in _CODE_PAGES)
        self.charset = next((f"cp{page}" for page in pages if page), charset)

    def text(self, which: int) -> str:
        """Return a text, "" where there is none."""
        wide = self._streams.get(f"__substg1.0_{which:04X}{_UNICODE:04X}")
        if wide is not None:
            return str(wide.decode("utf-16-le", "replace").rstrip("\0"))
        narrow = self._streams.get(f"__substg1.0_{which:04X}{_STRING8:04X}", b"")
        return charset_text(narrow.rstrip(b"\0"), self.charset)

    def data(self, which: int) -> bytes | None:
        """Return bytes, None where there are none."""
        return self._streams.get(f"__substg1.0_{which:04X}{_BINARY:04X}")

    def number(self, which: int) -> int:
        """Return a number of four bytes, 0 where there is none."""
        return int.from_bytes(self._values.get(which, b"")[:4], "little")

    def moment(self, which: int) -> datetime | None:
        """Return an instant, None where there is none: tenths of microseconds since 1601."""
        ticks = int.from_bytes(self._values.get(which, b""), "little")
        return _EPOCH + timedelta(microseconds=ticks // 10) if ticks else None

    def attachments(self) -> "Iterator[_Mail]":
        """Yield the attachments in the order of their numbers."""
        for name in sorted(self.storages):
            if name.startswith(_ATTACHMENTS):
                yield _Mail(self.storages[name], _ATTACHED, self.depth, self.charset)

    def inner(self) -> "_Mail | None":
        """Return the mail that an attachment is, None where it is a file or an object of another program."""
        storage = self.storages.get(f"__substg1.0_{_DATA:04X}{_OBJECT:04X}")
        if storage is None or _LIST not in {stream.name for stream in storage.streams}:
            return None
        if self.depth >= _MAX_DEPTH:
            raise OddFileError(Code.TOO_MANY_MEMBERS)
        return _Mail(storage, _INNER, self.depth + 1, self.charset)


def _fixed(stream: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the properties of a list: kind, number, flags, and a value of eight bytes where it fits."""
    for at in range(0, len(stream) - 15, 16):
        (which,) = struct.unpack_from("<H", stream, at + 2)
        yield which, stream[at + 8 : at + 16]


def _day(mail: _Mail) -> date | None:
    for which in (_SENT, _DELIVERED):
        if when := mail.moment(which):
            return when.astimezone(VIETNAM).date()
    headers = HeaderParser().parsestr(mail.text(_HEADERS))
    return day_sent(header_text(headers, "date"), [str(one) for one in headers.get_all("received", [])])


def _sender(mail: _Mail) -> str:
    addresses = (mail.text(_SENDER_SMTP), mail.text(_SENDER_ADDRESS))
    address = next((one for one in addresses if "@" in one), "")  # inside an organisation it is a path, no address
    name = mail.text(_SENDER) or mail.text(_FOR_WHOM)
    said = f"{name} <{address}>" if name and address and name != address else name or address
    return said or header_text(HeaderParser().parsestr(mail.text(_HEADERS)), "from")


def _body(mail: _Mail, basket: Basket) -> Content:
    if (plain := mail.text(_BODY)).strip():
        return text_content(plain)
    if page := _page(mail):
        return html_content(page)
    if packed := mail.data(_RTF):
        basket.put("noi-dung.rtf", unpacked_rtf(packed))
    return Content(())


def _page(mail: _Mail) -> str:
    page = mail.data(_HTML)
    return charset_text(page, mail.charset) if page else mail.text(_HTML)


def _name(attachment: _Mail, number: int) -> str:
    names = (attachment.text(which) for which in (_LONG_FILE, _DISPLAY, _FILE))
    return next((one for one in names if one.strip()), f"phan-{number}")


def _put(attachment: _Mail, number: int, basket: Basket) -> None:
    inner, data = attachment.inner(), attachment.data(_DATA)
    if basket.full:
        basket.leave()
    elif inner is not None:
        basket.put(f"{shown(inner.text(_SUBJECT)) or f'thu-{number}'}.eml", _as_mail(inner).as_bytes())
    elif data is None:
        basket.refuse(_name(attachment, number), Code.UNSUPPORTED)  # an object, or a link to a place elsewhere
    elif not (attachment.text(_CONTENT_ID) and is_small_picture(data)):
        basket.put(_name(attachment, number), data)


def _as_mail(mail: _Mail) -> MIMEMultipart:
    """Return a mail inside the mail in the form of all e-mails; the same mail gives the same bytes."""
    page = _page(mail)
    plain = mail.text(_BODY)
    mark = hashlib.sha256(f"{mail.depth} {plain} {page}".encode("utf-8", "replace")).hexdigest()[:32]
    made = MIMEMultipart("mixed", boundary=f"soat-{mark}")
    made["From"] = Header(shown(_sender(mail)), "utf-8").encode()
    made["Subject"] = Header(shown(mail.text(_SUBJECT)), "utf-8").encode()
    if when := mail.moment(_SENT) or mail.moment(_DELIVERED):
        made["Date"] = format_datetime(when)
    if plain.strip() or page:
        made.attach(MIMEText(*((plain, "plain") if plain.strip() else (page, "html")), "utf-8"))
    elif packed := mail.data(_RTF):
        made.attach(_part("noi-dung.rtf", unpacked_rtf(packed)))
    for number, attachment in enumerate(mail.attachments(), start=1):
        inner, data = attachment.inner(), attachment.data(_DATA)
        if inner is not None:
            made.attach(_part(f"{shown(inner.text(_SUBJECT)) or f'thu-{number}'}.eml", _as_mail(inner).as_bytes()))
        elif data and not (attachment.text(_CONTENT_ID) and is_small_picture(data)):
            made.attach(_part(_name(attachment, number), data))
    return made


def _part(name: str, data: bytes) -> MIMEBase:
    part = MIMEBase("application", "octet-stream")
    part.set_payload(data)
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", shown(name)))
    return part
