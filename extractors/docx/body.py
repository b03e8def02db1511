"""DOCX: walks the XML, so that text boxes, content controls, insertions and automatic numbers are kept."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from core.document import Align, BlockKind, Page, PageSource
from core.problem import Code, Problem, Stage, problem
from extractors.docx.drawings import drawn_pieces
from extractors.docx.fonts import Fonts
from extractors.docx.inline import Inline, Line, Progress, visible
from extractors.docx.numbering import Numbering
from extractors.docx.parts import Package, R, W, open_package
from extractors.docx.present import characters
from extractors.docx.styles import Styles, value
from extractors.docx.tables import Cell, is_ruled, rows_of
from extractors.layout.columns import part_columns
from extractors.legacy.runs import FontRun, convert_runs
from extractors.legacy.schemes import legacy_font
from extractors.legacy.text import legacy_remark
from extractors.piece import Content, Piece, completeness, has_label, kind_of, pages_used
from extractors.plain.text import read_html, read_text
from extractors.triage import DOCX, HTML, TEXT, media_type

_LIST_ROWS, _LIST_COLUMNS = 3, 3  # a table without lines, but of this size, holds data and no letterhead
_WHOLE = 0.9  # a cell of this share of the width stands over all columns
_ENDS = (".", ";", ":", "!", "?", "./.")
_TWIPS = 20  # to a point


def read_docx(content: bytes, *, inner: bool = False) -> Content:
    """Return the text of a DOCX, which may be `inner` to another one; OddFileError where it cannot be read."""
    package = open_package(content)
    with package.archive:
        reader = _Reader(package, inner=inner)
        pieces = [*part_columns(list(reader.body())), *reader.drawings(), *reader.notes(), *reader.running()]
        share = completeness(reader.progress.read, reader.present())
        problems = reader.problems(share)
        pages = reader.pages(max(reader.progress.page, pages_used(pieces)))
    if not pages:
        pieces = [replace(piece, page=None) for piece in pieces]
    return Content(tuple(pieces), pages, share, problems)


class _Reader:
    """One walk through a package: its styles, counters, page and fields."""

    def __init__(self, package: Package, *, inner: bool) -> None:
        self._package = package
        self._inner = inner
        self._root = package.root()
        self._styles = Styles(package.part("styles"))
        self._numbering = Numbering(package.part("numbering"), self._styles)
        self._fonts = Fonts(self._styles, package)
        self._present = 0
        self._unread: list[str] = []  # media types of files taken in that are not read
        self._inside: list[Problem] = []  # of files inside that were read
        self.progress = Progress(rendered_breaks=next(self._root.iter(f"{W}lastRenderedPageBreak"), None) is not None)

    def body(self) -> Iterator[Piece]:
        """Yield the pieces of the main text."""
        yield from self._read(self._root)

    def drawings(self) -> list[Piece]:
        """Return the words of diagrams and charts; comments, which are no part of the text, are not read."""
        return list(drawn_pieces(self._package))

    def notes(self) -> list[Piece]:
        """Return the footnotes and endnotes in the order of their marks."""
        pieces: list[Piece] = []
        wanted = list(dict.fromkeys(self.progress.notes))
        for kind in ("footnote", "endnote"):
            root = self._package.part(f"{kind}s") if any(of == kind for of, _ in wanted) else None
            if root is None:
                continue
            notes = {note.get(f"{W}id"): note for note in root.iter(W + kind)}
            for _, key in (note for note in wanted if note[0] == kind and note[1] in notes):
                found = self._read(notes[key])
                pieces += [replace(piece, kind=BlockKind.FOOTNOTE, page=None) for piece in found]
        return pieces

    def running(self) -> list[Piece]:
        """Return the page headers and footers, each text once."""
        pieces: dict[str, Piece] = {}
        for root in (*self._package.parts("header"), *self._package.parts("footer")):
            for piece in self._read(root):
                pieces.setdefault(piece.text.strip(), Piece(piece.text, BlockKind.RUNNING))
        return list(pieces.values())

    def present(self) -> int:
        """Return how many characters the parts hold that are printed."""
        return self._present

    def problems(self, share: float) -> tuple[Problem, ...]:
        """Return what the analyst is told of this reading: what is missing, and what was converted."""
        problems = list(self._inside)
        if self._unread:
            problems.append(
                problem(Stage.READ, Code.INCOMPLETE, f"(phần ghép vào: {', '.join(sorted(set(self._unread)))})")
            )
        elif share < 1.0:
            problems.append(problem(Stage.READ, Code.INCOMPLETE))
        if self.progress.told.fonts:
            problems.append(legacy_remark(self.progress.told.fonts))
        return tuple(problems)

    def pages(self, count: int) -> tuple[Page, ...]:
        """Return the pages, none where the file does not tell where they begin."""
        if count <= 1 and not self.progress.rendered_breaks:
            return ()
        size = next(self._root.iter(f"{W}pgSz"), None)
        width, height = (_points(size, "w"), _points(size, "h")) if size is not None else (0.0, 0.0)
        return tuple(Page(number, width, height, PageSource.OFFICE) for number in range(1, count + 1))

    def _read(self, root: Any) -> Iterator[Piece]:
        """Yield the pieces below an element, and count what it holds."""
        self._present += characters(root)
        self.progress.fields.clear()
        yield from self._blocks(root, 0, lines_apart=False)

    def _blocks(self, parent: Any, column: int, *, lines_apart: bool) -> Iterator[Piece]:
        for child in visible(parent):
            if child.tag == f"{W}p":
                if not _join_next(child):
                    yield from self._paragraph(child, column, lines_apart=lines_apart)
            elif child.tag == f"{W}tbl":
                yield from self._table(child, column)
            elif child.tag == f"{W}altChunk":
                yield from self._chunk(child)
            elif child.tag not in {f"{W}tcPr", f"{W}sectPr"}:
                yield from self._blocks(child, column, lines_apart=lines_apart)

    def _paragraph(self, paragraph: Any, column: int, *, lines_apart: bool) -> Iterator[Piece]:
        properties = paragraph.find(f"{W}pPr")
        align = self._styles.align(properties)
        if not self.progress.rendered_breaks and self._starts_page(properties):
            self.progress.page += 1
        inline = Inline(paragraph, self._styles, self._fonts, self.progress)
        lines = [line for line in inline.lines if line.text.strip()]
        label = self._label(properties, filled=bool(lines))
        if label and not lines:  # a numbered paragraph without words: a column of numbers in a table
            yield Piece(label, BlockKind.LIST_ITEM, inline.lines[0].page, column=column, align=align)
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
        for text in inline.drawn:
            yield Piece(text, page=inline.lines[0].page, column=column)

    def _label(self, properties: Any | None, *, filled: bool) -> str:
        """Return the number or bullet before a paragraph; a paragraph without words counts too, but has no bullet."""
        numbered = self._styles.numbering(properties)
        label = self._numbering.label(*numbered) if numbered else ""
        if numbered is None or not label or (not filled and self._numbering.is_bullet(*numbered)):
            return ""
        if not self._fonts.legacy:
            return label
        mark = properties.find(f"{W}rPr") if properties is not None else None
        own = self._numbering.look(*numbered)
        name = self._fonts.label(own, mark, value(properties, "pStyle"))
        if font := legacy_font(name):
            parts = [label]
            convert_runs([(parts, [FontRun(0, name, font.scheme, font.capitals)])], self.progress.told)
            return parts[0]
        return label

    def _chunk(self, chunk: Any) -> Iterator[Piece]:
        """Yield the text of a file that Word takes in where it stands: a web page, plain text or another DOCX."""
        content = self._package.content(chunk.get(f"{R}id"))
        media = media_type(content)
        if media == DOCX and not self._inner:
            inner = read_docx(content, inner=True)
        elif media == HTML:
            inner = read_html(content)
        elif media == TEXT:
            inner = read_text(content)
        else:
            self._unread.append(media)
            return
        self._inside += inner.problems
        yield from inner.pieces

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


def _join_next(paragraph: Any) -> bool:
    """Where a paragraph's end was deleted in a revision, put its runs in front of the next one's; tell whether."""
    if paragraph.find(f"{W}pPr/{W}rPr/{W}del") is None:
        return False
    following = paragraph.getnext()
    if following is None or following.tag != f"{W}p":
        return False
    place = 0 if following.find(f"{W}pPr") is None else 1
    following[place:place] = [child for child in paragraph if child.tag != f"{W}pPr"]
    return True


def _points(size: Any, side: str) -> float:
    text = size.get(W + side, "0")
    return int(text) / _TWIPS if text.isdigit() else 0.0
