"""Laws of very long lists: a workbook and a page that people can open, each cell's best sentences in them, all in the tables."""

import re
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from core.campaign import Campaign
from core.table import Table
from reports import html, lists, xlsx
from reports.strongest import strongest
from reports.view import Line, View, view
from reports.words import STATUS_WORDS


def line(number: int) -> Line:
    """A sentence."""
    return Line(f"Câu {number}.", STATUS_WORDS["done"], "", "", "a.docx", "1")


@pytest.fixture
def whole(campaign: Campaign) -> View:
    """A view whose cells of the first unit have 1, 2, 3, … sentences, and those of all others none."""
    made = view((), campaign)
    first = made.units[0]
    cells = tuple(
        replace(cell, lines=tuple(map(line, range(place)))) for place, cell in enumerate(first.cells, start=1)
    )
    return replace(made, units=(replace(first, cells=cells), *made.units[1:]))


def lengths(whole: View) -> list[tuple[int, int]]:
    """Return how many sentences each cell of the first unit has, and how many were left out."""
    return [(len(cell.lines), cell.left_out) for cell in whole.units[0].cells]


def test_what_has_room_stays(whole: View) -> None:
    """Eight cells with 36 sentences in all have room for 36."""
    assert strongest(whole, 36) is whole


@pytest.mark.parametrize(("most", "each"), [(35, 7), (33, 6), (32, 5), (15, 2), (8, 1), (0, 1)])
def test_the_longest_cells_give_way(whole: View, most: int, each: int) -> None:
    """Each cell keeps its strongest sentences, as many as all can have; none loses its last one."""
    cut = strongest(whole, most)
    assert lengths(cut) == [(min(size, each), max(0, size - each)) for size in range(1, 9)]
    assert cut.units[0].cells[7].lines == whole.units[0].cells[7].lines[:each]
    assert cut.units[1:] == whole.units[1:]


def test_workbook_and_page_tell_what_they_leave_out(
    campaign: Campaign, tables: tuple[Table, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list that is cut says of how many rows it shows how many; what the tables have is not touched."""
    for module, name, most in ((xlsx, "ROW_LIMIT", 1), (lists, "ROW_LIMIT", 2), (html, "SENTENCES", 1)):
        monkeypatch.setattr(module, name, most)
    monkeypatch.setattr(html, "FILES", 1)
    xlsx.write_workbook(tables, campaign, tmp_path / "c.xlsx")
    book = openpyxl.load_workbook(tmp_path / "c.xlsx")
    for name in ("Minh chứng", "Tệp và sự cố"):
        shown, there = map(int, re.findall(r"chỉ có (\d+) trong (\d+) dòng", book[name]["A2"].value)[0])
        assert shown == book[name].max_row - 3 < there
    assert book["Tệp và sự cố"].max_row == 3 + 2
    files = next(len(table.rows) for table in tables if table.name == "documents")
    page = html.page(tables, campaign)
    assert f"Còn {files - 1} tệp nữa" in page
    assert "câu nữa, xem <code>tables/evidence.csv</code>" in page
