"""Writes a table as CSV that machines can join on and a spreadsheet cannot be tricked by."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from core.table import Cell, Table
from reports.placing import placed
from reports.words import shown

# What spreadsheets take for the start of a formula, ASCII and full width.
_FORMULA = tuple("=+-@＝＋－＠")
_PIECE = 65_536  # characters that are written at a time
_BLANK = "\t\r\n \u00a0"


def write_csv(table: Table, path: Path) -> None:
    """Write `table` to `path`: UTF-8, a header, RFC 4180 quoting, line feeds; the same table gives the same bytes.

    True and false are lower case, None is empty, floats have their shortest form.

    Formulas. Sentences often start with a bullet ("- Tổ chức …", "+ …"), which Excel would read as a formula and show
    as #NAME?; a hostile file could bring "=cmd…". Decision:
    numbers and truth values are typed and never touched; a text cell whose first visible character is one of
    `= + - @` gets an apostrophe in front, the spreadsheets' own mark for text, which people read past and `unguarded`
    takes off again without loss; so does a text that is already an apostrophe before such a sign. `score.py`
    ignores apostrophes, so figures do not change. The one exception is `source`, on which tables are joined and files
    are found: it gets "./" in front, which names the same file. Characters that are invisible and harmful
    (controls, marks that turn the writing direction) become U+FFFD.
    """
    with placed(path) as file:
        for piece in _pieces(table):
            file.write(piece.encode("utf-8"))


def csv_text(table: Table) -> str:
    """Return the whole file as text."""
    return "".join(_pieces(table))


def _pieces(table: Table) -> Iterator[str]:
    """Yield the file's text, some rows at a time."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    names = [column.name for column in table.columns]
    writer.writerow(names)
    for row in table.rows:
        writer.writerow([_cell(name, cell) for name, cell in zip(names, row, strict=True)])
        if out.tell() > _PIECE:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def guarded(text: str) -> str:
    """Return `text` with an apostrophe in front where a spreadsheet could take it for a formula."""
    return f"'{text}" if _dangerous(text) else text


def unguarded(text: str) -> str:
    """Take off what `guarded` put on: `unguarded(guarded(text)) == text` for every text."""
    return text[1:] if text.startswith("'") and _dangerous(text[1:]) else text


def _dangerous(text: str) -> bool:
    """Tell whether `text` could start a formula; apostrophes in front change nothing, which makes guarding reversible."""
    if text[:1].isalnum():  # most do
        return False
    bare = text.lstrip("'")
    return bare.startswith(("\t", "\r", "\n")) or bare.lstrip(_BLANK + "'").startswith(_FORMULA)


def _cell(name: str, cell: Cell) -> str:
    if isinstance(cell, str) and cell.isprintable() and cell[:1].isalnum():  # most do: nothing to guard or to show
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if not isinstance(cell, str):
        return repr(cell)
    text = shown(cell)
    if name == "source":
        return f"./{text}" if _dangerous(text) else text
    return guarded(text)
