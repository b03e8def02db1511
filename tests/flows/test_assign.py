"""A file given to a unit by hand: counted at once and in every later run, taken back without a trace in the tables."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from core.settings import Settings
from flows.assign import assign_by_hand
from flows.errors import UserError
from flows.run import RunResult

Rows = Callable[[Path, str], list[dict[str, str]]]
RunOver = Callable[..., RunResult]
Soat = Callable[..., "subprocess.CompletedProcess[str]"]


def row_of(rows: list[dict[str, str]], source: str) -> dict[str, str]:
    """Return a row of documents.csv."""
    return next(row for row in rows if row["source"] == source)


def test_a_file_given_to_a_unit_counts_for_it_in_every_later_run(
    inbox: Path, ran: Path, run_over: RunOver, rows_of: Rows
) -> None:
    """Coverage, standing and message tell it at once, after a run and after one with --force; undone, all is as before."""
    tables = {name: rows_of(ran, name) for name in ("documents", "coverage", "units", "evidence")}
    said = assign_by_hand(ran, Settings(), "thanh tra.docx", "bdt", reviewer="Lan", note="Đã hỏi")
    assert said == "Đã ghi: thanh tra.docx: giao cho bdt (lần 1, Lan)."
    for again in (False, True):
        row = row_of(rows_of(ran, "documents"), "thanh tra.docx")
        assert (row["unit_id"], row["counts"], row["code"]) == ("bdt", "true", "unit_assigned")
        assert "Lan" in row["message"]
        units = {one["unit_id"]: one["returned"] for one in rows_of(ran, "units")}
        assert (units["bdt"], units["thanhtra"]) == ("true", "false")
        run_over(inbox, ran, force=again)
    (review,) = rows_of(ran, "reviews")
    told = (review["action"], review["unit_id"], review["source"], review["fate"])
    assert told == ("assign", "bdt", "thanh tra.docx", "holds")
    assert "hoàn tác" in assign_by_hand(ran, Settings(), "thanh tra.docx", "", back=True, reviewer="Lan")
    assert {name: rows_of(ran, name) for name in tables} == tables
    with pytest.raises(UserError, match="không có gì để hoàn tác"):
        assign_by_hand(ran, Settings(), "thanh tra.docx", "", back=True, reviewer="Lan")


@pytest.mark.parametrize(
    ("file", "unit", "said"),
    [
        ("khong-co.docx", "bdt", "Không có tệp"),
        ("thanh tra.docx", "khong-co", "Không có đơn vị"),
        ("x", "", "Cho biết"),
    ],
)
def test_what_is_not_there_cannot_be_given(ran: Path, file: str, unit: str, said: str) -> None:
    """A wrong file or unit is told; nothing is kept."""
    with pytest.raises(UserError, match=said):
        assign_by_hand(ran, Settings(), file, unit, reviewer="Lan")


def test_the_command_line_gives_and_lists(ran: Path, soat: Soat) -> None:
    """`soat assign` tells what it did, and `soat review --list` names the file."""
    done = soat("assign", "thanh tra.docx", "Ban Dân tộc tỉnh Tuyên Quang", "--by", "Lan", "--out", str(ran))
    assert (done.returncode, done.stdout) == (0, "Đã ghi: thanh tra.docx: giao cho bdt (lần 1, Lan).\n")
    listed = soat("review", "--list", "--out", str(ran)).stdout
    assert "bdt, thanh tra.docx: giao tệp cho đơn vị [có hiệu lực]" in listed
