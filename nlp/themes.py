"""What a remark is about (chủ đề của khó khăn, đề xuất): data/tables/themes.csv gives the words that tell it."""

from functools import cache

from core.text import matching
from nlp.patterns import table
from nlp.phrases import PhraseIndex


@cache
def _themes() -> PhraseIndex[str]:
    phrases: dict[str, list[str]] = {}
    for row in table("themes"):
        phrases.setdefault(row["theme"], []).append(row["phrase"])
    return PhraseIndex(phrases)


def theme_of(sentence: str) -> str:
    """Return the theme of which most words stand in a sentence, of several the one told first; "" where none does."""
    found = _themes().find_all(matching(sentence))
    ranked = [(-len(hits), hits[0].span.start, theme) for theme, hits in found.items()]
    return min(ranked)[2] if ranked else ""
