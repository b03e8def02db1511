"""From files to the matrix: what counts, the strongest sentence wins, who is missing or late."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest

from core.campaign import Campaign, Unit
from core.coverage import REVIEW_BELOW, Assessment, Coverage, Evidence, Status
from core.dispatch import Dispatch, Found, Kind
from core.problem import Code
from core.steps import Description, FileRow, FileStatus
from core.text import Span
from nlp.coverage import cover

Row = Callable[..., FileRow]


@pytest.fixture(scope="module")
def campaign(forest: Campaign) -> Campaign:
    """Return the forest campaign with two units; its deadline is 10 December 2024."""
    return replace(forest, units=(Unit("bac", "Hạt Bắc", "hat"), Unit("nam", "Hạt Nam", "hat")))


def _evidence(task: str, status: Status, score: float = 0.85, start: int = 0, sentence: str = "Câu.") -> Evidence:
    return Evidence(task, Span(start, start + len(sentence)), sentence, status, score)


def _row(
    source: str,
    *evidence: Evidence,
    unit: str | None = "bac",
    number: str = "",
    received: str = "",
    sha256: str = "",
    reason: str = "",
    replaces: tuple[str, ...] = (),
    candidates: tuple[str, ...] = (),
    sent_by: tuple[str, ...] = (),
) -> FileRow:
    found = Found(number, Span(0, 0), "written") if number else None
    return FileRow(
        source,
        sha256 or source,
        10,
        "text/plain",
        FileStatus.OK,
        received_on=date.fromisoformat(received) if received else None,
        description=Description(Dispatch(number=found)),
        assessment=Assessment(
            Kind.REPORT,
            unit,
            unit_candidates=candidates,
            sent_by=sent_by,
            annual=not reason,
            reason=reason,
            replaces=replaces,
            evidence=evidence,
        ),
    )


def _cell(cells: tuple[Coverage, ...], unit: str, task: str) -> Coverage:
    return next(cell for cell in cells if (cell.unit_id, cell.task_id) == (unit, task))


@pytest.mark.parametrize("order", list(permutations([Status.RESTATED, Status.QUANTIFIED, Status.NOT_DONE])))
def test_the_strongest_sentence_wins_in_whatever_order(campaign: Campaign, order: tuple[Status, ...]) -> None:
    """A cell takes the strongest of its sentences, not the first nor the surest."""
    row = _row(
        "a.docx",
        *(_evidence("1", status, 0.99 if status is Status.RESTATED else 0.5, n) for n, status in enumerate(order)),
    )
    cell = _cell(cover([row], campaign).coverage, "bac", "1")
    assert (cell.status, cell.evidence_count) == (Status.QUANTIFIED, 3)
    assert cell.best is not None
    assert cell.best.status is Status.QUANTIFIED


@pytest.mark.parametrize(
    ("stronger", "weaker"),
    [
        (Status.QUANTIFIED, Status.DONE),
        (Status.DONE, Status.NOT_DONE),
        (Status.NOT_DONE, Status.PLANNED),
        (Status.PLANNED, Status.RESTATED),
    ],
)
def test_statuses_are_ordered_as_the_guide_says(campaign: Campaign, stronger: Status, weaker: Status) -> None:
    """The order is quantified > done > not_done > planned > restated."""
    row = _row("a.docx", _evidence("1", weaker, 0.9), _evidence("1", stronger, 0.6))
    assert _cell(cover([row], campaign).coverage, "bac", "1").status is stronger


def test_of_equal_sentences_the_surest_then_the_first_is_shown(campaign: Campaign) -> None:
    """Ties go to the higher score, then to the earlier place."""
    row = _row(
        "a.docx",
        _evidence("1", Status.DONE, 0.8, 50),
        _evidence("1", Status.DONE, 0.9, 40),
        _evidence("1", Status.DONE, 0.9, 20),
    )
    best = _cell(cover([row], campaign).coverage, "bac", "1").best
    assert best is not None
    assert best.span.start == 20


def test_every_unit_and_task_has_one_cell_in_their_order(campaign: Campaign) -> None:
    """The matrix is whole, in the order of roster and dispatch, with nothing at all in the inbox."""
    outcome = cover([], campaign)
    assert [(cell.unit_id, cell.task_id) for cell in outcome.coverage] == [
        (u, t) for u in ("bac", "nam") for t in "1234"
    ]
    assert {cell.status for cell in outcome.coverage} == {Status.NONE}
    assert [(s.unit_id, s.returned, s.days_late, s.tasks_total) for s in outcome.standings] == [
        ("bac", False, None, 4),
        ("nam", False, None, 4),
    ]


def test_the_reporting_task_is_done_by_a_report_that_counts(campaign: Campaign) -> None:
    """It is done, never quantified; a report that does not count does not do it."""
    counted = cover([_row("a.docx")], campaign)
    assert _cell(counted.coverage, "bac", "4").status is Status.DONE
    assert _cell(counted.coverage, "nam", "4").status is Status.NONE
    assert counted.standings[0].tasks_addressed == 1
    other = cover([_row("a.docx", reason=Code.OTHER_YEAR)], campaign)
    assert _cell(other.coverage, "bac", "4").status is Status.NONE


@pytest.mark.parametrize("code", [Code.OTHER_YEAR, Code.OTHER_MATTER, Code.NOT_ANNUAL])
def test_a_report_that_does_not_count_is_listed_with_its_reason(campaign: Campaign, code: Code) -> None:
    """It keeps its row, its kind and its unit, and says why; the unit has not returned."""
    outcome = cover([_row("a.docx", _evidence("1", Status.DONE), reason=code)], campaign)
    (row,) = outcome.files
    assert (row.counts, row.code, row.unit_id, row.kind) == (False, str(code), "bac", Kind.REPORT)
    assert row.message
    assert "  " not in row.message
    assert not outcome.standings[0].returned
    assert _cell(outcome.coverage, "bac", "1").status is Status.NONE


@pytest.mark.parametrize(("candidates", "code"), [((), Code.UNIT_UNKNOWN), (("bac", "nam"), Code.UNIT_AMBIGUOUS)])
def test_a_report_of_nobody_counts_for_nobody(campaign: Campaign, candidates: tuple[str, ...], code: Code) -> None:
    """Without one sender it waits for the reviewer, and names the candidates."""
    (row,) = cover([_row("a.docx", unit=None, candidates=candidates)], campaign).files
    assert (row.counts, row.code) == (False, str(code))
    assert all(candidate in row.message for candidate in candidates)
    assert [found.code for found in row.problems] == [code]


def test_a_merged_unit_s_report_counts_for_its_successor(campaign: Campaign) -> None:
    """It says for whom and why; reports of two predecessors complement each other, though their numbers are the same."""
    known = replace(campaign, others=(Unit("cu", "Hạt Cũ", "hat"), Unit("xua", "Hạt Xưa", "hat")))
    rows = [
        _row("a.docx", _evidence("1", Status.DONE), number="5/BC-UBND", sent_by=("cu",)),
        _row("b.docx", _evidence("1", Status.DONE), number="5/BC-UBND", sent_by=("xua",)),
    ]
    outcome = cover(rows, known)
    assert [(row.counts, row.unit_id, row.code) for row in outcome.files] == [(True, "bac", "unit_succeeded")] * 2
    assert "Hạt Cũ [cu] → Hạt Bắc [bac]" in outcome.files[0].message
    assert outcome.standings[0].documents == 2


def test_a_report_of_a_unit_outside_the_roster_waits_for_somebody(campaign: Campaign) -> None:
    """It counts for nobody, names who sent it and who may be meant, and is listed among the problems."""
    known = replace(campaign, others=(Unit("moi", "Hạt Mới", "hat"),))
    (row,) = cover([_row("a.docx", unit=None, candidates=("bac", "nam"), sent_by=("moi",))], known).files
    assert (row.counts, row.unit_id, row.code) == (False, None, "unit_not_in_roster")
    assert "Hạt Mới [moi]; có thể là: Hạt Bắc [bac], Hạt Nam [nam]" in row.message
    assert [found.code for found in row.problems] == [Code.UNIT_NOT_IN_ROSTER]


def test_identical_files_count_once(campaign: Campaign) -> None:
    """Of copies the one with the shortest name is the original, the others name it."""
    rows = [
        _row("bao-cao (1).docx", sha256="x"),
        _row("bao-cao.docx", sha256="x"),
        _row("gói.zip!bao-cao.docx", sha256="x"),
    ]
    outcome = cover(rows, campaign)
    assert {row.source: (row.counts, str(row.status)) for row in outcome.files} == {
        "bao-cao (1).docx": (False, "duplicate"),
        "bao-cao.docx": (True, "ok"),
        "gói.zip!bao-cao.docx": (False, "duplicate"),
    }
    assert outcome.standings[0].documents == 1
    assert all("bao-cao.docx" in row.message for row in outcome.files if not row.counts)


def test_the_signed_copy_of_a_word_file_counts_once(campaign: Campaign) -> None:
    """One number and the same sentences make one report; other sentences under one number complement it."""
    word = _row("a.docx", _evidence("1", Status.DONE, sentence="Hạt đã họp, ghi biên bản."), number="5/BC-HKL")
    signed = _row("b.pdf", _evidence("1", Status.DONE, sentence="Hạt đã họp ,ghi biên bản ."), number="05/BC-HKL")
    annex = _row("c.pdf", _evidence("2", Status.DONE, sentence="Hạt đã trực đêm."), number="5/BC-HKL")
    outcome = cover([word, signed, annex], campaign)
    assert [(row.counts, str(row.status)) for row in outcome.files] == [
        (True, "ok"),
        (False, "duplicate"),
        (True, "ok"),
    ]


def test_a_replaced_report_is_superseded(campaign: Campaign) -> None:
    """The later report says so; only one of the same unit is replaced, and only by a report that counts."""
    old = _row("a.docx", _evidence("1", Status.QUANTIFIED), number="5/BC-HKL", received="2024-12-01")
    new = _row("b.docx", _evidence("1", Status.DONE), number="9/BC-HKL", received="2024-12-15", replaces=("05/BC-HKL",))
    other = _row("c.docx", number="5/BC-HKL", unit="nam")
    outcome = cover([old, new, other], campaign)
    assert [(row.counts, str(row.status)) for row in outcome.files] == [
        (False, "superseded"),
        (True, "ok"),
        (True, "ok"),
    ]
    assert _cell(outcome.coverage, "bac", "1").status is Status.DONE
    assert outcome.standings[0].days_late == 5
    idle = cover([old, _row("b.docx", number="9/BC-HKL", replaces=("5/BC-HKL",), reason=Code.NOT_ANNUAL)], campaign)
    assert idle.files[0].counts


def test_two_reports_that_complement_each_other_are_read_together(campaign: Campaign) -> None:
    """Their sentences fill one line of the matrix; the unit returned when the first came."""
    first = _row("a.docx", _evidence("1", Status.PLANNED), number="5/BC-HKL", received="2024-12-09")
    second = _row(
        "b.docx",
        _evidence("1", Status.DONE),
        _evidence("2", Status.QUANTIFIED),
        number="8/BC-HKL",
        received="2024-12-20",
    )
    outcome = cover([first, second], campaign)
    standing = outcome.standings[0]
    assert (standing.documents, standing.tasks_addressed, standing.days_late) == (2, 3, 0)
    assert standing.received_on == date(2024, 12, 9)
    assert _cell(outcome.coverage, "bac", "1").document_id == "b.docx"
    assert _cell(outcome.coverage, "bac", "1").evidence_count == 2


@pytest.mark.parametrize(
    ("received", "late"), [("2024-12-01", 0), ("2024-12-10", 0), ("2024-12-11", 1), ("2025-01-09", 30), ("", None)]
)
def test_days_late_count_from_the_deadline(campaign: Campaign, received: str, late: int | None) -> None:
    """On the last day it is in time; without a day of receipt lateness is unknown, not zero."""
    standing = cover([_row("a.docx", received=received)], campaign).standings[0]
    assert (standing.returned, standing.days_late) == (True, late)


def test_a_file_that_could_not_be_read_keeps_its_row(campaign: Campaign) -> None:
    """A quarantined file has its own code and counts for nobody."""
    broken = FileRow(
        "a.pdf", "x", 1, "application/pdf", FileStatus.QUARANTINED, code=str(Code.CORRUPT), message="Hỏng."
    )
    (row,) = cover([broken], campaign).files
    assert (row.counts, row.status, row.code, row.message) == (
        False,
        FileStatus.QUARANTINED,
        str(Code.CORRUPT),
        "Hỏng.",
    )


def test_a_cell_s_confidence_comes_of_its_sentences(campaign: Campaign) -> None:
    """Nothing is wholly certain, and silence is less so; what each document let go is counted with (test_confidence)."""
    rows = [_row("a.docx", *(_evidence("1", Status.DONE, score, n) for n, score in enumerate((0.4, 1.0, 0.7))))]
    told = cover(rows, campaign).coverage
    assert _cell(told, "bac", "1").confidence == 0.99
    assert _cell(told, "bac", "2").confidence < REVIEW_BELOW
    (row,) = rows
    assert row.assessment
    doubt = {"1": (1.0, 0.5, 0.5, 0.5, 0.5, 0.5), "2": (1.0,) * 6}
    told = cover([replace(row, assessment=replace(row.assessment, let_go=doubt))], campaign).coverage
    assert [_cell(told, "bac", task).confidence for task in ("1", "2")] == [0.5, 0.99]


def test_the_order_of_the_inbox_does_not_matter(campaign: Campaign) -> None:
    """Rows come out sorted by source, with the same outcome."""
    rows = [
        _row("b.docx", _evidence("1", Status.DONE), number="5/BC-HKL"),
        _row("a.docx", unit="nam"),
        _row("c.docx", sha256="b.docx"),
    ]
    outcomes = {cover(order, campaign) for order in permutations(rows)}
    assert len(outcomes) == 1
    assert [row.source for row in outcomes.pop().files] == ["a.docx", "b.docx", "c.docx"]
