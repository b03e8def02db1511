"""Numbered citations made whole: the type, day and issuer that belong to each number of a list."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from core.reference import Form, Reference
from core.text import Span, fold, squeeze
from nlp.cited import Cited
from nlp.dates import DateFound, date_before, date_behind, year_behind
from nlp.issuers import IssuerFound, issuer_before, issuer_behind
from nlp.symbols import ANY, LETTER, Symbol, canonical, issuer_of, may_be, symbol_of, type_codes

_NAMELESS = (
    "Sở",
    "Bộ",
    "Ban",
    "Cục",
    "Chi cục",
    "Tổng cục",
    "Công ty",
    "Văn phòng",
    "Viện",
)  # "của Sở": which one, the symbol may tell


@dataclass(frozen=True, slots=True)
class Naming:
    """The words before a number: the type's name, a law's title, an issuer between type and number."""

    type: str
    title: str | None = None
    issuer: str | None = None


def numbered(text: str, folded: str, cited: list[Cited], naming: Naming, after: int = 0) -> Iterator[Reference]:
    """Yield the citations of one list, with the last one's issuer and day shared by those that have none.

    A title belongs to the first of them. Their issuer and day may also stand before them, but not before `after`.
    """
    if not cited:
        return
    last = cited[-1]
    end = last.lacking.end if last.lacking else year_behind(folded, last.span.end) or last.span.end
    issuer = issuer_behind(text, folded, end)
    if issuer and folded.startswith((" tai ", "\ntai "), issuer.end):
        issuer = None  # "…, của Bộ Tài chính tại " begins the next citation
    if issuer and last.date is None and (day := date_behind(folded, issuer.end)):
        last = last._replace(date=day, span=Span(last.span.start, day.end))
        cited = [*cited[:-1], last]
    first = cited[0].span.start
    if issuer is None:
        issuer = issuer_before(text, folded, first, after)
    if issuer and (told := issuer_of(last.number)) and (issuer.name in _NAMELESS or told.startswith(issuer.name)):
        issuer = replace(issuer, name=told)  # "của Sở", or a name that a line break cuts off
    shared = last.date or date_before(folded, first, after)
    for one in cited:
        yield _reference(text, one, naming, issuer, one.date or shared)
        if naming.title:
            naming = replace(naming, title=None)


def date_warnings(day: DateFound | None, lacking: str | None = None) -> tuple[str, ...]:
    """Return the warning of a day that the calendar does not have, or of one printed without year or left blank."""
    if lacking and not day:
        return (f"incomplete_date:{lacking}",)
    return (f"impossible_date:{day.printed}",) if day and day.day is None else ()


def _reference(text: str, one: Cited, naming: Naming, issuer: IssuerFound | None, day: DateFound | None) -> Reference:
    name = naming.type
    symbol = symbol_of(one.number)
    doc_type = (symbol.type or LETTER) if name == ANY else name
    said = issuer.name if issuer else symbol.issuer
    return Reference(
        one.span,
        one.span.of(text),
        Form.FULL if day and one.printed else Form.SHORT,
        doc_type=doc_type,
        number=one.number,
        issued_on=day.day if day else None,
        issuer=said or naming.issuer,
        title=f"{name} {naming.title}" if naming.title else None,
        canonical=canonical(doc_type, one.number, None),
        warnings=(
            *date_warnings(day, squeeze(one.lacking.of(text)) if one.lacking else None),
            *_doubts(one, name, doc_type, symbol, issuer),
        ),
    )


def _doubts(one: Cited, name: str, doc_type: str, symbol: Symbol, issuer: IssuerFound | None) -> Iterator[str]:
    """Yield what in the citation does not go together: its type, its symbol and its issuer."""
    if not one.complete:
        yield "incomplete_number"
        return
    if not symbol.type and len(symbol.codes) > 1 and doc_type != LETTER and name in _coded():
        yield f"unknown_code:{symbol.codes[0]}"
    if symbol.type and _contradicts(symbol.type, name) and not may_be(name, one.number):
        yield f"type_conflict:{symbol.type}"
    if issuer and symbol.ruled and fold(issuer.name) != fold(symbol.ruled):
        yield f"issuer_conflict:{symbol.ruled}"


def _contradicts(told: str, name: str) -> bool:
    """Tell whether the type that the symbol tells is another than the named one: not so of its joint or longer forms."""
    return name in _coded() and told != "Thông tư" and name not in told and told not in name


@cache
def _coded() -> frozenset[str]:
    return frozenset(type_codes().values())
