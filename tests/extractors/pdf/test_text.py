import io
from typing import Any

import pypdf
import pytest

from core.document import BlockKind
from core.problem import Code
from extractors.layout.arrange import arrange
from extractors.pdf.text import Worth, read_pages
from extractors.piece import OddFileError, Piece

LINE = "Ủy ban nhân dân xã đã tổ chức mười hai hội nghị cho nhân dân trong xã"


def _body(made: Any, count: int = 5, **how: Any) -> str:
    return "".join(made.text(85, 700 - 18 * index, LINE, **how) for index in range(count))


def _pieces(content: bytes) -> list[Piece]:
    return arrange([page.text for page in read_pages(content)])


def _worth(made: Any) -> Worth:
    (page,) = read_pages(made.content())
    return page.worth


@pytest.mark.parametrize("angle", [0, 90, 180, 270])
def test_a_page_that_lies_on_its_side_is_read_as_its_text_goes(made: Any, angle: int) -> None:
    """Where most letters are turned, the page is read as if it were turned until they stand."""
    made.pages = [_body(made)]
    made.more = f"/Rotate {angle}"
    (piece,) = _pieces(made.content())
    assert piece.text == " ".join([LINE] * 5)


def test_text_turned_on_an_upright_page_stands_apart(made: Any) -> None:
    """A stamp along the margin or across the page breaks into no line; it is kept whole at the end."""
    made.pages = [
        _body(made)
        + made.text(70, 500, "Sao y bản chính", how="0 1 -1 0")
        + made.text(200, 600, "Bản nháp", how="0.7 0.7 -0.7 0.7")
    ]
    body, *aside = _pieces(made.content())
    assert body.text == " ".join([LINE] * 5)
    assert [(piece.kind, piece.text) for piece in aside] == [
        (BlockKind.RUNNING, "Sao y bản chính"),
        (BlockKind.RUNNING, "Bản nháp"),
    ]


def test_turned_words_in_a_table_belong_to_their_cell(made: Any) -> None:
    """A table's upright heading is read in its cell."""
    lines = [(85, 400, 285, 400), (85, 300, 285, 300), (85, 340, 285, 340), (85, 300, 85, 400), (185, 300, 185, 400), (285, 300, 285, 400)]  # fmt: skip
    made.pages = [
        "".join(made.line(*points) for points in lines)
        + made.text(120, 350, "Số", how="0 1 -1 0")
        + made.text(190, 380, "Kết quả")
        + made.text(90, 320, "12")
        + made.text(190, 320, "đạt")
    ]
    assert [piece.cells for piece in _pieces(made.content())] == [("Số", "Kết quả"), ("12", "đạt")]


def test_words_far_apart_without_a_blank_are_parted(made: Any) -> None:
    """A jump parts words, though the file writes no blank there."""
    made.pages = [made.text(85, 700, "một") + made.text(300, 700, "hai")]
    (page,) = read_pages(made.content())
    assert [word.text for word in page.text.words] == ["một", "hai"]


def test_each_word_tells_its_font(made: Any) -> None:
    """The name of its font goes with each word."""
    made.pages = [made.text(85, 700, "một hai")]
    (page,) = read_pages(made.content())
    assert {word.font for word in page.text.words} == {"Times-Roman"}


def test_an_odd_box_loses_no_text(made: Any) -> None:
    """Whatever a page says of its size or its part to be shown, its words are read once each."""
    made.pages = [_body(made)]
    for box, more in (
        ("0 0 0 0", ""),
        ("0 0 1 1", ""),
        ("0 0 20000 20000", ""),
        ("0 0 595 842", "/CropBox [50 600 400 800]"),
        ("0 0 595 842", "/CropBox [5000 6000 6400 6800]"),
        ("-300 -400 295 442", "/UserUnit 3"),
    ):
        made.box, made.more = box, more
        assert " ".join(piece.text for piece in _pieces(made.content())) == " ".join([LINE] * 5), (box, more)


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_an_owners_password_does_not_lock_the_text(made: Any, algorithm: str) -> None:
    """A file that opens without a password is read, whatever it forbids."""
    made.pages = [_body(made)]
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(made.content()))
    writer.encrypt("", "chủ", algorithm=algorithm)
    stream = io.BytesIO()
    writer.write(stream)
    assert _pieces(stream.getvalue())[0].text.startswith(LINE)


def test_a_file_written_on_is_read_in_its_last_state(made: Any) -> None:
    """An incremental update, and a cross-reference table that lies, are mended on opening."""
    made.pages = [_body(made)]
    writer = pypdf.PdfWriter(io.BytesIO(made.content()), incremental=True)
    writer.pages[0].rotate(90)
    stream = io.BytesIO()
    writer.write(stream)
    for content in (stream.getvalue(), made.content().replace(b"startxref\n", b"startxref\n7")):
        assert _pieces(content)[0].text.startswith(LINE)


def test_letters_that_are_none_are_no_text_layer(made: Any) -> None:
    """Private signs, numbers of glyphs and control characters send the page to recognition."""
    made.pages = ["".join(made.text(85, 700 - 18 * line, "(cid:12)(cid:45)(cid:7)") for line in range(5))]
    assert _worth(made) is Worth.NOTHING
    made.pages, made.mapped = [_body(made)], False
    assert _worth(made) is Worth.NOTHING
    made.signs, made.mapped = "".join(map(chr, range(0xE000, 0xE060))), True
    made.pages = [made.text(85, 700, made.signs[:50])]
    assert _worth(made) is Worth.NOTHING


def test_a_scanners_poor_reading_is_no_text_layer(made: Any) -> None:
    """Unseen letters below a page's picture count only where they have their Vietnamese marks."""
    made.picture = True
    made.pages = [_body(made, 20, mode=3)]
    assert _worth(made) is Worth.WHOLE
    made.pages = [
        "".join(made.text(85, 700 - 18 * line, "Uy ban nhan dan xa da t6 chtrc hoi nghi | _") for line in range(9))
    ]
    assert _worth(made) is Worth.NOTHING
    made.pages = [
        "".join(made.text(85, 700 - 18 * line, "Uy ban nhân dan xa đã to chuc hôi nghi", mode=3) for line in range(9))
    ]
    assert _worth(made) is Worth.NOTHING
    made.picture = False
    assert _worth(made) is Worth.WHOLE


def test_a_page_that_does_not_open_is_told(made: Any) -> None:
    """The other pages are read, and the broken one is a problem with its number."""
    made.pages = [_body(made), _body(made)]
    content = made.content().replace(b"/Type /Page /Parent", b"/Type /Cage /Parent", 1)
    broken, good = read_pages(content)
    assert broken.problem is not None
    assert (broken.problem.code, broken.problem.page, good.problem) == (Code.CORRUPT, 1, None)
    assert good.text.words


@pytest.mark.parametrize("made_of", ["pages", "pieces"])
def test_an_endless_file_is_too_large(made: Any, made_of: str) -> None:
    """Thousands of pages, or of pieces of text on one page, are refused before they are read."""
    if made_of == "pages":
        made.pages = [made.text(85, 700, "a")] * 2001
    else:
        made.pages = ["".join(made.text(10, 10, "a") for _ in range(20_001))]
    with pytest.raises(OddFileError) as caught:
        list(read_pages(made.content()))
    assert caught.value.problem.code is Code.TOO_LARGE
