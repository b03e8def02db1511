"""Marks that recognition takes for each other or a hand left out, mended by the word that two syllables make: "biến đối" is "biến đổi" (lỗi dấu)."""

import csv
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from core.settings import Settings
from core.text import fold, matching, part_mark

_DOT_BELOW = "\u0323"  # stands apart from the letter, and is seldom missed
_AROUND = " .,;:!?()[]\"'“”…"

Pair = tuple[str, str]


def marked(text: str) -> str:
    """Return a text with its marks mended line by line, as long as it was: each code point stays in its place."""
    return "\n".join(" ".join(toned(line.split(" "))) for line in text.split("\n"))


def toned(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the words of a line with those marks mended that only one known word of two syllables allows.

    Left are syllables that are a word by themselves, that make one with their other neighbour as they stand, names,
    numbers and capitals. A word keeps its length.
    """
    read = [_read(*pair) for pair in pairwise(texts)]
    if all(one is None or one.meant is None for one in read):
        return tuple(texts)
    names = [False, *(_end_of_name(*pair) for pair in pairwise(texts))]
    read = [None if names[at] else one for at, one in enumerate(read)]
    sure = {at + side for at, one in enumerate(read) if one and one.known for side in (0, 1)}
    wanted: dict[int, set[str]] = defaultdict(set)
    for at, one in enumerate(read):
        if one and one.meant and not sure & {at, at + 1}:
            for side, syllable in enumerate(one.meant):
                if syllable != one.pair[side]:
                    wanted[at + side].add(syllable)
    found = {at: meant.pop() for at, meant in wanted.items() if len(meant) == 1}
    return tuple(_with(text, found[at]) if at in found else text for at, text in enumerate(texts))


@dataclass(frozen=True, slots=True)
class _Read:
    """Two words beside each other as syllables; whether they are a known word, else the one that they may be meant to be."""

    pair: Pair
    known: bool
    meant: Pair | None


@lru_cache(maxsize=100_000)
def _read(before: str, after: str) -> _Read | None:
    """Return what two words beside each other say; None where a sign parts them or they may be a name, a number or a heading."""
    pair = _pair(before, after)
    if pair is None:
        return None
    known = pair in _words()
    meant = pair if known else _meant(pair)
    return _Read(pair, known, None if meant == pair else meant)


def _meant(read: Pair) -> Pair:
    """Return the one word that offices use and that looks like this, the same where there is none or several."""
    likely = _alike().get((_shape(read[0]), _shape(read[1])), ())
    if len(likely) != 1:
        return read
    one, other = (
        meant if matching(meant) != matching(was) else was for was, meant in zip(read, likely[0], strict=True)
    )
    changed = [was for was, meant in zip(read, (one, other), strict=True) if was != meant]
    return (one, other) if all(len(was) > 1 and (was,) not in _words() for was in changed) else read


def _pair(before: str, after: str) -> Pair | None:
    """Return two syllables in small letters, None where a sign parts them or they may be a name, a number or a heading."""
    one, other = before.lstrip(_AROUND), after.rstrip(_AROUND)
    plain = one.isalpha() and other.isalpha() and one[1:] == one[1:].lower() and other == other.lower()
    return (one.lower(), other) if plain else None


def _end_of_name(before: str, after: str) -> bool:
    """Tell whether the second of two syllables ends a name: both begin with a capital ("Na Hang" in "Na Hang không")."""
    return before[:1].isupper() and before.isalpha() and after[:1].isupper()


def _with(text: str, syllable: str) -> str:
    """Return the text with its letters replaced by the syllable's, signs around it and a capital kept."""
    start = len(text) - len(text.lstrip(_AROUND))
    meant = syllable.capitalize() if text[start].isupper() else syllable
    return text[:start] + meant + text[start + len(syllable) :]


def _shape(syllable: str) -> str:
    """Return what recognition reads surely of a syllable: its letters without marks above, đ and dots below kept."""
    return "".join(
        sign if sign == "đ" else fold(sign) + (_DOT_BELOW if part_mark(sign)[1] == _DOT_BELOW else "")
        for sign in syllable
    )


@cache
def _words() -> dict[tuple[str, ...], bool]:
    """Return the known words, and whether offices use them; what only a dictionary has is left, but never set."""
    with (Settings().tables_dir / "word_pairs.csv").open(encoding="utf-8", newline="") as lines:
        parted = ((row["word"].split(), row["source"]) for row in csv.DictReader(lines))
        return {tuple(word): source != "dictionary" for word, source in parted}


@cache
def _alike() -> dict[Pair, tuple[Pair, ...]]:
    """Return the words that offices use by their shapes."""
    found: dict[Pair, tuple[Pair, ...]] = defaultdict(tuple)
    for word, used in _words().items():
        if used and len(word) == 2:
            pair = word[0], word[1]
            found[_shape(pair[0]), _shape(pair[1])] += (pair,)
    return dict(found)
