"""People's corrections win over the program, and find their sentences again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from core.campaign import Campaign, Unit
from core.coverage import Assessment, Coverage, Evidence, Status
from core.dispatch import Kind
from core.document import Document
from core.problem import Code
from core.review import Action, Fate, Quote, Review
from core.steps import FileRow, FileStatus, Outcome
from core.text import Span
from nlp.coverage import cover
from nlp.reviewed import apply_reviews

DOC = "a" * 64
FIRST = "- Đã tuyên truyền bảo vệ rừng cho 120 hộ."
SECOND = "Sẽ tuyên truyền bảo vệ rừng trong năm tới."
MISSED = "Đã trồng 500 gốc lim trên đồi."
TEXT = f"{FIRST}\n{SECOND}\n{MISSED}"
NOW = datetime(2024, 12, 9, 8, 0, tzinfo=UTC)

Written = Callable[..., Document]


def span_of(sentence: str, text: str = TEXT) -> Span:
    """Return where a sentence stands."""
    start = text.index(sentence)
    return Span(start, start + len(sentence))


def evidence(sentence: str, status: Status, task: str = "1", text: str = TEXT) -> Evidence:
    """Return the evidence that a sentence of the text is."""
    return Evidence(task, span_of(sentence, text), sentence, status, 0.8, page=1)


def row(*found: Evidence, source: str = "a.docx", sha256: str = DOC, unit: str = "bac") -> FileRow:
    """Return a counting report."""
    assessment = Assessment(Kind.REPORT, unit, annual=True, evidence=found)
    return FileRow(source, sha256, 10, "text/plain", FileStatus.OK, assessment=assessment)


@pytest.fixture
def campaign(forest: Campaign) -> Campaign:
    """Return the forest campaign with two units."""
    return replace(forest, units=(Unit("bac", "Hạt Bắc", "hat"), Unit("nam", "Hạt Nam", "hat")))


@pytest.fixture
def program(campaign: Campaign) -> Outcome:
    """Return what the program says of a report: the first task is carried out with a figure."""
    return cover([row(evidence(FIRST, Status.QUANTIFIED), evidence(SECOND, Status.PLANNED))], campaign)


class Desk:
    """Collects reviews as a store does."""

    def __init__(self) -> None:
        self.reviews: list[Review] = []

    def __call__(self, action: Action, task: str = "1", by: str = "Lan", **fields: object) -> Review:
        """Make a review of the first unit and keep it."""
        made = Review("bac", task, action, by, NOW, id=len(self.reviews) + 1, **fields)  # type: ignore[arg-type] - any field
        self.reviews.append(made)
        return made


@pytest.fixture
def desk() -> Desk:
    """Return an empty desk."""
    return Desk()


def quote(sentence: str, text: str = TEXT, document_id: str = DOC) -> Quote:
    """Return a sentence as a reviewer saw it."""
    return Quote(document_id, span_of(sentence, text), sentence)


def cell_of(outcome: Outcome, task: str = "1") -> Coverage:
    """Return a cell of the first unit."""
    return next(cell for cell in outcome.coverage if (cell.unit_id, cell.task_id) == ("bac", task))


@pytest.fixture
def applied(program: Outcome, desk: Desk, made: Written) -> Callable[..., Outcome]:
    """Return the function that applies the desk's reviews over an outcome and a text."""

    def apply(outcome: Outcome | None = None, text: str = TEXT) -> Outcome:
        document = replace(made(*text.split("\n")), sha256=DOC)
        assert document.text == text
        return apply_reviews(outcome or program, desk.reviews, {DOC: document}.get)

    return apply


def test_without_reviews_the_program_decides(program: Outcome, applied: Callable[..., Outcome]) -> None:
    """Nothing changes, and every cell says so."""
    assert applied() == program
    assert {cell.decided_by for cell in program.coverage} == {"program"}


def test_a_status_that_was_set_wins(desk: Desk, applied: Callable[..., Outcome]) -> None:
    """The cell is the reviewer's, for certain; what the program says stays beside it; the unit's sum follows."""
    desk(Action.SET, status=Status.NOT_DONE, note="Đã gọi điện hỏi.")
    outcome = applied()
    cell = cell_of(outcome)
    assert (cell.status, cell.program, cell.decided_by) == (Status.NOT_DONE, Status.QUANTIFIED, "Lan")
    assert (cell.confidence, cell.note, cell.evidence_count) == (1.0, "Đã gọi điện hỏi.", 2)
    assert outcome.standings[0].tasks_addressed == 1  # the report itself


