"""Why a cell is what it is."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.errors import UserError
from flows.explain import explain

Rows = Callable[[Path, str], list[dict[str, str]]]


def test_every_sentence_of_a_cell_is_told_with_its_reasons(ran: Path, rows_of: Rows) -> None:
    """The explanation holds each evidence sentence of the cell, the strongest first, and why it was chosen."""
    cell = next(row for row in rows_of(ran, "coverage") if int(row["evidence_count"]) > 1)
    lines = list(explain(ran, cell["unit_id"], cell["task_id"]))
    said = "\n".join(lines)
    wanted = [
        row["sentence"]
        for row in rows_of(ran, "evidence")
        if (row["unit_id"], row["task_id"]) == (cell["unit_id"], cell["task_id"])
    ]
    assert len(wanted) == int(cell["evidence_count"])
    assert all(f"“{sentence}”" in said for sentence in wanted)
    assert sum(line.startswith("  Vì: ") for line in lines) == len(wanted)
    assert next(line for line in lines if line.startswith("  “")) == f"  “{cell['evidence']}”"


def test_a_cell_less_sure_than_its_best_sentence_says_why(ran: Path, rows_of: Rows) -> None:
    """A reader who compares the two figures is told what else the cell's one counts; other cells say nothing of it."""
    table = ran / "tables" / "coverage.csv"
    cell = next(row for row in rows_of(ran, "coverage") if row["evidence"] and float(row["confidence"]) > 0.9)
    assert not [line for line in explain(ran, cell["unit_id"], cell["task_id"]) if line.startswith("Ô không chắc")]
    rows = [row | ({"confidence": "0.5"} if row == cell else {}) for row in rows_of(ran, "coverage")]
    with table.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    assert [line for line in explain(ran, cell["unit_id"], cell["task_id"]) if line.startswith("Ô không chắc")]


def test_a_unit_is_found_by_its_name_too(ran: Path, rows_of: Rows) -> None:
    """A unit that sent nothing is explained as such."""
    missing = next(row for row in rows_of(ran, "units") if row["returned"] == "false")
    assert "Đơn vị chưa gửi báo cáo." in list(explain(ran, missing["unit_name"], "1"))


@pytest.mark.parametrize(("unit", "task"), [("không-có", "1"), ("stp", "99")])
def test_a_cell_that_is_not_there_is_said(ran: Path, unit: str, task: str) -> None:
    """A wrong unit or task names those that there are."""
    with pytest.raises(UserError, match="Nhiệm vụ: 1, 2"):
        list(explain(ran, unit, task))
