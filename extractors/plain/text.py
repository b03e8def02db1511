"""Plain text, HTML files and web pages saved as one file: decoded, then one block for each line."""

import email
import email.policy
from email.message import Message

from core.problem import Code
from extractors.layout.columns import part_columns
from extractors.piece import Content, OddFileError, Piece, kind_of
from extractors.plain.charset import decode, decode_page
from extractors.plain.hypertext import html_content

_MAX_BYTES = 20_000_000  # of a page: three quarters of it may be styles
_MAX_TEXT = 8_000_000  # bytes: in no encoding more text than a document may have
_MOST_LINES = 200_000  # of a text; the longest decree with all its annexes has some 20,000
_MAX_PACKED = 100_000_000  # a page saved as one file brings its pictures


def read_text(content: bytes) -> Content:
    """Return the lines of a text file."""
    if len(content) > _MAX_TEXT:
        raise OddFileError(Code.TOO_LARGE)
    return text_content(decode(content))


def text_content(text: str) -> Content:
    """Return the lines of a text as blocks."""
    lines = [line.rstrip() for line in text.splitlines()]
    if len(lines) > _MOST_LINES:
        raise OddFileError(Code.TOO_LARGE)
    pieces = [Piece(line, kind_of(line)) for line in lines if line.strip()]
    return Content(tuple(part_columns(pieces)))


def read_html(content: bytes) -> Content:
    """Return the text of an HTML page."""
    if len(content) > _MAX_BYTES:
        raise OddFileError(Code.TOO_LARGE)
    return html_content(decode_page(content))


def read_mhtml(content: bytes) -> Content:
    """Return the text of a page saved as one file (MHTML): its first HTML part; OddFileError where it has none."""
    if len(content) > _MAX_PACKED:
        raise OddFileError(Code.TOO_LARGE)
    message = email.message_from_bytes(content, policy=email.policy.compat32)
    page = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
    if page is None:
        raise OddFileError(Code.CORRUPT)
    return html_content(decode_page(_payload(page), page.get_content_charset() or ""))


def _payload(part: "Message[str, str]") -> bytes:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes) or len(payload) > _MAX_BYTES:
        raise OddFileError(Code.TOO_LARGE)
    return payload


__all__ = ["html_content", "read_html", "read_mhtml", "read_text", "text_content"]
