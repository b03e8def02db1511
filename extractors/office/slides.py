"""Slides (.pptx): the text of each slide in the order of the show, tables as rows, notes at the end."""

import posixpath
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from core.document import BlockKind, Page, PageSource
from core.problem import Code, Problem, Stage, problem
from extractors.docx.parts import MC, A, Package, R, open_package, parse, read_part
from extractors.piece import Content, OddFileError, Piece, completeness, join_cells, kind_of

_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_RUNNING = frozenset({"sldNum", "dt", "ftr", "hdr"})  # placeholders of page numbers, dates, running heads
_MOST_SLIDES = 2000
_UNITS = 12700  # English Metric Units to a point
_ENOUGH = 0.98


def read_slides(content: bytes) -> Content:
    """Return the text of a presentation; OddFileError where it cannot be read."""
    package = open_package(content)
    with package.archive:
        root = package.root()
        reader = _Reader(package)
        names = reader.slides(root)
        if len(names) > _MOST_SLIDES:
            raise OddFileError(Code.TOO_LARGE)
        for number, name in enumerate(names, start=1):
            reader.slide(name, number)
    share = completeness(reader.read, reader.present)
    problems: tuple[Problem, ...] = (problem(Stage.READ, Code.INCOMPLETE),) if share < _ENOUGH else ()
    return Content((*reader.shown, *reader.notes, *reader.running.values()), _pages(root, len(names)), share, problems)


def _pages(root: Any, count: int) -> tuple[Page, ...]:
    size = root.find(f"{_P}sldSz")
    sides = [size.get(side, "0") if size is not None else "0" for side in ("cx", "cy")]
    width, height = (int(side) / _UNITS if side.isdigit() else 0.0 for side in sides)
    return tuple(Page(number, width, height, PageSource.OFFICE) for number in range(1, count + 1))


class _Reader:
    """One walk through a presentation: what the slides show, the notes, the running heads, and how much of it there is."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._names = frozenset(package.archive.namelist())
        self.shown: list[Piece] = []
        self.notes: list[Piece] = []
        self.running: dict[str, Piece] = {}
        self.read = self.present = 0

    def slides(self, root: Any) -> list[str]:
        """Return the names of the slides' parts in the order of the show."""
        targets = {key: name for key, kind, name in self._relations(self._package.main) if kind == "slide"}
        found = (targets.get(slide.get(f"{R}id"), "") for slide in root.iter(f"{_P}sldId"))
        return [name for name in found if name in self._names]

    def slide(self, name: str, number: int) -> None:
        """Take in a slide with its diagrams and notes."""
        self.shown += [replace(piece, page=number) for piece in self._part(name)]
        for _, kind, target in self._relations(name):
            if target in self._names and kind == "diagramData":
                self.shown += [replace(piece, page=number) for piece in self._part(target)]
            elif target in self._names and kind == "notesSlide":
                notes = self._part(target)
                self.notes += [replace(piece, page=number, kind=BlockKind.FOOTNOTE) for piece in notes]

    def _relations(self, name: str) -> Iterator[tuple[str, str, str]]:
        """Yield id, kind and part name of what the part refers to inside the package."""
        folder, last = posixpath.split(name)
        listed = f"{folder}/_rels/{last}.rels"
        for relation in parse(read_part(self._package.archive, listed)) if listed in self._names else ():
            if relation.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
                yield relation.get("Id", ""), posixpath.basename(relation.get("Type", "")), target.lstrip("/")

    def _part(self, name: str) -> list[Piece]:
        root = parse(read_part(self._package.archive, name))
        self.present += sum(len(text.text or "") for text in root.iter(f"{A}t"))
        self.present -= sum(
            len(text.text or "") for fallback in root.iter(f"{MC}Fallback") for text in fallback.iter(f"{A}t")
        )
        return list(self._blocks(root))

    def _blocks(self, parent: Any) -> Iterator[Piece]:
        for child in parent.iterchildren():
            if child.tag == f"{A}p":
                yield from self._paragraph(child)
            elif child.tag == f"{A}tr":
                yield from self._row(child)
            elif child.tag == f"{_P}sp" and _placeholder(child) in _RUNNING:
                for piece in self._blocks_of(child):
                    self.running.setdefault(piece.text, replace(piece, kind=BlockKind.RUNNING))
            elif child.tag != f"{MC}Fallback":
                yield from self._blocks(child)

    def _blocks_of(self, shape: Any) -> list[Piece]:
        return [piece for child in shape.iterchildren() for piece in self._blocks(child)]

    def _paragraph(self, paragraph: Any) -> Iterator[Piece]:
        lines = [""]
        for part in paragraph.iter(f"{A}t", f"{A}br"):
            if part.tag == f"{A}br":
                lines.append("")
            else:
                self.read += len(part.text or "")
                lines[-1] += part.text or ""
        for line in lines:
            if text := " ".join(line.split()):
                yield Piece(text, kind_of(text))

    def _row(self, row: Any) -> Iterator[Piece]:
        merged = {cell for cell in row.iterfind(f"{A}tc") if cell.get("hMerge") == "1" or cell.get("vMerge") == "1"}
        inner = [list(self._blocks(cell)) for cell in row.iterfind(f"{A}tc") if cell not in merged]
        texts = tuple(" ".join(piece.text for piece in cell) for cell in inner)
        if any(texts):
            yield Piece(join_cells(texts), BlockKind.TABLE_ROW, cells=texts)


def _placeholder(shape: Any) -> str:
    found = next(shape.iterfind(f"{_P}nvSpPr/{_P}nvPr/{_P}ph"), None)
    return str(found.get("type", "")) if found is not None else ""
