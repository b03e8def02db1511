"""Corrections as values, and how often the program agrees with them."""

from datetime import UTC, datetime

import pytest

from core.coverage import Status
from core.review import Action, Agreement, Review, agreement, last_of

NOW = datetime(2024, 12, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "fields",
    [
        {"action": Action.SET},
        {"action": Action.ADD, "status": Status.DONE},
        {"action": Action.NOTE},
        {"action": Action.UNDO},
        {"action": Action.NOTE, "note": "x", "reviewer": " "},
        {"action": Action.NOTE, "note": "x", "reviewer": "Program"},
        {"action": Action.NOTE, "note": "x" * 5_000},
        {"action": Action.NOTE, "note": "x", "at": datetime(2024, 1, 1)},  # noqa: DTZ001 - the case itself
    ],
)
def test_what_could_not_be_applied_is_no_review(fields: dict[str, object]) -> None:
    """An action without what it needs, a nameless reviewer, one called as the program, an instant without zone."""
    with pytest.raises(ValueError, match=r"."):
        Review(**({"unit_id": "a", "task_id": "1", "reviewer": "Lan", "at": NOW} | fields))  # type: ignore[arg-type]


def test_undoing_goes_back_step_by_step() -> None:
    """What was undone is passed over, notes are acts too."""
    first = Review("a", "1", Action.SET, "Lan", NOW, status=Status.DONE, id=1)
    second = Review("a", "1", Action.NOTE, "Lan", NOW, note="x", id=2)
    other = Review("b", "1", Action.NOTE, "Lan", NOW, note="x", id=3)
    back = Review("a", "1", Action.UNDO, "Lan", NOW, undoes=2, id=4)
    again = Review("a", "1", Action.UNDO, "Lan", NOW, undoes=1, id=5)
    assert last_of([first, second, other], "a", "1") == second
    assert last_of([first, second, other, back], "a", "1") == first
    assert last_of([first, second, other, back, again], "a", "1") is None


def test_agreement_is_cohens() -> None:
    """The textbook's table: 20 and 15 of 50 agree, 5 and 10 do not; kappa is 0.4."""
    pairs = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
    found = agreement(pairs)
    assert (found.cells, found.agreed, found.share) == (50, 35, 0.7)
    assert found.kappa == pytest.approx(0.4)


def test_agreement_says_nothing_of_nothing() -> None:
    """Without cells there is no figure, and where all are alike chance explains it all."""
    assert agreement([]) == Agreement(0, 0, None)
    assert agreement([("done", "done")] * 3) == Agreement(3, 3, None)
