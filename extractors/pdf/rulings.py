"""Ruled tables of a PDF page: its drawn lines from pdfium, put together to cells by pdfplumber's table finder."""

import ctypes
from collections.abc import Iterator, Sequence
from typing import Any

from core.document import Box
from extractors.pdf import calls
from extractors.pdf.drawn import bounds, matrix_of
from extractors.pdf.turning import Turn

_THIN = 3.0  # points: a path this thin is a line
_SHORTEST = 6.0  # points: shorter strokes are dots of a dotted line, or letters
_TOLERANCE = 3.0  # points between line ends that are meant to meet
_MAX_SEGMENTS = 400  # of one path: a drawing, no table
_MAX_EDGES = 3000  # of one page, so that joining them stays quick
_FILLED, _STROKED = 1, 2
_LINE_TO, _MOVE_TO = 0, 2  # FPDF_SEGMENT_…

Table = tuple[tuple[Box, ...], ...]


def ruled_tables(paths: Sequence[int], height: float, turn: Turn | None = None) -> tuple[Table, ...]:
    """Return the ruled tables of a page's paths as rows of cells, from the top; boxes in points from the page's top left."""
    edges: list[dict[str, Any]] = []
    for path in paths:
        if len(edges) > _MAX_EDGES:
            return ()
        drawn = _drawn(path)
        if drawn:
            edges += _edges(path, height, turn, stroked=drawn == _STROKED)
    kinds = [edge["orientation"] for edge in edges]
    if kinds.count("h") < 2 or kinds.count("v") < 2:
        return ()
    return tuple(grid for grid in grids_of_edges(edges) if not is_frame(grid))


def is_frame(grid: Table) -> bool:
    """Tell whether a grid has but one column: a frame around text, no table."""
    return max(map(len, grid)) == 1


def grids_of_edges(edges: list[dict[str, Any]]) -> Iterator[Table]:
    """Yield the grids that these lines rule: rows of cells from the top."""
    from pdfplumber import table as finder  # noqa: PLC0415 - slow to import, and most pages have no lines

    merged = finder.merge_edges(edges, _TOLERANCE, _TOLERANCE, _TOLERANCE, _TOLERANCE)
    cells = finder.intersections_to_cells(finder.edges_to_intersections(merged, _TOLERANCE, _TOLERANCE))
    for group in finder.cells_to_tables(cells):
        rows: dict[float, list[Box]] = {}
        for left, top, right, bottom in sorted(group, key=lambda cell: (cell[1], cell[0])):
            rows.setdefault(top, []).append(Box(left, top, right, bottom))
        yield tuple(tuple(row) for row in rows.values())


def edge(left: float, top: float, right: float, bottom: float) -> dict[str, Any]:
    """Return a line as pdfplumber's table finder wants it."""
    if right - left >= bottom - top:
        top = bottom = (top + bottom) / 2
        orientation = "h"
    else:
        left = right = (left + right) / 2
        orientation = "v"
    return {
        "x0": left,
        "x1": right,
        "top": top,
        "bottom": bottom,
        "width": right - left,
        "height": bottom - top,
        "orientation": orientation,
    }


def _drawn(path: int) -> int:
    """Return how a path is drawn: not at all, filled only, or with its outline."""
    modes = (ctypes.c_int * 2)()
    at = ctypes.addressof(modes)
    if not calls.draw_mode(path, at, at + 4):
        return 0
    fill, stroke = modes
    return _STROKED if stroke else _FILLED if fill else 0


def _edges(path: int, height: float, turn: Turn | None, *, stroked: bool) -> Iterator[dict[str, Any]]:
    left, bottom, right, top = turn(*bounds(path)) if turn else bounds(path)
    if right - left <= _THIN or top - bottom <= _THIN:
        if max(right - left, top - bottom) >= _SHORTEST:
            yield edge(left, height - top, right, height - bottom)
        return
    count = calls.count_segments(path)
    if not stroked or count > _MAX_SEGMENTS:
        return  # a filled area is shading, behind a line of text as often as behind a cell
    a, b, c, d, e, f = matrix_of(path)
    place = (ctypes.c_float * 2)()
    at = ctypes.addressof(place)
    start = last = (0.0, 0.0)
    for index in range(count):
        segment = calls.get_segment(path, index)
        calls.segment_point(segment, at, at + 4)
        across, up = place
        point = a * across + c * up + e, b * across + d * up + f
        point = turn(*point, *point)[:2] if turn else point
        kind = calls.segment_type(segment)
        if kind == _MOVE_TO:
            start = point
        elif kind == _LINE_TO:
            yield from _straight(last, point, height)
            if calls.segment_closes(segment):
                yield from _straight(point, start, height)
        last = point


def _straight(one: tuple[float, float], other: tuple[float, float], height: float) -> Iterator[dict[str, Any]]:
    left, right = sorted((one[0], other[0]))
    bottom, top = sorted((one[1], other[1]))
    if min(right - left, top - bottom) <= 1 and max(right - left, top - bottom) >= _SHORTEST:
        yield edge(left, height - top, right, height - bottom)
