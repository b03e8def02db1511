"""Laws of upgrading: a store that any version of the schema made is brought up to date with all that it holds."""

from datetime import UTC, datetime
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Inspector, Table, column, insert, inspect, select
from sqlalchemy import table as lightweight

from core.campaign import Campaign
from core.coverage import Status
from core.review import Action, Quote, Review
from core.steps import Outcome, Step, StepKey
from core.text import Span
from store import migrate, schema
from store.codec import DESCRIPTION
from store.engine import engine_of, transaction
from store.packing import pack
from store.rows import campaign_key, rows_of
from store.store import RunInfo, open_store

REVISIONS = sorted(one.revision for one in ScriptDirectory.from_config(migrate._config()).walk_revisions())
AT = datetime(2024, 12, 6, 1, 30, 0, 123456, tzinfo=UTC)
REVIEW = Review(
    "stp",
    "1",
    Action.REJECT,
    "Nguyễn Thị Lan",
    AT,
    quote=Quote("sha-a.pdf", Span(30, 60), "Đã tập huấn cho 120 người."),
    note="Năm ngoái",
    program=Status.QUANTIFIED,
    id=1,
)
RESULT = StepKey("sha-a.pdf", Step.DESCRIBE, "v1")


@pytest.mark.parametrize("revision", REVISIONS)
def test_what_an_older_version_kept_is_there_afterwards(
    database: str, outcome: Outcome, run: RunInfo, revision: str
) -> None:
    """Results of steps, runs, published tables and corrections made under any version of the schema are read by this one."""
    fill(database, revision, outcome, run)
    with open_store(database) as store:
        assert store.load(RESULT, DESCRIPTION) == outcome.files[0].description
        (kept,) = store.runs(outcome.campaign)
        assert (kept.started, kept.versions, kept.counts) == (run.started, run.versions, run.counts)
        assert store.reviews(outcome.campaign) == ((REVIEW,) if revision >= "0003" else ())
        before = {table.name: table for table in store.tables(outcome.campaign)}
        assert [row["source"] for row in before["documents"].records()] == [
            "a.pdf",
            "aa.pdf",
            "c.pdf",
            "dfdp.exe",
            "hộp.zip!b.docx",
        ]
        assert [row["program_status"] for row in before["coverage"].records()] == [
            one.status for one in outcome.coverage
        ]
        remarks = [row["sentence"] for row in before["remarks"].records()]
        assert remarks == ["Thiếu kinh phí.", "Đề nghị cấp thêm bình."]


@pytest.mark.parametrize("revision", REVISIONS)
def test_an_upgraded_store_publishes_what_a_new_one_does(
    database: str, outcome: Outcome, run: RunInfo, revision: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """After the next run its tables are those of a store that was made today."""
    fill(database, revision, outcome, run)
    fresh = tmp_path_factory.mktemp("fresh") / "soat.db"
    with open_store(database) as old, open_store(fresh) as new:
        for store in (old, new):
            store.publish(outcome, run)
        tables = [[one for one in store.tables(outcome.campaign) if one.name != "changes"] for store in (old, new)]
        assert tables[0] == tables[1]


def fill(database: str, revision: str, outcome: Outcome, run: RunInfo) -> None:
    """Make a store as the version of the program with this newest revision left it, with something in every table it had."""
    engine = engine_of(database)
    config = migrate._config()
    with transaction(engine, writes=True) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        known = inspect(connection)
        for table, rows in rows_of(outcome):
            _put(connection, known, table, rows)
        _put(connection, known, schema.runs, [_run(outcome.campaign, run)])
        result = {"sha256": RESULT.sha256, "step": "describe", "version": "v1", "context": "", "saved_at": AT}
        description = outcome.files[0].description
        assert description is not None
        _put(connection, known, schema.step_results, [{**result, "payload": pack(Step.DESCRIBE, description).payload}])
        _put(connection, known, schema.review_log, [_review(outcome.campaign)])
    engine.dispose()


def _put(connection: Connection, known: Inspector, table: Table, rows: list[dict[str, Any]]) -> None:
    """Insert what of the rows the older table has a column for."""
    if not known.has_table(table.name) or not rows:
        return
    names = {one["name"] for one in known.get_columns(table.name)}
    older = lightweight(table.name, *(column(one.name, one.type) for one in table.columns if one.name in names))
    before = len(connection.execute(select(older)).all())
    connection.execute(insert(older), [{name: row[name] for name in row if name in names} for row in rows])
    assert len(connection.execute(select(older)).all()) == before + len(rows)


def _run(campaign: Campaign, run: RunInfo) -> dict[str, Any]:
    return {
        "campaign": campaign_key(campaign),
        "started": run.started,
        "finished": run.finished,
        "versions": dict(run.versions),
        "counts": dict(run.counts),
        "inputs": run.inputs,
    }


def _review(campaign: Campaign) -> dict[str, Any]:
    assert REVIEW.quote is not None
    return {
        "campaign": campaign_key(campaign),
        "unit_id": REVIEW.unit_id,
        "task_id": REVIEW.task_id,
        "action": REVIEW.action.value,
        "reviewer": REVIEW.reviewer,
        "at": REVIEW.at,
        "sha256": REVIEW.quote.document_id,
        "start": REVIEW.quote.span.start,
        "end": REVIEW.quote.span.end,
        "sentence": REVIEW.quote.sentence,
        "note": REVIEW.note,
        "program": Status.QUANTIFIED.value,
    }
