import time

import pytest
from PIL import Image, ImageDraw, ImageFont

from extractors.layout.lines import Word
from extractors.ocr.cache import OcrCache
from extractors.ocr.signer import with_signer
from extractors.ocr.tesseract import Reader, missing

DPI = 300
WIDTH = 595.0
NAME = ("Nguyễn", "Hoàng", "Hiền")
TOP = 200.0


def _words(*texts: str, top: float = TOP, left: float = 330.0, confidence: float = 0.9) -> tuple[Word, ...]:
    return tuple(
        Word(text, left + 50 * at, top, left + 50 * at + 45, top + 14, confidence=confidence)
        for at, text in enumerate(texts)
    )


def _page(shown: tuple[str, ...]) -> Image.Image:
    image = Image.new("RGB", (round(WIDTH / 72 * DPI), 1600), "white")
    font = ImageFont.truetype("DejaVuSerif-Bold.ttf", 44)
    for at, word in enumerate(shown):
        place = ((330 + 50 * at) * DPI / 72, TOP * DPI / 72)
        ImageDraw.Draw(image).text(place, word, fill="black", font=font)
    return image


def _read(words: tuple[Word, ...], shown: tuple[str, ...] = NAME) -> list[str]:
    reader = Reader(OcrCache(None), time.monotonic() + 60, 60)
    return [word.text for word in with_signer(words, (1, WIDTH), _page(shown), reader)]


def test_a_speck_over_a_word_is_dropped() -> None:
    """A letter that is unsure or too narrow, inside the box of a word, is seal or mark; one beside it stays, and so does a letter."""
    name = _words("nhân", "dân")
    unsure = Word("v", 340, TOP, 348, TOP + 14, confidence=0.2)
    narrow = Word("2", 340, TOP - 8, 343, TOP + 6, confidence=0.9)
    beside = unsure._replace(left=500, right=508)
    letter = unsure._replace(text="Y", confidence=0.9)
    assert _read((*name, unsure, narrow, beside, letter)) == ["nhân", "dân", "v", "Y"]


@pytest.mark.slow
def test_a_name_below_a_position_gets_its_marks_back() -> None:
    """The picture of the name alone tells its marks; a word that it shows with fewer of them, or others, stays as it was."""
    if missing():
        pytest.skip(missing())
    position = _words("CHỦ", "TỊCH", top=TOP - 80)
    assert _read((*position, *_words("Nguyên", "Hoàng", "Hiên"))) == ["CHỦ", "TỊCH", *NAME]
    assert _read((*position, *_words("Nguyễn", "Hoàng", "Hiền")), ("Nguyên", "Hoang", "Hiên")) == ["CHỦ", "TỊCH", *NAME]
    assert _read((*position, *_words("Trần", "Hoàng", "Hiên"))) == ["CHỦ", "TỊCH", "Trần", "Hoàng", "Hiên"]


@pytest.mark.slow
def test_other_words_are_not_read_again() -> None:
    """Capitalised words in the recipients' column, or below no position, are left as they were read."""
    if missing():
        pytest.skip(missing())
    assert _read(_words("Nguyên", "Hoàng", "Hiên")) == ["Nguyên", "Hoàng", "Hiên"]
    left = (*_words("NƠI", "NHẬN", top=TOP - 80, left=100), *_words("Nguyên", "Hoàng", "Hiên", left=100))
    assert _read(left) == ["NƠI", "NHẬN", "Nguyên", "Hoàng", "Hiên"]
