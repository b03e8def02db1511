"""Takes documents out of the store for good: what was read of them, what was found in them, what the history tells of them."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, Connection, Engine, Table, select

from core.pieces import pieces
from store.codec import ASSESSMENT, BRIEFS, Codec
from store.schema import change_rows, runs, searched_texts, seen_files, step_results
from store.search import index_anew

T = TypeVar("T")

_AT_ONCE = 500  # SQLite of old allows 999 parameters


def read_before(connection: Connection, instant: datetime) -> set[str]:
    """Return the sha256 of everything of which something was kept before this instant, and nothing since."""
    c = step_results.c
    old = set(connection.execute(select(c.sha256).where(c.saved_at < instant).distinct()).scalars())
    return old - set(connection.execute(select(c.sha256).where(c.saved_at >= instant).distinct()).scalars())


def of_unit(connection: Connection, unit: str) -> set[str]:
    """Return the sha256 of every document that was ever taken for this unit's, and of every container that one came out of.

    Files that left the inbox, or were replaced, are in no table any more; what was read of them is still there.
    """
    own = {sha256 for sha256, found in _results(connection, ASSESSMENT) if found.unit_id == unit}
    held = _results(connection, BRIEFS)
    return own | {sha256 for sha256, briefs in held if any(brief.sha256 in own for brief in briefs)}


def _results(connection: Connection, codec: Codec[T]) -> Iterator[tuple[str, T]]:
    """Yield all results of a step that can be read, of whatever version, few at a time, each with the sha256 of its file."""
    c = step_results.c
    statement = select(c.sha256, c.payload).where(c.step == codec.step)
    for sha256, payload in connection.execution_options(yield_per=_AT_ONCE).execute(statement):
        value = codec.decode(payload)
        if value is not None:
            yield sha256, value


def forget(connection: Connection, documents: Collection[str]) -> None:
    """Delete results, texts and stamps of the documents. No run stands for unchanged any more.

    Published tables stay as they are: the caller publishes what is left.
    """
    for table in (step_results, searched_texts, seen_files):
        _delete(connection, table, documents)
    index_anew(connection)
    connection.execute(runs.update().values(inputs=""))


def forget_history(connection: Connection, sources: Collection[str], unit: str | None, before: datetime | None) -> None:
    """Delete what the history of the matrix tells of these files, of a unit, and of the time before an instant.

    What people corrected stays: it is a record of their decisions, which the database itself keeps from being changed.
    """
    c = change_rows.c
    which: list[ColumnElement[bool]] = [c.because.in_(batch) for batch in pieces(sorted(sources), _AT_ONCE)]
    if unit is not None:
        which.append(c.unit_id == unit)
    if before is not None:
        which.append(c.at < before)
    for condition in which:
        connection.execute(change_rows.delete().where(condition))


def _delete(connection: Connection, table: Table, documents: Collection[str]) -> None:
    for batch in pieces(sorted(documents), _AT_ONCE):
        connection.execute(table.delete().where(table.c.sha256.in_(batch)))


def sweep_pages(engine: Engine) -> None:
    """Have nothing of deleted rows left in a SQLite file; PostgreSQL's own vacuum does it."""
    if engine.dialect.name != "sqlite":
        return
    raw = engine.raw_connection()
    try:
        for statement in ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
            raw.cursor().execute(statement).fetchall()
    finally:
        raw.close()
