"""The numbers (số, ký hiệu) of one citation, or of a list of citations that share what stands behind the last one."""

from typing import NamedTuple

from core.text import Span
from nlp.dates import DateFound, date_behind, incomplete_date_behind
from nlp.patterns import Match, pattern
from nlp.symbols import tidy

_FULL = pattern("references", "full")
_SPACED = pattern("references", "spaced")
_BARE = pattern("references", "bare")
_ELIDED = pattern("references", "elided")
_BARE_MORE = pattern("references", "bare_more")
_LOWER = pattern("references", "lower")
_DECREE = pattern("references", "decree_of_year")
_LIST = pattern("references", "list_lead")
_CENTURIES = ("19", "20")  # "Kế hoạch 2024" is a year's plan
_YEAR_DIGITS = 4


class Cited(NamedTuple):  # made for every number of dense texts: a tuple takes a third of a dataclass's time
    """One number of a citation, before dates and issuers are shared over its list."""

    span: Span
    number: str
    complete: bool = True  # False: a bare number without symbol
    printed: bool = True  # False: completed out of a list
    date: DateFound | None = None
    lacking: Span | None = None  # a day without year, or left blank


def number_at(text: str, at: int) -> Match | None:
    """Return the whole number and symbol that begins at `at`; None where none does."""
    return _FULL.match(text, at)


def number_alone(text: str, lead: Span) -> Cited | None:
    """Return the whole number behind a lead, without the day that may follow; None where none stands there."""
    full = _FULL.match(text, lead.end)
    return Cited(Span(lead.start, full.end()), tidy(full.group())) if full else None


def numbers(text: str, folded: str, lead: Span, *, bare: bool = False, spaced: bool = True) -> list[Cited]:
    """Return the numbers of one list; `lead` runs from the first citation's start to its number.

    `bare` lets a number without symbol pass ("Chỉ thị 33"), `spaced` the old forms without slash ("105 TC/ĐT").
    """
    begin, at = lead.start, lead.end
    full = _FULL.match(text, at)
    if full:
        return numbers_from(text, folded, begin, full)
    completed: list[Cited] = []
    if elided := _ELIDED.match(text, at):
        completed = _completed(text, elided, begin)
        begin = at = elided.end()
        full = _FULL.match(text, at)
    full = full or (_SPACED.match(text, at) if spaced else None)
    if not full and (typed := _LOWER.match(text, at)):
        return [_dated(folded, Span(begin, typed.end()), tidy(typed.group().upper()))]
    if not full:
        return _bare(text, folded, begin, at) if bare else []
    return completed + numbers_from(text, folded, begin, full)


def numbers_from(text: str, folded: str, begin: int, full: Match) -> list[Cited]:
    """Return the numbers of one list out of the whole number that stands first in it; its citation starts at `begin`."""
    cited = [_dated(folded, Span(begin, full.end()), tidy(full.group()))]
    while joined := _LIST.match(folded, cited[-1].span.end):
        following = _FULL.match(text, joined.end())
        if not following:
            break
        start = joined.end()
        if "so" in joined.group():
            start = joined.start() + joined.group().rindex("so")
        cited.append(_dated(folded, Span(start, following.end()), tidy(following.group())))
    return cited


def decree_of_year(text: str, folded: str, lead: Span) -> Cited | None:
    """Return a decree cited as "Nghị định 34/2023", its number completed: only the Government gives decrees."""
    found = _DECREE.match(text, lead.end)
    if not found:
        return None
    return _dated(folded, Span(lead.start, found.end()), f"{found['n']}/{found['y']}/NĐ-CP")._replace(printed=False)


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
    cited = [_dated(folded, Span(begin, found.end()), found["n"], complete=False)]
    while joined := _LIST.match(folded, cited[-1].span.end):
        more = _BARE_MORE.match(text, joined.end())
        if not more:
            break
        cited.append(_dated(folded, Span(*more.span()), more["n"], complete=False))
    return cited


def _dated(folded: str, span: Span, number: str, *, complete: bool = True) -> Cited:
    day = date_behind(folded, span.end)
    if day is None:
        return Cited(span, number, complete, lacking=incomplete_date_behind(folded, span.end))
    return Cited(Span(span.start, day.end), number, complete, date=day)
