"""Days as Vietnamese documents print them (ngày 12 tháng 12 năm 2013, 12/12/2013, 12-12-2013, 12.12.2013)."""

from dataclasses import dataclass
from datetime import date

from nlp.patterns import Match, pattern

_DATE = pattern("references", "date")
_YEAR = pattern("references", "year")
_BEFORE = pattern("references", "dated_before")
_BACK = 160  # characters looked back for a day
_SLIPS = str.maketrans({"l": "1", "i": "1", "|": "1", "]": "1", "o": "0"})  # digits as recognition misreads them
_FIRST_YEAR = 1945  # of the State whose documents these are


@dataclass(frozen=True, slots=True)
class DateFound:
    """A printed day; `day` is None where the calendar has no such day, `printed` is then what stands there."""

    end: int
    day: date | None
    printed: str


def date_behind(folded: str, at: int) -> DateFound | None:
    """Return the day that begins at `at` of a folded text, with its lead (", ngày "), None where there is none."""
    found = _DATE.match(folded, at)
    if not found:
        return None
    return DateFound(found.end(), day_of(found), "/".join(found.group("d", "m", "y")))


def date_before(folded: str, at: int) -> DateFound | None:
    """Return the day that the words before a citation give it: "Ngày 12/3/2024, Sở Y tế có " Công văn số …."""
    here = at - _BACK
    while (here := folded.find("ngay ", max(0, here), at)) >= 0:
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
    month, day = month.translate(_SLIPS), day.translate(_SLIPS)
    if not (year.isdecimal() and month.isdecimal() and day.isdecimal()):
        return None
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if found.year >= _FIRST_YEAR else None
