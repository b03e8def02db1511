"""Days as Vietnamese documents print them (ngày 12 tháng 12 năm 2013, 12/12/2013, 12-12-2013, 12.12.2013)."""

from dataclasses import dataclass
from datetime import date

from core.text import Span
from nlp.patterns import Match, pattern

_DATE = pattern("references", "date")
_INCOMPLETE = pattern("references", "date_incomplete")
_YEAR = pattern("references", "year")
_BEFORE = pattern("references", "dated_before")
_BACK = 160  # characters looked back for a day
_SLIPS = str.maketrans({"l": "1", "i": "1", "|": "1", "]": "1", "o": "0"})  # digits as recognition misreads them
_FIRST_YEAR = 1945  # of the State whose documents these are
_SHORT_YEAR = 2  # digits of "5/6/24", which only "ngày" makes a day


@dataclass(frozen=True, slots=True)
class DateFound:
    """A printed day; `day` is None where the calendar has no such day, `printed` is then what stands there."""

    end: int
    day: date | None
    printed: str


def date_behind(folded: str, at: int) -> DateFound | None:
    """Return the day that begins at `at` of a folded text, with its lead (", ngày "), None where there is none."""
    found = _DATE.match(folded, at)
    if not found or (len(found["y"]) == _SHORT_YEAR and "ngay" not in found.group()):
        return None
    return DateFound(found.end(), day_of(found), "/".join(found.group("d", "m", "y")))


def incomplete_date_behind(folded: str, at: int) -> Span | None:
    """Return where a day at `at` stands that lacks its year or is left blank ("ngày 12/4", "ngày … tháng 6 năm 2024")."""
    found = _INCOMPLETE.match(folded, at)
    return Span(*found.span("printed")) if found else None


def date_before(folded: str, at: int, after: int = 0) -> DateFound | None:
    """Return the day that the words before a citation give it: "Ngày 12/3/2024, Sở Y tế có " Công văn số ….

    One that stands before `after` belongs to the citation that ends there.
    """
    here = max(after, at - _BACK)
    while (here := folded.find("ngay ", here, at)) >= 0:
        if found := _BEFORE.match(folded, here, at):
            return DateFound(found.end(), day_of(found), "/".join(found.group("d", "m", "y")))
        here += 1
    return None


def year_behind(folded: str, at: int) -> int | None:
    """Return the end of " năm 2013" or " 2013" at `at` of a folded text, None where there is none."""
    found = _YEAR.match(folded, at)
    return found.end() if found else None


def day_of(found: Match) -> date | None:
    """Return the day of a match with the groups d, m, y; None where it is impossible."""
    return day_of_parts(found["y"], found["m"], found["d"])


def day_of_parts(year: str, month: str, day: str) -> date | None:
    """Return the day of printed parts; None where one is blank, no number, or the calendar has no such day."""
    if not f"{year}{month}{day}".isdecimal():
        year, month, day = (part.translate(_SLIPS) for part in (year, month, day))
    if not (year.isdecimal() and month.isdecimal() and day.isdecimal()):
        return None
    if len(year) == _SHORT_YEAR:
        year = f"{19 if int(year) >= _FIRST_YEAR % 100 else 20}{year}"
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if found.year >= _FIRST_YEAR else None
