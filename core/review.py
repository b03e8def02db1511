"""Corrections by people (rà soát): values that are only ever added; the last one wins over the program."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.coverage import Status
from core.problem import Problem
from core.text import Span

PROGRAM = "program"  # who decided a cell that nobody corrected
LONGEST_NOTE = 4_000  # characters
LONGEST_NAME = 200


class Action(StrEnum):
    """What a reviewer did to a cell."""

    SET = "set"  # the cell has this status, whatever its sentences say
    CONFIRM = "confirm"  # this sentence bears on the task, with this status
    REJECT = "reject"  # this sentence does not
    ADD = "add"  # the program missed this sentence, which bears on the task with this status
    ASSIGN = "assign"  # this file was sent by this unit, whatever the program says; the task is "", the sentence too
    NOTE = "note"  # a remark for colleagues; decides nothing
    UNDO = "undo"  # an earlier review shall not count any more


class Fate(StrEnum):
    """What became of a review."""

    HOLDS = "holds"
    UNDONE = "undone"
    OVERRULED = "overruled"  # by a later review of the same cell or sentence
    LOST = "lost"  # its sentence stands in no counting report of the unit any more, or its file or unit is gone: to be looked at again
    CHANGED = "changed"  # it holds, but the program says something else than when it was made: to be looked at again


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence as the reviewer saw it; by its words it is found again where its place has moved."""

    document_id: str  # sha256
    span: Span  # in Document.text
    sentence: str


@dataclass(frozen=True, slots=True)
class Review:
    """One act of a reviewer on one cell, or on one file. ValueError where something is missing that the action needs."""

    unit_id: str
    task_id: str
    action: Action
    reviewer: str
    at: datetime  # aware
    status: Status | None = None  # of SET, CONFIRM, ADD
    quote: Quote | None = None  # of CONFIRM, REJECT, ADD; of ASSIGN the file, without words
    note: str = ""
    undoes: int | None = None  # of UNDO: the `id` of a review of the same cell
    program: Status | None = None  # of SET: what the program said of the cell at that time
    id: int = 0  # given by the store, ascending; 0 before

    def __post_init__(self) -> None:
        """Refuse what no later run could apply."""
        missing = [name for name in _NEEDED[self.action] if not getattr(self, name) and getattr(self, name) != 0]
        if missing or not self.reviewer.strip() or self.reviewer.strip().casefold() == PROGRAM:
            raise ValueError(f"{self.action} needs {', '.join(missing) or 'the name of a person'}")
        if self.at.tzinfo is None:
            raise ValueError("a review needs an instant with its zone")
        if len(self.note) > LONGEST_NOTE or len(self.reviewer) > LONGEST_NAME:
            raise ValueError("the note or the name is too long")

    @property
    def cell(self) -> tuple[str, str]:
        """Return unit and task."""
        return self.unit_id, self.task_id


_NEEDED: dict[Action, tuple[str, ...]] = {
    Action.SET: ("status",),
    Action.CONFIRM: ("status", "quote"),
    Action.REJECT: ("quote",),
    Action.ADD: ("status", "quote"),
    Action.ASSIGN: ("quote",),
    Action.NOTE: ("note",),
    Action.UNDO: ("undoes",),
}


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A review with what became of it: where its sentence stands today, and what to look at again."""

    review: Review
    fate: Fate
    document_id: str | None = None
    span: Span | None = None
    page: int | None = None
    problem: Problem | None = None


def undone(reviews: Iterable[Review]) -> frozenset[int]:
    """Return the ids of the reviews that do not count any more; an undoing that is undone itself undoes nothing."""
    gone: set[int] = set()
    for review in sorted(reviews, key=lambda review: review.id, reverse=True):
        if review.undoes is not None and review.id not in gone:
            gone.add(review.undoes)
    return frozenset(gone)


def assigning(sha256: str, unit_id: str, reviewer: str, at: datetime, note: str = "") -> Review:
    """Return the review that a file was sent by a unit; ValueError as for every review."""
    return Review(unit_id, "", Action.ASSIGN, reviewer, at, quote=Quote(sha256, Span(0, 0), ""), note=note)


def assignments(reviews: Iterable[Review]) -> dict[str, Review]:
    """Return by the sha256 of each file that was given to a unit the review that still counts: the last one not undone."""
    made = sorted(reviews, key=lambda review: review.id)
    gone = undone(made)
    return {
        review.quote.document_id: review
        for review in made
        if review.action is Action.ASSIGN and review.quote and review.id not in gone
    }


def last_of(reviews: Sequence[Review], unit_id: str, task_id: str) -> Review | None:
    """Return the latest act on a cell that can still be undone; None where there is none."""
    gone = undone(reviews)
    left = (r for r in reviews if r.cell == (unit_id, task_id) and r.action is not Action.UNDO and r.id not in gone)
    return max(left, key=lambda review: review.id, default=None)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often the program had said what the reviewers decided, over the cells that they decided."""

    cells: int
    agreed: int
    kappa: float | None  # Cohen's, in [-1, 1]; None without cells, or where only chance could be told

    @property
    def share(self) -> float | None:
        """Return agreed over cells, in [0, 1]; None without cells."""
        return self.agreed / self.cells if self.cells else None


def agreement(decisions: Iterable[tuple[str, str]]) -> Agreement:
    """Return the agreement over pairs (what the program says, what the reviewer decided).

    Source: J. Cohen, A coefficient of agreement for nominal scales, 1960. Reviewers choose what they look at,
    uncertain cells first, so this says nothing of cells that nobody reviewed.
    """
    pairs = tuple(decisions)
    agreed = sum(program == person for program, person in pairs)
    if not pairs:
        return Agreement(0, 0, None)
    programs, people = Counter(program for program, _ in pairs), Counter(person for _, person in pairs)
    chance = sum(programs[status] * people[status] for status in programs) / len(pairs) ** 2
    kappa = (agreed / len(pairs) - chance) / (1 - chance) if chance < 1 else None
    return Agreement(len(pairs), agreed, kappa)
