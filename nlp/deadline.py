"""When reports on a dispatch are due (thời hạn báo cáo), how often, and for which year."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from core.text import Span, fold
from nlp.dates import day_of_parts
from nlp.patterns import pattern

_DEADLINE = pattern("tasks", "deadline")
_DAY_OF_MONTH = pattern("tasks", "day_of_month")
_MONTH = pattern("tasks", "month_only")
_PERIODIC = pattern("tasks", "periodic")
_REPORTS = pattern("tasks", "reports")
_YEAR = pattern("tasks", "year")
_EARLY = 2  # the months of a year in which the reports of the year before are handed in
_NEAR = 220  # code points around a day in which the report is named that is due then


@dataclass(frozen=True, slots=True)
class Due:
    """A day on which something is due; `sure` where the text gives the day and its year, or its month and day at least."""

    day: date
    span: Span  # of the words that tell it
    year_told: bool  # the text names the year
    day_told: bool = True  # False: only the month, the day is its last
    of_report: bool = False  # a report is named beside it


def due_days(text: str, issued: date | None, year: int | None) -> tuple[Due, ...]:
    """Return the days on which something is due, in order; a day without year falls in the year behind the dispatch.

    `year` stands in where the dispatch's own day is not known. Impossible days, and days whose year nothing
    tells, are left out.
    """
    folded = fold(text)
    return tuple(sorted((*_days(folded, issued, year), *_months(folded, issued, year)), key=lambda due: due.span))


def period_of_reports(text: str) -> str:
    """Return how often reports are due, as printed: "hằng năm", "định kỳ 6 tháng"; "" where nothing tells."""
    found = _PERIODIC.search(fold(text))
    return text[found.start() : found.end()] if found else ""


def returns_monthly(text: str) -> str:
    """Return the words of a due day that comes again each month or quarter, "" where there are none."""
    found = _DAY_OF_MONTH.search(fold(text))
    return text[found.start() : found.end()] if found else ""


def years_told(text: str) -> tuple[int, ...]:
    """Return the years named in words ("năm 2024"), in order, each once."""
    return tuple(dict.fromkeys(int(found["y"]) for found in _YEAR.finditer(fold(text))))


def reporting_year_of(due: date) -> int:
    """Return the year that reports due on a day are most likely about."""
    return due.year - 1 if due.month <= _EARLY else due.year


def names_report(text: str) -> bool:
    """Tell whether the words lay down the duty to hand in a report."""
    return bool(_REPORTS.search(fold(text)))


def _days(folded: str, issued: date | None, year: int | None) -> Iterator[Due]:
    for found in _DEADLINE.finditer(folded):
        month, day = found["m"], found["d"]
        told = found["y"] is not None
        when = day_of_parts(found["y"], month, day) if told else _next(int(month), int(day), issued, year)
        if when:
            yield Due(when, Span(*found.span()), told, of_report=_beside_report(folded, found.start(), found.end()))


def _months(folded: str, issued: date | None, year: int | None) -> Iterator[Due]:
    for found in _MONTH.finditer(folded):
        month = int(found["m"])
        if not 1 <= month <= 12:
            continue
        told = found["y"] is not None
        first = date(int(found["y"]), month, 1) if told else _next(month, 1, issued, year)
        if first:
            last = first.replace(day=monthrange(first.year, month)[1])
            near = _beside_report(folded, found.start(), found.end())
            yield Due(last, Span(*found.span()), told, day_told=False, of_report=near)


def _next(month: int, day: int, issued: date | None, year: int | None) -> date | None:
    """Return the first such day on or behind the dispatch's, or that of `year`; None where the calendar has none."""
    if issued is None:
        return day_of_parts(str(year), str(month), str(day)) if year else None
    found = day_of_parts(str(issued.year), str(month), str(day))
    if found and (found.month, found.day) < (issued.month, issued.day):
        return day_of_parts(str(issued.year + 1), str(month), str(day))
    return found


def _beside_report(folded: str, start: int, end: int) -> bool:
    around = folded[max(0, start - _NEAR) : end + _NEAR]
    before = around[: start - max(0, start - _NEAR)]
    return "bao cao" in before[before.rfind("\n") + 1 :] or "bao cao" in around[len(before) :].split("\n")[0][:80]
