import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from core.document import BlockKind, PageSource
from core.problem import Code, Severity
from core.settings import Settings
from extractors import pages
from extractors.layout.lines import PageText, Word
from extractors.ocr import engines, tesseract
from extractors.ocr.recognition import Leaf, Recognised
from extractors.pages import read_image, read_pdf
from extractors.piece import Content, OddFileError
from extractors.triage import IMAGES, media_type
from extractors.workers.clock import time_limit

needs_tesseract = pytest.mark.skipif(bool(tesseract.missing()), reason="tesseract with Vietnamese is not installed")


def _page(*lines: str, colour: str = "black", size: int = 42) -> Image.Image:
    image = Image.new("RGB", (1654, 2339), "white")
    font = ImageFont.truetype("DejaVuSans.ttf", size)
    for index, line in enumerate(lines):
        ImageDraw.Draw(image).text((150, 200 + 2 * size * index), line, fill=colour, font=font)
    return image


def _pdf(*pages: Image.Image) -> bytes:
    stream = io.BytesIO()
    pages[0].save(stream, "PDF", save_all=True, append_images=pages[1:], resolution=200)
    return stream.getvalue()


def _text(content: Content) -> str:
    return "\n".join(piece.text for piece in content.pieces)


@needs_tesseract
def test_a_scan_that_runs_out_of_time_names_its_pages_once() -> None:
    """However many pages are left, one problem names their range."""
    with time_limit(0.001):
        content = read_pdf(_pdf(*(_page("Trang giấy") for _ in range(4))), Settings())
    assert [(one.code, one.severity, one.page) for one in content.problems] == [(Code.INCOMPLETE, Severity.ERROR, 1)]
    assert "trang 1–4" in content.problems[0].message
    assert [page.source for page in content.pages] == [PageSource.OCR] * 4


@pytest.mark.slow
@needs_tesseract
def test_pages_come_in_their_order() -> None:
    """Recognised at the same time, pages of different length still follow each other."""
    pages = [
        _page(*(f"Trang {name} của báo cáo" for _ in range(lines)))
        for name, lines in (("một", 12), ("hai", 2), ("ba", 7))
    ]
    content = read_pdf(_pdf(*pages), Settings(ocr_pages=3))
    assert [page.number for page in content.pages] == [1, 2, 3]
    text = _text(content)
    assert text.index("Trang một") < text.index("Trang hai") < text.index("Trang ba")


@pytest.mark.slow
@needs_tesseract
@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_on_its_side_or_head_is_turned(degrees: int) -> None:
    """A page that was laid wrongly on the scanner gives its text all the same, its size turned with it."""
    lines = [f"Xã đã tổ chức {number} hội nghị tuyên truyền cho nhân dân" for number in range(10, 22)]
    content = read_pdf(_pdf(_page(*lines).rotate(degrees, expand=True)), Settings())
    assert "12 hội nghị tuyên truyền" in _text(content)
    assert content.pages[0].width < content.pages[0].height


@pytest.mark.slow
@needs_tesseract
def test_a_photograph_is_turned_by_its_note() -> None:
    """A camera writes the picture as it lay and notes how it is to be turned."""
    stream = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    _page("Kết quả công tác năm 2023", "đã tổ chức 12 hội nghị").rotate(90, expand=True).save(stream, "JPEG", exif=exif)
    assert "12 hội nghị" in _text(read_image(stream.getvalue(), Settings()))


@pytest.mark.slow
@needs_tesseract
@pytest.mark.parametrize("mark", ["MẬT", "TUYỆT MẬT"])
def test_a_red_secrecy_stamp_is_found_before_the_text(mark: str, tmp_path: Path) -> None:
    """Red is taken off the page before its words are read; a stamp of secrecy is looked for in it first, and nothing is kept."""
    page = _page("ỦY BAN NHÂN DÂN XÃ", "Báo cáo kết quả công tác năm")
    font = ImageFont.truetype("DejaVuSans-Bold.ttf", 60)
    ImageDraw.Draw(page).text((900, 420), mark, fill=(200, 20, 30), font=font)
    with pytest.raises(OddFileError) as odd:
        read_pdf(_pdf(page), Settings(cache_dir=tmp_path / "cache"))
    assert odd.value.problem.code is Code.SECRET
    assert not (tmp_path / "cache").exists()


@pytest.mark.slow
@needs_tesseract
def test_a_red_stamp_of_receipt_is_no_secret_and_no_text() -> None:
    """An incoming stamp gives neither a mark nor a number."""
    page = _page("ỦY BAN NHÂN DÂN XÃ", "Số: 15/BC-UBND")
    ImageDraw.Draw(page).text(
        (900, 420), "CÔNG VĂN ĐẾN\nSố 4711", fill=(200, 20, 30), font=ImageFont.truetype("DejaVuSans.ttf", 40)
    )
    text = _text(read_pdf(_pdf(page), Settings()))
    assert "15/BC-UBND" in text
    assert "4711" not in text


