"""Rows of data/tables become compiled patterns: the only place of nlp that touches `re`."""

import csv
import re
from dataclasses import dataclass
from functools import cache

from core.settings import Settings
from core.text import fold

Pattern = re.Pattern[str]
Match = re.Match[str]

_FRAGMENT = re.compile(r"<<(\w+)>>")
_BETWEEN = " ¦ "  # between the examples of one cell


@dataclass(frozen=True, slots=True)
class Row:
    """A pattern with the words that it must and must not match; «» in an example marks the match exactly."""

    id: str
    pattern: Pattern
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]
    folded: bool  # matched against `core.text.fold` of the text


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of data/tables/NAME.csv by column; OSError where there is none."""
    with (Settings().tables_dir / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))


@cache
def patterns(name: str) -> dict[str, Row]:
    """Return the pattern rows of a table by id; `<<id>>` in a pattern stands for an earlier row's pattern."""
    sources: dict[str, str] = {}
    rows: dict[str, Row] = {}
    for row in table(name):
        source = _FRAGMENT.sub(lambda found: sources[found.group(1)], row["pattern"])
        sources[row["id"]] = f"(?:{source})"
        rows[row["id"]] = Row(
            row["id"],
            re.compile(source),
            _cells(row.get("examples")),
            _cells(row.get("counter_examples")),
            "on folded text" in (row.get("note") or ""),
        )
    return rows


def pattern(name: str, row_id: str) -> Pattern:
    """Return one compiled pattern; KeyError where the table has no such row."""
    return patterns(name)[row_id].pattern


def phrases(names: tuple[str, ...], *, around: str = "{}") -> Pattern:
    """Compile an alternation of `names` for folded text, longest first, each blank any white space."""
    ordered = sorted({fold(name) for name in names}, key=lambda name: (-len(name), name))
    return re.compile(around.replace("{}", "|".join(spelled(name) for name in ordered)))


def spelled(folded: str) -> str:
    """Return a pattern source for a folded name in which blanks, commas and hyphens may vary."""
    source = re.escape(folded).replace(r"\-", "-")
    source = re.sub(r"(?:\\ )?-(?:\\ )?", r"(?:\\s?-\\s?|\\s)", source)
    source = re.sub(r",(?:\\ )", r"\\s?,?\\s", source)
    return source.replace(r"\ ", r"\s")


def _cells(cell: str | None) -> tuple[str, ...]:
    return tuple(part for part in (cell or "").split(_BETWEEN) if part)
