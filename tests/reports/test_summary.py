from collections.abc import Sequence
from pathlib import Path

from openpyxl import load_workbook

from core.campaign import Campaign
from core.coverage import Status
from core.table import Table
from reports.render import write_all
from reports.summary import ALL, summary
from reports.words import percent


def test_every_unit_is_counted_once_for_each_task(tables: Sequence[Table]) -> None:
    """The statuses of a kind and task add up to its units, and those of all kinds to the roster."""
    rows = summary(tables).records()
    units = next(one for one in tables if one.name == "units")
    assert rows
    for row in rows:
        assert sum(int(row[str(status)] or 0) for status in Status) == row["units"]
    assert {row["units"] for row in rows if row["kind"] == ALL} == {len(units.rows)}


def test_addressed_is_what_is_quantified_or_done(tables: Sequence[Table]) -> None:
    """The share is that of the units whose cell counts as carried out."""
    for row in summary(tables).records():
        assert row["addressed"] == int(row["quantified"] or 0) + int(row["done"] or 0)
        assert row["share"] == round(int(row["addressed"] or 0) / int(row["units"] or 1), 4)


def test_kinds_add_up_to_all(tables: Sequence[Table]) -> None:
    """What is said of all units is the sum over their kinds."""
    rows = summary(tables).records()
    for task in {row["task_id"] for row in rows}:
        own = [row for row in rows if row["task_id"] == task]
        whole = next(row for row in own if row["kind"] == ALL)
        assert sum(int(row["addressed"] or 0) for row in own if row["kind"] != ALL) == whole["addressed"]
        assert sum(int(row["returned"] or 0) for row in own if row["kind"] != ALL) == whole["returned"]


def test_nothing_gives_a_table_without_rows(tables: Sequence[Table]) -> None:
    """Before the first report there are no counts, and no error."""
    empty = [Table(one.name, one.title, one.columns, ()) for one in tables]
    assert summary(empty).rows == ()


def test_the_workbook_shows_the_shares(tables: Sequence[Table], campaign: Campaign, tmp_path: Path) -> None:
    """The sheet of counts gives each share as a percentage that people read, not cut to whole ones."""
    write_all(tables, campaign, tmp_path)
    sheet = load_workbook(tmp_path / "coverage.xlsx")["Theo khối"]
    shown = [str(row[-1].value) for row in sheet.iter_rows() if str(row[-1].value).endswith("%")]
    assert shown == [percent(float(str(row["share"]))) for row in summary(tables).records()]
    assert any(value not in {"0%", "100%"} for value in shown)
