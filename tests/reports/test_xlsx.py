import shutil
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from core.campaign import Campaign
from core.table import Column, Table, table
from reports.sheet import CELL_LIMIT
from reports.words import STATUS_WORDS
from reports.xlsx import write_workbook

Run = tuple[Campaign, tuple[Table, ...]]
HEAD, FIRST = 6, 3  # the matrix's heading row and first task's column, from 1


@pytest.fixture(scope="module")
def book(campaign: Campaign, tables: tuple[Table, ...], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return the workbook, read by another library than the one that wrote it."""
    path = tmp_path_factory.mktemp("book") / "coverage.xlsx"
    write_workbook(tables, campaign, path, versions={"soát": "1.2.3"})
    return openpyxl.load_workbook(path)


def _records(tables: tuple[Table, ...], name: str) -> list[dict[str, Any]]:
    return next(table for table in tables if table.name == name).records()


def test_every_cell_says_its_status_and_links_to_its_first_sentence(
    book: Any, campaign: Campaign, tables: tuple[Table, ...]
) -> None:
    """Sign, word and colour tell the status; the link ends at the cell's strongest sentence, and from there one leads back."""
    overview, evidence = book["Tổng hợp"], book["Minh chứng"]
    found = {(row["unit_id"], row["task_id"]): row for row in _records(tables, "coverage")}
    returned = {row["unit_id"]: row["returned"] for row in _records(tables, "units")}
    for u, unit in enumerate(campaign.units):
        for t, task in enumerate(campaign.tasks):
            cell = overview.cell(HEAD + 1 + u, FIRST + t)
            row = found[unit.id, task.id]
            word = STATUS_WORDS[row["status"] if returned[unit.id] else "not_returned"]
            assert cell.value == f"{word.sign} {word.label}{'' if row['decided_by'] == 'program' else ' *'}"
            assert cell.fill.fgColor.rgb == f"FF{word.fill}"
            if row["status"] == "none":
                assert cell.hyperlink is None
                continue
            sheet, place = cell.hyperlink.location.split("!")
            assert sheet == "'Minh chứng'"
            target = evidence[place].row
            assert evidence.cell(target, 1).value == unit.name
            assert evidence.cell(target, 2).value == task.id
            assert evidence.cell(target, 2).hyperlink.location == f"'Tổng hợp'!{cell.coordinate}"
            if row["evidence"]:
                assert evidence.cell(target, 4).value == row["evidence"]


def test_every_sentence_is_on_the_sheet(book: Any, tables: tuple[Table, ...]) -> None:
    """The evidence sheet has all rows of the evidence table, with file and page."""
    rows = [tuple(cell.value for cell in row) for row in book["Minh chứng"].iter_rows(min_row=4)]
    shown = sorted((row[3], row[6], row[7]) for row in rows if row[7] is not None)
    assert shown == sorted((r["sentence"], r["source"], r["page"]) for r in _records(tables, "evidence"))


def test_units_missing_come_first_then_the_late_ones(book: Any) -> None:
    """Who has to be chased stands on top."""
    states = [row[3].value for row in book["Đơn vị"].iter_rows(min_row=4)]
    assert states[:7] == ["Chưa gửi"] * 4 + ["Muộn 12 ngày", "Muộn 5 ngày", "Muộn 1 ngày"]
    assert set(states[7:]) == {"Đúng hạn"}
    assert isinstance(book["Đơn vị"]["E8"].value, datetime)


def test_it_is_set_up_for_printing_and_reading(book: Any) -> None:
    """A4 landscape, one page wide, headings on each page, frozen panes, a filter on every list."""
    for sheet in book.worksheets[:-1]:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)  # 1 is left out of the file
        assert sheet.print_title_rows
        assert sheet.freeze_panes
        assert sheet.auto_filter.ref
    assert book.sheetnames == [
        *("Tổng hợp", "Minh chứng", "Đơn vị", "Văn bản dẫn chiếu", "Văn bản chưa có", "Từng lần dẫn chiếu"),
        *("Khó khăn, đề xuất", "Rà soát", "Thay đổi", "Tệp và sự cố", "Phương pháp"),
    ]


def test_sums_agree_with_the_tables(book: Any, campaign: Campaign, tables: tuple[Table, ...]) -> None:
    """The row under the matrix counts the units that carried a task out."""
    row = HEAD + 1 + len(campaign.units)
    for t, task in enumerate(campaign.tasks):
        good = sum(r["addressed"] for r in _records(tables, "coverage") if r["task_id"] == task.id)
        assert book["Tổng hợp"].cell(row, FIRST + t).value == good


