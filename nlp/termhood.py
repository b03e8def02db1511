"""Characteristic phrases of a dispatch's tasks, weighed against its other tasks and ordinary administrative Vietnamese."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import log2

from core.text import matching
from nlp.patterns import table

_DOCUMENTS = 1000  # ordinary documents that the counts of data/tables/background.csv refer to
_UNLISTED_WORD = 3  # of them are thought to hold a word that the background does not list
_UNLISTED_SYLLABLE = 45  # the same for a word of one syllable, which has many meanings
_FUNCTION = 0.5  # bits below which a word may not begin or end a phrase
_EDGE = 1.0  # the same for phrases: "tăng cường phân cấp" is "phân cấp"
_STRONG, _WEAK = 6.4, 3.5  # bits from which a phrase is characteristic, and from which it helps beside another
_SHARED_STRONG = 7.0  # bits of a phrase that other tasks share, to help beside another
_OWN, _MOSTLY_OWN = 0.75, 0.4  # share of a phrase's places that lie in the task
_IN_FIRST_CLAUSE, _IN_QUOTES = 1.5, 2.0  # bits that a place adds
_SYLLABLES = range(2, 6)  # of a term
_WORDS = 4  # of a term, at most, besides those of _INSIDE
_LONGEST_RUN = 6  # words looked at for a phrase of the background
_MOST_STRONG, _MOST_WEAK = 30, 20
_INSIDE = frozenset({"-", "có", "ở"})  # may stand inside a phrase: "chính trị - xã hội", "người có uy tín"
_ENDS = frozenset(",;:.!?()[]{}…/|\n")
_COUNTRY = " việt nam"
_OPENS, _CLOSES = "“«", "”»"


@dataclass(frozen=True, slots=True)
class Terms:
    """The phrases of one task, most characteristic first; `weak` ones need another beside them."""

    strong: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Clause:
    """A stretch without marks: its words in the form of `core.text.matching`."""

    words: tuple[str, ...]
    quoted: bool  # a short name in quotation marks
    first: bool


@cache
def _background() -> dict[str, int]:
    """Return by phrase in how many of 1,000 ordinary administrative documents it is thought to stand."""
    return {row["phrase"]: int(row["count"]) for row in table("background")}


def bits(phrase: str, words: Sequence[str] = ()) -> float:
    """Return how surprising a phrase is in an ordinary document, in bits; `words` are the words it is made of."""
    known = _background().get(phrase)
    if known is not None:
        return log2(_DOCUMENTS / known)
    if len(words) > 1:
        return sum(bits(word) for word in words if word not in _INSIDE)
    syllables = phrase.split()
    if len(syllables) == 1:
        return log2(_DOCUMENTS / _UNLISTED_SYLLABLE)
    if all(syllable in _background() for syllable in syllables):  # "tốt luật": two words taken for one
        return sum(bits(syllable) for syllable in syllables)
    return log2(_DOCUMENTS / _UNLISTED_WORD)


def characteristic(texts: Sequence[str], matter: Iterable[str] = (), names: Iterable[str] = ()) -> tuple[Terms, ...]:
    """Return the terms of each task's text.

    `matter` are words of the whole campaign, which alone mark no single task; no phrase holds one of `names`,
    the place and the issuer.
    """
    clauses = [tuple(_clauses(text)) for text in texts]
    counts = [_Counter(own) for own in clauses]
    known = frozenset(matching(words) for words in matter)
    left_out = tuple(matching(name) for name in names)
    return tuple(_terms(number, own, counts, known, left_out) for number, own in enumerate(clauses))


def matter_of(subject: str, names: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the words that a subject (trích yếu) is about: at most three phrases, most characteristic first.

    `names` of the place and the issuer are no matter.
    """
    left_out = tuple(matching(name) for name in names)
    found: dict[str, float] = {}
    for clause in _clauses(subject):
        for phrase, words in _phrases(clause.words):
            if not any(name in phrase for name in left_out):
                found[phrase] = bits(phrase, words)
    strong = _minimal([phrase for phrase in found if found[phrase] >= _STRONG])
    weak = [phrase for phrase in found if found[phrase] >= _WEAK]
    chosen = strong or sorted(weak, key=lambda phrase: -found[phrase])[:1]
    return tuple(sorted(chosen, key=lambda phrase: (-found[phrase], phrase))[:3])


