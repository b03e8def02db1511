"""One table value: the columns of the contract and their rows, for every renderer."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Records(Collection[dict[str, Cell]]):
    """The rows of a table as dictionaries by column name, each made when it is come to."""

    table: Table

    def __iter__(self) -> Iterator[dict[str, Cell]]:
        names = [column.name for column in self.table.columns]
        return (dict(zip(names, row, strict=True)) for row in self.table.rows)

    def __len__(self) -> int:
        return len(self.table.rows)

    def __contains__(self, record: object) -> bool:
        return any(record == one for one in self)


def table(name: str, title: str, columns: tuple[Column, ...], records: list[Mapping[str, Cell]]) -> Table:
    """Return a table of `records`; a missing cell is None."""
    return Table(name, title, columns, tuple(tuple(record.get(c.name) for c in columns) for record in records))
