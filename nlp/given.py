"""Gives files to the units that people named as their senders, in the place of what the program found or could not tell."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from core.campaign import Campaign
from core.problem import Code, Severity, Stage, problem
from core.review import Review, assignments
from core.steps import FileRow

BY_HAND = "reviewer"  # reason of the sender: beside letterhead, symbol, signature, mail, file name


def given(rows: Sequence[FileRow], reviews: Iterable[Review], campaign: Campaign) -> tuple[FileRow, ...]:
    """Return the rows of an inbox, each with the sender that people named; `reviews` are all that were made of the campaign.

    Copies of a file share its word. Whether the report counts is decided as for any other: a report of another year
    does not, whoever sent it. A unit that is not in the roster of the day is not put in.
    """
    acts = assignments(reviews)
    names = {unit.id: unit.name for unit in campaign.units}
    return tuple(
        _given(row, act, names[act.unit_id]) if (act := acts.get(row.sha256)) and act.unit_id in names else row
        for row in rows
    )


def _given(row: FileRow, act: Review, name: str) -> FileRow:
    said = problem(
        Stage.COVER,
        Code.UNIT_ASSIGNED,
        f"({name} [{act.unit_id}]; {act.reviewer}, {act.at:%d/%m/%Y})",
        severity=Severity.INFO,
    )
    assessment = row.assessment and replace(
        row.assessment, unit_id=act.unit_id, unit_reason=BY_HAND, unit_candidates=(), sent_by=()
    )
    return replace(
        row,
        unit_id=act.unit_id,
        assessment=assessment,
        code=row.code or str(said.code),
        message=f"{said.message} {row.message}".strip(),
        problems=(*row.problems, said),
    )
