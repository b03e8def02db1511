"""The log of corrections in both databases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.campaign import Campaign
from core.coverage import Status
from core.problem import Code, Stage, problem
from core.review import Action, Fate, Quote, Review, Reviewed
from core.steps import Joined, JoinedRow, Outcome, Step, bare
from core.text import Span
from store.engine import engine_of
from store.rows import campaign_key
from store.store import RunInfo, Store

NOON = datetime(2024, 12, 9, 12, 0, tzinfo=timezone(timedelta(hours=7)))
SEEN = Quote("sha-a.pdf", Span(30, 60), "Đã tập huấn cho 120 người.")
SET = Review(
    "stp", "1", Action.SET, "Trần Thị Lan", NOON, status=Status.DONE, program=Status.QUANTIFIED, note="Gọi hỏi."
)
ADD = Review("stp", "1", Action.ADD, "Minh", NOON, status=Status.DONE, quote=SEEN)


def test_reviews_come_back_as_they_were_made(store: Store, campaign: Campaign) -> None:
    """In their order, with ids, the instant as the same moment in UTC, and for their campaign only."""
    made = [store.append_review(campaign, review) for review in (SET, ADD)]
    made.append(store.append_review(campaign, Review("stp", "1", Action.UNDO, "Minh", NOON, undoes=made[0].id)))
    other = store.append_review(replace(campaign, reporting_year=2025), SET)
    found = store.reviews(campaign)
    assert list(found) == made
    assert [review.id for review in found] == sorted({review.id for review in made})
    assert other.id > made[-1].id
    assert found[0].at.tzinfo is UTC
    assert store.reviews(replace(campaign, reporting_year=2025)) == (other,)


def test_what_no_cell_can_hold_is_taken_out(store: Store, campaign: Campaign) -> None:
    """Control characters and marks that turn the text around never reach the tables; a sentence may be very long."""
    long = Quote("sha-a.pdf", Span(0, 1_000_000), "x\x00" * 500_000)
    store.append_review(campaign, replace(ADD, reviewer="La\u202en", note="a\x00b\u2066", quote=long))
    found = store.reviews(campaign)[0]
    assert (found.reviewer, found.note) == ("Lan", "ab")
    assert found.quote is not None
    assert found.quote.sentence == "x" * 500_000


def test_a_review_of_which_nothing_is_left_is_refused(store: Store, campaign: Campaign) -> None:
    """A name or a note of invisible characters only is none, and the log stays readable."""
    for review in (replace(SET, reviewer="\u202e"), Review("stp", "1", Action.NOTE, "Lan", NOON, note="\x00")):
        with pytest.raises(ValueError, match="needs"):
            store.append_review(campaign, review)
    assert store.reviews(campaign) == ()


def test_reviews_stay_when_an_outcome_is_published(store: Store, outcome: Outcome, run: RunInfo) -> None:
    """Findings are replaced by each run; what people said is not."""
    kept = store.append_review(outcome.campaign, SET)
    store.publish(outcome, run)
    store.publish(outcome)
    assert store.reviews(outcome.campaign) == (kept,)
    assert len(store.runs(outcome.campaign)) == 1


def test_tables_tell_reviews_and_what_the_program_says(store: Store, outcome: Outcome) -> None:
    """A corrected cell has both statuses; a review whose document is gone has its problem all the same."""
    trouble = problem(Stage.COVER, Code.REVIEW_LOST, "(stp)")
    lost = Reviewed(replace(ADD, id=2, quote=replace(SEEN, document_id="gone")), Fate.LOST, problem=trouble)
    reviews = (Reviewed(replace(SET, id=1), Fate.HOLDS), lost)
    first = replace(outcome.coverage[0], decided_by="Lan", program=Status.NONE, note="Gọi hỏi.")
    store.publish(replace(outcome, coverage=(first, *outcome.coverage[1:]), reviews=reviews))
    tables = {table.name: table.records() for table in store.tables(outcome.campaign)}
    cells = [(row["status"], row["program_status"], row["decided_by"], row["note"]) for row in tables["coverage"]]
    assert cells[:2] == [("planned", "none", "Lan", "Gọi hỏi."), ("done", "done", "program", "")]
    told = [(row["review_id"], row["source"], row["sentence"], row["fate"]) for row in tables["reviews"]]
    assert told == [(1, None, None, "holds"), (2, None, SEEN.sentence, "lost")]
    assert tables["reviews"][0]["reviewed_at"] == "2024-12-09T05:00:00+00:00"
    assert (tables["problems"][-1]["source"], tables["problems"][-1]["code"]) == (None, "review_lost")
    assert store.program_status(outcome.campaign, first.unit_id, first.task_id) is Status.NONE
    assert store.program_status(outcome.campaign, "nobody", "1") is None


def test_what_a_run_joined_comes_back(store: Store, outcome: Outcome) -> None:
    """The last one of each campaign, as the value that was put in."""
    rows = tuple(JoinedRow(file, file.sha256, described=False, assessed=True) for file in outcome.files)
    first = Joined(outcome.campaign, rows, {Step.READ: "1", Step.ASSESS: "2"}, "context")
    store.keep_joined(first)
    store.keep_joined(replace(first, rows=rows[:2]))
    kept = tuple(replace(one, row=bare(one.row)) for one in rows[:2])
    assert store.joined(campaign_key(outcome.campaign)) == replace(first, rows=kept)
    assert store.joined("another") is None
    assert store.campaign(campaign_key(outcome.campaign)) == outcome.campaign
    assert store.campaign("another") is None


@pytest.mark.parametrize("act", ["UPDATE review_log SET reviewer = 'x'", "DELETE FROM review_log"])
def test_the_database_itself_changes_no_review(store: Store, campaign: Campaign, database: str, act: str) -> None:
    """Whoever opens it with another program can add to the log, and do nothing else."""
    kept = store.append_review(campaign, SET)
    with pytest.raises(DBAPIError, match="append-only"), engine_of(database).begin() as connection:
        connection.execute(text(act))
    assert store.reviews(campaign) == (kept,)
