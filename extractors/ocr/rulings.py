"""Ruled tables of a scanned page: long dark lines in its grey picture, as edges for the table finder; and the page without them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.document import Box
from extractors.layout.tables import area_of
from extractors.ocr.picture import levels_of
from extractors.pdf.rulings import Table, edge, grids_of_edges, is_frame

_DARK = 0.75  # of the paper's grey: thin lines are no darker after a scan
_ACROSS, _DOWN = 0.5, 0.3  # inches: the shortest lines; letters are shorter and rows of text have gaps
_WHOLE = 0.9  # share of a line's dots that are dark
_THICKEST = 0.06  # inches: what is thicker is a bar or a picture's edge
_MAX_RUNS = 5000  # a photograph, no page with tables
_BESIDE = 2  # dots on both sides of a line that it still greys
_MARGIN = 0.04  # inches around a table that its own lines reach over
_INCH = 72.0  # points

_COUNT = np.int16  # of the dots of a row: pages have fewer than 30,000, and small numbers are counted faster
Grey = NDArray[np.uint8]
Marks = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line in dots: where it lies across its direction, and from where to where it runs."""

    place: float
    start: int
    end: int


def drawn_tables(image: Any, dpi: int) -> tuple[tuple[Table, ...], tuple[Box, ...], Any]:
    """Return the ruled tables of a level grey picture (PIL) and its frames, in points, and the picture without their lines."""
    dots = np.asarray(image)
    (paper,) = levels_of(image, 0.5)
    dark = dots < ceil(paper * _DARK)
    across, down = _long(dark, round(_ACROSS * dpi)), _long(np.ascontiguousarray(dark.T), round(_DOWN * dpi))
    level, upright = _strokes(across, dpi), _strokes(down, dpi)
    if len(level) < 2 or len(upright) < 2:
        return (), (), image
    scale = _INCH / dpi
    edges = [edge(one.start * scale, one.place * scale, one.end * scale, one.place * scale) for one in level]
    edges += [edge(one.place * scale, one.start * scale, one.place * scale, one.end * scale) for one in upright]
    grids = tuple(grids_of_edges(edges))
    if not grids:
        return (), (), image
    tables = tuple(grid for grid in grids if not is_frame(grid))
    frames = tuple(area_of(grid) for grid in grids if is_frame(grid))
    return tables, frames, _cleared(dots, across | down.T, [*map(area_of, tables), *frames], dpi, paper)


def _long(dark: Marks, length: int) -> Marks:
    """Return which dots lie on a dark line along the rows of at least so many dots."""
    thick = dark.copy()
    thick[1:] |= dark[:-1]
    thick[:-1] |= dark[1:]
    found = np.zeros_like(dark)
    whole = ceil(_WHOLE * length)
    rows = _rows_with_much(thick, length, whole) if thick.shape[1] > length else np.array([], np.intp)
    if not rows.size:
        return found
    thick = thick[rows]
    sums = np.zeros((thick.shape[0], thick.shape[1] + 1), _COUNT)
    np.cumsum(thick, axis=1, out=sums[:, 1:])
    begins = (sums[:, length:] - sums[:, :-length]) >= whole
    change = np.zeros((thick.shape[0], thick.shape[1] + 2), _COUNT)
    change[:, : begins.shape[1]] += begins
    change[:, length : length + begins.shape[1]] -= begins
    found[rows] = (np.cumsum(change, axis=1, dtype=_COUNT)[:, :-2] > 0) & thick
    return found


def _rows_with_much(marks: Marks, length: int, whole: int) -> NDArray[np.intp]:
    """Return the rows in which so many of `length` dots may be marked: few rows of a page, and counting in all takes long.

    The row is cut into blocks of a third of the length: any such stretch holds two of them whole, or ends behind the last.
    """
    block = length // 3
    count = marks.shape[1] // block
    turned = np.ascontiguousarray(marks.T).view(np.uint8)  # sums over the first axis are the fast ones
    sums = turned[: count * block].reshape(count, block, -1).sum(axis=1, dtype=_COUNT)
    lacking = length - whole
    much = (sums[:-1] + sums[1:] >= 2 * block - lacking).any(axis=0)
    end = turned[marks.shape[1] - length : count * block]
    return np.flatnonzero(much | (end.sum(axis=0, dtype=_COUNT) >= len(end) - lacking))


def _strokes(marks: Marks, dpi: int) -> list[Stroke]:
    """Return the lines of marked dots along the rows: runs of rows beside each other put together."""
    done: list[Stroke] = []
    open_: list[tuple[int, int, int, int]] = []  # first row, last row, start, end
    count = 0
    for row in np.flatnonzero(marks.any(axis=1)).tolist():
        still: list[tuple[int, int, int, int]] = []
        for first, last, start, end in open_:
            if last < row - 1:
                done += _stroke(first, last, start, end, dpi)
            else:
                still.append((first, last, start, end))
        for start, end in _runs(marks[row]):
            count += 1
            touching = [one for one in still if one[2] <= end and one[3] >= start]
            still = [one for one in still if one not in touching]
            firsts, _, starts, ends = zip(*touching, (row, row, start, end), strict=True)
            still.append((min(firsts), row, min(starts), max(ends)))
        if count > _MAX_RUNS:
            return []
        open_ = still
    for first, last, start, end in open_:
        done += _stroke(first, last, start, end, dpi)
    return done


def _runs(row: Marks) -> Iterator[tuple[int, int]]:
    bounds = np.flatnonzero(np.diff(np.concatenate(([False], row, [False])).astype(np.int8))).tolist()
    yield from list(pairwise(bounds))[::2]


def _stroke(first: int, last: int, start: int, end: int, dpi: int) -> Iterator[Stroke]:
    if last - first < _THICKEST * dpi:
        yield Stroke((first + last + 1) / 2, start, end)


def _cleared(dots: Grey, lines: Marks, areas: Sequence[Box], dpi: int, paper: int) -> Any:
    """Return the picture with the lines in these areas as white as its paper."""
    from PIL import Image  # noqa: PLC0415 - slow to import, seldom needed

    inside = np.zeros_like(lines)
    for area in areas:
        left, top, right, bottom = (
            round(side * dpi / _INCH) for side in (area.left, area.top, area.right, area.bottom)
        )
        margin = round(_MARGIN * dpi)
        inside[max(0, top - margin) : bottom + margin, max(0, left - margin) : right + margin] = True
    lines = lines & inside
    for _ in range(_BESIDE - 1):
        wider = lines.copy()
        wider[1:] |= lines[:-1]
        wider[:-1] |= lines[1:]
        wider[:, 1:] |= lines[:, :-1]
        wider[:, :-1] |= lines[:, 1:]
        lines = wider
    clear = dots.copy()
    clear[lines] = paper
    return Image.fromarray(clear)
