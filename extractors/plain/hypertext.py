"""HTML as browsers and Word save it: one block for each line that is shown, tables as rows of cells, list numbers rebuilt."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree, html

from core.document import Align, BlockKind
from core.problem import Code
from extractors.layout.columns import part_columns
from extractors.legacy.runs import FontRun, Told, convert_runs
from extractors.legacy.schemes import font_starts, legacy_font
from extractors.legacy.text import legacy_remark
from extractors.piece import Content, OddFileError, Piece, join_cells, kind_of

_BLOCKS = frozenset(
    {"p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "section", "article", "center", "main",
     "header", "footer", "aside", "nav", "figure", "figcaption", "address", "form", "fieldset", "legend", "ul", "ol", "dl",
     "dt", "dd", "hr", "table", "caption", "tr", "td", "th", "tbody", "thead", "tfoot", "body", "html"}
)  # fmt: skip
_SKIPPED = frozenset(
    {"script", "style", "head", "title", "noscript", "template", "select", "textarea", "object", "del"}
)
_BOLD = frozenset({"b", "strong", "h1", "h2", "h3", "th"})
_ITALIC = frozenset({"i", "em"})
_ALIGNS = {"left": Align.LEFT, "center": Align.CENTER, "right": Align.RIGHT, "justify": Align.JUSTIFY}
_LIST_ROWS, _LIST_COLUMNS = 3, 3  # as in DOCX: a table without lines, but of this size, holds data and no letterhead
_RULED_SIDES = 2  # a cell with lines on two sides belongs to a ruled table; one line underlines a letterhead
_NOTES = frozenset({"footnote", "endnote"})  # what Word calls the blocks of its notes
_WHOLE = 0.9  # a cell of this share of the width stands over all columns
_MOST_ELEMENTS = 1_000_000
_MAX_SPAN = 200
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LIST_STYLES = {
    "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A", "lower-roman": "i", "upper-roman": "I",
}  # fmt: skip
_BLANKS = " \t\r\n\f"  # blanks that a page does not show; a fixed blank is shown


def html_content(text: str) -> Content:
    """Return the lines of an HTML text as blocks."""
    if not text.strip():
        return Content(())
    if text.count("<") > _MOST_ELEMENTS:
        raise OddFileError(Code.TOO_LARGE)
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise OddFileError(Code.CORRUPT) from error
    told = Told() if any(start in text.lower() for start in font_starts()) else None
    pieces = part_columns(list(_blocks(root, _Look(told=told))))
    problems = (legacy_remark(told.fonts),) if told and told.fonts else ()
    return Content(tuple(replace(piece, text=" ".join(piece.text.split())) for piece in pieces), problems=problems)


@dataclass(frozen=True, slots=True)
class _Look:
    """What an element hands on to those inside it."""

    align: Align | None = None
    bold: bool = False
    italic: bool = False
    kept: bool = False  # line ends are shown, as in `pre`
    font: str = ""
    told: Told | None = None  # what legacy fonts told, where the page may name any


@dataclass(slots=True)
class _Line:
    """A line that is being read: its text and how many of its letters are bold and italic."""

    parts: list[str] = field(default_factory=list)
    letters: int = 0
    bold: int = 0
    italic: int = 0
    legacy: list[FontRun] = field(default_factory=list)  # those of the parts that are set in legacy fonts

    def add(self, text: str, look: _Look) -> None:
        """Take in text as it is shown."""
        if look.told and (font := legacy_font(look.font)):
            self.legacy.append(FontRun(len(self.parts), look.font, font.scheme, font.capitals))
        self.parts.append(text)
        count = sum(map(str.isalpha, text))
        self.letters += count
        self.bold += count * look.bold
        self.italic += count * look.italic

    def piece(self, look: _Look) -> Piece | None:
        """Return the line as a piece, None where it shows nothing."""
        if look.told and self.legacy:
            convert_runs([(self.parts, self.legacy)], look.told)
        text = "".join(self.parts)
        for blank in _BLANKS:
            text = text.replace(blank, " ")
        text = " ".join(part for part in text.split(" ") if part)
        if not text.strip():
            return None
        half = self.letters / 2
        bold, italic = (self.letters > 0 and count > half for count in (self.bold, self.italic))
        return Piece(text, kind_of(text), align=look.align, bold=bold, italic=italic)


def _blocks(block: Any, look: _Look) -> Iterator[Piece]:
    """Yield the pieces of a block element."""
    look = _inside(block, look)
    line = _Line()
    numbers = _numbers(block)
    for kind, value, inner in _run(block, look):
        if kind == "text":
            for index, part in enumerate(value.split("\n") if inner.kept else [value]):
                if index:
                    yield from _ended(line, look)
                    line = _Line()
                line.add(part, inner)
            continue
        yield from _ended(line, look)
        line = _Line()
        if kind == "block":
            pieces = _table(value, inner) if value.tag == "table" else _blocks(value, inner)
            if value.tag == "li":
                pieces = _numbered(next(numbers, ""), pieces)
            yield from _footnotes(pieces) if _style(value).get("mso-element") in _NOTES else pieces
    yield from _ended(line, look)


def _numbered(label: str, pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Yield the pieces of a list's item, the first with the number that a browser prints before it."""
    for piece in pieces:
        bare = bool(label) and not piece.cells and piece.kind is not BlockKind.LIST_ITEM
        yield replace(piece, text=f"{label} {piece.text}", kind=BlockKind.LIST_ITEM) if bare else piece
        label = ""


