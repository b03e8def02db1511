"""An outcome as rows of the store's tables, in the order in which they are shown."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from sqlalchemy import Table

from core.campaign import Campaign
from core.coverage import Assessment, Coverage, Evidence, Remark, Standing
from core.dispatch import Dispatch, Found
from core.problem import Problem
from core.reference import Reference
from core.steps import FileRow, FileStatus, Outcome
from store import schema
from store.cells import clean, clean_or_none, listed, rounded
from store.directives import Directive, directives

T = TypeVar("T")
Row = dict[str, Any]


def campaign_key(campaign: Campaign) -> str:
    """Return what a campaign's rows are kept under: its dispatch and its year, for a dispatch can serve many years."""
    return clean(f"{campaign.number or campaign.name} {campaign.reporting_year}")


def rows_of(outcome: Outcome) -> dict[Table, list[Row]]:
    """Return the rows of every table of findings, each with its campaign and its position."""
    key = campaign_key(outcome.campaign)
    numbered = list(enumerate(outcome.files))
    counting = _counting(outcome)
    tasks = {task.id: place for place, task in enumerate(outcome.campaign.tasks)}
    units = _unit_places(outcome)
    sources = _sources(numbered)
    findings: dict[Table, Iterable[Row]] = {
        schema.task_rows: (
            {"task_id": task.id, "title": clean(task.title), "kind": task.kind.value} for task in outcome.campaign.tasks
        ),
        schema.unit_rows: _units(outcome),
        schema.document_rows: (_document(file) for file in outcome.files),
        schema.reference_rows: (
            _reference(document, reference)
            for document, file in numbered
            if file.status in {FileStatus.OK, FileStatus.SUPERSEDED} and file.description
            for reference in file.description.references
        ),
        schema.evidence_rows: (
            _evidence(document, found)
            for document, found in sorted(
                ((document, found) for document, assessment in counting for found in assessment.evidence),
                key=lambda pair: (units[pair[0]], tasks.get(pair[1].task_id, len(tasks)), pair[0], pair[1].span),
            )
        ),
        schema.coverage_rows: (_coverage(cell, sources) for cell in outcome.coverage),
        schema.remark_rows: (
            _remark(document, found)
            for document, found in sorted(
                ((document, found) for document, assessment in counting for found in assessment.remarks),
                key=lambda pair: (units[pair[0]], pair[1].kind, pair[0], pair[1].span),
            )
        ),
        schema.directive_rows: (_directive(entry) for entry in directives(outcome.files)),
        schema.problem_rows: (_problem(document, problem) for document, file in numbered for problem in file.problems),
    }
    campaign = _campaign(key, outcome.campaign)
    return {schema.campaign_rows: [campaign]} | {
        table: [{"campaign": key, "position": position, **row} for position, row in enumerate(rows)]
        for table, rows in findings.items()
    }


def _campaign(key: str, campaign: Campaign) -> Row:
    return {
        "campaign": key,
        "name": clean(campaign.name),
        "number": clean(campaign.number),
        "issued_on": campaign.issued_on,
        "issuer": clean(campaign.issuer),
        "reporting_year": campaign.reporting_year,
        "deadline": campaign.deadline,
    }


def _units(outcome: Outcome) -> Iterable[Row]:
    standings: Mapping[str, Standing] = {standing.unit_id: standing for standing in outcome.standings}
    for unit in outcome.campaign.units:
        missing = Standing(unit.id, returned=False, tasks_total=len(outcome.campaign.tasks))
        standing = standings.get(unit.id, missing)
        yield {
            "unit_id": unit.id,
            "name": clean(unit.name),
            "kind": clean(unit.kind),
            "returned": standing.returned,
            "received_on": standing.received_on,
            "days_late": standing.days_late,
            "documents": standing.documents,
            "tasks_addressed": standing.tasks_addressed,
            "tasks_total": standing.tasks_total,
        }


