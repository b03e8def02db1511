"""From documents to the matrix: which files count, what each unit did, who is missing or late (eval/GUIDE.md)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from core.campaign import Campaign, Task, TaskKind, Unit
from core.coverage import Assessment, Coverage, Standing, Status
from core.dispatch import Kind
from core.problem import MESSAGES, Code, Severity, Stage, problem
from core.steps import FileRow, FileStatus, Findings, Outcome, Step, as_they_are
from core.text import matching
from nlp.confidence import of_cell
from nlp.terms import number_key

_SUREST = 0.99
_REPORT_CONFIDENCE = 0.99


def cover(rows: Iterable[FileRow], campaign: Campaign, findings: Findings = as_they_are) -> Outcome:
    """Return the outcome of an inbox: each row with its standing, the cells and the units.

    `findings` gives those rows whole of which evidence is asked, where they are slim.
    """
    judged = tuple(_judged(sorted(rows, key=lambda row: row.source), campaign, findings))
    cells = cells_of(judged, campaign, findings)
    return Outcome(campaign, judged, cells, standings_of(judged, cells, campaign))


def cells_of(files: Sequence[FileRow], campaign: Campaign, findings: Findings = as_they_are) -> tuple[Coverage, ...]:
    """Return what the evidence of the counting files says of each unit and task, in the order of roster and dispatch."""
    counting = _counting(files)
    own = ((unit, tuple(findings(counting[unit.id], Step.ASSESS))) for unit in campaign.units)  # of one unit at a time
    return tuple(_cell(unit, task, rows) for unit, rows in own for task in campaign.tasks)


def standings_of(files: Sequence[FileRow], cells: Iterable[Coverage], campaign: Campaign) -> tuple[Standing, ...]:
    """Return how each unit stands, in the order of the roster."""
    counting = _counting(files)
    own: defaultdict[str, list[Coverage]] = defaultdict(list)
    for cell in cells:
        own[cell.unit_id].append(cell)
    return tuple(_standing(unit, counting[unit.id], own[unit.id], campaign) for unit in campaign.units)


def _counting(files: Sequence[FileRow]) -> defaultdict[str, list[FileRow]]:
    counting: defaultdict[str, list[FileRow]] = defaultdict(list)
    for row in files:
        if row.counts and row.unit_id:
            counting[row.unit_id].append(row)
    return counting


def _judged(rows: Sequence[FileRow], campaign: Campaign, findings: Findings) -> list[FileRow]:
    """Return the rows with kind, unit, counts, status, code and message decided; duplicates and replacements too."""
    names = {unit.id: unit.name for unit in campaign.known_units}
    original: dict[str, str] = {}  # by hash; the shortest name is the original, "… - Copy" and "… (1)" its copies
    for row in sorted(rows, key=lambda row: (len(row.source), row.source)):
        if row.sha256 and row.status is FileStatus.OK:
            original.setdefault(row.sha256, row.source)
    judged = []
    for row in rows:
        first = original.get(row.sha256, row.source)
        copy = row.status is FileStatus.OK and first != row.source
        judged.append(_one(_say(row, Code.DUPLICATE, first, FileStatus.DUPLICATE) if copy else row, names))
    return _superseded(judged, findings)


def _say(row: FileRow, code: Code, detail: str = "", status: FileStatus | None = None) -> FileRow:
    """Return the row that does not count, with the reason said."""
    message = " ".join(part for part in (MESSAGES[code], f"({detail})" if detail else "", row.message) if part)
    return replace(row, status=status or row.status, counts=False, code=code.value, message=message)


def _to_be_decided(row: FileRow, code: Code, detail: str) -> FileRow:
    """Return the row that counts for nobody until somebody decides: said on the row, and listed as a problem."""
    found = problem(Stage.COVER, code, f"({detail})" if detail else "")
    return _say(replace(row, problems=(*row.problems, found)), code, detail)


def _succeeded(row: FileRow, detail: str) -> FileRow:
    """Return the row that counts for the successor of who sent it, with that said."""
    found = problem(Stage.COVER, Code.UNIT_SUCCEEDED, f"({detail})", severity=Severity.INFO)
    message = f"{found.message} {row.message}".strip()
    return replace(
        row, counts=True, code=row.code or found.code.value, message=message, problems=(*row.problems, found)
    )


def _one(row: FileRow, names: Mapping[str, str]) -> FileRow:
    """Decide a row by its own assessment."""
    assessment = row.assessment
    if assessment is None:
        return row
    row = replace(row, kind=assessment.kind, unit_id=assessment.unit_id)
    if row.status is not FileStatus.OK or assessment.kind is Kind.DIRECTIVE:
        return row
    if assessment.reason:
        return _say(row, Code(assessment.reason))
    return _by_sender(row, assessment, names)


def _by_sender(row: FileRow, assessment: Assessment, names: Mapping[str, str]) -> FileRow:
    """Let a report count for the unit of the roster that sent it, or say why it can count for none."""
    sent_by, candidates = (_named(ids, names) for ids in (assessment.sent_by, assessment.unit_candidates))
    if assessment.unit_id is None and sent_by:
        detail = f"{sent_by}; có thể là: {candidates}" if candidates else sent_by
        return _to_be_decided(row, Code.UNIT_NOT_IN_ROSTER, detail)
    if assessment.unit_id is None:
        return _to_be_decided(row, Code.UNIT_AMBIGUOUS if candidates else Code.UNIT_UNKNOWN, candidates)
    if sent_by:
        return _succeeded(row, f"{sent_by} → {_named((assessment.unit_id,), names)}")
    return replace(row, counts=True)


def _named(ids: Iterable[str], names: Mapping[str, str]) -> str:
    return ", ".join(f"{names[one]} [{one}]" if one in names else one for one in ids)


def _superseded(rows: list[FileRow], findings: Findings) -> list[FileRow]:
    """Mark reports that another report of the same unit says it replaces, and near copies of a counting report."""
    replaced = {
        (row.unit_id, number_key(number)): row.source
        for row in rows
        if row.counts and row.assessment
        for number in row.assessment.replaces
    }
    seen: dict[tuple[str, str], str] = {}
    out = []
    for row in rows:
        number = row.description.dispatch.number if row.description else None
        key = (_signer(row), number_key(number.value)) if number else None
        by = replaced.get((row.unit_id, key[1]), row.source) if key else row.source
        if row.counts and by != row.source:
            out.append(_say(row, Code.SUPERSEDED, by, FileStatus.SUPERSEDED))
        elif row.counts and key and key in seen and _same_words(row, seen[key], rows, findings):
            out.append(_say(row, Code.DUPLICATE, seen[key], FileStatus.DUPLICATE))
        else:
            if row.counts and key:
                seen.setdefault(key, row.source)
            out.append(row)
    return out


def _signer(row: FileRow) -> str:
    """Return whose number a report bears: two units of one successor may both have a report 12/BC-UBND."""
    sent_by = row.assessment.sent_by if row.assessment else ()
    return "|".join(sent_by) or row.unit_id or ""


def _same_words(row: FileRow, source: str, rows: list[FileRow], findings: Findings) -> bool:
    """Tell whether two files with one number hold the same evidence: the signed PDF of a Word file."""
    other = next(candidate for candidate in rows if candidate.source == source)
    one, two = findings((row, other), Step.ASSESS)
    return _words(one) == _words(two)


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
    if not rows:
        return Coverage(unit.id, task.id, Status.NONE, _REPORT_CONFIDENCE)
    let_go = [row.assessment.let_go for row in rows if row.assessment]
    confidence = min(of_cell(task.id, [item for item, _ in found], let_go), _SUREST)
    if not found:
        return Coverage(unit.id, task.id, Status.NONE, confidence)
    best, document_id = max(found, key=lambda pair: (pair[0].status.strength, pair[0].score, -pair[0].span.start))
    return Coverage(unit.id, task.id, best.status, confidence, len(found), best, document_id)


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
