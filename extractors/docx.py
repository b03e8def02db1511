"""DOCX: walks the XML, so that text boxes, content controls, insertions and automatic numbers are kept."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from core.document import Align, BlockKind, Page, PageSource
from core.problem import Code, Problem, Stage, problem
from extractors.columns import part_columns
from extractors.docx_inline import Inline, Line, Progress, visible
from extractors.docx_parts import MC, Package, W, open_package, parse
from extractors.docx_styles import Numbering, Styles
from extractors.docx_tables import Cell, is_ruled, rows_of
from extractors.piece import Content, Piece, completeness, has_label, kind_of, pages_used

_LIST_ROWS, _LIST_COLUMNS = 3, 3  # a table without lines, but of this size, holds data and no letterhead
_WHOLE = 0.9  # a cell of this share of the width stands over all columns
_ENDS = (".", ";", ":", "!", "?", "./.")
_ENOUGH = 0.98  # completeness below which the analyst is told
_TWIPS = 20  # to a point


def read_docx(content: bytes) -> Content:
    """Return the text of a DOCX; OddFileError where it cannot be read."""
    package = open_package(content)
    with package.archive:
        reader = _Reader(package)
        pieces = [*part_columns(list(reader.body())), *reader.notes(), *reader.running()]
        problems: list[Problem] = []
        share = completeness(reader.progress.read, reader.present())
        if share < _ENOUGH or reader.foreign:
            problems.append(problem(Stage.READ, Code.INCOMPLETE))
        pages = reader.pages(max(reader.progress.page, pages_used(pieces)))
    if not pages:
        pieces = [replace(piece, page=None) for piece in pieces]
    return Content(tuple(pieces), pages, share, tuple(problems))


class _Reader:
    """One walk through a package: its styles, counters, page and fields."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._root = parse(package.archive, package.main)
        self._styles = Styles(package.part("styles"))
        self._numbering = Numbering(package.part("numbering"), self._styles)
        self._roots = [self._root]
        self.foreign = False  # an embedded file in another format was met
        self.progress = Progress(rendered_breaks=next(self._root.iter(f"{W}lastRenderedPageBreak"), None) is not None)

    def body(self) -> Iterator[Piece]:
        """Yield the pieces of the main text."""
        yield from self._blocks(self._root, 0, lines_apart=False)

    def notes(self) -> list[Piece]:
        """Return the footnotes and endnotes in the order of their marks."""
        pieces: list[Piece] = []
        wanted = list(dict.fromkeys(self.progress.notes))
        for kind in ("footnote", "endnote"):
            root = self._package.part(f"{kind}s") if any(of == kind for of, _ in wanted) else None
            if root is None:
                continue
            self._roots.append(root)
            notes = {note.get(f"{W}id"): note for note in root.iter(W + kind)}
            for _, key in (note for note in wanted if note[0] == kind and note[1] in notes):
                found = self._blocks(notes[key], 0, lines_apart=False)
                pieces += [replace(piece, kind=BlockKind.FOOTNOTE, page=None) for piece in found]
        return pieces

    def running(self) -> list[Piece]:
        """Return the page headers and footers, each text once."""
        pieces: dict[str, Piece] = {}
        for root in (*self._package.parts("header"), *self._package.parts("footer")):
            self._roots.append(root)
            for piece in self._blocks(root, 0, lines_apart=False):
                pieces.setdefault(piece.text.strip(), Piece(piece.text, BlockKind.RUNNING))
        return list(pieces.values())

    def present(self) -> int:
        """Return how many characters of `w:t` the parts hold that are printed."""
        return sum(_characters(root) for root in self._roots)

    def pages(self, count: int) -> tuple[Page, ...]:
        """Return the pages, none where the file does not tell where they begin."""
        if count <= 1 and not self.progress.rendered_breaks:
            return ()
        size = next(self._root.iter(f"{W}pgSz"), None)
        width, height = (_points(size, "w"), _points(size, "h")) if size is not None else (0.0, 0.0)
        return tuple(Page(number, width, height, PageSource.OFFICE) for number in range(1, count + 1))

    def _blocks(self, parent: Any, column: int, *, lines_apart: bool) -> Iterator[Piece]:
        for child in visible(parent):
            if child.tag == f"{W}p":
                yield from self._paragraph(child, column, lines_apart=lines_apart)
            elif child.tag == f"{W}tbl":
                yield from self._table(child, column)
            elif child.tag == f"{W}altChunk":
                self.foreign = True
            elif child.tag not in {f"{W}tcPr", f"{W}sectPr"}:
                yield from self._blocks(child, column, lines_apart=lines_apart)

    def _paragraph(self, paragraph: Any, column: int, *, lines_apart: bool) -> Iterator[Piece]:
        properties = paragraph.find(f"{W}pPr")
        align = self._styles.align(properties)
        if not self.progress.rendered_breaks and self._starts_page(properties):
            self.progress.page += 1
        inline = Inline(paragraph, self._styles, self.progress)
        lines = [line for line in inline.lines if line.text.strip()]
        label = ""
        if lines and (numbered := self._styles.numbering(properties)):
            label = self._numbering.label(*numbered)
        if not (lines_apart or align is Align.CENTER or "\t" in inline.lines[0].text):
            lines = _joined(lines)
        for line in lines:
            text = f"{label} {line.text}" if label else line.text
            yield Piece(
                text=text,
                kind=BlockKind.LIST_ITEM if label else kind_of(text),
                page=line.page,
                column=column,
                align=align,
                bold=line.mostly(line.bold),
                italic=line.mostly(line.italic),
            )
            label = ""
        for box in inline.boxes:
            yield from self._blocks(box, column, lines_apart=True)

    def _starts_page(self, properties: Any | None) -> bool:
        return properties is not None and properties.find(f"{W}pageBreakBefore") is not None and self.progress.read > 0

    def _table(self, table: Any, column: int) -> Iterator[Piece]:
        rows = rows_of(table)
        cells = sum(map(len, rows))
        wide = max(map(len, rows), default=0) >= _LIST_COLUMNS and len(rows) >= _LIST_ROWS
        if cells > 1 and (wide or is_ruled(table, rows, self._styles)):
            for row in rows:
                yield from self._row(row)
        else:
            yield from self._layout(rows, column)

    def _row(self, row: list[Cell]) -> Iterator[Piece]:
        inner = [list(self._blocks(cell.element, 0, lines_apart=True)) for cell in row]
        pieces = [piece for cell in inner for piece in cell]
        texts = tuple(" ".join(" ".join(piece.text.split()) for piece in cell) for cell in inner)
        if any(texts):
            page = next(piece.page for piece in pieces)
            bold = all(piece.bold for piece in pieces)
            yield Piece(" | ".join(texts), BlockKind.TABLE_ROW, page, bold=bold, cells=texts)

    def _layout(self, rows: list[list[Cell]], column: int) -> Iterator[Piece]:
        for row in rows:
            inner = [(cell, list(self._blocks(cell.element, 0, lines_apart=len(row) > 1))) for cell in row]
            filled = [(cell, pieces) for cell, pieces in inner if pieces]
            for index, (cell, pieces) in enumerate(filled, start=1):
                place = _column(cell, index, len(filled), len(row))
                for piece in pieces:
                    yield replace(piece, column=place or piece.column or column)


