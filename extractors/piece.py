"""What the readers of all formats hand on, and how it becomes a `Document`: one text, one offset map."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.document import Align, Block, BlockKind, Box, Document, Page
from core.problem import Code, Problem, Severity, Stage, problem
from core.text import Span, normalise


@dataclass(frozen=True, slots=True)
class Piece:
    """A block before normalisation: its raw text, and the raw text of its cells where it is a table's row."""

    text: str
    kind: BlockKind = BlockKind.PARAGRAPH
    page: int | None = None
    box: Box | None = None
    column: int = 0
    align: Align | None = None
    bold: bool | None = None
    italic: bool | None = None
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader found in one file. `completeness` in [0, 1] is characters read over characters present."""

    pieces: tuple[Piece, ...]
    pages: tuple[Page, ...] = ()
    completeness: float = 1.0
    problems: tuple[Problem, ...] = ()


class OddFileError(Exception):
    """A file cannot be read; `problem` tells the analyst why."""

    def __init__(self, code: Code, detail: str = "") -> None:
        super().__init__(code.value)
        self.problem = problem(Stage.READ, code, detail, severity=Severity.ERROR)


_LINE_ENDS = dict.fromkeys(map(ord, "\r\n\v\f\x85\u2028\u2029"), " ")
_EDGES = " \t\u00a0\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u3000"
_BULLETS = frozenset("-+*•·–—▪●○■□◦‣➢✓✔\uf02d\uf0b7\uf0a7\uf0d8\uf0fc\uf076")
_ROMAN = frozenset("IVXLCivxlc")
_LABEL_ENDS = ".)/"


def assemble(sha256: str, media_type: str, content: Content) -> Document:
    """Return the document of these pieces: normalised once, blocks joined by line feeds, blank pieces left out."""
    kept = [(piece, cells, line) for piece, cells, line in map(_line, content.pieces) if normalise(line).text.strip()]
    normalised = normalise("\n".join(line for _, _, line in kept))
    blocks: list[Block] = []
    start = 0
    lines = normalised.text.split("\n") if kept else []
    for (piece, cells, _), line in zip(kept, lines, strict=True):
        blocks.append(
            Block(
                kind=piece.kind,
                span=Span(start, start + len(line)),
                page=piece.page,
                box=piece.box,
                column=piece.column,
                align=piece.align,
                bold=piece.bold,
                italic=piece.italic,
                cells=_cell_spans(line, start, cells),
            )
        )
        start += len(line) + 1
    return Document(
        sha256=sha256,
        media_type=media_type,
        text=normalised.text,
        offsets=normalised.offsets,
        blocks=tuple(blocks),
        pages=content.pages,
        completeness=content.completeness,
    )


def has_label(text: str) -> bool:
    """Tell whether a paragraph begins with a printed bullet or list number: "- ", "a) ", "1.2. ", "IV. "."""
    head, _, rest = text.strip().partition(" ")
    if not head:
        return False
    if head[0] in _BULLETS:
        return bool(rest) if len(head) == 1 else head[1].isalpha()
    return bool(rest) and ("." in head or head[-1] in _LABEL_ENDS) and is_number_label(head)


def is_number_label(head: str) -> bool:
    """Tell whether `head` is a list number or letter with its sign: "1.", "1.2", "2.1.3.", "a)", "IV.", "đ/"."""
    stem = head.rstrip(_LABEL_ENDS)
    parts = stem.split(".")
    if len(head) - len(stem) > 1 or not all(parts):
        return False
    if stem == head:  # without a sign at its end only 1.2 and longer
        return len(parts) > 1 and all(part.isdigit() and len(part) <= 2 for part in parts)
    first = parts[0]
    numbered = first.isdigit() or set(first) <= _ROMAN or (len(first) == 1 and first.isalpha())
    return numbered and len(first) <= 5 and all(part.isdigit() and len(part) <= 2 for part in parts[1:])


def kind_of(text: str) -> BlockKind:
    """Return LIST_ITEM where the paragraph begins with a label, else PARAGRAPH."""
    return BlockKind.LIST_ITEM if has_label(text) else BlockKind.PARAGRAPH


def join_cells(cells: Sequence[str]) -> str:
    """Return the text of a table's row: its cells with " | " between them."""
    line = ""
    for index, cell in enumerate(cells):
        if index:
            line += " |" if line else "|"
        if cell:
            line += f" {cell}" if index else cell
    return line


def one_line(text: str) -> str:
    """Return `text` without line ends, and without blanks or invisible characters at its edges."""
    broken = (
        len(text.splitlines()) > 1 or text[-1:].isspace()
    )  # most texts are one line: looking is quicker than writing
    return (text.translate(_LINE_ENDS) if broken else text).strip(_EDGES)


def completeness(read: int, present: int) -> float:
    """Return the share of characters read, 1.0 where the file has none."""
    return min(1.0, read / present) if present else 1.0


def pages_used(pieces: Iterable[Piece]) -> int:
    """Return the highest page number, 0 where no piece has one."""
    return max((piece.page or 0 for piece in pieces), default=0)


def _line(piece: Piece) -> tuple[Piece, tuple[str, ...], str]:
    cells = tuple(one_line(cell) for cell in piece.cells)
    return piece, cells, one_line(join_cells(cells) if cells else piece.text)


def _cell_spans(line: str, start: int, cells: tuple[str, ...]) -> tuple[Span, ...]:
    texts = [normalise(cell).text for cell in cells]
    if not texts or join_cells(texts) != line:
        return ()
    spans: list[Span] = []
    done = ""
    for index, text in enumerate(texts):
        done = join_cells(texts[: index + 1]) if text else join_cells(texts[:index])
        spans.append(Span(start + len(done) - len(text), start + len(done)))
    return tuple(spans)
