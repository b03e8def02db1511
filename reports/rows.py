"""A worksheet that takes the rows of a list whole: several times as fast as cell by cell, and in no more memory for more rows."""

import shutil
from collections.abc import Iterable
from tempfile import SpooledTemporaryFile
from typing import Any

from xlsxwriter.url import Url
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

_IN_MEMORY = 1_000_000  # characters of a list before a file beside the workbook takes them
_LETTERS = tuple(xl_col_to_name(column) for column in range(64))


class ListSheet(Worksheet):  # type: ignore[misc]  # the library has no types
    """XlsxWriter's worksheet, with whole rows behind those that were written by its own calls.

    XlsxWriter holds each cell as an object and asks each for place, format and kind when the file is made: for lists of ten
    thousand rows that was most of what a night in which little came costs. A row given here is kept in a nameless file, as
    the XML that XlsxWriter would write for it in its mode of constant memory: with its texts, for a table of all texts would
    grow with the rows. Formats stay its own.
    """

    def __init__(self) -> None:
        super().__init__()
        self._given: SpooledTemporaryFile[str] | None = None

    def add_row(self, row: int, cells: Iterable[tuple[str | int | float | None, Any]], height: float | None) -> None:
        """Write a row behind all others: each cell with its format, a text, a number or nothing; `height` in points."""
        number = row + 1
        made = []
        for letter, (value, form) in zip(_LETTERS, cells, strict=False):
            index = form._get_xf_index() if form.xf_index is None else form.xf_index  # noqa: SLF001 - as above
            place = f'<c r="{letter}{number}" s="{index}"'
            if value is None:
                made.append(f"{place}/>")
            elif isinstance(value, str):
                made.append(f'{place} t="inlineStr"><is>{self._text(value)}</is></c>')
            else:
                made.append(f"{place}><v>{value:.16G}</v></c>")
        self._check_dimensions(row, len(made) - 1)
        high = "" if height is None else f' ht="{int(height * 4 / 3 + 0.5) * 0.75:.16g}" customHeight="1"'
        if self._given is None:
            self._given = SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8", dir=self.tmpdir)  # noqa: SIM115 - closed when the sheet is written
        self._given.write(f'<row r="{number}" spans="1:{len(made)}"{high}>{"".join(made)}</row>')

    def add_link(self, row: int, column: int, to: str, said: str, tip: str) -> None:
        """Make a link of a cell of such a row, to a place in this workbook ("'Sheet'!A1")."""
        link = Url(f"internal:{to}")
        link.text, link.tip = said, tip
        self.hyperlinks[row][column] = link

    def _text(self, value: str) -> str:
        keep = ' xml:space="preserve"' if value[0].isspace() or value[-1].isspace() else ""
        if "_x" in value or not value.isprintable():  # others have nothing that XlsxWriter's search could find
            value = self._escape_control_characters(value)
        return f"<t{keep}>{self._escape_data(value)}</t>"

    def _write_rows(self) -> None:
        super()._write_rows()
        if self._given is not None:
            self._given.seek(0)
            shutil.copyfileobj(self._given, self.fh)
            self._given.close()
