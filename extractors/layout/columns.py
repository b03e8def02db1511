"""Letterheads and signature zones typed with tabs or blanks instead of a table: two columns on each line."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from extractors.piece import Piece, has_label

_GAP = 4  # blanks in a row that part two columns
_LONGEST = 75  # characters of a column's line
_BODY = 110  # characters from which a line is running text
_ZONE = 25  # lines that a head or foot has at most
_ALONE = 6  # lines of the left column alone that may stand between two lines of both


@dataclass(slots=True)
class _Zone:
    """The columns met so far, and the lines behind them of which only the next ones tell whether they are the left one's."""

    left: list[Piece] = field(default_factory=list)
    right: list[Piece] = field(default_factory=list)
    waiting: list[Piece] = field(default_factory=list)

    def flat(self) -> list[Piece]:
        """Return the lines in reading order; recipients below the signer's last line are the left column's."""
        if self.left and has_label(self.left[-1].text):
            while self.waiting and has_label(self.waiting[0].text):
                self.left.append(replace(self.waiting.pop(0), column=1))
        return [*self.left, *self.right, *self.waiting]


def part_columns(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces with such lines parted: the left column's lines first, then the right one's."""
    result: list[Piece] = []
    zone: _Zone | None = None
    long = [index for index, piece in enumerate(pieces) if len(piece.text) >= _BODY]
    head, foot = (long[0], long[-1]) if long else (len(pieces), -1)
    for index, piece in enumerate(pieces):
        edge = index < min(head, _ZONE) or index > max(foot, len(pieces) - _ZONE)
        plain = edge and not piece.column and not piece.cells
        signing = (
            zone is not None and bool(long) and index > foot
        )  # beside the recipients, and no title below the letterhead
        halves = _halves(piece.text, signing=signing) if plain else None
        if halves:
            zone = zone or _Zone()
            left, right = halves
            zone.left += [replace(one, column=1) for one in zone.waiting]
            zone.left += [replace(piece, text=left, column=1)] if left else []
            zone.right.append(replace(piece, text=right, column=2))
            zone.waiting = []
        elif zone and signing and plain and len(piece.text) <= _LONGEST and len(zone.waiting) < _ALONE:
            zone.waiting.append(piece)
        else:
            result += [*(zone.flat() if zone else ()), piece]
            zone = None
    return result + (zone.flat() if zone else [])


def _halves(text: str, *, signing: bool) -> tuple[str, str] | None:
    """Return the two columns of a line, None where it has not exactly two; at the signature the left one may be blank."""
    line = text.rstrip().replace("\u00a0", " ").replace("\t", " " * _GAP)
    parts = [part.strip() for part in line.split(" " * _GAP)]
    filled = [part for part in parts if part]
    if signing and len(filled) == 1 and len(line) - len(line.lstrip()) >= 2 * _GAP and len(filled[0]) <= _LONGEST:
        return "", filled[0]
    if len(filled) != 2 or max(map(len, filled)) > _LONGEST:
        return None
    left, right = filled
    if len(left) <= 3 or has_label(f"{left} {right}") != has_label(left):
        return None
    return left, right