def _document(file: FileRow) -> Row:
    dispatch = file.description.dispatch if file.description else Dispatch()
    return {
        "sha256": file.sha256,
        "source": clean(file.source),
        "size": file.size,
        "media_type": clean(file.media_type),
        "kind": file.kind.value,
        "counts": file.counts,
        "unit_id": file.unit_id,
        "received_on": file.received_on,
        "number": clean_or_none(_value(dispatch.number)),
        "doc_type": clean_or_none(_value(dispatch.doc_type)),
        "issued_on": _value(dispatch.issued_on),
        "issuer": clean_or_none(_value(dispatch.issuer)),
        "place": clean_or_none(_value(dispatch.place)),
        "subject": clean_or_none(_value(dispatch.subject)),
        "signer": clean_or_none(_value(dispatch.signer)),
        "pages": file.pages or None,  # a word processor's file without page breaks tells none
        "ocr_pages": file.ocr_pages,
        "characters": file.characters,
        "completeness": None if file.completeness is None else rounded(file.completeness),
        "status": file.status.value,
        "code": clean(file.code),
        "message": clean(file.message),
    }


def _value(found: Found[T] | None) -> T | None:
    return found.value if found else None


def _reference(document: int, reference: Reference) -> Row:
    return {
        "document": document,
        "page": reference.page,
        "start": reference.span.start,
        "end": reference.span.end,
        "text": clean(reference.text),
        "form": reference.form.value,
        "doc_type": clean_or_none(reference.doc_type),
        "number": clean_or_none(reference.number),
        "issued_on": reference.issued_on,
        "issuer": clean_or_none(reference.issuer),
        "title": clean_or_none(reference.title),
        "canonical": clean(reference.canonical),
        "warnings": listed(reference.warnings),
        "role": reference.role.value,
        "pin": clean_or_none(reference.pin),
    }


def _evidence(document: int, found: Evidence) -> Row:
    return {
        "document": document,
        "task_id": found.task_id,
        "page": found.page,
        "start": found.span.start,
        "end": found.span.end,
        "sentence": clean(found.sentence),
        "status": found.status.value,
        "score": rounded(found.score),
        "figures": listed(found.figures),
        "section": clean(found.section),
        "features": listed(found.features),
    }


def _remark(document: int, remark: Remark) -> Row:
    return {
        "document": document,
        "kind": remark.kind.value,
        "page": remark.page,
        "start": remark.span.start,
        "end": remark.span.end,
        "sentence": clean(remark.sentence),
    }


def _coverage(cell: Coverage, sources: Mapping[str, int]) -> Row:
    return {
        "document": sources.get(cell.document_id or ""),
        "unit_id": cell.unit_id,
        "task_id": cell.task_id,
        "status": cell.status.value,
        "addressed": cell.status.addressed,
        "confidence": rounded(cell.confidence),
        "evidence_count": cell.evidence_count,
        "evidence": clean(cell.best.sentence) if cell.best else None,
        "page": cell.best.page if cell.best else None,
        "start": cell.best.span.start if cell.best else None,
        "end": cell.best.span.end if cell.best else None,
        "decided_by": clean(cell.decided_by),
    }


def _directive(entry: Directive) -> Row:
    return {
        "canonical": clean(entry.canonical),
        "doc_type": clean_or_none(entry.doc_type),
        "number": clean_or_none(entry.number),
        "issued_on": entry.issued_on,
        "issuer": clean_or_none(entry.issuer),
        "title": clean_or_none(entry.title),
        "cited_by_units": entry.cited_by_units,
        "citations": entry.citations,
        "in_inbox": entry.in_inbox,
        "warnings": listed(entry.warnings),
    }


def _problem(document: int, problem: Problem) -> Row:
    return {
        "document": document,
        "stage": problem.stage.value,
        "code": problem.code.value,
        "severity": problem.severity.value,
        "page": problem.page,
        "message": clean(problem.message),
    }


def _counting(outcome: Outcome) -> list[tuple[int, Assessment]]:
    """Return the place and the assessment of each file that counts."""
    return [(place, file.assessment) for place, file in enumerate(outcome.files) if file.counts and file.assessment]


def _unit_places(outcome: Outcome) -> list[int]:
    """Return for each file the place of its unit in the roster, behind all of them where it has none."""
    places = {unit.id: place for place, unit in enumerate(outcome.campaign.units)}
    return [places.get(file.unit_id or "", len(places)) for file in outcome.files]


def _sources(numbered: list[tuple[int, FileRow]]) -> dict[str, int]:
    """Return the file that stands for each sha256: of identical copies the one that counts, else the first."""
    ranked = sorted(numbered, key=lambda pair: (not pair[1].counts, pair[0]))
    return {file.sha256: place for place, file in reversed(ranked) if file.sha256}
