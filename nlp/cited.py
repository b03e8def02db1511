"""The numbers (số, ký hiệu) of one citation, or of a list of citations that share what stands behind the last one."""

from dataclasses import dataclass

from core.text import Span
from nlp.dates import DateFound, date_behind
from nlp.patterns import Match, pattern
from nlp.symbols import tidy

_FULL = pattern("references", "full")
_SPACED = pattern("references", "spaced")
_BARE = pattern("references", "bare")
_ELIDED = pattern("references", "elided")
_LIST = pattern("references", "list_lead")
_CENTURIES = ("19", "20")  # "Kế hoạch 2024" is a year's plan
_YEAR_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Cited:
    """One number of a citation, before dates and issuers are shared over its list."""

    span: Span
    number: str
    complete: bool = True  # False: a bare number without symbol
    printed: bool = True  # False: completed out of a list
    date: DateFound | None = None


def number_at(text: str, at: int) -> str | None:
    """Return the whole number and symbol that begins at `at`, tidied; None where none does."""
    full = _FULL.match(text, at)
    return tidy(full.group()) if full else None


def numbers(text: str, folded: str, lead: Span, *, bare: bool = False, spaced: bool = True) -> list[Cited]:
    """Return the numbers of one list; `lead` runs from the first citation's start to its number.

    `bare` lets a number without symbol pass ("Chỉ thị 33"), `spaced` the old forms without slash ("105 TC/ĐT").
    """
    begin, at = lead.start, lead.end
    cited: list[Cited] = []
    elided = _ELIDED.match(text, at)
    if elided:
        cited = _completed(text, elided, begin)
        begin = at = elided.end()
    full = _FULL.match(text, at) or (_SPACED.match(text, at) if spaced else None)
    if not full:
        return _bare(text, folded, begin, at) if bare else []
    cited.append(_dated(folded, Span(begin, full.end()), tidy(full.group())))
    while joined := _LIST.match(folded, cited[-1].span.end):
        full = _FULL.match(text, joined.end())
        if not full:
            break
        start = joined.end()
        if "so" in joined.group():
            start = joined.start() + joined.group().rindex("so")
        cited.append(_dated(folded, Span(start, full.end()), tidy(full.group())))
    return cited


def _completed(text: str, elided: Match, begin: int) -> list[Cited]:
    """Return the running numbers of "30, 34/2020/NĐ-CP" but the last, each with the last one's symbol."""
    rest = text[elided.end("n") : elided.end("code")]
    here = elided.start()
    cited: list[Cited] = []
    for item in elided["items"].replace(";", ",").replace("và", ",").replace("số", "").split(","):
        if printed := item.strip():
            here = text.index(printed, here)
            span = Span(here if cited else begin, here + len(printed))
            cited.append(Cited(span, tidy(printed.split("/")[0] + rest), printed=False))
            here += len(printed)
    return cited


def _bare(text: str, folded: str, begin: int, at: int) -> list[Cited]:
    found = _BARE.match(text, at)
    if not found or (len(found["n"]) == _YEAR_DIGITS and found["n"].startswith(_CENTURIES)):
        return []
    return [_dated(folded, Span(begin, found.end()), found["n"], complete=False)]


def _dated(folded: str, span: Span, number: str, *, complete: bool = True) -> Cited:
    day = date_behind(folded, span.end)
    return Cited(Span(span.start, day.end) if day else span, number, complete, date=day)
