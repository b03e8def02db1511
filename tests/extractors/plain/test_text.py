from email.message import EmailMessage
from email.policy import SMTP

import pytest

from core.problem import Code
from extractors import triage
from extractors.piece import OddFileError
from extractors.plain.text import read_html, read_mhtml, read_text


def _saved_page(html: bytes, charset: str) -> bytes:
    page = EmailMessage(policy=SMTP)
    page.set_content("x")
    page.set_payload(html)
    message = EmailMessage(policy=SMTP)
    message["MIME-Version"] = "1.0"
    message["Content-Type"] = 'multipart/related; boundary="b"'
    head = b"".join(f"{name}: {value}\r\n".encode() for name, value in message.items())
    part = b"Content-Location: file:///C:/a.htm\r\nContent-Transfer-Encoding: 8bit\r\n"
    part += f'Content-Type: text/html; charset="{charset}"\r\n\r\n'.encode()
    other = b"Content-Type: text/xml\r\n\r\n<x>kh\xf4ng</x>"
    return head + b"\r\n--b\r\n" + part + html + b"\r\n--b\r\n" + other + b"\r\n--b--\r\n"


def test_a_text_is_its_lines() -> None:
    """Each line that holds something is a block."""
    assert [piece.text for piece in read_text("Một\n\n  - Hai\r\n".encode()).pieces] == ["Một", "  - Hai"]


def test_a_page_is_read_in_its_own_encoding() -> None:
    """The encoding that the page names is used."""
    (piece,) = read_html(b"<meta charset=windows-1252><p>\xd4ng b\xe0</p>").pieces
    assert piece.text == "Ông bà"


def test_a_page_saved_as_one_file_is_its_html() -> None:
    """Of an MHTML file the page is read, in the encoding that its part names, and nothing of the other parts."""
    content = _saved_page(b"<html><body><p>\xd4ng b\xe0</p></body></html>", "windows-1252")
    assert triage.media_type(content) == triage.MHTML
    assert [piece.text for piece in read_mhtml(content).pieces] == ["Ông bà"]


def test_a_saved_page_without_html_is_broken() -> None:
    """An MHTML file that was cut before its page says so."""
    with pytest.raises(OddFileError) as refused:
        read_mhtml(b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b")
    assert refused.value.problem.code is Code.CORRUPT


def test_a_text_of_endless_lines_is_too_large() -> None:
    """A table of a million rows saved as text is no report."""
    with pytest.raises(OddFileError) as refused:
        read_text(b"1,2\n" * 200_001)
    assert refused.value.problem.code is Code.TOO_LARGE