class _Counter:
    """The clauses of one task as text, to count phrases in."""

    def __init__(self, clauses: Iterable[_Clause]) -> None:
        self._text = " | ".join(f" {' '.join(clause.words)} " for clause in clauses)

    def of(self, phrase: str) -> int:
        return self._text.count(f" {phrase} ")


def _terms(
    number: int,
    clauses: tuple[_Clause, ...],
    counts: Sequence[_Counter],
    matter: frozenset[str],
    names: tuple[str, ...],
) -> Terms:
    strong: dict[str, float] = {}
    weak: dict[str, float] = {}
    for clause in clauses:
        for phrase, words in _phrases(clause.words):
            if phrase in matter or any(name in phrase for name in names):
                continue
            own = counts[number].of(phrase)
            share = own / sum(count.of(phrase) for count in counts)
            told = [1.0 if word in matter else bits(word) for word in words]
            value = bits(phrase, words) if phrase in _background() or len(words) == 1 else sum(told)
            value += log2(own)
            if value >= _WEAK or phrase not in _background():
                value += _IN_FIRST_CLAUSE * clause.first + _IN_QUOTES * clause.quoted
            if share >= _OWN and value >= _STRONG:
                strong[phrase] = max(value, strong.get(phrase, 0.0))
            elif (share >= _OWN and value >= _WEAK) or (share >= _MOSTLY_OWN and value >= _SHARED_STRONG):
                weak[phrase] = max(value, weak.get(phrase, 0.0))
    kept = _minimal(strong)
    helping = [phrase for phrase in _minimal(weak) if phrase not in kept and not _holds(phrase, kept)]
    return Terms(_best(kept, strong, _MOST_STRONG), _best(helping, weak, _MOST_WEAK))


def _best(phrases: Iterable[str], values: dict[str, float], most: int) -> tuple[str, ...]:
    return tuple(sorted(phrases, key=lambda phrase: (-values[phrase], phrase))[:most])


def _minimal(phrases: Iterable[str]) -> list[str]:
    """Leave out phrases that hold another one: wherever they stand, that one is found already."""
    ordered = sorted(phrases, key=lambda phrase: (len(phrase.split()), phrase))
    kept: list[str] = []
    for phrase in ordered:
        if not _holds(phrase, kept):
            kept.append(phrase)
    return kept


def _holds(phrase: str, others: Iterable[str]) -> bool:
    return any(f" {other} " in f" {phrase} " for other in others if other != phrase)


def _phrases(words: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give the runs of words that can be a term: two to five syllables, no function word at the edges or inside."""
    for start in range(len(words)):
        for end in range(start + 1, min(len(words), start + _LONGEST_RUN) + 1):
            run = words[start:end]
            phrase = " ".join(run)
            syllables = sum(part != "-" for part in phrase.split())
            if syllables not in _SYLLABLES:
                continue
            if phrase in _background() or _is_phrase(run):
                yield phrase, run


def _is_phrase(run: tuple[str, ...]) -> bool:
    """Tell whether a run begins and ends with words that mean something, and holds no other function word."""
    inside = [word for word in run if word not in _INSIDE]
    return (
        len(inside) <= _WORDS
        and run[0] == inside[0]
        and run[-1] == inside[-1]
        and min(bits(run[0]), bits(run[-1])) >= _EDGE
        and all(_is_word(word) and bits(word) >= _FUNCTION for word in inside)
    )


def _is_word(word: str) -> bool:
    return word.replace(" ", "").isalpha()


def _clauses(text: str) -> Iterator[_Clause]:
    """Give the stretches between marks with their words, as underthesea cuts them."""
    start, first, quoted = 0, True, False
    for at, letter in enumerate([*text, "\n"]):
        if letter not in _ENDS and letter not in _OPENS + _CLOSES + '"':
            continue
        words = tuple(_words(text[start:at]))
        if words:
            name = quoted and sum(len(word.split()) for word in words) in _SYLLABLES
            yield _Clause(words, name, first)
        if letter in _OPENS + _CLOSES:
            quoted = letter in _OPENS
        elif letter == '"':
            quoted = not quoted
        if words and letter in ".;\n":
            first = False
        start = at + 1


def _words(stretch: str) -> Iterator[str]:
    from nlp.words import words_of  # noqa: PLC0415 - as in nlp.terms

    for piece, _ in words_of(stretch.strip()):
        word = matching(piece.strip(" '’*_+&%"))
        if word.endswith(_COUNTRY):  # "mặt trận tổ quốc việt nam" is mostly said without it
            yield word.removesuffix(_COUNTRY)
        elif word:
            yield word
