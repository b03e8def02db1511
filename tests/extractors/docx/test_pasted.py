"""Scans pasted into a Word file."""

import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.shared import Cm
from PIL import Image, ImageDraw, ImageFont

from core.document import PageSource
from core.problem import Code, Severity
from core.settings import Settings
from extractors.docx.pasted import read_word
from extractors.ocr.tesseract import missing

_FONT = "/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf"


def _picture(words: str, size: tuple[int, int]) -> io.BytesIO:
    image = Image.new("L", size, 255)
    font = ImageFont.truetype(_FONT, 40) if Path(_FONT).exists() else ImageFont.load_default(40)
    ImageDraw.Draw(image).text((100, 200), words, fill=0, font=font)
    stream = io.BytesIO()
    image.save(stream, "PNG")
    stream.seek(0)
    return stream


def _docx(*paragraphs: str, picture: io.BytesIO) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.add_picture(picture, width=Cm(15))
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@pytest.mark.slow
@pytest.mark.skipif(bool(missing()), reason="needs tesseract with Vietnamese")
def test_pictures_of_pages_are_recognised() -> None:
    """A Word file that is a picture of a page gives the page's words behind its own few ones, each page told as recognised."""
    page = _picture("Ủy ban nhân dân xã báo cáo kết quả", (1654, 2339))
    found = read_word(_docx("Kèm theo:", picture=page), Settings())
    assert found.pieces[0].text == "Kèm theo:"
    assert "ban nhân dân" in found.pieces[-1].text
    assert [one.source for one in found.pages] == [PageSource.OCR]


def test_pictures_in_a_text_stay_pictures() -> None:
    """Where the file has a text of its own, a photograph in it is not recognised."""
    found = read_word(_docx("Hội nghị đã bàn nhiều việc. " * 30, picture=_picture("ảnh", (1654, 2339))), Settings())
    assert all(page.source is not PageSource.OCR for page in found.pages)
    assert len(found.pieces) == 1


def test_a_broken_picture_leaves_the_words() -> None:
    """A picture that is cut off is said, and what the file says itself is kept."""
    whole = _docx("Kèm theo bản quét.", picture=_picture("báo cáo", (1654, 2339)))
    with zipfile.ZipFile(io.BytesIO(whole)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    cut = io.BytesIO()
    with zipfile.ZipFile(cut, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content[: len(content) // 3] if name.endswith(".png") else content)
    found = read_word(cut.getvalue(), Settings())
    assert [piece.text for piece in found.pieces] == ["Kèm theo bản quét."]
    assert [(one.code, one.severity) for one in found.problems] == [(Code.CORRUPT, Severity.WARNING)]


def test_logos_are_no_pages() -> None:
    """A small picture, or a long banner, is no page."""
    for size in ((300, 300), (3000, 800)):
        assert not read_word(_docx(picture=_picture("logo", size)), Settings()).pieces
