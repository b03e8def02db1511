"""A campaign: one dispatch that assigns tasks, and the units that must report on them."""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from core.office import Office


class TaskKind(StrEnum):
    """Whether a task is done by acts, or by handing in the report itself."""

    ACTIVITY = "activity"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Task:
    """One task of the dispatch. `terms` are words that bear on its content, `references` the documents that it names."""

    id: str
    title: str
    kind: TaskKind = TaskKind.ACTIVITY
    terms: tuple[str, ...] = ()
    weak_terms: tuple[str, ...] = ()  # count only beside another term, or under a heading of the task
    except_terms: tuple[str, ...] = ()  # phrases inside which a term does not count: "giám sát thi công"
    references: tuple[str, ...] = ()  # numbers


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the roster; valid on days from `valid_from` to `valid_to`, both included, open where None."""

    id: str
    name: str
    kind: str
    symbols: tuple[str, ...] = ()  # behind the type code in its numbers: STP in 312/BC-STP
    aliases: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    note: str = ""
    successors: tuple[str, ...] = ()  # ids of the units that took over behind `valid_to`; several where it was divided

    def valid_on(self, day: date) -> bool:
        """Tell whether the unit existed on `day`."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Campaign:
    """The dispatch's number and day, its tasks, the roster, the year and the deadline of the reports."""

    name: str
    number: str
    issued_on: date | None
    issuer: str
    reporting_year: int
    deadline: date
    subject_terms: tuple[str, ...]  # words of the matter: a report on it has one of them in its subject
    tasks: tuple[Task, ...]
    units: tuple[Unit, ...] = field(default=())  # the roster: a row of the matrix each
    others: tuple[Unit, ...] = field(default=())  # known by name, no row: ended before, or came after
    office: Office = field(default=Office())  # changes letters only, no finding
    closed_on: date | None = None  # from then on nothing of it is run, corrected or edited any more

    @property
    def known_units(self) -> tuple[Unit, ...]:
        """All units that a letterhead can name: the roster's, and those that were or will be."""
        return (*self.units, *self.others)

    def task(self, task_id: str) -> Task:
        """Return the task of that id; KeyError where there is none."""
        for task in self.tasks:
            if task.id == task_id:
                return task
        raise KeyError(task_id)


def roster_on(campaign: Campaign, day: date) -> Campaign:
    """Return the campaign with the units that exist on `day` as its roster; the others are only known by name."""
    units = campaign.known_units
    return replace(
        campaign,
        units=tuple(unit for unit in units if unit.valid_on(day)),
        others=tuple(unit for unit in units if not unit.valid_on(day)),
    )
