"""Phrases of the tables and campaigns as compiled patterns: plain words, with "…" for a gap of a few words."""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from core.text import Span, matching

GAP = "…"
_KEPT = 5_000  # letters of the texts of which is kept what was found in them: a sentence and its pieces are asked for at once
_WORD = re.compile(r"\w+|[^\w\s]")
_GAP_WORDS = 6  # longest gap that "…" bridges: "tiếp … công dân" in "tiếp định kỳ 24 buổi với 86 lượt công dân"
_BRIDGED = r"\s+(?:[^\s;.:|]|\.(?=\d))+"  # one of them


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found in a text."""

    phrase: str  # as the table spells it
    span: Span


def _pattern(phrase: str) -> str:
    """Return the pattern of one phrase; a gap stays inside a clause; the point in "3.214" ends none."""
    pattern = r"\s+".join(re.escape(part) for part in matching(phrase).split())
    # "…/2025" is one printed word behind the gap: no blank before the stroke
    pattern = pattern.replace(rf"\s+{GAP}\s+/", rf"(?:{_BRIDGED}){{0,{_GAP_WORDS}}}?\s?/")
    pattern = pattern.replace(rf"\s+{GAP}\s+", rf"(?:{_BRIDGED}+){{0,{_GAP_WORDS}}}?\s+")  # words as wholes
    pattern = pattern.replace(r"\s+/", r"\s?/")
    start = r"(?<!\w)" if phrase[:1].isalnum() else ""
    end = r"(?!\w)" if phrase[-1:].isalnum() else ""
    return start + pattern + end


Kind = TypeVar("Kind", bound=Hashable)
Known = TypeVar("Known")
_Found = Mapping[Kind, tuple[Hit, ...]]
_ANY = ""  # stands for any word, or for none


class _Memory(dict[str, Known]):
    """What is known of the last texts: much is asked of one sentence. Long texts are let go with the next one."""

    def __init__(self) -> None:
        super().__init__()
        self._letters = 0

    def keep(self, text: str, known: Known) -> Known:
        """Remember what is known of a text, and return it."""
        if self._letters > _KEPT:
            self.clear()
            self._letters = 0
        self._letters += len(text)
        self[text] = known
        return known


def _words(folded: str) -> tuple[list[str], list[int]]:
    """Return the words and signs of a text, and where they start."""
    found = _WORDS.get(folded)
    return _WORDS.keep(folded, _cut(folded)) if found is None else found


def _cut(folded: str) -> tuple[list[str], list[int]]:
    words: list[str] = []
    starts: list[int] = []
    for match in _WORD.finditer(folded):
        words.append(match.group())
        starts.append(match.start())
    return words, starts


_WORDS: _Memory[tuple[list[str], list[int]]] = _Memory()


class _Beginning:
    """The phrases of one kind that begin with one word, in one pattern; of those that fit, the longest is found."""

    def __init__(self, phrases: tuple[str, ...], seconds: frozenset[str]) -> None:
        self.seconds = seconds  # the words that must follow the first, `_ANY` where one may go on anyhow
        self._phrases = phrases
        self._pattern = re.compile("|".join(f"({_pattern(phrase)})" for phrase in phrases))

    def at(self, folded: str, start: int) -> Hit | None:
        """Return the phrase that stands at a place, or None."""
        match = self._pattern.match(folded, start)
        return Hit(self._phrases[(match.lastindex or 0) - 1], Span(start, match.end())) if match else None


def _beginnings(phrases: Iterable[str]) -> dict[str, _Beginning]:
    """Return the phrases by their first words."""
    begun: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for phrase in sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase)):
        first, second, *_ = (*_WORD.findall(matching(phrase)), _ANY, _ANY)
        if first != _ANY:
            begun[first].append((phrase, _ANY if second == GAP else second))
    return {
        first: _Beginning(tuple(phrase for phrase, _ in of_word), frozenset(second for _, second in of_word))
        for first, of_word in begun.items()
    }


def _all(_folded: str, hits: "_Found[Kind]") -> "_Found[Kind]":
    return hits


class PhraseFinder:
    """Finds many phrases in one scan; longest first at each place, without overlaps inside one finder."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._index = PhraseIndex({"": phrases})

    def find(self, folded: str) -> tuple[Hit, ...]:
        """Return the phrases in `folded`, a text in the form of `core.text.matching`, in order."""
        return self._index.find("", folded)

    def first(self, folded: str) -> Hit | None:
        """Return the first phrase in `folded`, or None."""
        return next(iter(self.find(folded)), None)


class PhraseIndex(Generic[Kind]):
    """Finds phrases of many kinds: a text's words are looked up once, whatever kinds are asked for then.

    Longest first at each place, without overlaps inside one kind.
    """

    def __init__(
        self, phrases: Mapping[Kind, Iterable[str]], kept: Callable[[str, _Found[Kind]], _Found[Kind]] = _all
    ) -> None:
        """Compile the phrases of each kind; `kept` tells which of a text's hits stand beside each other."""
        self._kept = kept
        self._beginnings = {kind: _beginnings(of_kind) for kind, of_kind in phrases.items()}
        self._openings: dict[str, dict[str, dict[Kind, _Beginning]]] = {}  # by a first word and the one behind it
        for kind, beginnings in self._beginnings.items():
            for first, beginning in beginnings.items():
                opening = self._openings.setdefault(first, {_ANY: {}})
                for second in beginning.seconds:
                    opening.setdefault(second, {})[kind] = beginning
        for opening in self._openings.values():
            for second in opening:
                opening[second] = opening[_ANY] | opening[second]
        self._seen: _Memory[_Found[Kind]] = _Memory()

    def find(self, kind: Kind, folded: str) -> tuple[Hit, ...]:
        """Return the phrases of a kind in `folded`, a text in the form of `core.text.matching`, in order."""
        return self.find_all(folded).get(kind, ())

    def find_all(self, folded: str) -> _Found[Kind]:
        """Return the phrases of all kinds in `folded`, those of each kind in order; a kind without any is left out."""
        found = self._seen.get(folded)
        return self._seen.keep(folded, self._kept(folded, self._look(folded))) if found is None else found

    def starts(self, kind: Kind, folded: str, within: int) -> bool:
        """Tell whether a phrase of a kind begins in the first `within` code points behind the text's first one, or there."""
        beginnings = self._beginnings[kind]
        for match in _WORD.finditer(folded):
            if match.start() > within:
                break
            beginning = beginnings.get(match.group())
            if beginning and beginning.at(folded, match.start()):
                return True
        return False

    def _look(self, folded: str) -> _Found[Kind]:
        words, starts = _words(folded)
        hits: dict[Kind, list[Hit]] = {}
        for word, following, start in zip(words, (*words[1:], _ANY), starts, strict=False):
            opening = self._openings.get(word)
            if opening is None:
                continue
            for kind, beginning in (opening.get(following) or opening[_ANY]).items():
                before = hits.get(kind)
                if before and start < before[-1].span.end:
                    continue
                if hit := beginning.at(folded, start):
                    hits.setdefault(kind, []).append(hit)
        return {kind: tuple(of_kind) for kind, of_kind in hits.items()}