def _column(cell: Cell, index: int, filled: int, cells: int) -> int:
    """Return the column of a cell in a table that only arranges text; 0 where it stands over all of them."""
    if cells == 1 or cell.right - cell.left >= _WHOLE:
        return 0
    if filled > 1:
        return index
    return 1 if cell.left + cell.right < 1 else 2


def _joined(lines: list[Line]) -> list[Line]:
    """Join lines that a break parts inside a running paragraph; a label or a sentence's end keeps them apart."""
    joined: list[Line] = []
    for line in lines:
        last = joined[-1] if joined else None
        if last is None or has_label(line.text) or last.text.rstrip().endswith(_ENDS):
            joined.append(line)
        else:
            last.parts += [" ", *line.parts]
            last.letters += line.letters
            last.bold += line.bold
            last.italic += line.italic
    return joined


def _characters(root: Any) -> int:
    dropped = {f"{W}del", f"{W}moveFrom", f"{W}rt"}
    total = sum(len(text.text or "") for text in root.iter(f"{W}t"))
    for name in dropped:
        total -= sum(len(text.text or "") for gone in root.iter(name) for text in gone.iter(f"{W}t"))
    for alternatives in root.iter(f"{MC}AlternateContent"):
        if alternatives.find(f"{MC}Choice") is not None:
            fallbacks = alternatives.iterfind(f"{MC}Fallback")
            total -= sum(len(text.text or "") for fallback in fallbacks for text in fallback.iter(f"{W}t"))
    return max(0, total)


def _points(size: Any, side: str) -> float:
    text = size.get(W + side, "0")
    return int(text) / _TWIPS if text.isdigit() else 0.0
