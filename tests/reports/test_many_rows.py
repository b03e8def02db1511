"""Laws of long tables: what is written of them is never held whole."""

import tracemalloc
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

import pytest

from core.campaign import Campaign
from core.table import Cell, Column, Table
from reports.csv import write_csv
from reports.html import write_page
from reports.xlsx import write_workbook

_NAMES = ("source", "status", "kind", "number", "text", "message", "issued_on", "issuer", "pages")
_COLUMNS = tuple(Column(name, name) for name in _NAMES)
_FEW, _MANY = 2_000, 8_000
_MOST = 250  # bytes a further row may cost: the names of files that were seen, never the rows


class Rows(Collection[tuple[Cell, ...]]):
    """So many rows, made anew each time that they are gone through."""

    def __init__(self, count: int) -> None:
        self.count = count

    def __iter__(self) -> Iterator[tuple[Cell, ...]]:
        for number in range(self.count):
            texts = (f"{number}/BC", f"Kế hoạch số {number}/KH-UBND", "Đã đọc" * 20)
            yield (f"tệp {number}.docx", "ok", "other", *texts, "2024-12-02", "UBND", 1)

    def __len__(self) -> int:
        return self.count

    def __contains__(self, row: object) -> bool:
        return row in tuple(self)


def _csv(tables: tuple[Table, ...], _campaign: Campaign, path: Path) -> None:
    write_csv(tables[0], path)


@pytest.mark.parametrize("write", [_csv, write_workbook, write_page])
def test_more_files_take_no_more_memory(write: Callable[..., None], campaign: Campaign, tmp_path: Path) -> None:
    """Four times the files and citations are written in the same memory."""
    peaks = []
    for count in (_FEW, _FEW, _MANY):  # the first time for what is loaded and kept
        tables = tuple(Table(name, name, _COLUMNS, Rows(count)) for name in ("documents", "references"))
        tracemalloc.start()
        write(tables, campaign, tmp_path / "written")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[2] - peaks[1] < _MOST * (_MANY - _FEW)
