"""Phrases of the tables and campaigns as compiled patterns: plain words, with "…" for a gap of a few words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from core.text import Span, matching

GAP = "…"
_GAP_WORDS = 6  # longest gap that "…" bridges: "tiếp … công dân" in "tiếp định kỳ 24 buổi với 86 lượt công dân"


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found in a text."""

    phrase: str  # as the table spells it
    span: Span


def _pattern(phrase: str) -> str:
    """Return the pattern of one phrase; a gap stays inside a clause and does not start with a digit of a list."""
    words = [re.escape(part) for part in matching(phrase).split()]
    pattern = r"\s+".join(words).replace(rf"\s+{re.escape(GAP)}\s+", rf"(?:\s+[^\s;.:]+){{0,{_GAP_WORDS}}}?\s+")
    # "…/2025" is one printed word behind the gap: no blank before the stroke
    pattern = pattern.replace(r"\s+/", r"\s?/")
    start = r"(?<!\w)" if phrase[:1].isalnum() else ""
    end = r"(?!\w)" if phrase[-1:].isalnum() else ""
    return start + pattern + end


class PhraseFinder:
    """Finds many phrases in one scan; longest first at each place, without overlaps inside one finder."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._phrases = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
        alternatives = "|".join(f"(?P<p{i}>{_pattern(phrase)})" for i, phrase in enumerate(self._phrases))
        self._pattern = re.compile(alternatives) if alternatives else None

    def find(self, folded: str) -> list[Hit]:
        """Return the phrases in `folded`, a text in the form of `core.text.matching`, in order."""
        if self._pattern is None:
            return []
        return [
            Hit(self._phrases[int((match.lastgroup or "p0")[1:])], Span(*match.span()))
            for match in self._pattern.finditer(folded)
        ]

    def first(self, folded: str) -> Hit | None:
        """Return the first phrase in `folded`, or None."""
        hits = self._pattern.search(folded) if self._pattern else None
        return Hit(self._phrases[int((hits.lastgroup or "p0")[1:])], Span(*hits.span())) if hits else None
