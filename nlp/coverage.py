"""From documents to the matrix: which files count, what each unit did, who is missing or late (eval/GUIDE.md)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from core.campaign import Campaign, Task, TaskKind, Unit
from core.coverage import Coverage, Evidence, Standing, Status
from core.dispatch import Kind
from core.problem import MESSAGES, Code
from core.steps import FileRow, FileStatus, Outcome
from core.text import matching
from nlp.terms import number_key

_SURE_NONE = 0.9  # confidence of "nothing bears on the task" in a report that was read whole
_REPORT_CONFIDENCE = 0.99


def cover(rows: Iterable[FileRow], campaign: Campaign) -> Outcome:
    """Return the outcome of an inbox: each row with its standing, the cells and the units."""
    judged = _judged(sorted(rows, key=lambda row: row.source))
    counting: defaultdict[str, list[FileRow]] = defaultdict(list)
    for row in judged:
        if row.counts and row.unit_id:
            counting[row.unit_id].append(row)
    cells: list[Coverage] = []
    standings: list[Standing] = []
    for unit in campaign.units:
        own = [_cell(unit, task, counting[unit.id]) for task in campaign.tasks]
        cells += own
        standings.append(_standing(unit, counting[unit.id], own, campaign))
    return Outcome(campaign, tuple(judged), tuple(cells), tuple(standings))


def _judged(rows: Sequence[FileRow]) -> list[FileRow]:
    """Return the rows with kind, unit, counts, status, code and message decided; duplicates and replacements too."""
    original: dict[str, str] = {}  # by hash; the shortest name is the original, "… - Copy" and "… (1)" its copies
    for row in sorted(rows, key=lambda row: (len(row.source), row.source)):
        if row.sha256 and row.status is FileStatus.OK:
            original.setdefault(row.sha256, row.source)
    judged = []
    for row in rows:
        first = original.get(row.sha256, row.source)
        copy = row.status is FileStatus.OK and first != row.source
        judged.append(_one(_say(row, Code.DUPLICATE, first, FileStatus.DUPLICATE) if copy else row))
    return _superseded(judged)


def _say(row: FileRow, code: Code, detail: str = "", status: FileStatus | None = None) -> FileRow:
    """Return the row that does not count, with the reason said."""
    message = " ".join(part for part in (MESSAGES[code], f"({detail})" if detail else "", row.message) if part)
    return replace(row, status=status or row.status, counts=False, code=str(code), message=message)


def _one(row: FileRow) -> FileRow:
    """Decide a row by its own assessment."""
    assessment = row.assessment
    if assessment is None:
        return row
    row = replace(row, kind=assessment.kind, unit_id=assessment.unit_id)
    if row.status is not FileStatus.OK or assessment.kind is Kind.DIRECTIVE:
        return row
    if assessment.reason:
        return _say(row, Code(assessment.reason))
    if assessment.unit_id is None:
        code = Code.UNIT_AMBIGUOUS if assessment.unit_candidates else Code.UNIT_UNKNOWN
        return _say(row, code, ", ".join(assessment.unit_candidates))
    return replace(row, counts=True)


def _superseded(rows: list[FileRow]) -> list[FileRow]:
    """Mark reports that another report of the same unit says it replaces, and near copies of a counting report."""
    replaced = {
        (row.unit_id, number_key(number)): row.source
        for row in rows
        if row.counts and row.assessment
        for number in row.assessment.replaces
    }
    seen: dict[tuple[str | None, str], str] = {}
    out = []
    for row in rows:
        number = row.description.dispatch.number if row.description else None
        key = (row.unit_id, number_key(number.value)) if number else None
        if row.counts and key and key in replaced and replaced[key] != row.source:
            out.append(_say(row, Code.SUPERSEDED, replaced[key], FileStatus.SUPERSEDED))
        elif row.counts and key and key in seen and _same_words(row, seen[key], rows):
            out.append(_say(row, Code.DUPLICATE, seen[key], FileStatus.DUPLICATE))
        else:
            if row.counts and key:
                seen.setdefault(key, row.source)
            out.append(row)
    return out


def _same_words(row: FileRow, source: str, rows: list[FileRow]) -> bool:
    """Tell whether two files with one number hold the same evidence: the signed PDF of a Word file."""
    other = next(candidate for candidate in rows if candidate.source == source)
    return _words(row) == _words(other)


def _words(row: FileRow) -> set[str]:
    found = row.assessment.evidence if row.assessment else ()
    return {"".join(c for c in matching(item.sentence) if c.isalnum()) for item in found}


def _cell(unit: Unit, task: Task, rows: Sequence[FileRow]) -> Coverage:
    if task.kind is TaskKind.REPORT:
        if not rows:
            return Coverage(unit.id, task.id, Status.NONE, _REPORT_CONFIDENCE)
        return Coverage(unit.id, task.id, Status.DONE, _REPORT_CONFIDENCE, document_id=rows[0].sha256)
    found = [
        (item, row.sha256)
        for row in rows
        if row.assessment
        for item in row.assessment.evidence
        if item.task_id == task.id
    ]
    if not found:
        return Coverage(unit.id, task.id, Status.NONE, _SURE_NONE if rows else _REPORT_CONFIDENCE)
    best, document_id = max(found, key=lambda pair: (pair[0].status.strength, pair[0].score, -pair[0].span.start))
    return Coverage(
        unit.id, task.id, best.status, _confidence(best, [item for item, _ in found]), len(found), best, document_id
    )


def _confidence(best: Evidence, found: Sequence[Evidence]) -> float:
    """Return how sure the cell is: its best sentence's score, raised by others that say the same."""
    agreeing = sum(1 for item in found if item.status.addressed == best.status.addressed) - 1
    return round(min(0.99, best.score + 0.02 * agreeing), 4)


def _standing(unit: Unit, rows: Sequence[FileRow], cells: Sequence[Coverage], campaign: Campaign) -> Standing:
    days: list[date] = sorted(row.received_on for row in rows if row.received_on)
    received = days[0] if days else None
    late = max(0, (received - campaign.deadline).days) if received else None
    return Standing(
        unit.id,
        returned=bool(rows),
        received_on=received,
        days_late=late,
        documents=len(rows),
        tasks_addressed=sum(cell.status.addressed for cell in cells),
        tasks_total=len(cells),
    )
