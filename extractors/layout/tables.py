"""Ruled tables of PDF pages become pieces, a row each; rows and headings that a page's end has cut are made whole again."""

from collections.abc import Sequence
from dataclasses import replace

from core.document import BlockKind, Box
from extractors.layout.lines import Line, PageText, Word, line_of, rows_of
from extractors.layout.paragraphs import Joiner, cell_text
from extractors.piece import Piece

_ENDS = (".", ";", ":", "!", "?")

Table = tuple[tuple[Box, ...], ...]


def area_of(table: Table) -> Box:
    """Return the rectangle around a table."""
    boxes = [cell for row in table for cell in row]
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


def is_inside(box: Box, word: Word) -> bool:
    """Tell whether a word's middle is in the rectangle."""
    across, down = (word.left + word.right) / 2, (word.top + word.bottom) / 2
    return box.left <= across < box.right and box.top <= down < box.bottom


def put_table(page: PageText, table: Table, joiner: Joiner) -> list[Line]:
    """Hand a table's rows to the joiner; return the heading that only repeats the one of the page before."""
    rows = list(_rows(page, table))
    joiner.close()
    before = joiner.done[-1] if joiner.done else None
    repeated: list[Line] = []
    if rows and before and before.cells and before.page == page.number - 1:
        if rows[0][0].cells == _heading(joiner.done).cells:
            repeated.append(rows.pop(0)[1])
        if rows and _goes_on(before.cells, rows[0][0].cells):
            joiner.done[-1] = _joined(before, rows.pop(0)[0].cells)
    for piece, _ in rows:
        joiner.put(piece)
    return repeated


def _rows(page: PageText, table: Table) -> list[tuple[Piece, Line]]:
    placed = [((word.left + word.right) / 2, (word.top + word.bottom) / 2, word) for word in (*page.words, *page.aside)]
    found: list[tuple[Piece, Line]] = []
    for row in table:
        top, bottom = min(cell.top for cell in row), max(cell.bottom for cell in row)
        near = [one for one in placed if top <= one[1] < bottom]
        inner = [
            [word for x, y, word in near if cell.left <= x < cell.right and cell.top <= y < cell.bottom] for cell in row
        ]
        cells = tuple(
            cell_text([row.whole.text for row in rows_of(page.number, cell)]) if cell else "" for cell in inner
        )
        if any(cells):
            line = line_of(page.number, [word for cell in inner for word in cell])
            text = " | ".join(cells)
            found.append((Piece(text, BlockKind.TABLE_ROW, page.number, line.box, bold=line.bold, cells=cells), line))
    return found


def _heading(pieces: Sequence[Piece]) -> Piece:
    """Return the first row of the table that ends the pieces."""
    first = len(pieces) - 1
    columns = len(pieces[first].cells)
    while first and len(pieces[first - 1].cells) == columns:
        first -= 1
    return pieces[first]


def _goes_on(before: tuple[str, ...], after: tuple[str, ...]) -> bool:
    """Tell whether a page's first row is the rest of the last one before it: no number of its own, and amid a sentence."""
    if len(before) != len(after) or after[0] or not before[0]:
        return False
    pairs = [(above, below) for above, below in zip(before, after, strict=True) if below]
    return all(above for above, _ in pairs) and any(not above.endswith(_ENDS) for above, _ in pairs)


def _joined(before: Piece, rest: tuple[str, ...]) -> Piece:
    cells = tuple(
        cell_text([above, below]) if above and below else above or below
        for above, below in zip(before.cells, rest, strict=True)
    )
    return replace(before, text=" | ".join(cells), cells=cells)
