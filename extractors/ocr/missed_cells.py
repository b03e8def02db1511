"""Cells of a scanned table that hold ink and gave no word: read again, all of a page in one picture below each other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.document import Box
from extractors.layout.lines import Word
from extractors.layout.tables import is_inside
from extractors.ocr.picture import Picture
from extractors.ocr.tesseract import ONE_BLOCK, Reader
from extractors.pdf.rulings import Table
from extractors.piece import OddFileError

_INK = 128  # grey below that
_FEW = 12  # dots of ink at 200 dots per inch: a speck, no digit
_USUAL = 200  # dots per inch
_INSET = 0.03  # inches from the cell's lines that may still be grey
_ROOM = 0.15  # inches between one cell's ink and the next one's
_MOST = 200  # cells of a page: a form to fill in, no table of results
_LEAST_CONFIDENCE = 0.3
_TALLER = 1.3  # than the cell
_WHITE = 255
_INCH = 72.0

Grey = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class _Part:
    """The ink of one cell: its dots, where they stand on the page, and in the picture of all parts."""

    dots: Grey
    left: int
    top: int
    below: int = 0


def missed_words(picture: Picture, tables: Sequence[Table], words: Sequence[Word], reader: Reader) -> Iterator[Word]:
    """Yield the words of such cells, in points of the page."""
    dots = np.asarray(picture.image)
    cells = [cell for table in tables for row in table for cell in row]
    empty = [cell for cell in cells if not any(is_inside(cell, word) for word in words)]
    parts = [part for cell in empty if (part := _ink_of(dots, cell, picture.dpi)) is not None]
    if not parts or len(parts) > _MOST:
        return
    image, placed = _stacked(parts, round(_ROOM * picture.dpi))
    try:
        seen = reader.words(image, picture.dpi, ONE_BLOCK)
    except OddFileError:
        return
    scale, room = _INCH / picture.dpi, round(_ROOM * picture.dpi)
    for one in seen:
        middle = (one.top + one.bottom) / 2
        part = next(
            (part for part in placed if part.below - room / 2 <= middle < part.below + len(part.dots) + room / 2), None
        )
        if part is None or one.confidence < _LEAST_CONFIDENCE or not any(map(_is_content, one.text)):
            continue
        across, down = part.left - room, part.top - part.below
        left, right, top, bottom = one.left + across, one.right + across, one.top + down, one.bottom + down
        yield Word(one.text, left * scale, top * scale, right * scale, bottom * scale, confidence=one.confidence)


def fitting(tables: Sequence[Table], words: Sequence[Word]) -> tuple[Word, ...]:
    """Return the words without those that are taller than their cell: numbers below each other read as one turned line."""
    cells = [cell for table in tables for row in table for cell in row]
    return tuple(word for word in words if not any(_is_over(cell, word) for cell in cells))


def _is_content(sign: str) -> bool:
    return sign.isalnum() or sign in "%-"


def _is_over(cell: Box, word: Word) -> bool:
    return is_inside(cell, word) and word.bottom - word.top > _TALLER * (cell.bottom - cell.top)


def _ink_of(dots: Grey, cell: Box, dpi: int) -> _Part | None:
    inset = _INSET * dpi
    left, top = (round(side * dpi / _INCH + inset) for side in (cell.left, cell.top))
    right, bottom = (round(side * dpi / _INCH - inset) for side in (cell.right, cell.bottom))
    inner = dots[max(0, top) : max(0, bottom), max(0, left) : max(0, right)]
    rows, columns = np.nonzero(inner < _INK)
    if len(rows) < _FEW * (dpi / _USUAL) ** 2:
        return None
    first, start = int(rows.min()), int(columns.min())
    return _Part(inner[first : rows.max() + 1, start : columns.max() + 1], left + start, top + first)


def _stacked(parts: Sequence[_Part], room: int) -> tuple[Any, list[_Part]]:
    """Return one white picture with the parts below each other, and the parts with their places in it."""
    from PIL import Image  # noqa: PLC0415 - slow to import, seldom needed

    width = max(part.dots.shape[1] for part in parts) + 2 * room
    height = sum(part.dots.shape[0] + room for part in parts) + room
    sheet = np.full((height, width), _WHITE, np.uint8)
    placed: list[_Part] = []
    below = room
    for part in parts:
        down, across = part.dots.shape
        sheet[below : below + down, room : room + across] = part.dots
        placed.append(_Part(part.dots, part.left, part.top, below))
        below += down + room
    return Image.fromarray(sheet), placed
