"""The store: results of steps, so that nothing is done twice, and the current tables of each campaign."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from uuid import uuid4

from sqlalchemy import Engine, Select, bindparam, func, insert, literal, select, text
from sqlalchemy.exc import DatabaseError

from core.campaign import Campaign
from core.coverage import Status
from core.pieces import pieces
from core.review import Review
from core.steps import Findings, Joined, Outcome, Seen, StepKey, as_they_are
from core.table import Table
from store import forgetting, review_log, schema
from store.accounts import Accounts
from store.changes import add_changes, changes_of, standing_in
from store.codec import JOINED, JOINED_CAMPAIGN, Codec, StepValue
from store.engine import StoreError, engine_of, lock, shown, transaction
from store.identity import Key
from store.migrate import migrate
from store.packing import Packed, pack, pack_joined
from store.published import read_tables, stored_tables
from store.rows import campaign_key, rows_of
from store.schema import FINDINGS, Instant, runs, seen_files, step_results, store_facts
from store.search import Found, find_texts, index_texts

T = TypeVar("T")

# Keys asked for in one question; SQLite of old allows 999 parameters.
_AT_ONCE = 500
# Asked and said for each file: as text they are compiled once, and both databases understand them.
_KEEP = text(
    "INSERT INTO step_results (sha256, step, version, context, payload, saved_at)"
    " VALUES (:sha256, :step, :version, :context, :payload, :saved_at)"
    " ON CONFLICT (sha256, step, version, context)"
    " DO UPDATE SET payload = excluded.payload, saved_at = excluded.saved_at"
).bindparams(bindparam("payload", type_=step_results.c.payload.type), bindparam("saved_at", type_=Instant()))
_PAYLOAD = select(step_results.c.payload).where(
    *(step_results.c[name] == bindparam(name) for name in ("sha256", "step", "version", "context"))
)


@dataclass(frozen=True, slots=True)
class StepResult:
    """What one step left behind for one file; packed already where a worker did it."""

    key: StepKey
    value: StepValue | Packed

    def packed(self) -> Packed:
        """Return it as it is to be kept."""
        return self.value if isinstance(self.value, Packed) else pack(self.key.step, self.value)


@dataclass(frozen=True, slots=True)
class RunInfo:
    """One run over an inbox: aware instants, the versions of its steps, and what it counted."""

    started: datetime
    finished: datetime
    versions: Mapping[str, str]
    counts: Mapping[str, int]
    inputs: str = ""  # digest of all that the tables hang on


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

    @property
    def accounts(self) -> Accounts:
        """Return who may use the pages."""
        return Accounts(self._engine)

    # Results of steps

    def missing(self, keys: Iterable[StepKey]) -> set[StepKey]:
        """Return those of `keys` that have no result yet."""
        wanted = set(keys)
        return wanted - {row.key for rows in self._results(wanted, payload=False) for row in rows}

    def load(self, key: StepKey, codec: Codec[T]) -> T | None:
        """Return the result of one step; None where there is none, or none that can be read any more."""
        return next((value for _, value in self.load_many([key], codec)), None)

    def payload(self, key: StepKey) -> bytes | None:
        """Return the result of one step as it is kept; None where there is none."""
        asked = {"sha256": key.sha256, "step": key.step.value, "version": key.version, "context": key.context}
        with transaction(self._engine) as connection:
            return connection.execute(_PAYLOAD, asked).scalar()

    def load_many(self, keys: Iterable[StepKey], codec: Codec[T]) -> Iterator[tuple[StepKey, T]]:
        """Give the results of `keys`, a few at a time, in no order; what `load` says is None is left out."""
        for rows in self._results(set(keys), payload=True):
            for row in rows:
                value = codec.decode(row.payload)
                if value is not None:
                    yield row.key, value

    def newest(self, sha256: str, codec: Codec[T]) -> T | None:
        """Return the latest result of a step for a file, of whatever version; None where there is none to be read."""
        c = step_results.c
        statement = (
            select(c.payload).where(c.sha256 == sha256, c.step == (codec.step or "")).order_by(c.saved_at.desc())
        )
        with transaction(self._engine) as connection:
            payload = connection.execute(statement.limit(1)).scalar()
        return None if payload is None else codec.decode(payload)

    def save(self, results: Iterable[StepResult]) -> None:
        """Keep results, all or none; one that is already there is replaced. What was read can be searched from then on."""
        now = datetime.now(UTC)
        packed = [(result.key, result.packed()) for result in results]
        rows = [
            {
                "sha256": key.sha256,
                "step": key.step.value,
                "version": key.version,
                "context": key.context,
                "payload": one.payload,
                "saved_at": now,
            }
            for key, one in packed
        ]
        if not rows:
            return
        with transaction(self._engine, writes=True) as connection:
            connection.execute(_KEEP, rows)
            index_texts(connection, (words for _, one in packed for words in one.texts))

    def search(self, key: str, words: str, most: int) -> list[Found]:
        """Return up to `most` files of the campaign of that key that hold all the words; see `find_texts`."""
        with transaction(self._engine) as connection:
            return find_texts(connection, key, words, most)

    def _results(self, keys: set[StepKey], *, payload: bool) -> Iterator[list["_Stored"]]:
        """Give what is there of `keys`, some hundred at a time, each batch in a transaction of its own."""
        c = step_results.c
        alike: defaultdict[tuple[str, str, str], dict[str, StepKey]] = defaultdict(dict)
        for key in keys:
            alike[key.step, key.version, key.context][key.sha256] = key
        for (step, version, context), asked in alike.items():
            for batch in pieces(sorted(asked), _AT_ONCE):
                statement = select(c.sha256, c.payload if payload else literal(b"")).where(
                    c.sha256.in_(batch), c.step == str(step), c.version == version, c.context == context
                )
                with transaction(self._engine) as connection:
                    found = connection.execute(statement).all()
                yield [_Stored(asked[sha256], data) for sha256, data in found]

    # The files of an inbox

    def seen(self, inbox: str) -> dict[str, Seen]:
        """Return the files that were remembered of an inbox, by their sources."""
        c = seen_files.c
        statement = select(c.source, c.stamp, c.sha256).where(c.inbox == inbox)
        with transaction(self._engine) as connection:
            return {row[0]: Seen(*row) for row in connection.execute(statement)}

    def see(self, inbox: str, files: Iterable[Seen], gone: Iterable[str]) -> None:
        """Remember files of an inbox as they stand now, and forget the sources that are gone.

        A name, or an inbox, that is no text is not remembered: databases hold text only.
        """
        now = [one for one in files if _is_text(inbox + one.source)]
        old = sorted({*gone, *(one.source for one in now)})
        if not old:
            return
        c = seen_files.c
        with transaction(self._engine, writes=True) as connection:
            for batch in pieces(old, _AT_ONCE):
                connection.execute(seen_files.delete().where(c.inbox == inbox, c.source.in_(batch)))
            for piece in pieces(now, _AT_ONCE):
                rows = [
                    {"inbox": inbox, "source": one.source, "stamp": one.stamp, "sha256": one.sha256} for one in piece
                ]
                connection.execute(insert(seen_files), rows)

    # The tables of a campaign

    def publish(
        self,
        outcome: Outcome,
        run: RunInfo | None = None,
        findings: Findings = as_they_are,
        key_of: Key | None = None,
    ) -> None:
        """Put the outcome in the place of what the store held of its campaign; keep what changed, and the run's record if it is of one.

        `findings` and `key_of` are those of `rows_of`.
        """
        key = campaign_key(outcome.campaign)
        with transaction(self._engine, writes=True) as connection:
            lock(connection)
            before = standing_in(connection, key)
            for table in reversed(FINDINGS):
                connection.execute(table.delete().where(table.c.campaign == key))
            for table, rows in rows_of(outcome, findings, key_of):
                if rows:
                    connection.execute(insert(table), rows)
            connection.execute(store_facts.delete().where(store_facts.c.name == _published(key)))
            connection.execute(insert(store_facts), {"name": _published(key), "value": uuid4().hex})
            after = standing_in(connection, key)
            after = replace(after, versions=run.versions) if run else after
            changed = add_changes(connection, key, before, after, run.finished if run else None)
            if run:
                connection.execute(
                    insert(runs),
                    {
                        "campaign": key,
                        "started": run.started,
                        "finished": run.finished,
                        "versions": dict(run.versions),
                        "counts": {**run.counts, "changed": changed},
                        "inputs": run.inputs,
                    },
                )

    def tables(self, campaign: Campaign, names: Collection[str] = ()) -> tuple[Table, ...]:
        """Return the tables of the contract, and the others, as they were last published; without rows where never.

        `names`: only these, without the matrix.
        """
        with transaction(self._engine) as connection:
            return read_tables(connection, campaign, names)

    def stored_tables(self, campaign: Campaign, names: Collection[str] = ()) -> tuple[Table, ...]:
        """Return the same, whose rows are read while they are gone through: nobody may publish meanwhile."""
        return stored_tables(self._engine, campaign, names)

    def state(self, key: str) -> str:
        """Return what changes whenever the tables of the campaign of that key are published; "" where never."""
        statement = select(store_facts.c.value).where(store_facts.c.name == _published(key))
        with transaction(self._engine) as connection:
            return connection.execute(statement).scalar() or ""

    def runs(self, campaign: Campaign) -> tuple[RunInfo, ...]:
        """Return the runs that published this campaign, the latest last."""
        return self._runs(select(runs).where(runs.c.campaign == campaign_key(campaign)).order_by(runs.c.id))

    def history(self, campaign: Campaign, unit_id: str) -> tuple[dict[str, Any], ...]:
        """Return what changed in a unit's cells since the first run, the latest first (see `store.changes.changes_of`)."""
        with transaction(self._engine) as connection:
            return changes_of(connection, campaign_key(campaign), unit_id)

    def last_run(self, campaign: Campaign) -> RunInfo | None:
        """Return the run that published this campaign last; None where none has."""
        of_it = select(runs).where(runs.c.campaign == campaign_key(campaign))
        return next(iter(self._runs(of_it.order_by(runs.c.id.desc()).limit(1))), None)

    def _runs(self, statement: Select[Any]) -> tuple[RunInfo, ...]:
        with transaction(self._engine) as connection:
            return tuple(
                RunInfo(row.started, row.finished, row.versions, row.counts, row.inputs)
                for row in connection.execute(statement)
            )

    # What people correct

    def append_review(self, campaign: Campaign, review: Review) -> Review:
        """Keep a review for ever; return it with its id. Nothing shows before the campaign is published again."""
        with transaction(self._engine, writes=True) as connection:
            lock(connection)  # ids grow in the order in which reviews can be seen
            return replace(review, id=review_log.append(connection, campaign_key(campaign), review))

    def reviews(self, campaign: Campaign) -> tuple[Review, ...]:
        """Return all reviews that were ever made of a campaign, the oldest first."""
        with transaction(self._engine) as connection:
            return review_log.reviews(connection, campaign_key(campaign))

    def keep_joined(self, joined: Joined) -> None:
        """Keep what a run joined in the place of what the run before did."""
        key = campaign_key(joined.campaign)
        with transaction(self._engine, writes=True) as connection:
            lock(connection)
            connection.execute(schema.joined.delete().where(schema.joined.c.campaign == key))
            connection.execute(insert(schema.joined), {"campaign": key, "payload": pack_joined(joined)})

    def joined(self, key: str) -> Joined | None:
        """Return what the last run of the campaign of that `campaign_key` joined; None where none can be read."""
        payload = self._joined(key)
        return JOINED.decode(payload) if payload else None

    def campaign(self, key: str) -> Campaign | None:
        """Return the campaign of that key as its last run took it, without the rows of its files; None where none can be read."""
        payload = self._joined(key)
        found = JOINED_CAMPAIGN.decode(payload) if payload else None
        return found.campaign if found else None

    def _joined(self, key: str) -> bytes | None:
        statement = select(schema.joined.c.payload).where(schema.joined.c.campaign == key)
        with transaction(self._engine) as connection:
            return connection.execute(statement).scalar()

    def program_status(self, campaign: Campaign, unit_id: str, task_id: str) -> Status | None:
        """Return what the program says of a cell as it was last published; None where there is no such cell."""
        c = schema.coverage_rows.c
        statement = select(c.program_status).where(
            c.campaign == campaign_key(campaign), c.unit_id == unit_id, c.task_id == task_id
        )
        with transaction(self._engine) as connection:
            found = connection.execute(statement).scalar()
        return Status(found) if found else None

    def reviews_waiting(self, campaign: Campaign) -> bool:
        """Tell whether reviews were made that the published tables do not hold yet."""
        key = campaign_key(campaign)
        counts = [
            select(func.count()).select_from(one).where(one.c.campaign == key)
            for one in (schema.review_log, schema.review_rows)
        ]
        with transaction(self._engine) as connection:
            made, published = (connection.execute(count).scalar_one() for count in counts)
        return made > published

    # What is to be forgotten

    def read_before(self, instant: datetime) -> set[str]:
        """Return the sha256 of every file and member of which nothing was kept since this aware instant."""
        with transaction(self._engine) as connection:
            return forgetting.read_before(connection, instant)

    def of_unit(self, unit: str) -> set[str]:
        """Return the sha256 of every document that was ever taken for a unit's, and of every container that one came out of."""
        with transaction(self._engine) as connection:
            return forgetting.of_unit(connection, unit)

    def forget(self, documents: Collection[str], *, keep: Joined) -> None:
        """Delete all that is kept of documents; `keep` is what stays joined. The tables show it when they are published again."""
        with transaction(self._engine, writes=True) as connection:
            lock(connection)
            forgetting.forget(connection, documents)
        self.keep_joined(keep)

    def forget_history(self, sources: Collection[str], unit: str | None, before: datetime | None) -> None:
        """Delete from the history of the matrix what it tells of files, of a unit, and of the time before an aware instant."""
        with transaction(self._engine, writes=True) as connection:
            forgetting.forget_history(connection, sources, unit, before)

    def sweep(self) -> None:
        """Leave nothing of what was deleted in the file."""
        forgetting.sweep_pages(self._engine)


@dataclass(frozen=True, slots=True)
class _Stored:
    key: StepKey
    payload: bytes


def _published(key: str) -> str:
    """Return the name of the fact that changes with each publishing of a campaign."""
    return f"published {key}"


def _is_text(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:  # Python carries bytes that are no UTF-8 as half surrogates
        return False
    return True
