import pytest

from core.document import PageSource
from core.problem import Code
from core.settings import Settings
from core.text import normalise
from extractors.layout.lines import Word
from extractors.legacy.pdf import convert_words, is_legacy, remarks_on
from extractors.legacy.text import repaired
from extractors.pages import read_pdf
from extractors.pdf.text import Worth, read_pages

TCVN3 = "b¸o c¸o kÕt qu¶ c«ng t¸c n¨m cña ñy ban nh©n d©n x· tr-íc ngµy 12/BC-UBND"
READ = "báo cáo kết quả công tác năm của ủy ban nhân dân xã trước ngày 12/BC-UBND"
LINES = 9  # enough letters to tell a page's language


def _words(text: str, font: str) -> tuple[Word, ...]:
    return tuple(Word(word, 0, 0, 1, 1, font=font) for word in text.split())


def _text(words: tuple[Word, ...]) -> str:
    return normalise(" ".join(word.text for word in words)).text


def _pdf(text: str, font: str) -> bytes:
    """Return a PDF whose letters are those of Latin-1, in a font of this name; a hyphen stands for a soft hyphen."""
    page = "".join(
        f"BT /F1 12 Tf 60 {780 - 16 * line} Td ({text.replace('(', '')}) Tj ET\n" for line in range(LINES)
    ).encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [5 0 R] >>",
        f"<< /Type /Font /Subtype /TrueType /BaseFont /{font} /Encoding /WinAnsiEncoding >>".encode(),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(page), page),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 842 842] /Resources << /Font << /F1 3 0 R >> >> /Contents 4 0 R >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        size, table, size, len(out),
    )  # fmt: skip


def test_words_in_a_legacy_font_are_converted() -> None:
    """A font's name tells how its words are read, and other fonts' words stay."""
    words, names = convert_words((*_words(TCVN3, "BCDEFG+.VnTime"), *_words("Kết quả § ±", "Times New Roman")))
    assert _text(words) == f"{READ} Kết quả § ±"
    assert names == {".VnTime"}
    words, _ = convert_words(_words("Keát quaû tænh", "VNI-Times"))
    assert _text(words) == "Kết quả tỉnh"


def test_a_font_of_capitals_gives_capitals() -> None:
    """Words in a font of capitals are capitals; where only a first letter is set in it, the rest stays small."""
    words, _ = convert_words(
        (*_words("ñy ban nh©n d©n", ".VnTimeH"), *_words("Th\u00ad-êng trùc", ".VnTime"), *_words("ñy", ".VnTimeH"),
         *_words("ban", ".VnTime"))
    )  # fmt: skip
    assert _text(words[:4]) == "ỦY BAN NHÂN DÂN"
    assert _text(words[6:]) == "Ủy ban"
    words, _ = convert_words((*_words("chØ tiªu", ".VnTime"), *_words("§vt", ".VnTimeH"), *_words("n¨m", ".VnTime")))
    assert _text(words) == "chỉ tiêu ĐVT năm"


@pytest.mark.parametrize("text", ["Ủy ban nhân dân xã", "Tôi là công dân Hà Giang", "qwÕ r¶ty ©b"])
def test_fonts_that_hold_something_else_are_left_alone(text: str) -> None:
    """Unicode text under a legacy font's name stays, and letters that make no words in its scheme stay for recognition."""
    words = _words(text, ".VnTime")
    assert convert_words(words) == (words, frozenset())


def test_a_page_without_legacy_fonts_is_handed_on() -> None:
    """Words of other pages are the same object."""
    words = _words(READ, "Times New Roman")
    assert convert_words(words)[0] is words
    assert not is_legacy(words)


def test_remarks_name_the_fonts() -> None:
    """One remark names all fonts of a file; without any there is none."""
    assert remarks_on([]) == []
    (remark,) = remarks_on([".VnTime", ".VnTimeH", "VNI-Times"])
    assert "TCVN3, phông .VnTime, .VnTimeH; VNI, phông VNI-Times" in remark.message


@pytest.mark.parametrize("font", [".VnTime", "F1"])
def test_a_legacy_text_layer_is_converted_and_not_recognised(font: str) -> None:
    """A PDF in TCVN3 is read from its letters, by the font's name or by the words."""
    content = _pdf(TCVN3, font)
    assert [page.worth for page in read_pages(content)] == [Worth.WHOLE]
    read = repaired(read_pdf(content, Settings()))
    assert [page.source for page in read.pages] == [PageSource.TEXT_LAYER]
    assert [one.code for one in read.problems] == [Code.LEGACY_ENCODING]
    text = normalise(" ".join(piece.text for piece in read.pieces)).text
    assert text == " ".join([READ] * LINES)


def test_a_text_layer_that_stays_rubbish_is_recognised() -> None:
    """Letters of no scheme are worth nothing, whatever the font is called."""
    assert [page.worth for page in read_pages(_pdf("q¸wk³ fx·j ¿¶zz ¾kw¼ gj¢tf¢ " * 3, ".VnTime"))] == [Worth.NOTHING]
