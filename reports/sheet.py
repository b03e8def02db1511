"""One way of writing into a workbook's sheet: typed, clipped, nothing that a spreadsheet would run."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.table import Cell
from reports.rows import ListSheet
from reports.words import STATUS_WORDS, shown

CELL_LIMIT = 32_767  # UTF-16 units that a cell holds in XLSX
LINK_LIMIT = 65_000  # Excel takes 65,530 links in a sheet
ROW_LIMIT = 100_000  # of a list: nobody reads more in a sheet, and Excel ends at a million
_FIRST_DAY = date(1899, 12, 30)  # from which a workbook counts; right from March 1900
_LINE, _SPARE = 15.5, 2.0  # points: a line of text, and what a row has beside its lines
_HIGHEST = 409.0  # points that a row can be high
_CLIPPED = " … (còn nữa, xem tệp CSV)"
_FONT = {"font_name": "Times New Roman", "font_size": 11, "valign": "top"}
_RULE = {"border": 1, "border_color": "#B8BDC4"}
_PLAIN = {**_FONT, **_RULE, "text_wrap": True}


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of a list: its heading and width in characters."""

    text: str
    width: float


class Formats:
    """The formats of one workbook, each made once."""

    def __init__(self, workbook: Any) -> None:
        make = workbook.add_format
        self.title = make({**_FONT, "bold": True, "font_size": 15, "valign": "vcenter", "font_color": "#7A1F1F"})
        self.note = make({**_FONT, "valign": "vcenter"})
        self.strong_note = make({**_FONT, "bold": True, "valign": "vcenter"})
        self.head = make({**_PLAIN, "bold": True, "align": "center", "valign": "vcenter", "bg_color": "#E9ECF0"})
        self.text = make(_PLAIN)
        self.bold = make({**_PLAIN, "bold": True})
        self.center = make({**_PLAIN, "align": "center"})
        self.middle = make({**_PLAIN, "valign": "vcenter"})
        self.middle_center = make({**_PLAIN, "valign": "vcenter", "align": "center"})
        self.sum_label = make({**_PLAIN, "bold": True, "valign": "vcenter", "bg_color": "#F3F5F7"})
        self.sum = make({**_PLAIN, "bold": True, "align": "center", "valign": "vcenter", "bg_color": "#F3F5F7"})
        self.day = make({**_PLAIN, "num_format": "dd/mm/yyyy", "align": "center"})
        self.middle_day = make({**_PLAIN, "num_format": "dd/mm/yyyy", "align": "center", "valign": "vcenter"})
        self.link = make({**_PLAIN, "font_color": "#1F4E8C", "underline": 1})
        self.link_center = make({**_PLAIN, "font_color": "#1F4E8C", "underline": 1, "align": "center"})
        self.status = {
            key: make(
                {
                    **_PLAIN,
                    "align": "center",
                    "valign": "vcenter",
                    "bg_color": f"#{word.fill}",
                    "font_color": f"#{word.ink}",
                }
            )
            for key, word in STATUS_WORDS.items()
        }
        self.paint = {
            key: make({"bg_color": f"#{word.fill}", "font_color": f"#{word.ink}"}) for key, word in STATUS_WORDS.items()
        }


