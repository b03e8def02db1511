"""The store: results of steps, so that nothing is done twice, and the current tables of each campaign."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from sqlalchemy import Connection, Engine, Integer, Text, column, insert, literal, select
from sqlalchemy import table as view
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DatabaseError

from core.campaign import Campaign
from core.steps import Outcome, StepKey
from core.table import Cell, Table
from store import contract
from store.codec import CODECS, Codec, StepValue
from store.engine import StoreError, engine_of, lock, shown, transaction
from store.migrate import migrate
from store.rows import campaign_key, rows_of
from store.schema import FINDINGS, runs, step_results

T = TypeVar("T")

# Keys asked for in one question; SQLite of old allows 999 parameters.
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class StepResult:
    """What one step left behind for one file."""

    key: StepKey
    value: StepValue


@dataclass(frozen=True, slots=True)
class RunInfo:
    """One run over an inbox: aware instants, the versions of its steps, and what it counted."""

    started: datetime
    finished: datetime
    versions: Mapping[str, str]
    counts: Mapping[str, int]


def open_store(database: str | Path) -> "Store":
    """Open a store by database URL, or by the path of a SQLite file, and bring its schema up to date.

    StoreError says in Vietnamese why a store cannot be opened.
    """
    engine = engine_of(database)
    try:
        migrate(engine)
    except DatabaseError as error:
        engine.dispose()
        raise StoreError(f"{shown(engine.url)} không phải cơ sở dữ liệu của soát. Chọn tệp khác.") from error
    except BaseException:
        engine.dispose()
        raise
    return Store(engine)


class Store:
    """An open store. Each method is one transaction; close it, or use it in a `with` statement."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    # Results of steps

    def missing(self, keys: Iterable[StepKey]) -> set[StepKey]:
        """Return those of `keys` that have no result yet."""
        wanted = set(keys)
        return wanted - {row.key for rows in self._results(wanted, payload=False) for row in rows}

    def load(self, key: StepKey, codec: Codec[T]) -> T | None:
        """Return the result of one step; None where there is none, or none that can be read any more."""
        return next((value for _, value in self.load_many([key], codec)), None)

    def load_many(self, keys: Iterable[StepKey], codec: Codec[T]) -> Iterator[tuple[StepKey, T]]:
        """Give the results of `keys`, a few at a time, in no order; what `load` says is None is left out."""
        for rows in self._results(set(keys), payload=True):
            for row in rows:
                value = codec.decode(row.payload)
                if value is not None:
                    yield row.key, value

    def save(self, results: Iterable[StepResult]) -> None:
        """Keep results, all or none; one that is already there is replaced."""
        now = datetime.now(UTC)
        rows = [
            {
                "sha256": result.key.sha256,
                "step": result.key.step.value,
                "version": result.key.version,
                "context": result.key.context,
                "payload": CODECS[result.key.step].encode(result.value),
                "saved_at": now,
            }
            for result in results
        ]
        if not rows:
            return
        inserting = sqlite.insert if self._engine.dialect.name == "sqlite" else postgresql.insert
        statement = inserting(step_results)
        statement = statement.on_conflict_do_update(
            index_elements=list(step_results.primary_key),
            set_={"payload": statement.excluded.payload, "saved_at": statement.excluded.saved_at},
        )
        with transaction(self._engine, writes=True) as connection:
            connection.execute(statement, rows)

    def _results(self, keys: set[StepKey], *, payload: bool) -> Iterator[list["_Stored"]]:
        """Give what is there of `keys`, some hundred at a time, each batch in a transaction of its own."""
        c = step_results.c
        alike = defaultdict(list)
        for key in sorted(keys, key=astuple):
            alike[key.step, key.version, key.context].append(key.sha256)
        for (step, version, context), names in alike.items():
            for batch in _batches(names):
                statement = select(c.sha256, c.payload if payload else literal(b"")).where(
                    c.sha256.in_(batch), c.step == step.value, c.version == version, c.context == context
                )
                with transaction(self._engine) as connection:
                    found = connection.execute(statement).all()
                yield [_Stored(StepKey(sha256, step, version, context), data) for sha256, data in found]

    # The tables of a campaign

    def publish(self, outcome: Outcome, run: RunInfo) -> None:
        """Put the outcome in the place of what the store held of its campaign, and keep the run's record."""
        key = campaign_key(outcome.campaign)
        rows = rows_of(outcome)
        with transaction(self._engine, writes=True) as connection:
            lock(connection)
            for findings in reversed(FINDINGS):
                connection.execute(findings.delete().where(findings.c.campaign == key))
            for findings in FINDINGS:
                if rows[findings]:
                    connection.execute(insert(findings), rows[findings])
            connection.execute(
                insert(runs),
                {
                    "campaign": key,
                    "started": run.started,
                    "finished": run.finished,
                    "versions": dict(run.versions),
                    "counts": dict(run.counts),
                },
            )

    def tables(self, campaign: Campaign) -> tuple[Table, ...]:
        """Return the tables of the contract, and `problems`, as they were last published; without rows where never."""
        with transaction(self._engine) as connection:
            viewed = {published.name: _read(connection, published, campaign) for published in contract.VIEWED}
        coverage, units = viewed[contract.COVERAGE.name], viewed[contract.UNITS.name]
        matrix = _matrix(campaign, coverage, units)
        order = ("documents", "references", "evidence", "coverage", "matrix", "units", "remarks", "directives")
        return tuple((viewed | {matrix.name: matrix})[name] for name in (*order, "problems"))

    def runs(self, campaign: Campaign) -> tuple[RunInfo, ...]:
        """Return the runs that published this campaign, the latest last."""
        statement = select(runs).where(runs.c.campaign == campaign_key(campaign)).order_by(runs.c.id)
        with transaction(self._engine) as connection:
            return tuple(
                RunInfo(row.started, row.finished, row.versions, row.counts) for row in connection.execute(statement)
            )


@dataclass(frozen=True, slots=True)
class _Stored:
    key: StepKey
    payload: bytes


def _batches(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(names), _AT_ONCE):
        yield names[start : start + _AT_ONCE]


def _read(connection: Connection, published: contract.Published, campaign: Campaign) -> Table:
    """Return a view's rows of this campaign in their order."""
    columns = [column(field.name, field.type) for field in published.fields]
    rows = view(published.name, column("campaign", Text()), column("position", Integer()), *columns)
    statement = select(*columns).select_from(rows).where(rows.c.campaign == campaign_key(campaign))
    found = connection.execute(statement.order_by(rows.c.position))
    return Table(
        published.name,
        published.title,
        tuple(field.column for field in published.fields),
        tuple(tuple(_cell(value) for value in row) for row in found),
    )


def _cell(value: Cell | date) -> Cell:
    return value.isoformat() if isinstance(value, date) else value


def _matrix(campaign: Campaign, coverage: Table, units: Table) -> Table:
    """Return the statuses with a row a unit and a column a task."""
    statuses = {(record["unit_id"], record["task_id"]): record["status"] for record in coverage.records()}
    rows = tuple(
        (
            record["unit_id"],
            record["unit_name"],
            *(statuses.get((record["unit_id"], task.id)) for task in campaign.tasks),
            record["tasks_addressed"],
        )
        for record in units.records()
    )
    columns = (
        *contract.MATRIX_HEAD,
        *(contract.matrix_task(task.id) for task in campaign.tasks),
        *contract.MATRIX_FOOT,
    )
    return Table(contract.MATRIX_NAME, contract.MATRIX_TITLE, columns, rows)
