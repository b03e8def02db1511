"""Runs in legacy fonts become Unicode: by their font, unless their words say that they are Unicode already."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from extractors.legacy.schemes import LegacyFont, Scheme, is_possible, to_unicode
from extractors.legacy.words import weigh, words


@dataclass(frozen=True, slots=True)
class FontRun:
    """A part of a line that is set in a legacy font; `capitals`: its small letters are printed as capitals."""

    part: int  # its place among the line's parts
    name: str
    scheme: Scheme
    capitals: bool


@dataclass(slots=True)
class Told:
    """What the runs of a document have told so far: balance of words for each scheme, names of fonts converted."""

    balance: dict[Scheme, int] = field(default_factory=lambda: defaultdict(int))
    fonts: dict[Scheme, set[str]] = field(default_factory=lambda: defaultdict(set))


@dataclass(frozen=True, slots=True)
class _Group:
    """Runs of one scheme that stand side by side in a line, so that a letter and its mark may lie in two of them.

    `possible`: the scheme has all their letters.
    """

    parts: list[str]
    runs: tuple[FontRun, ...]
    text: str
    possible: bool
    balance: int

    @property
    def scheme(self) -> Scheme:
        return self.runs[0].scheme


def convert_runs(lines: list[tuple[list[str], list[FontRun]]], told: Told) -> None:
    """Convert the parts of a paragraph's lines in place.

    Text in Unicode keeps the name of a legacy font where people pasted it. So the words decide: those of the runs that
    stand together, else the paragraph's, else the document's so far; where none of them tells, the font.
    """
    groups = [group for parts, runs in lines for group in _side_by_side(parts, runs)]
    around: dict[Scheme, int] = defaultdict(int)
    for group in groups:
        around[group.scheme] += group.balance
        told.balance[group.scheme] += group.balance
    for group in groups:
        told_by = group.balance or around[group.scheme] or told.balance[group.scheme]
        if not group.possible:
            _put(group, _by_words(group), told)
        elif told_by >= 0:
            _put(group, to_unicode(group.text, LegacyFont(group.scheme)), told)
        else:
            _put(group, group.text, told)


def _by_words(group: _Group) -> str:
    """Convert only the words of a mixed run that are Vietnamese in no other way."""
    font = LegacyFont(group.scheme)
    return " ".join(
        to_unicode(word, font) if is_possible(word) and weigh(word, group.scheme).balance > 0 else word
        for word in group.text.split(" ")
    )


def _put(group: _Group, converted: str, told: Told) -> None:
    start = 0
    for run in group.runs:
        end = start + len(group.parts[run.part])
        part = converted[start:end]
        if part != group.parts[run.part]:
            told.fonts[run.scheme].add(run.name)
        group.parts[run.part] = part.upper() if run.capitals else part
        start = end


def _side_by_side(parts: list[str], runs: list[FontRun]) -> Iterator[_Group]:
    def alike(placed: tuple[int, FontRun]) -> tuple[int, Scheme, bool]:
        place, run = placed
        return run.part - place, run.scheme, is_possible(parts[run.part])

    for (_, scheme, possible), found in groupby(enumerate(runs), key=alike):
        group = tuple(run for _, run in found)
        text = "".join(parts[run.part] for run in group)
        balance = weigh(text, scheme).balance if possible else -sum(1 for _ in words(text))
        yield _Group(parts, group, text, possible, balance)
