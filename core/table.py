"""One table value: the columns of the contract and their rows, for every renderer."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

Cell = str | int | float | bool | None
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its English name in CSV and database, its Vietnamese heading for people."""

    name: str
    heading: str


@dataclass(frozen=True, slots=True)
class Table:
    """A named table; every row has one cell for each column.

    The rows of a stored table are read anew each time that they are gone through, a few at a time: they may be very many.
    """

    name: str
    title: str  # Vietnamese
    columns: tuple[Column, ...]
    rows: Collection[Row]

    def records(self) -> list[dict[str, Cell]]:
        """Return the rows as dictionaries by column name."""
        return list(Records(self))


@runtime_checkable
class Picking(Protocol):
    """Rows of which some cells can be had alone: the others are then not read."""

    def picked(self, places: Sequence[int]) -> Collection[Row]:
        """Return the rows with the cells at these places alone."""
        ...


@dataclass(frozen=True, slots=True)
class Records(Collection[dict[str, Cell]]):
    """The rows of a table as dictionaries by column name, each made when it is come to."""

    table: Table
    names: frozenset[str] = frozenset()  # the columns that are asked for; all of them where none is

    def only(self, *names: str) -> "Records":
        """Return the same rows with these columns alone; one that the table has not stays away."""
        return Records(self.table, frozenset(names))

    def __iter__(self) -> Iterator[dict[str, Cell]]:
        columns, rows = self.table.columns, self.table.rows
        places = [at for at, column in enumerate(columns) if not self.names or column.name in self.names]
        names = [columns[at].name for at in places]
        if isinstance(rows, Picking):
            return (dict(zip(names, row, strict=True)) for row in rows.picked(places))
        return ({name: row[at] for name, at in zip(names, places, strict=True)} for row in rows)

    def __len__(self) -> int:
        return len(self.table.rows)

    def __contains__(self, record: object) -> bool:
        return any(record == one for one in self)


def table(name: str, title: str, columns: tuple[Column, ...], records: list[Mapping[str, Cell]]) -> Table:
    """Return a table of `records`; a missing cell is None."""
    return Table(name, title, columns, tuple(tuple(record.get(c.name) for c in columns) for record in records))
