"""The cells of a workbook as JSON: a program of its own, so that a hostile workbook can end nothing but itself.

It takes the file on its standard input, its memory limit in MiB as argument, and writes a list of sheets, each
`[name, rows]` with rows of texts. Its exit status tells what was wrong (`STATUS`); killed by its limit it has none of these.
It imports nothing of the house: it is started by its path, in isolated mode.
"""

import io
import json
import resource
import sys
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

ENCRYPTED, CORRUPT, TOO_LARGE = 3, 4, 5
_MOST_ROWS = 50_000  # with something in them; an annex of all villages of a province has some 2,000
_MOST_CELLS = 500_000
_MOST_CHARACTERS = 20_000_000
_MOST_BLANK = 5_000_000  # blank rows and cells that are passed over before the sheet is taken for hostile
_DIGITS = 15  # that a spreadsheet keeps of a number

Value = float | str | bool | datetime | date | time | timedelta


class TooLargeError(Exception):
    """The workbook holds more than a report's annex ever does."""


def shown(value: Value) -> str:
    """Return a value as a Vietnamese reader sees it: 12, 0,85, 05/02/2024. Its number format is not known: 85 % is 0,85."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (int, float)):
        return f"{value:.{_DIGITS}g}".replace(".", ",") if abs(value) < 10**_DIGITS else f"{value:.0f}"
    if isinstance(value, str):
        return " ".join(value.split())
    return _moment(value)


def _moment(value: datetime | date | time | timedelta) -> str:
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02d}"
    if isinstance(value, datetime) and value.time() != time():
        return f"{value:%d/%m/%Y %H:%M}"
    return f"{value:%H:%M}" if isinstance(value, time) else f"{value:%d/%m/%Y}"


def filled(rows: Iterable[Iterable[Value]], budget: list[int]) -> list[list[str]]:
    """Return the rows that hold something, without columns that are blank in all; TooLargeError beyond the budget."""
    kept: list[dict[int, str]] = []
    for row in rows:
        cells = {}
        count = 0
        for count, value in enumerate(row, start=1):
            if value != "" and (text := shown(value)):
                cells[count] = text
        budget[0] -= count + 1 - len(cells)
        budget[1] -= len(cells)
        budget[2] -= sum(map(len, cells.values()))
        budget[3] -= bool(cells)
        if min(budget) < 0:
            raise TooLargeError
        if cells:
            kept.append(cells)
    columns = sorted({column for cells in kept for column in cells})
    return [[cells.get(column, "") for column in columns] for cells in kept]


def main() -> int:
    """Read, write, and return the exit status."""
    limit = int(sys.argv[1]) * 1024 * 1024
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum  # noqa: PLC0415 - under the limit too

    budget = [_MOST_BLANK, _MOST_CELLS, _MOST_CHARACTERS, _MOST_ROWS]
    sheets = []
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        for index, name in enumerate(book.sheet_names):
            if book.sheets_metadata[index].typ != SheetTypeEnum.ChartSheet:
                sheets.append([name, filled(book.get_sheet_by_index(index).iter_rows(), budget)])
    except PasswordError:
        return ENCRYPTED
    except (TooLargeError, MemoryError):
        return TOO_LARGE
    except (CalamineError, OSError, ValueError, IndexError):
        return CORRUPT
    sys.stdout.buffer.write(json.dumps(sheets, ensure_ascii=False).encode("utf-8", "replace"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
