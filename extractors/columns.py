"""Letterheads and signature zones typed with tabs or blanks instead of a table: two columns on each line."""

from collections.abc import Sequence
from dataclasses import replace

from extractors.piece import Piece, has_label

_GAP = 4  # blanks in a row that part two columns
_LONGEST = 75  # characters of a column's line
_BODY = 110  # characters from which a line is running text
_ZONE = 25  # lines that a head or foot has at most


def part_columns(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces with such lines parted: the left column's lines first, then the right one's."""
    result: list[Piece] = []
    zone: list[tuple[Piece, Piece]] = []
    long = [index for index, piece in enumerate(pieces) if len(piece.text) >= _BODY]
    head, foot = (long[0], long[-1]) if long else (len(pieces), -1)
    for index, piece in enumerate(pieces):
        halves = _halves(piece.text) if index < min(head, _ZONE) or index > max(foot, len(pieces) - _ZONE) else None
        if halves and not piece.column and not piece.cells:
            zone.append((replace(piece, text=halves[0], column=1), replace(piece, text=halves[1], column=2)))
            continue
        result += _flat(zone)
        zone = []
        result.append(piece)
    return result + _flat(zone)


def _flat(zone: list[tuple[Piece, Piece]]) -> list[Piece]:
    return [left for left, _ in zone if left.text] + [right for _, right in zone if right.text]


def _halves(text: str) -> tuple[str, str] | None:
    """Return the two columns of a line, None where it has not exactly two (the left one may be blank)."""
    line = text.rstrip().replace("\u00a0", " ").replace("\t", " " * _GAP)
    parts = [part.strip() for part in line.split(" " * _GAP)]
    filled = [part for part in parts if part]
    if len(filled) != 2 or max(map(len, filled)) > _LONGEST:
        return None
    left, right = filled
    if len(left) <= 3 or has_label(f"{left} {right}") != has_label(left):
        return None
    return left, right
