"""One table value: the columns of the contract and their rows, for every renderer."""

from collections.abc import Mapping
from dataclasses import dataclass

Cell = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its English name in CSV and database, its Vietnamese heading for people."""

    name: str
    heading: str


@dataclass(frozen=True, slots=True)
class Table:
    """A named table; every row has one cell for each column."""

    name: str
    title: str  # Vietnamese
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def records(self) -> list[dict[str, Cell]]:
        """Return the rows as dictionaries by column name."""
        names = [column.name for column in self.columns]
        return [dict(zip(names, row, strict=True)) for row in self.rows]


def table(name: str, title: str, columns: tuple[Column, ...], records: list[Mapping[str, Cell]]) -> Table:
    """Return a table of `records`; a missing cell is None."""
    return Table(name, title, columns, tuple(tuple(record.get(c.name) for c in columns) for record in records))
