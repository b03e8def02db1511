"""What changed in the matrix of a campaign, and because of which file, reviewer, campaign or program.

A run that changes something starts a round; what people correct before the next such run joins it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from core.coverage import Status
from store.schema import change_rows, coverage_rows, document_rows, review_rows, runs, task_rows, unit_rows

_PROGRAM = "program"
_CAMPAIGN = "campaign"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the matrix, as far as changes are told of it."""

    unit_name: str
    task_title: str
    status: str
    source: str | None  # the file of its best sentence


@dataclass(frozen=True, slots=True)
class Standing:
    """What the store says of a campaign at one time."""

    cells: Mapping[tuple[str, str], Cell]  # by unit and task, in the order of the roster
    counting: Mapping[str, Mapping[str, str]]  # by unit: the source of each counting file, by its sha256
    reviewers: Mapping[tuple[str, str], tuple[str, ...]]  # of each reviewed cell, one for each review
    versions: Mapping[str, str]  # of the steps, and of the campaign, in the last run; empty before the first


def standing_in(connection: Connection, campaign: str) -> Standing:
    """Return how the campaign of this key stands."""
    c, u, t, d = coverage_rows.c, unit_rows.c, task_rows.c, document_rows.c
    joined = (
        coverage_rows.outerjoin(unit_rows, (u.campaign == c.campaign) & (u.unit_id == c.unit_id))
        .outerjoin(task_rows, (t.campaign == c.campaign) & (t.task_id == c.task_id))
        .outerjoin(document_rows, (d.campaign == c.campaign) & (d.position == c.document))
    )
    columns = (c.unit_id, c.task_id, u.name, t.title, c.status, d.source)
    found = connection.execute(select(*columns).select_from(joined).where(c.campaign == campaign).order_by(c.position))
    cells = {(unit, task): Cell(name or "", title or "", *rest) for unit, task, name, title, *rest in found}
    counting: dict[str, dict[str, str]] = {}
    documents = select(d.unit_id, d.sha256, d.source).where(d.campaign == campaign, d.counts, d.unit_id.is_not(None))
    for unit, sha256, source in connection.execute(documents.order_by(d.position)):
        counting.setdefault(unit, {}).setdefault(sha256, source)
    r = review_rows.c
    reviewers: dict[tuple[str, str], tuple[str, ...]] = {}
    reviews = select(r.unit_id, r.task_id, r.reviewer).where(r.campaign == campaign).order_by(r.review_id)
    for unit, task, reviewer in connection.execute(reviews):
        reviewers[unit, task] = (*reviewers.get((unit, task), ()), reviewer)
    last = select(runs.c.versions).where(runs.c.campaign == campaign).order_by(runs.c.id.desc()).limit(1)
    return Standing(cells, counting, reviewers, connection.execute(last).scalar() or {})


def add_changes(connection: Connection, campaign: str, before: Standing, after: Standing, run: datetime | None) -> int:
    """Add what changed to the history of the campaign of this key; return how much. `run` is a run's instant, None where none ran."""
    changed = tuple(changes(before, after))
    c = change_rows.c
    last = connection.execute(select(func.max(c.round)).where(c.campaign == campaign)).scalar() or 0
    number = last + 1 if run or not last else last
    told = select(func.max(c.position)).where(c.campaign == campaign, c.round == number)
    at = connection.execute(told).scalar()
    first = 0 if at is None else at + 1
    rows = [
        {"campaign": campaign, "round": number, "position": position, "at": run or datetime.now(UTC), **row}
        for position, row in enumerate(changed, start=first)
    ]
    if rows:
        connection.execute(insert(change_rows), rows)
    return len(rows)


def changes_of(connection: Connection, campaign: str, unit_id: str) -> tuple[dict[str, Any], ...]:
    """Return all changes of a unit's cells, the latest first; `at` is the instant, the other names are those of `changes`."""
    c = change_rows.c
    told = select(c.at, c.task_id, c.task_title, c.before, c.after, c.cause, c.because)
    of_unit = told.where(c.campaign == campaign, c.unit_id == unit_id)
    rows = connection.execute(of_unit.order_by(c.round.desc(), c.position)).mappings()
    return tuple(dict(row) for row in rows)


def changes(before: Standing, after: Standing) -> Iterator[dict[str, Any]]:
    """Yield a row for each cell whose status is another one: in the order of the roster, what is gone behind it."""
    for unit, task in (*after.cells, *(key for key in before.cells if key not in after.cells)):
        old, new = before.cells.get((unit, task)), after.cells.get((unit, task))
        told = new or old
        if told is None or _status(old) == _status(new):
            continue
        cause, because = _cause(before, after, unit, task)
        yield {
            "unit_id": unit,
            "unit_name": told.unit_name,
            "task_id": task,
            "task_title": told.task_title,
            "before": old.status if old else None,
            "after": new.status if new else None,
            "cause": cause,
            "because": because,
        }


def _status(cell: Cell | None) -> str:
    """Return a cell's status; a cell that is not there says as much as one without a finding."""
    return cell.status if cell else Status.NONE.value


def _cause(before: Standing, after: Standing, unit: str, task: str) -> tuple[str, str]:
    """Return why a cell is another one, the nearest reason first: a reviewer, a file, the campaign, the program."""
    old, new = before.cells.get((unit, task)), after.cells.get((unit, task))
    reviewers = after.reviewers.get((unit, task), ())
    if len(reviewers) > len(before.reviewers.get((unit, task), ())):
        return "review", reviewers[-1]
    had, has = before.counting.get(unit, {}), after.counting.get(unit, {})
    came = [source for sha256, source in has.items() if sha256 not in had]
    went = [source for sha256, source in had.items() if sha256 not in has]
    if came or went:
        proofs = (new.source if new else None, old.source if old else None)
        return "file", next((source for source in (*came, *went) if source in proofs), (*came, *went)[0])
    if before.versions.get(_CAMPAIGN) != after.versions.get(_CAMPAIGN):
        return _CAMPAIGN, ""
    steps = (step for step in after.versions if before.versions.get(step) != after.versions[step])
    return _PROGRAM, ", ".join(steps)
