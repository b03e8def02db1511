"""How much of a sentence is copied from the dispatch that assigned the tasks."""

from collections.abc import Iterable

from core.text import matching

_GRAM = 2  # syllables in a row: small edits inside a copy break only a few of them


def _syllables(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in matching(text)).split()


def _grams(text: str) -> list[tuple[str, ...]]:
    words = _syllables(text)
    return [tuple(words[i : i + _GRAM]) for i in range(len(words) - _GRAM + 1)]


class DirectiveText:
    """The dispatch's sentences as pairs of syllables, to hold a report's sentence against."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self._known = {gram for sentence in sentences for gram in _grams(sentence)}

    def __bool__(self) -> bool:
        return bool(self._known)

    def share(self, sentence: str) -> float:
        """Return the share, in [0, 1], of the sentence's pairs of syllables that the dispatch holds too."""
        grams = _grams(sentence)
        return sum(gram in self._known for gram in grams) / len(grams) if grams and self._known else 0.0
