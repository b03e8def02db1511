"""How much of a sentence is copied from the dispatch that assigned the tasks."""

from collections.abc import Iterable

from core.text import matching, words

_REACH = 2  # syllables apart that a pair may stand: a word put in or left out breaks no more than the pairs beside it


def _syllables(text: str) -> list[str]:
    return words(matching(text))


def _pairs(syllables: list[str]) -> list[list[tuple[str, str]]]:
    """Return the pairs of each syllable but the last with those right behind it, as far as `_REACH`."""
    return [
        [(syllable, behind) for behind in syllables[at + 1 : at + 1 + _REACH]]
        for at, syllable in enumerate(syllables[:-1])
    ]


class DirectiveText:
    """The dispatch's sentences as pairs of syllables, to hold a report's sentence against."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self._known = frozenset(
            pair for sentence in sentences for pairs in _pairs(_syllables(sentence)) for pair in pairs
        )

    def __bool__(self) -> bool:
        return bool(self._known)

    def share(self, sentence: str) -> float:
        """Return the share, in [0, 1], of the sentence's syllables whose pair with one behind the dispatch holds too."""
        syllables = _syllables(sentence) if self._known else []
        if len(syllables) <= 1:
            return 0.0
        return sum(not self._known.isdisjoint(pairs) for pairs in _pairs(syllables)) / (len(syllables) - 1)
