"""Whether words are Vietnamese as they stand, or only when read as TCVN3 or VNI: the evidence for or against converting."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from string import digits, punctuation

from core.settings import Settings
from core.text import TONES, normalise, part_mark
from extractors.legacy.schemes import LegacyFont, Scheme, is_written, to_unicode


@dataclass(frozen=True, slots=True)
class Weight:
    """Words with letters beyond ASCII: how many there are, and how many are Vietnamese in which reading."""

    words: int = 0
    legacy: int = 0  # only when converted
    plain: int = 0  # only as they stand
    both: int = 0

    @property
    def balance(self) -> int:
        """Return how many more words speak for converting than against."""
        return self.legacy - self.plain

    @property
    def converted(self) -> int:
        """Return how many words are Vietnamese when converted."""
        return self.legacy + self.both

    def __add__(self, other: "Weight") -> "Weight":
        return Weight(
            self.words + other.words,
            self.legacy + other.legacy,
            self.plain + other.plain,
            self.both + other.both,
        )


HORNED_U = "\u00ad"  # TCVN3's ư: a soft hyphen in Western code pages
_APART = dict.fromkeys(map(ord, punctuation + digits + "“”‘’…–—\u00a0"), " ")
_STOPS = ("c", "ch", "p", "t")  # syllables that end so have a rising or the heavy tone
_STOP_TONES = "\u0301\u0323"
_GLIDES = "iouy"  # at the end of a rime, which then bears its tone before: ào, and never aò; but uý
_LONGEST = 7  # letters: nghiêng


def weigh(text: str, scheme: Scheme) -> Weight:
    """Return what the words of `text` say for and against its being of this legacy scheme."""
    if text.isascii():
        return Weight()
    legacy = plain = both = count = 0
    for word in words(text):
        as_legacy, as_plain = _readings(word, scheme)
        count += 1
        both += as_legacy and as_plain
        legacy += as_legacy and not as_plain
        plain += as_plain and not as_legacy
    return Weight(count, legacy, plain, both)


def words(text: str) -> Iterator[str]:
    """Yield the words of `text` that have letters beyond ASCII."""
    for word in text.translate(_APART).split():
        if not word.isascii():
            yield word


def is_syllable(word: str) -> bool:
    """Tell whether a composed word is a Vietnamese syllable: an initial, a rime that exists, a tone that it may bear."""
    shape = tone = ""
    last_toned = False
    for letter in word.lower()[: _LONGEST + 1]:
        rest, mark = part_mark(letter)
        last_toned = mark in TONES
        if last_toned and tone:
            return False
        tone = mark if last_toned else tone
        shape += rest if last_toned else letter
    if shape.endswith(_STOPS) and (not tone or tone not in _STOP_TONES):
        return False
    onsets, rimes = _parts()
    for cut in range(min(4, len(shape))):
        rime = shape[cut:]
        misplaced = last_toned and rime[1:] and rime[-1] in _GLIDES and rime != "uy"
        if rime in rimes and shape[:cut] in onsets and not misplaced:
            return True
    return False


def with_horned_u(text: str) -> str:
    """Return TCVN3 text with the byte of ư for a hyphen that stands for it: to a PDF both may be the same sign.

    A hyphen is one where it makes a syllable of the letters around it: in ng-êi (người), not in 12/BC-UBND or tÕ-x·.
    """
    done, *parts = text.split("-")
    for part in parts:
        left = done[len(done) - len(_letters_at_start(done[::-1])) :]
        right = _letters_at_start(part)
        done += (HORNED_U if _is_horned(left, right) else "-") + part
    return done


def _letters_at_start(text: str) -> str:
    return next((text[:place] for place, sign in enumerate(text) if ord(sign) in _APART or sign.isspace()), text)


def _is_horned(left: str, right: str) -> bool:
    around = left + right
    plain = around[1:].isascii() and any(sign.isupper() for sign in around[1:])  # an abbreviation
    converted = to_unicode(left + HORNED_U + right, LegacyFont(Scheme.TCVN3))
    return bool(around) and not plain and is_syllable(normalise(converted).text)


@lru_cache(maxsize=8192)
def _readings(word: str, scheme: Scheme) -> tuple[bool, bool]:
    converted = normalise(to_unicode(word, LegacyFont(scheme))).text
    return is_written(word, scheme) and is_syllable(converted), is_syllable(normalise(word).text)


@cache
def _parts() -> tuple[frozenset[str], frozenset[str]]:
    """Return the initials, none among them, and the rimes without tones."""
    with (Settings().tables_dir / "legacy_syllables.csv").open(encoding="utf-8", newline="") as lines:
        rows = tuple(csv.DictReader(lines))
    onsets = frozenset({""} | {row["letters"] for row in rows if row["part"] == "onset"})
    return onsets, frozenset(row["letters"] for row in rows if row["part"] == "rime")
