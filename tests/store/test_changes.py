"""Laws of the history: what a run changed, told with the nearest reason, and kept when the tables have moved on."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import text

from core.campaign import Campaign
from core.coverage import Status
from core.review import Action, Fate, Review, Reviewed
from core.steps import FileRow, FileStatus, Outcome
from core.table import Table
from store.engine import engine_of, transaction
from store.store import RunInfo, Store

NOW = datetime(2024, 12, 7, 3, tzinfo=UTC)


def changes(store: Store, campaign: Campaign) -> Table:
    """Return the table of what the last run with a change has changed."""
    (found,) = store.tables(campaign, ["changes"])
    return found


def told(store: Store, campaign: Campaign) -> list[tuple[object, ...]]:
    """Return its rows without names and titles."""
    names = ("unit_id", "task_id", "before", "after", "cause", "because")
    return [tuple(row[name] for name in names) for row in changes(store, campaign).records()]


def with_cell(outcome: Outcome, unit: str, task: str, **fields: object) -> Outcome:
    """Return the outcome with another cell."""
    cells = (
        replace(cell, **fields) if (cell.unit_id, cell.task_id) == (unit, task) else cell  # type: ignore[arg-type]
        for cell in outcome.coverage
    )
    return replace(outcome, coverage=tuple(cells))


def without_file(outcome: Outcome, source: str) -> Outcome:
    """Return the outcome in which a file no longer counts."""

    def judged(files: Iterable[FileRow]) -> Iterable[FileRow]:
        return (replace(f, counts=False, status=FileStatus.IGNORED) if f.source == source else f for f in files)

    return replace(outcome, files=tuple(judged(outcome.files)))


def test_the_first_run_tells_what_was_found(store: Store, outcome: Outcome, run: RunInfo) -> None:
    """Before the first run no cell was there; cells without a finding are no news."""
    store.publish(outcome, run)
    assert told(store, outcome.campaign) == [
        ("syt", "1", None, "planned", "file", "hộp.zip!b.docx"),
        ("syt", "2", None, "done", "file", "hộp.zip!b.docx"),
        ("stp", "1", None, "quantified", "file", "a.pdf"),
        ("stp", "2", None, "done", "file", "a.pdf"),
    ]
    first = changes(store, outcome.campaign).records()[0]
    assert (first["unit_name"], first["task_title"]) == ("Sở Y tế", "Tập huấn chữa cháy")


def test_a_run_that_changes_nothing_leaves_the_last_changes(store: Store, outcome: Outcome, run: RunInfo) -> None:
    """The table is of the last run that changed something, so that a second run writes the same bytes."""
    store.publish(outcome, run)
    first = changes(store, outcome.campaign)
    store.publish(outcome, run)
    assert changes(store, outcome.campaign) == first


def test_a_file_that_went_is_the_reason(store: Store, outcome: Outcome, run: RunInfo, database: str) -> None:
    """A removed file's cells fall back, it is named as the reason, and the history keeps what it had proved."""
    store.publish(outcome, run)
    gone = with_cell(without_file(outcome, "a.pdf"), "stp", "1", status=Status.NONE, best=None, document_id=None)
    gone = with_cell(gone, "stp", "2", status=Status.NONE)
    store.publish(gone, run)
    assert told(store, outcome.campaign) == [
        ("stp", "1", "quantified", "none", "file", "a.pdf"),
        ("stp", "2", "done", "none", "file", "a.pdf"),
    ]
    with transaction(engine_of(database)) as connection:
        kept = connection.execute(text("SELECT after FROM change_rows WHERE unit_id = 'stp' ORDER BY round, position"))
        assert [after for (after,) in kept] == ["quantified", "done", "none", "none"]


def test_a_unit_s_history_goes_back_to_the_first_run(store: Store, outcome: Outcome, run: RunInfo) -> None:
    """All changes of one unit's cells are kept, the latest first, and none of another unit's."""
    store.publish(outcome, run)
    store.publish(with_cell(outcome, "stp", "1", status=Status.PLANNED), run)
    history = [(row["task_id"], row["before"], row["after"]) for row in store.history(outcome.campaign, "stp")]
    assert history == [("1", "quantified", "planned"), ("1", None, "quantified"), ("2", None, "done")]
    assert store.history(outcome.campaign, "khong") == ()


def test_a_renamed_file_is_no_reason(store: Store, outcome: Outcome, run: RunInfo) -> None:
    """Files are known by their bytes: under another name nothing has changed but the program's version."""
    store.publish(outcome, run)
    renamed = replace(outcome, files=tuple(replace(f, source=f"mới/{f.source}") for f in outcome.files))
    moved = with_cell(renamed, "stp", "1", status=Status.DONE)
    store.publish(moved, replace(run, versions={"read": "1", "assess": "2"}))
    assert told(store, outcome.campaign) == [("stp", "1", "quantified", "done", "program", "assess")]


def test_a_reviewer_comes_before_everything(store: Store, outcome: Outcome, run: RunInfo) -> None:
    """Where a person has decided, or has taken a decision back, that person is the reason; it joins the last run's round."""
    store.publish(outcome, run)
    first = told(store, outcome.campaign)
    one = Review("cat", "1", Action.SET, "Lan", NOW, status=Status.DONE, id=1)
    back = Review("cat", "1", Action.UNDO, "Minh", NOW, undoes=1, id=2)
    decided = replace(with_cell(outcome, "cat", "1", status=Status.DONE), reviews=(Reviewed(one, Fate.HOLDS),))
    store.publish(without_file(decided, "a.pdf"))
    assert told(store, outcome.campaign) == [*first, ("cat", "1", "none", "done", "review", "Lan")]
    undone = replace(outcome, reviews=(Reviewed(one, Fate.UNDONE), Reviewed(back, Fate.HOLDS)))
    store.publish(undone, run)
    assert told(store, outcome.campaign) == [("cat", "1", "done", "none", "review", "Minh")]


def test_another_campaign_file_is_the_reason(store: Store, outcome: Outcome, run: RunInfo) -> None:
    """Where neither files nor reviewers changed and the campaign did, it is that; a cell that is gone is told too."""
    store.publish(outcome, replace(run, versions={"campaign": "x"}))
    fewer = replace(
        outcome,
        campaign=replace(outcome.campaign, tasks=outcome.campaign.tasks[:1]),
        coverage=tuple(cell for cell in outcome.coverage if cell.task_id == "1"),
    )
    store.publish(fewer, replace(run, versions={"campaign": "y"}))
    assert told(store, outcome.campaign) == [
        ("syt", "2", "done", None, "campaign", ""),
        ("stp", "2", "done", None, "campaign", ""),
    ]
