"""The published tables of a campaign, read out of the views as they were last published."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, Date, Engine, Integer, Row, Select, Text, column, func, select
from sqlalchemy import table as view

from core.campaign import Campaign
from core.table import Cell, Table
from store import contract
from store.engine import address_of, engine_of, transaction
from store.rows import campaign_key

_ORDER = (
    *("documents", "references", "evidence", "coverage", "matrix", "units", "remarks", "directives"),
    *("problems", "reviews", "changes"),
)


_PIECE = 500  # rows that are held at a time


@dataclass(frozen=True, slots=True)
class StoredRows(Collection[tuple[Cell, ...]]):
    """The rows of a published table, read anew each time that they are gone through, in one state of the store.

    Another process that is handed them reads them over a connection of its own.
    """

    engine: Engine
    statement: Select[Any]
    days: tuple[int, ...]  # the places where one may stand

    def __iter__(self) -> Iterator[tuple[Cell, ...]]:
        with transaction(self.engine) as connection:
            for row in connection.execution_options(yield_per=_PIECE).execute(self.statement):
                yield _with_days(row, self.days)

    def picked(self, places: Sequence[int]) -> "StoredRows":
        """Return the same rows with the cells at these places alone."""
        columns = list(self.statement.selected_columns)
        days = tuple(at for at, place in enumerate(places) if place in self.days)
        return StoredRows(self.engine, self.statement.with_only_columns(*(columns[at] for at in places)), days)

    def __len__(self) -> int:
        counted = select(func.count()).select_from(self.statement.order_by(None).subquery())
        with transaction(self.engine) as connection:
            return int(connection.execute(counted).scalar_one())

    def __contains__(self, row: object) -> bool:
        return any(row == one for one in self)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rows_at, (address_of(self.engine), self.statement, self.days)


def _rows_at(address: str, statement: Select[Any], days: tuple[int, ...]) -> StoredRows:
    return StoredRows(_engine_at(address), statement, days)


_engine_at = cache(engine_of)  # of a process that was handed tables: one for all of them, to its end


def stored_tables(engine: Engine, campaign: Campaign, names: Collection[str] = ()) -> tuple[Table, ...]:
    """Return the same as `read_tables`; the rows are read while they are gone through, but for the matrix."""
    return _tables([_stored(engine, one, campaign) for one in _wanted(names)], campaign, names)


def read_tables(connection: Connection, campaign: Campaign, names: Collection[str] = ()) -> tuple[Table, ...]:
    """Return all tables in their order, or those of the names without the matrix."""
    return _tables([_read(connection, one, campaign) for one in _wanted(names)], campaign, names)


def _wanted(names: Collection[str]) -> list[contract.Published]:
    return [published for published in contract.VIEWED if not names or published.name in names]


def _tables(viewed: Sequence[Table], campaign: Campaign, names: Collection[str]) -> tuple[Table, ...]:
    if names:
        return tuple(viewed)
    found = {table.name: table for table in viewed}
    matrix = _matrix(campaign, found[contract.COVERAGE.name], found[contract.UNITS.name])
    return tuple((found | {matrix.name: matrix})[name] for name in _ORDER)


def _stored(engine: Engine, published: contract.Published, campaign: Campaign) -> Table:
    rows = StoredRows(engine, _rows_of(published, campaign), _days_of(published))
    return Table(published.name, published.title, tuple(field.column for field in published.fields), rows)


def _read(connection: Connection, published: contract.Published, campaign: Campaign) -> Table:
    found = connection.execute(_rows_of(published, campaign))
    days = _days_of(published)
    columns = tuple(field.column for field in published.fields)
    return Table(published.name, published.title, columns, tuple(_with_days(row, days) for row in found.all()))


def _rows_of(published: contract.Published, campaign: Campaign) -> Select[Any]:
    """Return the question for a view's rows of this campaign in their order."""
    columns = [column(field.name, field.type) for field in published.fields]
    rows = view(published.name, column("campaign", Text()), column("position", Integer()), *columns)
    statement = select(*columns).select_from(rows).where(rows.c.campaign == campaign_key(campaign))
    return statement.order_by(rows.c.position)


def _days_of(published: contract.Published) -> tuple[int, ...]:
    return tuple(at for at, field in enumerate(published.fields) if isinstance(field.type, Date))


def _with_days(row: Row[Any], days: Sequence[int]) -> tuple[Cell, ...]:
    """Return a row with its days as the tables show them; `days` are the places where one may stand."""
    cells = list(row)
    for at in days:
        if cells[at] is not None:
            cells[at] = cells[at].isoformat()
    return tuple(cells)


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
