"""Tells cheaply where a phrase may stand across two words, so that words are cut by underthesea only there."""

from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

from core.text import Span, matching

_LONGEST = 20  # code points that hold the next syllable and its blank
_SIGNS = (", ", "; ", ": ", " | ")
_SEEN = 2  # words beside a word that underthesea's model looks at


def may_be_cut(text: str, span: Span) -> bool:
    """Tell whether a syllable at an edge of the phrase makes a word with its neighbour outside: "thi | công khai | thác"."""
    inside = matching(span.of(text)).split() or [""]
    before = _neighbour(text[: span.start][-_LONGEST:], -1)
    after = _neighbour(text[span.end :][:_LONGEST], 0)
    return f"{before} {inside[0]}" in _words() or f"{inside[-1]} {after}" in _words()


def surroundings(text: str, span: Span) -> Span:
    """Return the stretch of a text on which the words around a phrase depend: its clause and two words beyond the signs.

    No word reaches over a sign, and the segmenter looks at two words on each side, no farther.
    """
    start = max(text.rfind(sign, 0, span.start) for sign in _SIGNS)
    end = min((at for sign in _SIGNS if (at := text.find(sign, span.end)) >= 0), default=len(text))
    before = text[: max(0, start)].rsplit(maxsplit=_SEEN)
    behind = text[end:].split(maxsplit=_SEEN + 1)  # the sign is the first
    return Span(
        len(before[0]) if len(before) > _SEEN else 0,
        len(text) - len(behind[-1]) if len(behind) > _SEEN + 1 else len(text),
    )


def _neighbour(text: str, side: int) -> str:
    """Return the syllable that only a blank parts from the phrase; "" where a sign or nothing does."""
    beside = text[-1:] if side else text[:1]
    syllables = matching(text).split()
    return syllables[side] if beside.isspace() and syllables else ""


@cache
def _words() -> frozenset[str]:
    """Return all pairs of syllables that stand side by side in a word of underthesea's dictionary of 74,000 words."""
    package = find_spec("underthesea")
    if package is None or package.origin is None:
        raise ImportError("underthesea is not installed")
    path = Path(package.origin).parent / "corpus" / "data" / "Viet74K.txt"
    lines = (line.split() for line in matching(path.read_text("utf-8")).splitlines())
    return frozenset(f"{one} {other}" for syllables in lines for one, other in pairwise(syllables))
