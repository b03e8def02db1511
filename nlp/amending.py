"""Laws that amend several others, each named with its number: the amending law by its title, then the amended ones."""

from collections.abc import Iterator

from core.reference import Reference
from core.text import Span
from nlp.anchors import Anchor
from nlp.cited import Cited, number_alone
from nlp.numbered import Naming, numbered
from nlp.patterns import Match, pattern
from nlp.titles import LAWS, mended, title_end

_AMENDING = pattern("references", "amending")
_LEAD = pattern("references", "number_lead")
_LIST = pattern("references", "list_lead")
_LEAST = 2  # amended laws with a number each: the number behind a single one is the amending law's own
_MOST = 12
_NAMES = {"bo luat": "Bộ luật", "luat": "Luật", "phap lenh": "Pháp lệnh"}
_Amended = tuple[Cited, Naming]


def amended_laws(text: str, folded: str, anchor: Anchor) -> tuple[Match, list[_Amended]] | None:
    """Return the words "sửa đổi … của" behind a law's name and the laws that it amends, where each has its number.

    "Luật sửa đổi, bổ sung một số điều của Luật Đất đai số 31/2024/QH15, Luật Nhà ở số 27/2023/QH15": None for others.
    """
    words = _AMENDING.match(folded, anchor.end)
    if words is None:
        return None
    found: list[_Amended] = []
    at = words.end()
    while len(found) < _MOST and (kind := next((kind for kind in LAWS if folded.startswith(kind, at)), None)):
        behind = at + len(kind)
        titled = title_end(text, folded, kind, behind)
        lead = _LEAD.match(folded, titled) if titled else None
        cited = number_alone(text, Span(at, lead.end())) if lead and lead["so"] else None
        if cited is None:
            break
        found.append((cited, Naming(_NAMES[kind], mended(_NAMES[kind], text[behind:titled]))))
        joined = _LIST.match(folded, cited.span.end)
        if joined is None:
            break
        at = joined.end()
    return (words, found) if len(found) >= _LEAST else None


def each_amended(text: str, folded: str, amended: list[_Amended]) -> Iterator[Reference]:
    """Yield the amended laws by their numbers; the day behind the last one is the amending law's."""
    for cited, naming in amended:
        yield from numbered(text, folded, [cited], naming)