def test_the_last_of_several_wins(desk: Desk, applied: Callable[..., Outcome]) -> None:
    """An earlier status is told as overruled."""
    desk(Action.SET, status=Status.NOT_DONE)
    desk(Action.SET, status=Status.DONE, by="Minh")
    outcome = applied()
    assert (cell_of(outcome).status, cell_of(outcome).decided_by) == (Status.DONE, "Minh")
    assert [told.fate for told in outcome.reviews] == [Fate.OVERRULED, Fate.HOLDS]


def test_a_rejected_sentence_does_not_count(desk: Desk, applied: Callable[..., Outcome]) -> None:
    """The cell falls to the strongest sentence left, and is the reviewer's since they made the difference."""
    desk(Action.REJECT, quote=quote(FIRST))
    outcome = applied()
    cell = cell_of(outcome)
    assert (cell.status, cell.evidence_count, cell.decided_by) == (Status.PLANNED, 1, "Lan")
    assert cell.program is Status.QUANTIFIED
    assert outcome.files[0].assessment is not None
    assert [found.sentence for found in outcome.files[0].assessment.evidence] == [SECOND]


def test_rejecting_what_decided_nothing_leaves_the_cell_to_the_program(
    desk: Desk, applied: Callable[..., Outcome]
) -> None:
    """Who rejects a weak sentence has not judged the strong one."""
    desk(Action.REJECT, quote=quote(SECOND))
    cell = cell_of(applied())
    assert (cell.status, cell.evidence_count, cell.decided_by) == (Status.QUANTIFIED, 1, "program")


def test_a_confirmed_sentence_has_the_reviewers_status(desk: Desk, applied: Callable[..., Outcome]) -> None:
    """Confirming can correct what the sentence says."""
    desk(Action.CONFIRM, quote=quote(FIRST), status=Status.DONE)
    cell = cell_of(applied())
    assert (cell.status, cell.decided_by, cell.program) == (Status.DONE, "Lan", Status.QUANTIFIED)
    assert cell.best is not None
    assert (cell.best.score, cell.best.features) == (1.0, ("confirmed",))


def test_a_missed_sentence_becomes_evidence(desk: Desk, applied: Callable[..., Outcome]) -> None:
    """It has the words of the document at its place, its page and its figures."""
    desk(Action.ADD, task="3", quote=quote(MISSED), status=Status.QUANTIFIED)
    outcome = applied()
    cell = cell_of(outcome, "3")
    assert (cell.status, cell.program, cell.decided_by) == (Status.QUANTIFIED, Status.NONE, "Lan")
    assert cell.best is not None
    assert (cell.best.sentence, cell.best.span, cell.best.figures) == (MISSED, span_of(MISSED), ("500",))
    assert cell.document_id == DOC


def test_undoing_restores(program: Outcome, desk: Desk, applied: Callable[..., Outcome]) -> None:
    """The cell is what it was before; undoing the undoing brings the correction back."""
    desk(Action.SET, status=Status.NOT_DONE)
    desk(Action.REJECT, quote=quote(FIRST))
    desk(Action.UNDO, undoes=2)
    assert cell_of(applied()).evidence_count == 2
    desk(Action.UNDO, undoes=1)
    assert (applied().coverage, applied().standings) == (program.coverage, program.standings)
    assert [told.fate for told in applied().reviews] == [Fate.UNDONE, Fate.UNDONE, Fate.HOLDS, Fate.HOLDS]
    desk(Action.UNDO, undoes=4)
    assert cell_of(applied()).status is Status.NOT_DONE


