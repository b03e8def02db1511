"""Words of diagrams (SmartArt) and charts, which a DOCX keeps in parts of their own."""

from collections.abc import Iterator
from typing import Any

from core.document import BlockKind
from extractors.docx.parts import A, Package
from extractors.piece import Piece, join_cells, kind_of

_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_MOST_POINTS = 200  # of a chart's series


def drawn_pieces(package: Package) -> Iterator[Piece]:
    """Yield each paragraph of a diagram, each title of a chart, and each of its series as a row of a table."""
    for root in package.parts("diagramData"):
        yield from _paragraphs(root)
    for root in package.parts("chart"):
        yield from _paragraphs(root)
        for series in root.iter(f"{_C}ser"):
            cells = tuple(_cells(series))
            yield Piece(join_cells(cells), BlockKind.TABLE_ROW, cells=cells)


def _paragraphs(root: Any) -> Iterator[Piece]:
    for paragraph in root.iter(f"{A}p"):
        text = "".join(paragraph.itertext(f"{A}t"))
        if text.strip():
            yield Piece(text, kind_of(text))


def _cells(series: Any) -> Iterator[str]:
    """Yield the series' name, then each point: what it stands for, and its value."""
    yield " ".join(_points(series.find(f"{_C}tx")).values())
    names, values = _points(series.find(f"{_C}cat")), _points(series.find(f"{_C}val"))
    for place in sorted(values)[:_MOST_POINTS]:
        yield f"{names.get(place, '')} {values[place]}".strip()


def _points(part: Any | None) -> dict[int, str]:
    found: dict[int, str] = {}
    for point in part.iter(f"{_C}pt") if part is not None else ():
        index, text = point.get("idx", ""), point.findtext(f"{_C}v", "")
        if index.isascii() and index.isdigit() and text:
            found[int(index[:6])] = text
    return found
