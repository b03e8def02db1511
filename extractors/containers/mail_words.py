"""Words of e-mails that programs encoded in many ways: headers, file names, texts, days."""

import binascii
from datetime import date, timedelta, timezone
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime

from core.text import squeeze
from extractors.plain.charset import decode

VIETNAM = timezone(timedelta(hours=7))  # mail is received here, whatever the sender's clock says
_LONGEST = 8000  # characters of a header that are looked at: the library's time grows with the square of its length
_SIGNATURE = "-- "  # the line before a signature ends with a blank that joins nothing
_BAD_HEADER = (HeaderParseError, binascii.Error, ValueError, LookupError, AttributeError, IndexError, TypeError)


def header_text(message: Message, name: str) -> str:
    """Return a header on one line, "" where it is missing."""
    return _words(_raw(message, name))


def file_name(part: Message) -> str:
    """Return the name that a part has as a file, however it is encoded; "" where it has none."""
    probe = Message()
    for name in ("Content-Disposition", "Content-Type"):
        if raw := _raw(part, name):
            probe[name] = raw
    try:
        return _words(probe.get_filename() or "")
    except _BAD_HEADER:
        return ""


def charset_text(content: bytes, charset: str) -> str:
    """Return a text in the charset that is said, unless the bytes show another: UTF-8 is never so by chance."""
    if not content.isascii() and not charset.startswith("utf-16"):
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            pass
    try:
        return content.decode(charset)
    except (UnicodeDecodeError, LookupError, ValueError):
        return decode(content)


def unflowed(text: str, *, delete_space: bool) -> str:
    """Return a text of format=flowed (RFC 3676) with its paragraphs on one line each."""
    lines: list[str] = []
    going_on = False
    depth = 0
    for raw in text.splitlines():
        line = raw.lstrip(">")
        quoted = len(raw) - len(line)
        line = line.removeprefix(" ")
        if going_on and quoted == depth and line != _SIGNATURE:
            lines[-1] = (lines[-1][:-1] if delete_space else lines[-1]) + line
        else:
            lines.append(line)
        going_on, depth = line.endswith(" ") and line != _SIGNATURE, quoted
    return "\n".join(lines)


def day_sent(said: str, received: list[str]) -> date | None:
    """Return the day of a `Date` header in Vietnam; where that is none, of the last server that took the mail in."""
    for words in (said, *(one.rpartition(";")[2] for one in received)):
        try:
            when = parsedate_to_datetime(words)
            return (when.astimezone(VIETNAM) if when.tzinfo else when).date()
        except (TypeError, ValueError, IndexError, OverflowError):
            continue
    return None


def _raw(message: Message, name: str) -> str:
    """Return a header as it stands, on one line; bytes beyond ASCII that nobody encoded are read as text."""
    value = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")[:_LONGEST]
    if not value.isascii():
        value = decode(value.encode("utf-8", "surrogateescape"))
    return "".join(value.splitlines())


def _words(raw: str) -> str:
    """Return what encoded words (RFC 2047) say; a letter may be cut between two of them."""
    try:
        parts = decode_header(raw)
    except _BAD_HEADER:
        return squeeze(raw)
    return squeeze("".join(_word(part, charset) for part, charset in parts))


def _word(part: bytes | str, charset: str | None) -> str:
    if isinstance(part, str):
        return part
    return charset_text(part, charset) if charset else part.decode("raw-unicode-escape", "replace")
