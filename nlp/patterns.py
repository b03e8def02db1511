"""Rows of data/tables become compiled patterns: the only place of nlp that touches `re`."""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from core.settings import Settings
from core.text import fold

Pattern = re.Pattern[str]
Match = re.Match[str]
_Branch = dict[str, "_Branch"]  # the pieces that may follow, "" where a name may end

# One piece of a spelled name: a character, or what stands for a blank, comma or hyphen.
_PIECE = re.compile(r"\(\?:\\s\?-\\s\?\|\\s\)|\\s\?,\?\\s|\\.|.")
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
    """Compile an alternation of `names` for folded text, the longest that fits first, each blank any white space.

    The names are joined by their common beginnings, so that a word that begins none of them is passed at once.
    """
    spellings = sorted({fold(name) for name in names}, key=lambda name: (-len(name), name))
    return re.compile(around.replace("{}", _alternatives(_PIECE.findall(spelled(name)) for name in spellings)))


def word_rows(names: Iterable[Sequence[str]], between: str, around: str = "{}") -> Pattern:
    """Compile an alternation of names given by their folded words, the longest first, with `between` as source between words."""
    rows = sorted({tuple(words) for words in names}, key=lambda words: (-len(words), words))
    return re.compile(
        around.replace(
            "{}",
            _alternatives(
                [piece for word in words for piece in (f"(?:{between})", *map(re.escape, word))] for words in rows
            ),
        )
    )


def spelled(folded: str) -> str:
    """Return a pattern source for a folded name in which blanks, commas and hyphens may vary."""
    source = re.escape(folded).replace(r"\-", "-")
    source = re.sub(r"(?:\\ )?-(?:\\ )?", r"(?:\\s?-\\s?|\\s)", source)
    source = re.sub(r",(?:\\ )", r"\\s?,?\\s", source)
    return source.replace(r"\ ", r"\s")


def _cells(cell: str | None) -> tuple[str, ...]:
    return tuple(part for part in (cell or "").split(_BETWEEN) if part)


def _alternatives(names: Iterable[list[str]]) -> str:
    """Return the source of an alternation of names given by their pieces, joined by their common beginnings."""
    beginnings: _Branch = {}
    for pieces in names:
        branch = beginnings
        for piece in pieces:
            branch = branch.setdefault(piece, {})
        branch[""] = {}
    return _joined(beginnings)


def _joined(branch: _Branch) -> str:
    """Return the source that matches every way through a branch; the end of a name comes after its longer forms."""
    ways = [piece + _joined(further) for piece, further in branch.items() if piece]
    if not ways:
        return ""
    source = ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"
    return f"(?:{source})?" if "" in branch else source
