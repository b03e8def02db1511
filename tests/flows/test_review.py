"""Corrections over whole runs: they show at once, stay for ever, and leave the tables reproducible."""

import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.coverage import Status
from core.review import Action, Quote, Review
from core.settings import Settings
from core.text import Span
from flows import steps
from flows.errors import UserError
from flows.review import desk, record, republish, undo
from flows.run import Options, RunResult, run, work_for
from flows.verify import verify

NOW = datetime(2024, 12, 9, 5, 0, tzinfo=UTC)
Rows = Callable[[Path, str], list[dict[str, str]]]
RunOver = Callable[..., RunResult]
HandedOut = Callable[[Path], dict[str, bytes]]
Soat = Callable[..., "subprocess.CompletedProcess[str]"]


def cell(rows: list[dict[str, str]], unit: str, task: str) -> dict[str, str]:
    """Return a row of coverage.csv."""
    return next(row for row in rows if (row["unit_id"], row["task_id"]) == (unit, task))


def correct(out: Path, *reviews: Review, database: str = "") -> None:
    """Record reviews and write the tables."""
    with desk(out, Settings(), database) as opened:
        for review in reviews:
            record(opened, review)
        assert republish(opened)


def setting(status: Status, unit: str = "thanhtra", task: str = "1") -> Review:
    """Return a review that sets a cell."""
    return Review(unit, task, Action.SET, "Lan", NOW, status=status, note="Đã gọi điện.")


def quoting(action: Action, row: dict[str, str], status: Status | None = None, task: str = "") -> Review:
    """Return a review of a sentence of evidence.csv."""
    quote = Quote(row["document_id"], Span(int(row["start"]), int(row["end"])), row["sentence"])
    return Review(row["unit_id"], task or row["task_id"], action, "Lan", NOW, status=status, quote=quote)


def test_a_correction_shows_in_every_table_without_the_inbox(ran: Path, inbox: Path, rows_of: Rows) -> None:
    """The inbox may be gone: cell, matrix, sums, list of reviews, workbook and page tell the new status."""
    before = rows_of(ran, "units")
    page, book = (ran / "index.html").read_bytes(), (ran / "coverage.xlsx").read_bytes()
    shutil.rmtree(inbox)
    correct(ran, setting(Status.DONE))
    row = cell(rows_of(ran, "coverage"), "thanhtra", "1")
    assert (row["status"], row["addressed"], row["decided_by"], row["note"]) == ("done", "true", "Lan", "Đã gọi điện.")
    assert row["program_status"] == "restated"
    matrix = {one["unit_id"]: one["1"] for one in rows_of(ran, "matrix")}
    assert matrix["thanhtra"] == "done"
    sums = [
        {one["unit_id"]: int(one["tasks_addressed"]) for one in rows}["thanhtra"]
        for rows in (before, rows_of(ran, "units"))
    ]
    assert sums[1] == sums[0] + 1
    assert [one["reviewer"] for one in rows_of(ran, "reviews")] == ["Lan"]
    assert (ran / "index.html").read_bytes() != page
    assert (ran / "coverage.xlsx").read_bytes() != book


def test_every_later_run_keeps_corrections(
    inbox: Path, ran: Path, run_over: RunOver, rows_of: Rows, handed_out: HandedOut
) -> None:
    """A run, a run with --force, and one with a new file: the corrections stand; the same state gives the same bytes."""
    rejected = next(row for row in rows_of(ran, "evidence") if row["unit_id"] == "snn")
    correct(ran, setting(Status.NOT_DONE), quoting(Action.REJECT, rejected))
    first = handed_out(ran)
    assert run_over(inbox, ran).read == 0
    assert handed_out(ran) == first
    assert run_over(inbox, ran, force=True).read == 4
    assert handed_out(ran) == first
    shutil.copy(inbox / "thanh tra.docx", inbox / "bản nữa.docx")
    run_over(inbox, ran)
    assert cell(rows_of(ran, "coverage"), "thanhtra", "1")["status"] == "not_done"
    kept = [(row["unit_id"], row["task_id"], row["sentence"]) for row in rows_of(ran, "evidence")]
    assert (rejected["unit_id"], rejected["task_id"], rejected["sentence"]) not in kept
    assert {row["fate"] for row in rows_of(ran, "reviews")} == {"holds"}


def test_sentences_of_reviewers_stand_in_their_sources(ran: Path, rows_of: Rows) -> None:
    """An added sentence is evidence like any other, and `soat verify` finds it."""
    taken = next(row for row in rows_of(ran, "evidence") if row["unit_id"] == "thanhtra")
    correct(ran, quoting(Action.ADD, taken, Status.DONE, task="7"))
    row = cell(rows_of(ran, "coverage"), "thanhtra", "7")
    assert (row["evidence"], row["source"]) == (taken["sentence"], taken["source"])
    assert verify(ran, Settings()).faults == ()


def test_undoing_gives_back_the_same_bytes(ran: Path, handed_out: HandedOut) -> None:
    """All tables but the lists of reviews and changes are what they were; with nothing left to undo it says so."""
    untold = {"reviews.csv", "changes.csv", "coverage.xlsx", "index.html"}
    first = {name: content for name, content in handed_out(ran).items() if name not in untold}
    correct(ran, setting(Status.NONE))
    with desk(ran, Settings()) as opened:
        undo(opened, "thanhtra", "1", "Minh", NOW)
        republish(opened)
        with pytest.raises(UserError, match="chưa có lần rà soát"):
            undo(opened, "thanhtra", "1", "Minh", NOW)
    assert {name: content for name, content in handed_out(ran).items() if name not in untold} == first


