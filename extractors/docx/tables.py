"""Tables of a DOCX: whether one is ruled or only arranges text, and where its cells stand."""

from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from extractors.docx.inline import visible
from extractors.docx.parts import W
from extractors.docx.styles import Styles, value

_SIDES = (("top",), ("bottom",), ("left", "start"), ("right", "end"))
_INSIDE = {"top": "insideH", "bottom": "insideH", "left": "insideV", "right": "insideV"}
_NO_LINE = frozenset({"nil", "none"})
_WRAPPERS = frozenset({f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}smartTag"})
_RULED_SIDES = 2  # a cell with lines on two sides belongs to a ruled table; one line underlines a letterhead
_MAX_SPAN = 200


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its element, and its left and right edge as shares of the table's width."""

    element: Any
    left: float
    right: float
    continues: bool  # the lower part of a cell that spans rows


def rows_of(table: Any) -> list[list[Cell]]:
    """Return the table's rows of cells."""
    grid = [_number(column.get(f"{W}w")) for column in table.iterfind(f"{W}tblGrid/{W}gridCol")]
    rows = [_positions(row) for row in _inside(table, "tr")]
    count = max((end for row in rows for _, _, end in row), default=0)
    if len(grid) < count or not all(grid):
        grid = [1] * count
    width = sum(grid)
    edges = [edge / width for edge in (0, *accumulate(grid))] if grid else [0.0]
    return [
        [Cell(element, edges[start], edges[end], _continues(element)) for element, start, end in row] for row in rows
    ]


def is_ruled(table: Any, rows: list[list[Cell]], styles: Styles) -> bool:
    """Tell whether the table has visible lines around most of its cells."""
    outside = _table_lines(table, styles)
    cells = [cell for row in rows for cell in row]
    ruled = sum(1 for cell in cells if _lines(cell.element, outside) >= _RULED_SIDES)
    return ruled * 2 >= len(cells) > 0


def _inside(parent: Any, name: str) -> list[Any]:
    found = []
    for child in visible(parent):
        if child.tag == W + name:
            found.append(child)
        elif child.tag in _WRAPPERS:
            found += _inside(child, name)
    return found


def _positions(row: Any) -> list[tuple[Any, int, int]]:
    before = min(_number(value(row.find(f"{W}trPr"), "gridBefore")), _MAX_SPAN)
    positions = []
    for element in _inside(row, "tc"):
        span = min(max(1, _number(value(element.find(f"{W}tcPr"), "gridSpan"))), _MAX_SPAN)
        positions.append((element, before, before + span))
        before += span
    return positions


def _continues(element: Any) -> bool:
    merge = element.find(f"{W}tcPr/{W}vMerge")
    return merge is not None and merge.get(f"{W}val") != "restart"


def _table_lines(table: Any, styles: Styles) -> dict[str, bool]:
    properties = table.find(f"{W}tblPr")
    places = [properties.find(f"{W}tblBorders")] if properties is not None else []
    places += [style.find(f"{W}tblPr/{W}tblBorders") for style in styles.chain(value(properties, "tblStyle"))]
    lines: dict[str, bool] = {}
    for place in places:
        for side in place if place is not None else ():
            lines.setdefault(side.tag[len(W) :], side.get(f"{W}val") not in _NO_LINE)
    return lines


def _lines(element: Any, outside: dict[str, bool]) -> int:
    own = element.find(f"{W}tcPr/{W}tcBorders")
    count = 0
    for names in _SIDES:
        found = next((side for name in names if own is not None and (side := own.find(W + name)) is not None), None)
        if found is not None:
            count += found.get(f"{W}val") not in _NO_LINE
        else:
            count += outside.get(_INSIDE[names[0]], False) or any(outside.get(name, False) for name in names)
    return count


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0