def test_a_sentence_is_found_where_its_text_moved(
    campaign: Campaign, desk: Desk, applied: Callable[..., Outcome]
) -> None:
    """Other offsets, other blanks: the rejection and the added sentence hold, at the new place."""
    desk(Action.REJECT, quote=quote(FIRST))
    desk(Action.ADD, task="3", quote=quote(MISSED), status=Status.QUANTIFIED)
    moved = "Phần mở đầu được đọc thêm.\n" + TEXT.replace("500 gốc lim", "500  gốc lim").replace("- Đã", "+ Đã")
    moved = moved.replace("  ", " ")
    first = FIRST.replace("- Đã", "+ Đã")
    outcome = applied(cover([row(evidence(first, Status.QUANTIFIED, text=moved))], campaign), moved)
    assert cell_of(outcome).status is Status.NONE
    added = cell_of(outcome, "3").best
    assert added is not None
    assert added.span == span_of(MISSED, moved)
    assert [told.fate for told in outcome.reviews] == [Fate.HOLDS, Fate.HOLDS]


def test_a_sentence_that_rules_cut_in_another_way_is_the_same(
    campaign: Campaign, desk: Desk, applied: Callable[..., Outcome]
) -> None:
    """Where the program now takes two sentences for one, a rejection of the first rejects it."""
    desk(Action.REJECT, quote=quote(FIRST))
    both = f"{FIRST}\n{SECOND}"
    outcome = applied(cover([row(evidence(both, Status.QUANTIFIED))], campaign))
    assert cell_of(outcome).evidence_count == 0


def test_a_confirmed_sentence_stays_when_rules_drop_it(
    campaign: Campaign, desk: Desk, applied: Callable[..., Outcome]
) -> None:
    """The program may find it no more: the reviewer does."""
    desk(Action.CONFIRM, quote=quote(FIRST), status=Status.QUANTIFIED)
    outcome = applied(cover([row()], campaign))
    assert (cell_of(outcome).status, cell_of(outcome).decided_by) == (Status.QUANTIFIED, "Lan")


def test_a_sentence_is_found_in_the_report_that_came_instead(
    campaign: Campaign, desk: Desk, applied: Callable[..., Outcome]
) -> None:
    """The signed copy of a report has the same words under another sha256."""
    desk(Action.REJECT, quote=quote(FIRST, document_id="b" * 64))
    outcome = applied(cover([row(evidence(FIRST, Status.QUANTIFIED))], campaign))
    assert cell_of(outcome).evidence_count == 0
    assert outcome.reviews[0].document_id == DOC


def test_another_units_words_are_not_touched(campaign: Campaign, desk: Desk, applied: Callable[..., Outcome]) -> None:
    """A review is of its unit: the same sentence in another unit's report stays, the review is to be looked at again."""
    desk(Action.REJECT, quote=quote(FIRST))
    outcome = applied(cover([row(evidence(FIRST, Status.QUANTIFIED), unit="nam")], campaign))
    assert next(cell.evidence_count for cell in outcome.coverage if cell.unit_id == "nam") == 1
    assert outcome.reviews[0].fate is Fate.LOST


def test_what_cannot_be_found_again_is_a_problem(
    campaign: Campaign, desk: Desk, applied: Callable[..., Outcome]
) -> None:
    """It is told with the cell, the reviewer and the sentence; so is a status behind which the program changed its mind."""
    desk(Action.CONFIRM, quote=quote(FIRST), status=Status.QUANTIFIED)
    desk(Action.SET, status=Status.QUANTIFIED, program=Status.QUANTIFIED)
    outcome = applied(cover([row()], campaign), "Báo cáo viết lại cả.")
    lost, changed = outcome.reviews
    assert lost.problem is not None
    assert (lost.fate, lost.problem.code) == (Fate.LOST, Code.REVIEW_LOST)
    assert "120 hộ" in lost.problem.message
    assert changed.problem is not None
    assert (changed.fate, changed.problem.code) == (Fate.CHANGED, Code.REVIEW_CHANGED)
    assert cell_of(outcome).status is Status.QUANTIFIED


def test_a_note_decides_nothing(program: Outcome, desk: Desk, applied: Callable[..., Outcome]) -> None:
    """It stands in the cell, which stays the program's."""
    desk(Action.NOTE, note="Hỏi lại số hộ.")
    cell = cell_of(applied())
    assert (cell.note, cell.decided_by) == ("Hỏi lại số hộ.", "program")
    assert replace(cell, note="") == cell_of(program)