def _footnotes(pieces: Iterator[Piece]) -> Iterator[Piece]:
    for piece in pieces:
        yield replace(piece, kind=BlockKind.FOOTNOTE)


def _ended(line: _Line, look: _Look) -> Iterator[Piece]:
    if (piece := line.piece(look)) is not None:
        yield piece


def _run(block: Any, look: _Look) -> Iterator[tuple[str, Any, _Look]]:
    """Yield what a block holds: ("text", its letters), ("break", None), ("block", the element), each with its look."""
    if block.text:
        yield "text", block.text, look
    for child in block.iterchildren():
        name = child.tag if isinstance(child.tag, str) else ""
        if name == "br":
            yield "break", None, look
        elif name in _BLOCKS:
            if not _is_hidden(child):
                yield "block", child, look
        elif name and name not in _SKIPPED and not _is_hidden(child):
            yield from _run(child, _inside(child, look))
        if child.tail:
            yield "text", child.tail, look


def _inside(element: Any, look: _Look) -> _Look:
    style = _style(element)
    named = style.get("text-align") or (element.get("align") or "").lower()
    if element.tag == "center":
        named = "center"
    weight = style.get("font-weight", "")
    family = style.get("font-family") or (element.get("face") if element.tag == "font" else None) or look.font
    return _Look(
        align=_ALIGNS.get(named, look.align),
        bold=(look.bold or element.tag in _BOLD or weight in {"bold", "bolder", "600", "700", "800", "900"})
        and weight not in {"normal", "400"},
        italic=(look.italic or element.tag in _ITALIC or style.get("font-style") == "italic")
        and style.get("font-style") != "normal",
        kept=look.kept or element.tag == "pre" or style.get("white-space", "").startswith("pre"),
        font=family.partition(",")[0].strip(" \"'"),
        told=look.told,
    )