def test_what_people_decided_is_marked(campaign: Campaign, tables: tuple[Table, ...], tmp_path: Path) -> None:
    """A star behind the cell and behind the sentence with its legend, every act on a sheet, the agreement in the note."""
    coverage = _records(tables, "coverage")
    decided = {**coverage[0], "decided_by": "Lan", "program_status": "none", "status": "done", "addressed": True}
    attested = [{**row, "features": "term:x; confirmed"} for row in _records(tables, "evidence")[:1]]
    act = {"review_id": 1, "unit_id": decided["unit_id"], "task_id": "1", "action": "set", "status": "done"}
    act |= {"note": "=1+1", "reviewer": "Lan", "reviewed_at": "2024-12-09T05:00:00+00:00", "fate": "holds"}
    made = [
        _table("coverage", [decided, *coverage[1:]]),
        _table("evidence", [*attested, *_records(tables, "evidence")[1:]]),
        _table("reviews", [act]),
    ]
    named = {table.name: table for table in (*tables, *made)}
    write_workbook(tuple(named.values()), campaign, tmp_path / "r.xlsx")
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    assert book["Tổng hợp"].cell(HEAD + 1, FIRST).value == "◐ Đã làm *"
    assert [c.value for c in book["Tổng hợp"][HEAD - 1]].count("* do người rà soát quyết định") == 1
    marks = [row[2].value for row in book["Minh chứng"].iter_rows(min_row=4) if str(row[2].value).endswith("*")]
    assert len(marks) == 1
    said = [cell.value for cell in next(book["Rà soát"].iter_rows(min_row=4))]
    assert said[1:3] == ["2024-12-09 05:00:00", "Lan"]
    assert said[5:7] + said[8:] == ["đặt mức", "Đã làm", "=1+1", "có hiệu lực"]
    notes = {row[0].value: row[1].value for row in book["Phương pháp"].iter_rows(min_row=4)}
    assert "1/2 ô (50%)" in notes["Rà soát"]  # and the one of the campaign's own tables
    assert f"{len(campaign.units)} đơn vị phải báo cáo" in notes["Đơn vị"]


def _table(name: str, records: list[dict[str, Any]]) -> Table:
    columns = tuple(Column(column, column) for column in dict.fromkeys(key for row in records for key in row))
    return table(name, name, columns, list(records))


def test_every_file_is_named(book: Any, tables: tuple[Table, ...]) -> None:
    """Nothing of the inbox disappears from the list of files."""
    named = {row[0].value for row in book["Tệp và sự cố"].iter_rows(min_row=4)}
    assert named == {row["source"] for row in _records(tables, "documents")}


def test_hostile_texts_stay_texts(hostile: Run, tmp_path: Path) -> None:
    """No formula, no outside link, no cell too long, no control character gets into the workbook."""
    write_workbook(hostile[1], hostile[0], tmp_path / "h.xlsx")
    book = openpyxl.load_workbook(tmp_path / "h.xlsx")
    seen = set()
    for sheet in book.worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            assert cell.data_type != "f"
            assert cell.hyperlink is None or cell.hyperlink.target is None
            if isinstance(cell.value, str):
                assert len(cell.value) <= CELL_LIMIT
                assert not set(cell.value) & set("\x00\x07\x1b\u202e")
                seen.add(cell.value[:5])
    assert {"=cmd|", "<scri", "@SUM(", "=dài "} <= seen


def test_markup_of_the_writing_library_is_a_text_too(
    campaign: Campaign, tables: tuple[Table, ...], tmp_path: Path
) -> None:
    """XlsxWriter writes a text from <r> to </r> as it is: a sentence of that form would spoil the whole workbook."""
    said = "<r><t>& không đóng</t></r>"
    rows = [{**row, "sentence": said} for row in _records(tables, "evidence")[:1]]
    others = [one for one in tables if one.name != "evidence"]
    write_workbook((*others, _table("evidence", rows)), campaign, tmp_path / "r.xlsx")
    found = [row[3].value for row in openpyxl.load_workbook(tmp_path / "r.xlsx")["Minh chứng"].iter_rows(min_row=4)]
    assert f" {said}" in found


def test_an_empty_run_makes_a_workbook_too(campaign: Campaign, tmp_path: Path) -> None:
    """Without tables the roster stands there with nothing received."""
    write_workbook((), campaign, tmp_path / "e.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "e.xlsx")["Tổng hợp"]
    assert sheet.cell(HEAD + 1, FIRST).value == "· Chưa gửi"


def test_the_same_run_gives_the_same_bytes(campaign: Campaign, tables: tuple[Table, ...], tmp_path: Path) -> None:
    """Nothing of the clock or the machine gets into the file."""
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(tables, campaign, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


@pytest.mark.slow
def test_libreoffice_opens_it(campaign: Campaign, tables: tuple[Table, ...], tmp_path: Path) -> None:
    """LibreOffice Calc makes pages of it."""
    if not shutil.which("soffice"):
        pytest.skip("no LibreOffice here")
    write_workbook(tables, campaign, tmp_path / "c.xlsx")
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    command = [
        "soffice",
        home,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "c.xlsx"),
    ]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    if "could not be loaded" in run.stderr:
        pytest.skip("LibreOffice is here without Calc")
    assert (tmp_path / "c.pdf").stat().st_size > 10_000