class Sheet:
    """A worksheet that is written through typed calls only; rows and columns count from 0."""

    def __init__(self, workbook: Any, formats: Formats, name: str) -> None:
        self.raw = workbook.add_worksheet(name, ListSheet)
        self.formats = formats
        self._links = 0
        self._rooms: list[float] = []  # characters of a line, by column of a list
        self.raw.set_landscape()
        self.raw.set_paper(9)  # A4
        self.raw.fit_to_pages(1, 0)
        self.raw.center_horizontally()
        self.raw.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self.raw.set_footer(f"&L&9{name}&R&9Trang &P/&N")

    def put(self, row: int, column: int, value: Cell, form: Any = None) -> None:
        """Write a text, a number or nothing; a text is never taken for a formula, a link or a number."""
        form = form or self.formats.text
        if value is None or value == "":
            self.raw.write_blank(row, column, None, form)
        elif isinstance(value, bool):
            self.raw.write_string(row, column, "Có" if value else "Không", form)
        elif isinstance(value, int | float):
            self.raw.write_number(row, column, value, form)
        else:
            self.raw.write_string(row, column, clipped(value), form)

    def put_row(self, row: int, cells: Sequence[Cell | date], forms: Sequence[Any]) -> None:
        """Write a row of the list that `start_list` began, as `put` would, as high as its longest wrapped text.

        LibreOffice does not find the height by itself. Rows are to be written in their order, and nothing by `put` after them.
        """
        written: list[tuple[str | int | float | None, Any]] = []
        lines = 0
        for value, form, room in zip(cells, forms, self._rooms, strict=True):
            if value is None or value == "":
                written.append((None, form))
            elif isinstance(value, str):
                written.append((clipped(value), form))
                fits = len(value) <= room and "\n" not in value
                lines = max(lines, 1 if fits else _lines(value, room))
            elif isinstance(value, date):
                written.append(((value - _FIRST_DAY).days, form))
            elif isinstance(value, bool):
                written.append(("Có" if value else "Không", form))
            else:
                written.append((value, form))
        self.raw.add_row(row, written, min(_LINE * lines + _SPARE, _HIGHEST) if lines else None)

    def put_day(self, row: int, column: int, iso: str, form: Any = None) -> None:
        """Write an ISO date as a date that sorts and filters; any other text as text."""
        value, form = day_of(iso), form or self.formats.day
        if isinstance(value, date):
            self.raw.write_datetime(row, column, datetime.combine(value, datetime.min.time()), form)
        else:
            self.put(row, column, iso, form)

    def put_link(self, row: int, column: int, text: str, to: tuple[str, str], form: Any) -> None:
        """Write `text` as a link to cell `to` = (sheet name, "C7") of this workbook; plain where there are too many."""
        if self._links >= LINK_LIMIT or not text:
            self.put(row, column, text, form)
            return
        self._links += 1
        name, cell = to
        self.raw.write_url(row, column, f"internal:'{name}'!{cell}", form, clipped(text), f"Xem {name}")

    def link_row(self, row: int, column: int, text: str, to: tuple[str, str]) -> None:
        """Make a link of a cell of a list's row that says `text`, as `put_link` does; nothing where there are too many."""
        if self._links < LINK_LIMIT and text:
            self._links += 1
            name, cell = to
            self.raw.add_link(row, column, f"'{name}'!{cell}", clipped(text), f"Xem {name}")

    def start_list(self, title: str, note: str, headings: Sequence[Heading], rows: int, most: int = 0) -> int:
        """Write title, note and headings of a list of `rows` rows; set widths, filter, panes; return its first row.

        `most` tells how many there would be with those that are left out, which the note says.
        """
        if most > rows:
            note = f"{note} Ở đây chỉ có {rows} trong {most} dòng; đủ cả trong thư mục tables."
        self.raw.set_row(0, 24)
        self.put(0, 0, title, self.formats.title)
        self.put(1, 0, note, self.formats.note)
        for column, heading in enumerate(headings):
            self.raw.set_column(column, column, heading.width)
            self.put(2, column, heading.text, self.formats.head)
        self.raw.set_row(2, 32)
        # Times is narrower than the digits that widths are counted in.
        self._rooms = [max(1.12 * heading.width - 1, 1) for heading in headings]
        self.raw.freeze_panes(3, 0)
        self.raw.repeat_rows(2)
        last = len(headings) - 1
        self.raw.autofilter(2, 0, max(2 + rows, 3), last)
        self.raw.print_area(0, 0, max(2 + rows, 3), last)
        self.raw.ignore_errors({"number_stored_as_text": f"A1:Z{max(2 + rows, 3) + 1}"})
        if not rows:
            self.put(3, 0, "Không có.", self.formats.note)
            self.raw.set_row(3, _LINE + _SPARE)
        return 3


def day_of(iso: str) -> date | str:
    """Return an ISO date as a day that Excel's calendar has, any other text as it is."""
    try:
        value = date.fromisoformat(iso)
    except ValueError:
        return iso
    return value if value.year >= 1900 else iso


def _lines(text: str, room: float) -> int:
    """Guess how many lines a text takes where `room` characters stand on one; words that do not fit leave a gap."""
    return sum(max(1, math.ceil(len(line) / room)) for line in text.split("\n"))


def clipped(text: str) -> str:
    """Return `text` as a cell can hold it: harmful characters made visible, cut at 32,767 UTF-16 units."""
    clean = shown(text)
    if clean.startswith("<r>"):
        clean = f" {clean}"  # XlsxWriter would take a text from <r> to </r> for markup, and write it as it is
    if len(clean) <= CELL_LIMIT // 2:  # a character is two units at most
        return clean
    encoded = clean.encode("utf-16-le")
    if len(encoded) <= 2 * CELL_LIMIT:
        return clean
    keep = 2 * (CELL_LIMIT - len(_CLIPPED))
    return encoded[:keep].decode("utf-16-le", "ignore") + _CLIPPED