def _style(element: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in (element.get("style") or "").split(";"):
        name, colon, value = part.partition(":")
        if colon:
            found[name.strip().lower()] = value.strip().lower()
    return found


def _is_hidden(element: Any) -> bool:
    style = _style(element)
    return style.get("display") == "none" or style.get("mso-hide") == "all" or element.get("hidden") is not None


def _numbers(block: Any) -> Iterator[str]:
    """Yield the labels of a list's items: those of an ordered list counted, a dash for the others."""
    if block.tag != "ol":
        while block.tag in {"ul", "menu"}:
            yield "-"
        return
    number = _integer(block.get("start"), 1)
    form = block.get("type") or _LIST_STYLES.get(_style(block).get("list-style-type", ""), "1")
    for item in block.iterchildren("li"):
        number = _integer(item.get("value"), number)
        yield f"{_counted(number, form)}."
        number += 1


def _counted(number: int, form: str) -> str:
    """Return a number of a list in its form: "1", "a", "A", "i" or "I"."""
    if form in {"i", "I"} and 0 < number < 40:
        text = ""
        for value, sign in _ROMAN:
            text += sign * (number // value)
            number %= value
        return text.upper() if form == "I" else text
    if form in {"a", "A"} and 0 < number <= 26:
        return chr(ord(form) + number - 1)
    return str(number)


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell: its element, None where a cell reaches down from above, and the columns from `start` to before `end`."""

    element: Any | None
    start: int
    end: int


def _table(table: Any, look: _Look) -> Iterator[Piece]:
    look = replace(look, align=None)  # `align` of a table says where it stands, not where its text does
    for caption in table.iterchildren("caption"):
        yield from _blocks(caption, look)
    rows = _rows(table)
    count = max((cell.end for row in rows for cell in row), default=0)
    cells = [cell for row in rows for cell in row]
    wide = max(map(len, rows), default=0) >= _LIST_COLUMNS and len(rows) >= _LIST_ROWS
    if len(cells) > 1 and (wide or _is_ruled(table, cells)):
        for row in rows:
            yield from _row(row, look)
        return
    for row in rows:
        inner = [(cell, _cell(cell, look)) for cell in row]
        filled = [(cell, pieces) for cell, pieces in inner if pieces]
        for index, (cell, pieces) in enumerate(filled, start=1):
            place = _column(cell, index, len(filled), len(row), count)
            for piece in pieces:
                yield replace(piece, column=place or piece.column)


def _rows(table: Any) -> list[list[_Cell]]:
    """Return the rows with their cells, and a blank one where a cell reaches down from above."""
    rows: list[list[_Cell]] = []
    reaching: list[tuple[_Cell, int]] = []  # cells of rows above, and how many more rows each covers
    for element in table.iter("tr"):
        if next(element.iterancestors("table"), None) is not table or _is_hidden(element):
            continue
        row = [cell for cell, _ in reaching]
        reaching = [(cell, left - 1) for cell, left in reaching if left > 1]
        column = 0
        for cell in element.iterchildren("td", "th"):
            while (above := next((one for one in row if one.start <= column < one.end), None)) is not None:
                column = above.end
            end = column + min(max(1, _integer(cell.get("colspan"), 1)), _MAX_SPAN)
            row.append(_Cell(cell, column, end))
            if (down := min(_integer(cell.get("rowspan"), 1), _MAX_SPAN)) > 1:
                reaching.append((_Cell(None, column, end), down - 1))
            column = end
        rows.append(sorted(row, key=lambda cell: cell.start))
    return rows


def _row(row: list[_Cell], look: _Look) -> Iterator[Piece]:
    inner = [_cell(cell, look) for cell in row]
    pieces = [piece for cell in inner for piece in cell]
    if pieces:
        texts = tuple(" ".join(" ".join(piece.text.split()) for piece in cell) for cell in inner)
        yield Piece(join_cells(texts), BlockKind.TABLE_ROW, bold=all(piece.bold for piece in pieces), cells=texts)


def _cell(cell: _Cell, look: _Look) -> list[Piece]:
    return list(_blocks(cell.element, look)) if cell.element is not None else []


def _is_ruled(table: Any, cells: list[_Cell]) -> bool:
    """Tell whether the table shows lines around most of its cells, or names its columns."""
    elements = [cell.element for cell in cells if cell.element is not None]
    if any(element.tag == "th" for element in elements):
        return True
    own = _integer(table.get("border"), 0) > 0
    ruled = sum(_lines(element, own=own) >= _RULED_SIDES for element in elements)
    return ruled * 2 >= len(elements)


def _lines(cell: Any, *, own: bool) -> int:
    """Return on how many sides the cell shows a line."""
    style = _style(cell)
    every = _is_line(style["border"]) if "border" in style else own
    return sum(
        _is_line(style[f"border-{side}"]) if f"border-{side}" in style else every
        for side in ("top", "right", "bottom", "left")
    )


def _is_line(border: str) -> bool:
    return bool(border) and "none" not in border and not border.startswith("0")


def _column(cell: _Cell, index: int, filled: int, cells: int, count: int) -> int:
    """Return the column of a cell in a table that only arranges text; 0 where it stands over all of them."""
    if cells == 1 or cell.end - cell.start >= _WHOLE * count:
        return 0
    if filled > 1:
        return index
    return 1 if cell.start + cell.end < count else 2


def _integer(text: str | None, default: int) -> int:
    stripped = (text or "").strip().removesuffix("px")
    return int(stripped) if stripped.isascii() and stripped.isdigit() and len(stripped) < 6 else default
