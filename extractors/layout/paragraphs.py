"""Lines become paragraphs: joined across lines and pages by margins, indents, line steps and what fits."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce

from core.document import Align, Box
from extractors.layout.lines import Line
from extractors.layout.zones import Margins
from extractors.piece import Piece, has_label, is_number_label, kind_of

_BROKEN_STEP = 1.6  # of the usual step between lines: from there on another paragraph begins
_INDENTED = 0.8  # line heights from the left margin
_SAME_EDGE = 0.5
_SPACE = 0.25  # of the line's height: a blank
_SLACK = 0.3  # line heights: how far a full line may stay away from the right margin, the next word counted
_RIGHT_HALF = 0.4  # of the text's width: lines that begin behind it stand apart
_CENTRED = 0.03  # of the text's width
_SURELY_CENTRED = 0.01
_INSET = 1.5  # line heights that a centred line keeps from both margins
_PARTS = frozenset({"Điều", "Mục", "Chương", "Phần", "ĐIỀU", "MỤC", "CHƯƠNG", "PHẦN"})
_BREAKS = "-/–—‐‑"  # recognition takes one dash for another
_HEADS = frozenset({"TT", "STT", "ĐVT"})  # of columns that are often narrower than these
_ENDS = (".", ";", ":", "!", "?")


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together, with the place of the first page's part."""

    lines: list[Line]
    margins: Margins
    apart: bool  # a centred or right-hand line, a block of its own
    align: Align | None = None
    column: int = 0
    texts: list[str] = field(default_factory=list)


class Joiner:
    """Takes the lines of the running text in reading order and puts them together; holds the open paragraph."""

    def __init__(self) -> None:
        self.done: list[Piece] = []
        self._open: Paragraph | None = None

    def add(self, line: Line, margins: Margins) -> None:
        """Add the next line: to the open paragraph, or as the beginning of another."""
        align = alignment(line, margins) or self._title(line, margins)
        if self._open and align is None and not self._open.apart and _continues(self._open, line, margins):
            self._open.lines.append(line)
            self._open.margins = margins
        else:
            self.close()
            self._open = Paragraph([line], margins, apart=align is not None, align=align)

    def _title(self, line: Line, margins: Margins) -> Align | None:
        """Return CENTER for a bold line that fills the width behind a centred bold one: a title of several lines."""
        before = self._open
        if before is None or before.align is not Align.CENTER or not (before.lines[-1].bold and line.bold):
            return None
        off = abs(line.middle - margins.middle)
        return Align.CENTER if off < _SURELY_CENTRED * (margins.right - margins.left) else None

    def put(self, piece: Piece) -> None:
        """Close the open paragraph and add a finished piece."""
        self.close()
        self.done.append(piece)

    def close(self) -> None:
        """Close the open paragraph."""
        if self._open:
            self.done.append(_piece(self._open))
            self._open = None


def line_piece(line: Line, column: int, align: Align | None = None) -> Piece:
    """Return one line as a block of its own."""
    return Piece(
        text=line.text,
        kind=kind_of(line.text),
        page=line.page,
        box=line.box,
        column=column,
        align=align,
        bold=line.bold,
        italic=line.italic,
    )


def alignment(line: Line, margins: Margins) -> Align | None:
    """Return CENTER or RIGHT for a line that stands apart from the running text, else None."""
    width = margins.right - margins.left
    inset = _INSET * line.height
    off = abs(line.middle - margins.middle)
    if line.left > margins.left + inset and line.right < margins.right - inset and off < _CENTRED * width:
        # A short line with a first line's indent may end so that it looks centred.
        as_indented = abs(line.left - margins.left - margins.indent) < _SAME_EDGE * line.height
        if not as_indented or (off < _SURELY_CENTRED * width and line.bold):
            return Align.CENTER
    if line.left > margins.left + _RIGHT_HALF * width:
        return Align.RIGHT
    return None


def glued(before: str, after: str) -> str:
    """Join two lines: with a blank, but without one where a document's number is broken at its hyphen or slash."""
    last, first = before.rsplit(" ", 1)[-1], after.split(" ", 1)[0]
    broken = len(last) > 1 and last[-1] in _BREAKS and first[:1].isalnum() and last[-2].isalnum()
    numbered = first[:1] == "/" and len(first) > 1 and last[-1:].isdigit()
    return before + after if broken or numbered else f"{before} {after}"


def cell_text(lines: Sequence[str]) -> str:
    """Return the text of a table's cell; a head that is broken in a column too narrow for it is one word."""
    whole = "".join(lines)
    return whole if whole in _HEADS else reduce(glued, lines) if lines else ""


def _continues(paragraph: Paragraph, line: Line, margins: Margins) -> bool:
    last = paragraph.lines[-1]
    height = line.height
    ended = last.text.endswith(_ENDS)
    far = last.page == line.page and line.top - last.top > _BROKEN_STEP * margins.step
    if far or (ended and _is_part(line.text)):
        return False
    if has_label(line.text) and (ended or line.left - margins.left > _INDENTED * height):
        return False
    right = max(paragraph.margins.right, last.right) if last.page == line.page else paragraph.margins.right
    first = line.words[0]
    if last.right + _SPACE * height + (first.right - first.left) < right - _SLACK * height:
        return False  # the next word would have had room: the line was ended on purpose
    if line.left - margins.left <= _INDENTED * height:
        return True
    shift = line.left - last.left - (margins.left - paragraph.margins.left)
    if abs(shift) < _SAME_EDGE * height:
        return len(paragraph.lines) > 1 or (not ended and line.text[:1].islower())
    return shift > 0 and len(paragraph.lines) == 1 and has_label(last.text)


def _is_part(text: str) -> bool:
    """Tell whether a line begins an article, section or chapter: "Điều 2.", "Mục 1", "Chương II"."""
    word, _, rest = text.partition(" ")
    return word in _PARTS and is_number_label(f"{rest.split(' ', 1)[0].rstrip('.:')}.")


def _piece(paragraph: Paragraph) -> Piece:
    lines = paragraph.lines
    text = lines[0].text
    for line in lines[1:]:
        text = glued(text, line.text)
    same_page = [line for line in lines if line.page == lines[0].page]
    return Piece(
        text=text,
        kind=kind_of(text),
        page=lines[0].page,
        box=Box(
            round(min([line.left for line in same_page]), 1),
            round(min([line.top for line in same_page]), 1),
            round(max([line.right for line in same_page]), 1),
            round(max([line.bottom for line in same_page]), 1),
        ),
        column=paragraph.column,
        align=paragraph.align or (Align.JUSTIFY if len(lines) > 1 else Align.LEFT),
        bold=_most(lines, [line.bold for line in lines]),
        italic=_most(lines, [line.italic for line in lines]),
    )


def _most(lines: list[Line], marked: list[bool]) -> bool:
    """Tell whether most letters are in marked lines."""
    if True not in marked:
        return False
    lengths = [len(line.text) for line in lines]
    return 2 * sum(length for length, mark in zip(lengths, marked, strict=True) if mark) > sum(lengths)
