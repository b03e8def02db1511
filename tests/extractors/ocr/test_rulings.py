import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from extractors.ocr.rulings import _long, drawn_tables

DPI = 200
LEFT, TOP, STEP_DOWN = 200, 400, 90
COLUMNS = (0, 90, 700, 1100)


def _page(rows: int) -> Image.Image:
    """Draw a page with a line of text, an underlined line and a ruled table of so many rows, with a scanner's grain."""
    image = Image.new("L", (1654, 2339), 245)
    pen = ImageDraw.Draw(image)
    font = ImageFont.truetype("DejaVuSans.ttf", 36)
    pen.text((LEFT, 150), "Độc lập - Tự do - Hạnh phúc", fill=0, font=font)
    pen.line((LEFT, 205, LEFT + 500, 205), fill=0, width=2)
    for row in range(rows + 1 if rows else 0):
        pen.line((LEFT, TOP + row * STEP_DOWN, LEFT + COLUMNS[-1], TOP + row * STEP_DOWN), fill=40, width=2)
    for column in COLUMNS if rows else ():
        pen.line((LEFT + column, TOP, LEFT + column, TOP + rows * STEP_DOWN), fill=40, width=2)
    for row in range(rows):
        pen.text((LEFT + 110, TOP + row * STEP_DOWN + 20), f"Nội dung thứ {row}", fill=0, font=font)
    grain = np.random.default_rng(7).integers(-8, 9, (image.height, image.width))
    return Image.fromarray(np.clip(np.asarray(image).astype(int) + grain, 0, 255).astype(np.uint8))


def test_a_drawn_table_is_rows_of_cells() -> None:
    """Lines across and down that meet are a table, its cells in points from the page's top left."""
    ((*rows,),), _, _ = drawn_tables(_page(4), DPI)
    assert [len(row) for row in rows] == [3, 3, 3, 3]
    first, scale = rows[0][0], 72 / DPI
    assert first.left == pytest.approx(LEFT * scale, abs=1)
    assert first.bottom == pytest.approx((TOP + STEP_DOWN) * scale, abs=1)


def test_a_tables_lines_are_wiped_and_nothing_else() -> None:
    """The letters in the table and the line below the motto stay."""
    page = _page(4)
    _, _, clear = drawn_tables(page, DPI)
    before, after = np.asarray(page), np.asarray(clear)
    assert (before[TOP + STEP_DOWN, LEFT + 20 : LEFT + 80] < 100).all()
    assert (after[TOP + STEP_DOWN, LEFT + 20 : LEFT + 80] > 200).all()
    assert (after[205, LEFT + 20 : LEFT + 480] < 100).all()
    inside = np.s_[TOP + 15 : TOP + 70, LEFT + 105 : LEFT + 650]
    assert (before[inside] == after[inside]).all()


def test_a_page_without_a_table_stays_as_it_is() -> None:
    """An underlined motto alone is no table."""
    page = _page(0)
    tables, _, same = drawn_tables(page, DPI)
    assert (tables, same) == ((), page)


def test_no_long_line_is_passed_over() -> None:
    """A dot lies on a long line where it is dark and some stretch of that length over it has hardly a gap: wherever it begins and ends."""
    chance = np.random.default_rng(3)
    found = 0
    for _ in range(300):
        length, width = int(chance.integers(6, 60)), int(chance.integers(10, 150))
        dark = np.zeros((9, width), np.bool_)  # every third row: the lines beside a row count as its own
        dark[1::3] = chance.random((3, width)) < chance.choice([0.85, 0.9, 0.97])
        dark[:, : int(chance.integers(0, width))] &= bool(chance.integers(0, 2))
        wanted = np.zeros_like(dark)
        for row in range(9):
            thick = dark[max(0, row - 1) : row + 2].any(axis=0)
            for start in range(width - length + 1):
                if width > length and thick[start : start + length].sum() >= 0.9 * length:
                    wanted[row, start : start + length] |= thick[start : start + length]
        assert np.array_equal(_long(dark, length), wanted)
        found += bool(wanted.any())
    assert 50 < found < 250
