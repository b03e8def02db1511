"""Two-column zones of a page: the letterhead (NĐ 30/2020, Phụ lục I), and recipients beside the signature."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.layout.lines import Line, Row, line_of

_MIDDLE = (0.22, 0.65)  # of the page's width: where the gap between the two columns lies
_HEAD = 0.4  # of the page's height: where a letterhead begins at the latest
_TEXT_ABOVE = 2  # full lines of running text above it: then it is no letterhead
_STEP_HEAD = 3.2  # line heights: the widest step inside a letterhead
_STEP_FOOT = 14.0  # room for signature and seal
_STEP_UP = 2.2
_NEW_STEP = 1.3  # of the usual step between lines: from there on the line below is another paragraph
_CENTRED = 0.04  # of the page's width: how far a centred line's middle may be off
_SIDE = 0.06
_ADDRESSED = ("Kính gửi", "KÍNH GỬI", "Kính gởi")  # to whom the letter goes stands below the letterhead


@dataclass(frozen=True, slots=True)
class Margins:
    """Left and right edge of the running text, the usual indent of a first line, the usual step between lines."""

    left: float
    right: float
    indent: float
    step: float

    @property
    def middle(self) -> float:
        """Where centred lines have their middle."""
        return (self.left + self.right) / 2


@dataclass(frozen=True, slots=True)
class Zone:
    """Rows `first` to `last` (excluded) of a page, parted in two columns."""

    first: int
    last: int
    left: tuple[Line, ...]
    right: tuple[Line, ...]
    stamped: bool = False  # the right side is the title, the left one a stamp of the receiving office beside it


@dataclass(slots=True)
class _Growing:
    first: int
    last: int
    low: float  # edges of the gap between the columns
    high: float
    left: list[Line]
    right: list[Line]
    pairs: int = 1


def find_zones(rows: Sequence[Row], margins: Margins, width: float, height: float, *, first_page: bool) -> list[Zone]:
    """Return the two-column zones of a page from the top."""
    zones: list[Zone] = []
    index = 0
    while index < len(rows):
        gap = _middle_gap(rows[index], width) if len(rows[index].lines) > 1 else None
        if gap is None:
            index += 1
            continue
        above = sum(1 for row in rows[:index] if _is_full(row, margins))
        head = first_page and above < _TEXT_ABOVE and rows[index].lines[0].top < _HEAD * height
        grown = _Growing(index, index + 1, *gap, [], [])
        _grow(rows, grown, margins, width, head=head)
        justified = not head and _is_full(rows[index], margins)
        if not justified and grown.last - grown.first > 1:
            _grow_up(rows, grown, zones[-1].last if zones else 0, width, head=head)
            stamped = bool(zones) and head and _is_title(grown.right, margins, width)
            zones.append(Zone(grown.first, grown.last, tuple(grown.left), tuple(grown.right), stamped))
            index = grown.last
        else:
            index += 1
    return zones


def _is_title(lines: list[Line], margins: Margins, width: float) -> bool:
    return all(abs(line.middle - margins.middle) < _CENTRED * width for line in lines)


def _is_full(row: Row, margins: Margins) -> bool:
    """Tell whether a row reaches from margin to margin: running text with a wide blank, no two columns."""
    line = row.whole
    return line.left - margins.left < line.height and margins.right - line.right < line.height


def _middle_gap(row: Row, width: float) -> tuple[float, float] | None:
    low, high = (share * width for share in _MIDDLE)
    pairs = pairwise(row.lines)
    gaps = [(before.right, after.left) for before, after in pairs if before.right < high and after.left > low]
    return max(gaps, key=lambda gap: gap[1] - gap[0], default=None)


def _grow(rows: Sequence[Row], grown: _Growing, margins: Margins, width: float, *, head: bool) -> None:
    _take(grown, rows[grown.first])
    for row in rows[grown.last :]:
        bottom = max(line.bottom for line in (*grown.left, *grown.right))
        first = row.lines[0]
        step = first.top - bottom
        if step > (_STEP_HEAD if head else _STEP_FOOT) * first.height or not _fits(grown, row):
            break
        if head and any(line.text.startswith(_ADDRESSED) for line in row.lines):
            break
        sides = {_is_left(grown, line) for line in row.lines}
        if len(sides) == 1 and head and _leaves(grown, row, margins, width):
            break
        _take(grown, row)
        grown.pairs += len(sides) > 1
        grown.last += 1


def _fits(grown: _Growing, row: Row) -> bool:
    """Tell whether no line of the row reaches over the gap between the columns."""
    least = 0.3 * row.lines[0].height
    return all(
        line.right < grown.high - least if _is_left(grown, line) else line.left > grown.low + least
        for line in row.lines
    )


def _is_left(grown: _Growing, line: Line) -> bool:
    return line.middle < (grown.low + grown.high) / 2


def _take(grown: _Growing, row: Row) -> None:
    for left in (True, False):
        side = [line for line in row.lines if _is_left(grown, line) is left]
        if side:
            line = side[0] if len(side) == 1 else line_of(side[0].page, [word for one in side for word in one.words])
            (grown.left if left else grown.right).append(line)
    for line in row.lines:
        if _is_left(grown, line):
            grown.low = max(grown.low, line.right)
        else:
            grown.high = min(grown.high, line.left)


def _leaves(grown: _Growing, row: Row, margins: Margins, width: float) -> bool:
    """Tell whether a line on one side is no more part of the letterhead: a title, or the text's beginning."""
    line = row.whole  # a number set in by a signing program stands far from its "Số:"
    column = grown.left if _is_left(grown, line) else grown.right
    middle = sum(other.middle for other in column) / len(column)
    off = abs(line.middle - middle)
    if column is grown.right:
        return abs(line.middle - margins.middle) < _CENTRED * width and off > _CENTRED * width
    beside = any(abs(line.left - other.left) < line.height for other in column)
    if beside or off < _CENTRED * width:
        return False
    at_margin = abs(line.left - margins.left) < line.height / 2
    return off > 2 * _SIDE * width or (at_margin and line.top - column[-1].top > _NEW_STEP * margins.step)


def _grow_up(rows: Sequence[Row], grown: _Growing, least: int, width: float, *, head: bool) -> None:
    """Take in lines above the first pair that stand over one of the columns, as "TM. ỦY BAN NHÂN DÂN" does."""
    while grown.first > least:
        row = rows[grown.first - 1]
        line, below = row.lines[0], rows[grown.first].lines[0]
        left = _is_left(grown, line)
        column = grown.left if left else grown.right
        middle = sum(other.middle for other in column) / len(column)
        near = below.top - line.bottom < _STEP_UP * line.height and abs(line.middle - middle) < _SIDE * width
        if len(row.lines) > 1 or not near or not _fits(grown, row) or (left and not head):
            return
        column.insert(0, line)
        grown.first -= 1
