"""Days as Vietnamese documents print them (ngày 12 tháng 12 năm 2013, 12/12/2013, 12-12-2013, 12.12.2013)."""

from dataclasses import dataclass
from datetime import date

from nlp.patterns import Match, pattern

_DATE = pattern("references", "date")
_YEAR = pattern("references", "year")
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


def year_behind(folded: str, at: int) -> int | None:
    """Return the end of " năm 2013" or " 2013" at `at` of a folded text, None where there is none."""
    found = _YEAR.match(folded, at)
    return found.end() if found else None


def day_of(found: Match) -> date | None:
    """Return the day of a match with the groups d, m, y; None where it is impossible."""
    try:
        day = date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError:
        return None
    return day if day.year >= _FIRST_YEAR else None
