import pytest

from core.text import normalise
from extractors.plain.charset import decode, decode_page, wide_encoding

TEXT = "Ủy ban nhân dân xã Sơn Thủy báo cáo kết quả thực hiện nhiệm vụ, đề nghị cấp trên xem xét."


def _windows_1258(text: str) -> bytes:
    """Write a text as windows-1258 has it: tones behind their vowels, circumflex, breve and horn in the letter."""
    made = ""
    for sign in text:
        try:
            sign.encode("cp1258")
            made += sign
        except UnicodeEncodeError:
            made += normalise(sign).text if not (parts := _PARTS.get(sign)) else parts
    return made.encode("cp1258")


_PARTS = {
    "Ủ": "U\u0309", "ã": "a\u0303", "ủ": "u\u0309", "ế": "ê\u0301", "ả": "a\u0309", "ự": "ư\u0323", "ệ": "ê\u0323",
    "ụ": "u\u0323", "ề": "ê\u0300", "ị": "i\u0323", "ấ": "â\u0301",
}  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_decoded_with_and_without_a_mark(encoding: str) -> None:
    """A text comes out the same in whichever Unicode form it was stored."""
    assert decode(TEXT.encode(encoding)) == TEXT


def test_windows_1258_is_told_by_its_tones() -> None:
    """Tones that stand behind vowels tell the Vietnamese code page, and composing them gives the text."""
    assert normalise(decode(_windows_1258(TEXT))).text == TEXT


def test_bytes_are_no_wide_text() -> None:
    """Neither binary data nor text of one byte a letter passes for UTF-16."""
    assert wide_encoding(bytes(range(256)) * 4) is None
    assert wide_encoding(b"abcd " * 100) is None
    assert wide_encoding(b"") is None


@pytest.mark.parametrize(
    ("page", "told", "text"),
    [
        (b"<meta charset=windows-1252>\xd4ng", "", "Ông"),
        (b'<META http-equiv=Content-Type content="text/html; charset=iso-8859-1">\x96 \xd4ng', "", "– Ông"),
        (b"\xd4ng \xe0 \xf4", "windows-1252", "Ông à ô"),
        ("<meta charset=windows-1252>Ủy ban".encode(), "", "Ủy ban"),
        ("<meta charset=unicode>Ủy ban".encode(), "", "Ủy ban"),
        ("<meta charset=windows-1252>Ủy ban nhân dân".encode("utf-16"), "", "Ủy ban nhân dân"),
        (b"<meta charset=no-such-code>Ban", "", "Ban"),
    ],
)
def test_a_page_is_decoded_by_mark_then_utf8_then_its_word(page: bytes, told: str, text: str) -> None:
    """What a page says of its encoding holds only where its bytes do not prove another."""
    assert decode_page(page, told).rpartition(">")[2] == text
