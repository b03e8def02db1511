import pytest
from PIL import Image, ImageDraw

from core.document import Box
from extractors.layout.lines import Word
from extractors.ocr.rulings import drawn_tables
from extractors.ocr.stamps import parted

FRAME = Box(30, 160, 160, 220)
SIZE = (595.0, 842.0)


def _line(top: float, left: float, *texts: str) -> list[Word]:
    return [Word(text, left + 30 * at, top, left + 30 * at + 26, top + 10) for at, text in enumerate(texts)]


def _aside(*lines: list[Word], frame: Box = FRAME) -> list[str]:
    words = tuple(word for line in lines for word in line)
    kept, aside = parted(1, words, (frame,), SIZE)
    assert len(kept) + len(aside) == len(words)
    return [word.text for word in aside]


def test_the_stamp_of_the_receiving_office_stands_aside() -> None:
    """Words in a small frame that tells when something came are no part of the page's text; a line across it is."""
    stamp = (_line(165, 40, "VĂN", "PHÒNG"), _line(185, 40, "ĐẾN"), _line(205, 40, "Ngày:", "05/12"))
    title = _line(185, 140, "Kết", "quả", "công", "tác")
    assert _aside(*stamp) == ["VĂN", "PHÒNG", "ĐẾN", "Ngày:", "05/12"]
    assert _aside(*stamp, title) == ["VĂN", "PHÒNG", "ĐẾN", "Ngày:", "05/12"]


@pytest.mark.parametrize(
    ("frame", "text"),
    [
        (FRAME, "HỎA TỐC"),  # a mark that the document bears itself
        (Box(30, 160, 560, 220), "Ngày hội"),  # too wide for a stamp
        (Box(30, 660, 160, 720), "Ngày 05"),  # at the foot
    ],
)
def test_another_frame_s_words_stay(frame: Box, text: str) -> None:
    """A framed mark, a box around text and a frame further down are left where they are."""
    assert _aside(_line(frame.top + 20, 40, *text.split()), frame=frame) == []


def test_a_drawn_frame_is_no_table() -> None:
    """Lines around one column are told as a frame, and wiped like those of a table."""
    image = Image.new("L", (1654, 2339), 245)
    ImageDraw.Draw(image).rectangle((100, 400, 460, 560), outline=30, width=3)
    ImageDraw.Draw(image).line((100, 450, 460, 450), fill=30, width=3)
    tables, (frame,), clear = drawn_tables(image, 200)
    assert tables == ()
    assert frame.left == pytest.approx(36, abs=1)
    assert frame.bottom == pytest.approx(560 * 72 / 200, abs=1)
    assert clear.getextrema()[0] > 200