def test_a_report_sent_anew_loses_the_sentence_not_the_review(
    inbox: Path, ran: Path, run_over: RunOver, rows_of: Rows, sample_files: dict[str, Path]
) -> None:
    """Where the unit's report is another one now, the review is a problem to look at again; its status still stands."""
    taken = next(row for row in rows_of(ran, "evidence") if row["unit_id"] == "thanhtra")
    correct(ran, quoting(Action.CONFIRM, taken, Status.QUANTIFIED), setting(Status.DONE, task="2"))
    shutil.copy(sample_files["bdt"], inbox / "thanh tra.docx")
    run_over(inbox, ran)
    assert [row["fate"] for row in rows_of(ran, "reviews")] == ["lost", "changed"]
    assert [row["code"] for row in rows_of(ran, "problems")].count("review_lost") == 1
    assert cell(rows_of(ran, "coverage"), "thanhtra", "2")["status"] == "done"


def test_a_correction_made_while_a_run_works_is_taken_up_by_it(inbox: Path, ran: Path, rows_of: Rows) -> None:
    """Who cannot have the folder is not lost: the run writes the tables once more before it ends."""
    settings = Settings()
    with work_for(inbox, settings.default_campaign, ran, settings, Options()) as work:
        files = steps.register(work)
        joined, info = steps.join(work, files, steps.gather(work, files), ())
        steps.publish(work, *steps.cover(work, joined), info)
        with desk(ran, settings) as opened:
            record(opened, setting(Status.NOT_DONE))
            assert not republish(opened, patience=0.1)
        assert work.store.reviews_waiting(work.campaign)
        run(work)
    assert cell(rows_of(ran, "coverage"), "thanhtra", "1")["status"] == "not_done"


def test_there_must_be_such_a_cell_and_a_run(ran: Path, tmp_path: Path) -> None:
    """A misspelt unit, another cell's review to undo, a folder without results: one line each, and nothing is kept."""
    with desk(ran, Settings()) as opened:
        kept = record(opened, setting(Status.DONE))
        for review in (
            setting(Status.DONE, unit="nobody"),
            setting(Status.DONE, task="99"),
            Review("snn", "1", Action.UNDO, "Lan", NOW, undoes=kept.id),
            Review("thanhtra", "1", Action.UNDO, "Lan", NOW, undoes=77),
        ):
            with pytest.raises(UserError):
                record(opened, review)
        assert opened.store.reviews(opened.campaign) == (kept,)
    with pytest.raises(UserError, match="soat run"), desk(tmp_path, Settings()):
        pass


def test_the_command_line_corrects_and_lists(ran: Path, rows_of: Rows, soat_here: Soat) -> None:
    """A unit by id or name, a status in Vietnamese or as in the tables; the list tells agreement; undo gives it back."""
    done = soat_here("review", "thanhtra", "1", "--status", "Đã làm", "--note", "Gọi hỏi", "--by", "Lan", "--out", ran)
    assert done.returncode == 0, done.stderr
    assert "Đã làm" in done.stdout
    assert cell(rows_of(ran, "coverage"), "thanhtra", "1")["status"] == "done"
    explained = soat_here("explain", "thanhtra", "1", "--out", ran).stdout
    assert "Người rà soát Lan quyết định; chương trình xếp “Chép lại”." in explained
    assert "Ghi chú của người rà soát: Gọi hỏi" in explained
    listed = soat_here("review", "--list", "--out", ran)
    assert "Lan" in listed.stdout
    assert "Gọi hỏi" in listed.stdout
    assert "0/1" in listed.stdout
    assert soat_here("review", "thanhtra", "1", "--undo", "--by", "Lan", "--out", ran).returncode == 0
    assert cell(rows_of(ran, "coverage"), "thanhtra", "1")["decided_by"] == "program"


@pytest.mark.parametrize(
    "arguments",
    [
        ("thanhtra", "1"),
        ("thanhtra",),
        ("thanhtra", "1", "--status", "tốt"),
        ("nobody", "1", "--status", "done"),
        ("thanhtra", "1", "--status", "done", "--undo"),
        ("thanhtra", "1", "--status", "done", "--by", "program"),
    ],
)
def test_the_command_line_says_what_is_wrong(ran: Path, soat_here: Soat, arguments: tuple[str, ...]) -> None:
    """One line, exit status 2, nothing recorded."""
    done = soat_here("review", *arguments, "--out", ran)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    with desk(ran, Settings()) as opened:
        assert opened.store.reviews(opened.campaign) == ()


def test_papers_follow_the_corrections_and_the_letterhead_of_today(ran: Path, tmp_path: Path, soat_here: Soat) -> None:
    """`soat report` writes both papers from the last tables, the same bytes for the same tables, others after a correction."""
    done = soat_here("report", "--out", ran)
    assert done.returncode == 0, done.stderr
    papers = [ran / "bao-cao-tong-hop.docx", ran / "cong-van-don-doc.docx"]
    first = [path.read_bytes() for path in papers]
    soat_here("report", "--out", ran)
    assert [path.read_bytes() for path in papers] == first
    correct(ran, setting(Status.DONE))
    soat_here("report", "--out", ran)
    assert papers[0].read_bytes() != first[0]
    assert soat_here("report", "--out", tmp_path).returncode == 2
