"""Citations by title: laws, codes and ordinances, the constitution, resolutions of congresses and plenums."""

from collections.abc import Iterator

from core.reference import Form, Reference
from core.text import Span, squeeze
from nlp.cited import numbers
from nlp.dates import DateFound, date_behind, year_behind
from nlp.numbered import Naming, date_warnings, numbered
from nlp.patterns import Match, pattern
from nlp.symbols import canonical
from nlp.titles import mended, title_end

_LEAD = pattern("references", "number_lead")
_CONSTITUTION = pattern("references", "constitution")
_CONGRESS = (pattern("references", "party_congress"), pattern("references", "party_plenum"))
_NOT_A_LAW = ("pháp ", "kỷ ")  # "pháp luật", "kỷ luật": no law is named there


def law(text: str, folded: str, anchor: Match, name: str) -> Iterator[Reference]:
    """Yield a law: by number, by title with number, day or year, or by title alone."""
    start, end = anchor.span()
    if not _names_a_law(text, folded, start, end):
        return
    lead = _LEAD.match(folded, end)
    if lead and lead["so"]:
        cited = numbers(text, folded, Span(start, lead.end()))
        yield from numbered(text, folded, [one for one in cited if one.complete], Naming(name))
        return
    title_ends = title_end(text, folded, squeeze(anchor["type"]), end)
    day = date_behind(folded, end if title_ends is None else title_ends)
    if title_ends is None:
        if day and name == "Pháp lệnh":
            yield _titled(text, Span(start, day.end), name, None, day)
        return
    title = mended(name, text[end:title_ends])
    lead = _LEAD.match(folded, title_ends)
    cited = numbers(text, folded, Span(start, lead.end())) if lead and lead["so"] else []
    if cited and cited[0].complete:
        yield from numbered(text, folded, cited, Naming(name, title))
    elif day:
        yield _titled(text, Span(start, day.end), name, title, day)
    else:
        yield _titled(text, Span(start, year_behind(folded, title_ends) or title_ends), name, title, None)


def constitution(text: str, folded: str, anchor: Match) -> Iterator[Reference]:
    """Yield the constitution where its State or year stands behind it."""
    found = _CONSTITUTION.match(folded, anchor.end())
    if found and (found["title"] or found["y"]):
        yield _titled(text, Span(anchor.start(), found.end()), "Hiến pháp", None, None)


def by_congress(text: str, folded: str, anchor: Match, name: str) -> Iterator[Reference]:
    """Yield the resolution of a Party congress or plenum."""
    for row in _CONGRESS:
        found = row.match(folded, anchor.end())
        if found and (found["roman"] is not None or "khoa" in found.group()):
            yield _titled(text, Span(anchor.start(), found.end()), name, None, None)
            return


def _names_a_law(text: str, folded: str, start: int, end: int) -> bool:
    """Tell whether "luật" may begin a law's name: "luật Tổ chức Chính phủ", not "pháp luật Việt Nam"."""
    if text[max(0, start - 5) : start].lower().endswith(_NOT_A_LAW):
        return False
    if text[start].isupper() or folded.startswith(" so", end):
        return True
    return text[end : end + 1] == " " and text[end + 1 : end + 2].isupper()


def _titled(text: str, span: Span, name: str, title: str | None, day: DateFound | None) -> Reference:
    full_title = f"{name} {title}" if title else squeeze(span.of(text))
    return Reference(
        span,
        span.of(text),
        Form.TITLE,
        doc_type=name,
        issued_on=day.day if day else None,
        title=full_title,
        canonical=canonical(name, None, title or full_title),
        warnings=date_warnings(day),
    )
