"""Lines become paragraphs: joined across lines and pages by margins, indents, line steps and what fits."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

from core.document import Align, Box
from extractors.layout.lines import Line, most
from extractors.layout.zones import Margins
from extractors.piece import Piece, has_label, is_number_label, kind_of

_BROKEN_STEP = 1.6  # of the usual step between lines: from there on another paragraph begins
_INDENTED = 0.8  # line heights from the left margin
_SAME_EDGE = 0.5
_OUT = 1.5  # line heights left of the margin
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


class Joiner:
    """Takes the lines of the running text in reading order and puts them together; holds the open paragraph."""

    def __init__(self) -> None:
        self.done: list[Piece] = []
        self._open: Paragraph | None = None

    def add(self, line: Line, margins: Margins) -> None:
        """Add the next line: to the open paragraph, or as the beginning of another."""
        before = self._open
        align = alignment(line, margins)
        if align is None and before is not None:
            if before.align is Align.CENTER and _goes_on_as_title(before, line, margins):
                align = Align.CENTER
            elif not before.apart and _continues(before, line, margins):
                before.lines.append(line)
                before.margins = margins
                return
        self.close()
        self._open = Paragraph([line], margins, apart=align is not None, align=align)

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
    shift, height = line.left - margins.left, line.height
    width = margins.right - margins.left
    inset = _INSET * height
    if shift > inset and line.right < margins.right - inset:
        off = abs(line.middle - margins.middle)
        # A short line with a first line's indent may end so that it looks centred.
        as_indented = abs(shift - margins.indent) < _SAME_EDGE * height
        if off < _CENTRED * width and (not as_indented or (off < _SURELY_CENTRED * width and line.bold)):
            return Align.CENTER
    return Align.RIGHT if shift > _RIGHT_HALF * width else None


def glued(before: str, after: str) -> str:
    """Join two lines: with a blank, but without one where a document's number is broken at its hyphen or slash."""
    if before[-1:] not in _BREAKS and after[:1] != "/":
        return f"{before} {after}"
    last, first = before.rsplit(" ", 1)[-1], after.split(" ", 1)[0]
    broken = len(last) > 1 and last[-1] in _BREAKS and first[:1].isalnum() and last[-2].isalnum()
    numbered = first[:1] == "/" and len(first) > 1 and last[-1:].isdigit()
    return before + after if broken or numbered else f"{before} {after}"


def cell_text(lines: Sequence[str]) -> str:
    """Return the text of a table's cell; a head that is broken in a column too narrow for it is one word."""
    whole = "".join(lines)
    return whole if whole in _HEADS else reduce(glued, lines) if lines else ""


def _goes_on_as_title(before: Paragraph, line: Line, margins: Margins) -> bool:
    """Tell whether a bold line that fills the width goes on with a centred bold one: a title of several lines."""
    off = abs(line.middle - margins.middle)
    return line.bold and before.lines[-1].bold and off < _SURELY_CENTRED * (margins.right - margins.left)


def _continues(paragraph: Paragraph, line: Line, margins: Margins) -> bool:
    last, own = paragraph.lines[-1], paragraph.margins
    height, same_page = line.height, last.page == line.page
    far = same_page and line.top - last.top > _BROKEN_STEP * margins.step
    if far or _sticks_out(last, own) != _sticks_out(line, margins):
        return False
    right = max(own.right, last.right) if same_page else own.right
    if last.right + _SPACE * height + line.words[0].first_width < right - _SLACK * height:
        return False  # the next word would have had room: the line was ended on purpose
    indented = line.left - margins.left > _INDENTED * height
    ended = last.text.endswith(_ENDS)
    if ((ended or indented) and has_label(line.text)) or (ended and _is_part(line.text)):
        return False
    if not indented:
        return True
    shift = line.left - last.left - (margins.left - own.left)
    if abs(shift) < _SAME_EDGE * height:
        return len(paragraph.lines) > 1 or (not ended and line.text[:1].islower())
    return shift > 0 and len(paragraph.lines) == 1 and has_label(last.text)


def _sticks_out(line: Line, margins: Margins) -> bool:
    """Tell whether a line begins left of the text: a stamp beside it."""
    return margins.left - line.left > _OUT * line.height


def _is_part(text: str) -> bool:
    """Tell whether a line begins an article, section or chapter: "Điều 2.", "Mục 1", "Chương II"."""
    word, _, rest = text.partition(" ")
    return word in _PARTS and is_number_label(f"{rest.split(' ', 1)[0].rstrip('.:')}.")


def _piece(paragraph: Paragraph) -> Piece:
    lines = paragraph.lines
    first = lines[0]
    if len(lines) == 1:
        return line_piece(first, 0, paragraph.align or Align.LEFT)
    pages, _, lefts, tops, rights, bottoms, _, _, texts, bolds, italics = zip(*lines, strict=True)
    here = pages.count(first.page)  # lines on the first of its pages
    text = reduce(glued, texts)
    return Piece(
        text=text,
        kind=kind_of(text),
        page=first.page,
        box=Box(
            round(min(lefts[:here]), 1),
            round(min(tops[:here]), 1),
            round(max(rights[:here]), 1),
            round(max(bottoms[:here]), 1),
        ),
        align=paragraph.align or Align.JUSTIFY,
        bold=True in bolds and most(texts, bolds),
        italic=True in italics and most(texts, italics),
    )
