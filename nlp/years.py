"""Which year, and which part of it, a report is about."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from core.text import matching
from nlp.patterns import pattern

_PART = pattern("grammar", "part_of_year")
_WHOLE = pattern("grammar", "whole_year")
_YEAR = pattern("grammar", "year")
_OUTLOOK = pattern("grammar", "outlook")


@dataclass(frozen=True, slots=True)
class Period:
    """The year a report covers, None where it names none, and whether only a part of it."""

    year: int | None
    part: bool


def period_of(subject: str, opening: str, issued: date | None) -> Period:
    """Return the period that a report's subject names, else the one its opening lines name."""
    told = _OUTLOOK.sub(" ", matching(subject))
    part = bool(_PART.search(told)) and not _WHOLE.search(told)
    years = [int(year) for year in _YEAR.findall(told)]
    if years:
        return Period(years[0], part)
    said = Counter(int(year) for year in _YEAR.findall(_OUTLOOK.sub(" ", matching(opening))))
    plausible = [year for year, _ in said.most_common() if issued is None or year in {issued.year, issued.year - 1}]
    return Period(plausible[0] if plausible else None, part)