@pytest.mark.slow
@needs_tesseract
def test_what_was_recognised_is_not_recognised_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second reading takes tesseract's words from the cache, and comes to the same."""
    scan = _pdf(_page("Kết quả công tác năm 2023", "đã tổ chức 12 hội nghị"))
    settings = Settings(cache_dir=tmp_path / "cache")
    first = read_pdf(scan, settings)

    def never(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(tesseract, "run_limited", never)
    monkeypatch.setattr(engines, "asked", never)
    assert read_pdf(scan, settings) == first


def test_a_blank_page_needs_no_recognition(monkeypatch: pytest.MonkeyPatch) -> None:
    """White paper with specks is told to be blank by its dots alone."""
    monkeypatch.setattr(tesseract, "run_limited", None)
    monkeypatch.setattr(engines, "asked", None)
    page = _page()
    for place in range(300, 1500, 100):
        page.putpixel((place, place), (0, 0, 0))
    content = read_pdf(_pdf(page), Settings())
    assert content.pieces == ()
    assert [one for one in content.problems if one.code is not Code.NO_TEXT] == []


@pytest.mark.slow
@needs_tesseract
def test_a_scanned_table_keeps_its_rows_and_cells() -> None:
    """Lines drawn around cells make rows of cells out of the words between them."""
    page = _page()
    draw, font = ImageDraw.Draw(page), ImageFont.truetype("DejaVuSans.ttf", 38)
    for x in (150, 350, 1000, 1500):
        draw.line((x, 600, x, 900), fill="black", width=3)
    for row, cells in enumerate(
        [("TT", "Nội dung", "Kết quả"), ("1", "Hội nghị", "Đạt 12"), ("2", "Đối thoại", "Đạt 25")]
    ):
        draw.line((150, 600 + 100 * row, 1500, 600 + 100 * row), fill="black", width=3)
        for x, cell in zip((200, 400, 1050), cells, strict=True):
            draw.text((x, 625 + 100 * row), cell, fill="black", font=font)
    draw.line((150, 900, 1500, 900), fill="black", width=3)
    content = read_pdf(_pdf(page), Settings())
    rows = [piece.cells[1:] for piece in content.pieces if piece.kind is BlockKind.TABLE_ROW]
    assert rows == [("Nội dung", "Kết quả"), ("Hội nghị", "Đạt 12"), ("Đối thoại", "Đạt 25")]


@needs_tesseract
@pytest.mark.slow
@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF", "BMP", "WEBP", "GIF", "CMYK", "G4", "heic"])
def test_pictures_of_every_kind_are_read(form: str) -> None:
    """The same words are read from each kind of picture that scanners and telephones make."""
    if form == "heic":
        content = (Path(__file__).parent / "pictures" / "heading.heic").read_bytes()
    else:
        content = _saved(_page("BAO CAO 2024", size=90), form)
    assert media_type(content) in IMAGES
    assert "BAO CAO 2024" in _text(read_image(content, Settings()))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF", "heic"])
def test_a_cut_picture_is_corrupt(form: str) -> None:
    """Half a picture gives no half of a report."""
    heic = (Path(__file__).parent / "pictures" / "heading.heic").read_bytes()
    content = heic if form == "heic" else _saved(_page("BAO CAO 2024", size=90), form)
    with pytest.raises(OddFileError) as refused:
        read_image(content[: len(content) // 2], Settings())
    assert refused.value.problem.code is Code.CORRUPT


def _saved(image: Image.Image, form: str) -> bytes:
    stream = io.BytesIO()
    if form == "CMYK":
        image.convert("CMYK").save(stream, "JPEG", dpi=(200, 200))
    elif form == "G4":
        image.convert("1").save(stream, "TIFF", compression="group4", dpi=(200, 200))
    else:
        image.save(stream, form, dpi=(200, 200))
    return stream.getvalue()


def test_words_that_were_mended_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A repair of what recognition read is a remark of the document, once, with its pages and how many words they were."""

    def seen(number: int, *texts: str) -> Recognised:
        words = tuple(Word(text, 85 + 60 * at, 100, 140 + 60 * at, 114) for at, text in enumerate(texts))
        page = PageText(number, 595, 842, PageSource.OCR, ())
        return Recognised(Leaf(page), replace(page, words=words, confidence=0.9))

    read = [seen(1, "Tò", "trình", "Tò", "trình"), seen(2, "Hội", "nghị"), seen(3, "Tò", "trình")]
    monkeypatch.setattr(pages, "recognised", lambda *_: iter(read))
    content = read_pdf(_pdf(_page("")), Settings())
    assert _text(content).count("Tờ trình") == 3
    assert [(one.code, one.severity, one.page) for one in content.problems] == [(Code.OCR_MENDED, Severity.INFO, 1)]
    assert "(3 chữ) (trang 1, 3)" in content.problems[0].message
