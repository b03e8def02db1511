"""The numbered items of a dispatch: which level of numbers (I., 1., a) …) lists what, wherever the numbers stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from core.text import Span, matching
from nlp.patterns import Match, Pattern, pattern

_START = pattern("tasks", "start")
_ROMAN = {"i": 1, "v": 5, "x": 10}
_LETTERS = "abcdđeghiklmnopqrstuvxy"  # of the Vietnamese alphabet, as items are counted
_WORDS = {
    word: value
    for value, words in enumerate(
        ("một nhất", "hai", "ba", "bốn tư", "năm", "sáu", "bảy", "tám", "chín", "mười"), start=1
    )
    for word in words.split()
}
_GAP = 2  # a number may be lost in a scan or a bad layout, but not two in a row


class Level(IntEnum):
    """The forms of numbers, outermost first."""

    UPPER = 1
    ROMAN = 2
    NAMED = 3
    ARABIC = 4
    ORDINAL = 5
    DECIMAL = 6
    LETTER = 7
    BULLET = 8


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list; `span` runs from behind its number to the next item or the end of what was searched."""

    label: str  # as it would be written alone: "2", "II", "a"
    value: int
    span: Span
    at: int  # where its number begins
    heads_line: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """Items of one level that count on from each other; `missing` are numbers that were not found between them."""

    level: Level
    items: tuple[Item, ...]
    missing: tuple[int, ...] = ()


def listings(text: str, within: Span, level: Level) -> tuple[Listing, ...]:
    """Return the lists of one level of numbers inside `within`, each from its first item on, in order.

    Numbers count that head a line or stand behind the end of a clause; the latter only where the list grows by them.
    """
    found = _markers(text, within, level)
    heading = _sequences([marker for marker in found if marker.heads_line])
    every = _sequences(found)
    best = every if max(map(len, every), default=0) > max(map(len, heading), default=0) else heading
    return tuple(_listing(level, sequence, best, within) for sequence in best)


def _markers(text: str, within: Span, level: Level) -> list[Item]:
    number = _PATTERNS[level]
    found: list[Item] = []
    at = max(0, within.start - 1)  # the line feed before it makes it the head of a line
    while start := _START.search(text, at, within.end):
        at = max(start.end(), start.start() + 1)
        marker = number.match(text, start.end(), within.end)
        heads = "\n" in start.group() or start.end() <= within.start or start.start() == 0
        if marker and (value := _value(marker, level, len(found), heads=heads)):
            label = marker["n"] if level in _AS_WRITTEN else str(value)
            found.append(Item(label, value, Span(marker.end(), within.end), start.start(), heads))
            at = marker.end() - 1
    return found


def _sequences(markers: Iterable[Item]) -> list[list[Item]]:
    """Return the runs that count on from 1; a run that starts anew closes the one before."""
    runs: list[list[Item]] = []
    for marker in markers:
        if marker.value == 1:
            runs.append([marker])
        elif runs and 0 < marker.value - runs[-1][-1].value <= (_GAP if marker.heads_line else 1):
            runs[-1].append(marker)
    return runs


def _listing(level: Level, run: list[Item], runs: list[list[Item]], within: Span) -> Listing:
    later = [other[0].at for other in runs if other[0].at > run[-1].at]
    ends = [item.at for item in run[1:]] + [min(later, default=within.end)]
    items = tuple(
        Item(item.label, item.value, Span(item.span.start, end), item.at, item.heads_line)
        for item, end in zip(run, ends, strict=True)
    )
    held = {item.value for item in items}
    return Listing(level, items, tuple(value for value in range(1, items[-1].value) if value not in held))


def _value(marker: Match, level: Level, before: int, *, heads: bool) -> int | None:
    """Return what a number counts, None where it is none; a bullet at the head of a line counts those before it."""
    written = matching(marker["n"] or marker.groupdict().get("m") or "")
    if level is Level.BULLET:
        return before + 1 if heads else None
    if level is Level.DECIMAL:
        return int(written.partition(".")[2])
    if written.isdigit():
        return int(written)
    if level in {Level.ROMAN, Level.NAMED} and written and set(written) <= set(_ROMAN):
        return _roman(written)
    return _WORDS.get(written) or (_LETTERS.find(written) + 1 if len(written) == 1 else 0) or None


def _roman(written: str) -> int:
    values = [_ROMAN[letter] for letter in written]
    return sum(
        -value if values[at + 1 : at + 2] and values[at + 1] > value else value for at, value in enumerate(values)
    )


_AS_WRITTEN = frozenset({Level.UPPER, Level.ROMAN, Level.DECIMAL, Level.LETTER})
_PATTERNS: dict[Level, Pattern] = {level: pattern("tasks", level.name.lower()) for level in Level}
