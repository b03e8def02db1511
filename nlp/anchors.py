"""Where a citation may begin: at the name of a type, or at a running number with the beginning of a symbol."""

from functools import cache, lru_cache
from typing import NamedTuple

from core.text import fold
from nlp.patterns import Match, Pattern, pattern, phrases, table

_NOTHING_CITED = pattern("references", "nothing_cited")
_NUMBER = pattern("references", "number_start")
_REMEMBERED = 1024  # printed names of types


class Anchor(NamedTuple):
    """A place where a citation may begin; `type` is None for a number without the name of a type before it."""

    start: int
    end: int  # behind the type's name, or inside the number
    type: str | None = None


def next_anchor(folded: str, at: int, end: int | None = None) -> Anchor | None:
    """Return the first anchor that begins at `at` or later (and ends before `end`) of a folded text."""
    if at == 0 and (found := _scan("").match(folded)):
        return _anchor(found)
    found = _scan(r"[^\w]").search(folded, max(0, at - 1), len(folded) if end is None else end)
    return _anchor(found) if found else None


@cache
def _scan(before: str) -> Pattern:
    """Compile the one scan. What stands before an anchor is a part of it, so that the scan runs over words at once."""
    return phrases(
        tuple(spelling for spelling, _ in _spellings()),
        around=rf"{before}(?:(?P<type>{{}})(?:(?!\w|{_NOTHING_CITED.pattern})|(?=so\s?:?\s?\d))|(?P<number>{_NUMBER.pattern}))",
    )


def _anchor(found: Match) -> Anchor:
    printed = found["type"]
    if printed is None:
        return Anchor(found.start("number"), found.end())
    return Anchor(found.start("type"), found.end(), _named(printed))


@lru_cache(_REMEMBERED)
def _named(printed: str) -> str:
    """Return the type whose name stands folded in a text, its blanks and commas as they may be."""
    return _types()[_bare(printed)]


@cache
def _types() -> dict[str, str]:
    return {_bare(fold(spelling)): name for spelling, name in _spellings()}


@cache
def _spellings() -> tuple[tuple[str, str], ...]:
    """Return every spelling of a type's name with the name."""
    rows = table("doc_types")
    return tuple((name, row["name"]) for row in rows for name in (row["name"], *row["variants"].split("|")) if name)


def _bare(name: str) -> str:
    return " ".join(name.replace(",", " ").split())
