"""Where words stand on pages: a rectangle for each line, found by letters alone in what reading makes of the pages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from core.document import Box
from core.text import fold, normalise
from extractors.layout.lines import PageText, Word, rows_of

_END_PIECE = 48  # letters of a sentence's beginning or end by which it is known where it runs over two pages
_LEAST = 8  # letters that say anything of a place


@dataclass(frozen=True, slots=True)
class Place:
    """A page (number from 1) and the rectangles on it, in PDF points, one a line."""

    page: int
    boxes: tuple[Box, ...]


class _Letter(NamedTuple):
    """A letter of a page: in which word, from which share of its width to which. A word may be a whole phrase."""

    page: int
    word: Word
    start: float
    end: float

    @property
    def left(self) -> float:
        return self.word.left + self.start * (self.word.right - self.word.left)

    @property
    def right(self) -> float:
        return self.word.left + self.end * (self.word.right - self.word.left)


def place_of(words: str, pages: Sequence[PageText]) -> Place | None:
    """Return the first place at which `words` stand: as a table's row, as running text, or only their beginning or end.

    Blanks, case, marks and line ends do not count: text layers part words in many ways. None where they are not there.
    """
    wanted = _letters(words)
    if len(wanted) < _LEAST:
        return None
    row = next((place for page in pages for place in _table_rows(page) if place[0] == wanted), None)
    return row[1] if row else _in_running_text(wanted, pages)


def _letters(text: str) -> str:
    """Return letters and digits without marks and case."""
    return "".join(sign for sign in fold(normalise(text).text) if sign.isalnum())


def _table_rows(page: PageText) -> Iterator[tuple[str, Place]]:
    """Yield the letters of each row of the page's tables, cell by cell, with its place."""
    for table in page.tables:
        for cells in table:
            ordered = [
                word for cell in cells for word in _in_order(page.number, [w for w in page.words if _inside(w, cell)])
            ]
            edges = [edge for cell in cells for edge in ((cell.left, cell.top), (cell.right, cell.bottom))]
            if ordered and edges:
                xs, ys = zip(*edges, strict=True)
                box = Box(min(xs), min(ys), max(xs), max(ys))
                yield "".join(_letters(word.text) for word in ordered), Place(page.number, (box,))


def _inside(word: Word, cell: Box) -> bool:
    x, y = (word.left + word.right) / 2, (word.top + word.bottom) / 2
    return cell.left <= x <= cell.right and cell.top <= y <= cell.bottom


def _in_running_text(wanted: str, pages: Sequence[PageText]) -> Place | None:
    stream, owners = _stream(pages)
    for piece in _pieces(wanted):
        at = stream.find(piece)
        if at >= 0:
            number = owners[at].page
            own = [letter for letter in owners[at : at + len(piece)] if letter.page == number]
            return Place(number, tuple(_lines(own)))
    return None


def _pieces(wanted: str) -> Iterator[str]:
    yield wanted
    if len(wanted) > _END_PIECE:
        yield wanted[:_END_PIECE]
        yield wanted[-_END_PIECE:]


def _stream(pages: Sequence[PageText]) -> tuple[str, list[_Letter]]:
    """Return the letters of all pages as one text, and where each stands."""
    letters: list[str] = []
    owners: list[_Letter] = []
    for page in pages:
        for word in _in_order(page.number, page.words):
            own = _letters(word.text)
            letters.append(own)
            owners += [_Letter(page.number, word, at / len(own), (at + 1) / len(own)) for at in range(len(own))]
    return "".join(letters), owners


def _in_order(page: int, words: Sequence[Word]) -> list[Word]:
    """Return words as they are read: row by row from the top, from the left."""
    return [word for row in rows_of(page, words) for line in row.lines for word in line.words]


def _lines(letters: Sequence[_Letter]) -> Iterator[Box]:
    """Yield a rectangle around the letters of each line: what stands below all of the line begins a new one."""
    lines: list[list[_Letter]] = []
    bottom = 0.0
    for letter in letters:
        word = letter.word
        if not lines or (word.top + word.bottom) / 2 > bottom or word.left < lines[-1][-1].word.left:
            lines.append([])
            bottom = 0.0
        lines[-1].append(letter)
        bottom = max(bottom, word.bottom)
    for line in lines:
        yield Box(
            min(one.left for one in line),
            min(one.word.top for one in line),
            max(one.right for one in line),
            max(one.word.bottom for one in line),
        )
