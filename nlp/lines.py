"""The lines of a document's head and foot as the header reader needs them, and columns read as one stream."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from core.document import Align, BlockKind, Document
from core.text import Span, fold


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a block, with the block's form; `index` counts over the document."""

    index: int
    span: Span
    text: str
    folded: str
    column: int
    align: Align | None
    bold: bool | None
    kind: BlockKind

    @property
    def upper(self) -> bool:
        """Tell whether the letters are mostly capitals."""
        letters = [letter for letter in self.text if letter.isalpha()]
        return len(letters) > 1 and sum(letter.isupper() for letter in letters) >= 0.8 * len(letters)


@dataclass(frozen=True, slots=True)
class Stream:
    """Lines joined by blanks, with the way back to the document."""

    text: str
    folded: str
    starts: tuple[int, ...]  # where each line starts in `text`
    lines: tuple[Line, ...]

    def span(self, start: int, end: int) -> Span:
        """Return the document's span from `start` to `end` of the stream."""
        return Span(self._place(start), self._place(max(start, end - 1)) + 1)

    def line_at(self, offset: int) -> Line:
        """Return the line that holds `offset`."""
        return self.lines[bisect_right(self.starts, offset) - 1]

    def _place(self, offset: int) -> int:
        number = bisect_right(self.starts, offset) - 1
        line = self.lines[number]
        return min(line.span.start + offset - self.starts[number], line.span.end)


def lines_of(document: Document) -> tuple[Line, ...]:
    """Return the lines of all blocks but running heads, feet and footnotes, in reading order."""
    lines: list[Line] = []
    for block in document.blocks:
        if block.kind in {BlockKind.RUNNING, BlockKind.FOOTNOTE}:
            continue
        at = block.span.start
        for text in block.span.of(document.text).split("\n"):
            stripped = text.strip()
            if stripped:
                start = at + text.index(stripped)
                span = Span(start, start + len(stripped))
                lines.append(
                    Line(len(lines), span, stripped, fold(stripped), block.column, block.align, block.bold, block.kind)
                )
            at += len(text) + 1
    return tuple(lines)


def stream(lines: Iterable[Line]) -> Stream:
    """Return the lines as one text."""
    chosen = tuple(lines)
    starts: list[int] = []
    at = 0
    for line in chosen:
        starts.append(at)
        at += len(line.text) + 1
    text = " ".join(line.text for line in chosen)
    return Stream(text, " ".join(line.folded for line in chosen), tuple(starts), chosen)
