"""What people say of a file's sender stands in the place of what the program says."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.campaign import Campaign, Unit
from core.coverage import Assessment, Evidence, Status
from core.dispatch import Kind
from core.problem import Code
from core.review import Action, Fate, Review, assigning
from core.steps import FileRow, FileStatus, Outcome
from core.text import Span
from nlp.coverage import cover
from nlp.given import given
from nlp.reviewed import apply_reviews

NOW = datetime(2024, 12, 9, 8, 0, tzinfo=UTC)
FILE = "a" * 64


@pytest.fixture
def campaign(forest: Campaign) -> Campaign:
    """Return the forest campaign with two units."""
    return replace(forest, units=(Unit("bac", "Hạt Bắc", "hat"), Unit("nam", "Hạt Nam", "hat")))


def row(unit: str | None = None, reason: str = "", source: str = "a.docx") -> FileRow:
    """Return a report that may be of either unit, or is of one."""
    evidence = (Evidence("1", Span(0, 30), "Đã tuyên truyền cho 120 hộ.", Status.QUANTIFIED, 0.9, 1),)
    candidates = () if unit else ("bac", "nam")
    found = Assessment(Kind.REPORT, unit, "", candidates, annual=not reason, reason=reason, evidence=evidence)
    return FileRow(source, FILE, 10, "text/plain", FileStatus.OK, assessment=found)


def outcome(rows: list[FileRow], reviews: list[Review], campaign: Campaign) -> Outcome:
    """Return what a run makes of rows and reviews."""
    numbered = [replace(one, id=at) for at, one in enumerate(reviews, 1)]
    return apply_reviews(cover(given(rows, numbered, campaign), campaign), numbered, lambda _: None)


def test_an_unresolved_report_counts_for_the_unit_that_was_named(campaign: Campaign) -> None:
    """Its sentences prove the unit's tasks; the row says who decided, and nothing waits any more."""
    found = outcome([row()], [assigning(FILE, "nam", "Lan", NOW)], campaign)
    (file,) = found.files
    assert (file.counts, file.unit_id, file.code) == (True, "nam", Code.UNIT_ASSIGNED)
    assert "Hạt Nam [nam]; Lan, 09/12/2024" in file.message
    assert [one.code for one in file.problems] == [Code.UNIT_ASSIGNED]
    assert [cell.status for cell in found.coverage if cell.task_id == "1"] == [Status.NONE, Status.QUANTIFIED]
    assert [standing.returned for standing in found.standings] == [False, True]
    assert [one.fate for one in found.reviews] == [Fate.HOLDS]


def test_people_overrule_the_program_and_themselves(campaign: Campaign) -> None:
    """The last word counts; what is undone gives the file back to the program."""
    first, second = assigning(FILE, "nam", "Lan", NOW), assigning(FILE, "bac", "Minh", NOW + timedelta(hours=1))
    found = outcome([row("bac")], [first], campaign)
    assert found.files[0].unit_id == "nam"
    found = outcome([row()], [first, second], campaign)
    assert (found.files[0].unit_id, [one.fate for one in found.reviews]) == ("bac", [Fate.OVERRULED, Fate.HOLDS])
    back = Review("bac", "", Action.UNDO, "Lan", NOW, undoes=2)
    found = outcome([row()], [first, second, back], campaign)
    assert found.files[0].unit_id == "nam"
    assert [one.fate for one in found.reviews] == [Fate.HOLDS, Fate.UNDONE, Fate.HOLDS]


def test_a_report_that_cannot_count_does_not_for_being_given(campaign: Campaign) -> None:
    """Another year's report is the unit's, and still counts for nothing."""
    found = outcome([row(reason=Code.OTHER_YEAR)], [assigning(FILE, "nam", "Lan", NOW)], campaign)
    assert (found.files[0].counts, found.files[0].unit_id, found.files[0].code) == (False, "nam", Code.OTHER_YEAR)


@pytest.mark.parametrize(("sha256", "unit"), [("b" * 64, "nam"), (FILE, "khong-con")])
def test_what_cannot_be_given_any_more_is_a_problem(campaign: Campaign, sha256: str, unit: str) -> None:
    """A file that is gone, or a unit that left the roster, is told; the program decides again."""
    found = outcome([row("bac")], [assigning(sha256, unit, "Lan", NOW)], campaign)
    assert found.files[0].unit_id == "bac"
    (told,) = found.reviews
    assert told.fate is Fate.LOST
    assert told.problem is not None
    assert told.problem.code is Code.ASSIGNMENT_LOST


def test_copies_share_the_word_of_their_file(campaign: Campaign) -> None:
    """The copy is the unit's too, and counted once."""
    found = outcome([row(), row(source="a (1).docx")], [assigning(FILE, "nam", "Lan", NOW)], campaign)
    assert {file.unit_id for file in found.files} == {"nam"}
    assert sorted(file.counts for file in found.files) == [False, True]
