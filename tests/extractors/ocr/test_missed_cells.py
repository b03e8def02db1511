import time

import pytest
from PIL import Image, ImageDraw, ImageFont

from core.document import Box
from extractors.layout.lines import Word
from extractors.ocr.cache import OcrCache
from extractors.ocr.missed_cells import fitting, missed_words
from extractors.ocr.picture import Picture
from extractors.ocr.tesseract import Reader, missing

DPI = 200
ROW = 30.0  # points
TABLE = tuple(
    (Box(50, 100 + ROW * at, 90, 100 + ROW * (at + 1)), Box(90, 100 + ROW * at, 400, 100 + ROW * (at + 1)))
    for at in range(4)
)


def _word(text: str, left: float, top: float, right: float, bottom: float) -> Word:
    return Word(text, left, top, right, bottom)


def test_a_word_taller_than_its_cell_is_none() -> None:
    """Numbers below each other that were read as one turned line are not taken; what fits its cell is."""
    turned, fits, outside = _word("Ơi", 60, 100, 75, 220), _word("Nội", 95, 105, 120, 119), _word("l", 10, 0, 14, 600)
    assert fitting((TABLE,), (turned, fits, outside)) == (fits, outside)


@pytest.mark.slow
def test_ink_in_an_empty_cell_is_read_again() -> None:
    """Single digits that recognition passed over come back, each in its own cell."""
    if missing():
        pytest.skip(missing())
    image = Image.new("L", (1654, 2339), "white")
    font = ImageFont.truetype("DejaVuSans.ttf", 36)
    for at in range(4):
        ImageDraw.Draw(image).text((65 * DPI / 72, (107 + ROW * at) * DPI / 72), str(at + 2), fill=0, font=font)
    reader = Reader(OcrCache(None), time.monotonic() + 60, 60)
    found = list(missed_words(Picture(image, DPI), (TABLE,), (), reader))
    assert [word.text for word in found] == ["2", "3", "4", "5"]
    for word, row in zip(found, TABLE, strict=True):
        assert row[0].top < (word.top + word.bottom) / 2 < row[0].bottom
        assert word.left == pytest.approx(65, abs=5)


def test_white_cells_are_not_looked_at() -> None:
    """Cells without ink cost no recognition."""
    reader = Reader(OcrCache(None), 0.0, 0.0)  # would raise TIMEOUT if it were asked
    assert list(missed_words(Picture(Image.new("L", (1654, 2339), "white"), DPI), (TABLE,), (), reader)) == []
