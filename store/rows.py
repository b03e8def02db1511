"""An outcome as rows of the store's tables, in the order in which they are shown."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import Table

from core.campaign import Campaign
from core.coverage import Coverage, Evidence, Remark, Standing
from core.dispatch import Dispatch, Found
from core.pieces import pieces
from core.problem import Problem
from core.reference import Reference
from core.review import Reviewed
from core.steps import FileRow, FileStatus, Findings, Outcome, Step, as_they_are
from store import schema
from store.cells import clean, clean_or_none, listed, rounded
from store.directives import Directive, Ledger
from store.identity import Key, keys_of

T = TypeVar("T")
Row = dict[str, Any]
_AT_ONCE = 500  # rows that are held at a time


def campaign_key(campaign: Campaign) -> str:
    """Return what a campaign's rows are kept under: its dispatch and its year, for a dispatch can serve many years."""
    return clean(f"{campaign.number or campaign.name} {campaign.reporting_year}")


def rows_of(
    outcome: Outcome, findings: Findings = as_they_are, key_of: Key | None = None
) -> Iterator[tuple[Table, list[Row]]]:
    """Yield the rows of every table of findings, a few at a time, in the order in which they may be put in.

    Each has its campaign and its position. `findings` gives the files whole, where they are slim; `key_of` is the key of
    their citations, where it is known already.
    """
    key = campaign_key(outcome.campaign)
    count: Counter[Table] = Counter()
    for table, rows in _rows_of(outcome, findings, key_of):
        if table is schema.campaign_rows:
            yield table, [{"campaign": key, **row} for row in rows]
            continue
        for piece in pieces(rows, _AT_ONCE):
            yield table, [{"campaign": key, "position": place, **row} for place, row in enumerate(piece, count[table])]
            count[table] += len(piece)


def _rows_of(outcome: Outcome, findings: Findings, key_of: Key | None) -> Iterator[tuple[Table, Iterable[Row]]]:
    campaign = outcome.campaign
    yield schema.campaign_rows, [_campaign(campaign)]
    yield (
        schema.task_rows,
        ({"task_id": task.id, "title": clean(task.title), "kind": task.kind.value} for task in campaign.tasks),
    )
    yield schema.unit_rows, _units(outcome)
    yield from _rows_of_files(outcome, findings, key_of or keys_of(findings(outcome.files, Step.DESCRIBE)))
    yield from _rows_of_units(outcome, findings)
    sources = _sources(outcome.files)
    yield schema.coverage_rows, (_coverage(cell, sources) for cell in outcome.coverage)
    problems = ((_place(one, sources), one.problem) for one in outcome.reviews)
    yield schema.problem_rows, (_problem(place, found) for place, found in problems if found)
    yield schema.review_rows, (_review(one, sources) for one in outcome.reviews)


def _rows_of_files(outcome: Outcome, findings: Findings, key_of: Key) -> Iterator[tuple[Table, Iterable[Row]]]:
    """Yield what is told of each file, in the order of the sources, and the ledger of all citations behind."""
    ledger = Ledger(key_of)
    for piece in pieces(enumerate(findings(outcome.files, Step.DESCRIBE)), _AT_ONCE):
        yield schema.document_rows, [_document(file) for _, file in piece]
        yield (
            schema.reference_rows,
            [
                _reference(place, reference, key_of(file, reference))
                for place, file in piece
                if file.status in {FileStatus.OK, FileStatus.SUPERSEDED} and file.description
                for reference in file.description.references
            ],
        )
        yield schema.problem_rows, [_problem(place, problem) for place, file in piece for problem in file.problems]
        for _, file in piece:
            ledger.take(file)
    yield schema.directive_rows, (_directive(entry) for entry in ledger.entries())


def _rows_of_units(outcome: Outcome, findings: Findings) -> Iterator[tuple[Table, Iterable[Row]]]:
    """Yield the sentences of the files that count, unit by unit in the order of the roster."""
    tasks = {task.id: place for place, task in enumerate(outcome.campaign.tasks)}
    units = _unit_places(outcome)
    counting = sorted((units[place], place) for place, file in enumerate(outcome.files) if file.counts)
    for _, group in groupby(counting, key=itemgetter(0)):
        places = [place for _, place in group]
        whole = zip(places, findings((outcome.files[place] for place in places), Step.ASSESS), strict=True)
        said = [(place, file.assessment) for place, file in whole if file.assessment]
        evidence = [(place, found) for place, assessment in said for found in assessment.evidence]
        evidence.sort(key=lambda pair: (tasks.get(pair[1].task_id, len(tasks)), pair[0], pair[1].span))
        yield schema.evidence_rows, (_evidence(place, found) for place, found in evidence)
        remarks = [(place, found) for place, assessment in said for found in assessment.remarks]
        remarks.sort(key=lambda pair: (pair[1].kind, pair[0], pair[1].span))
        yield schema.remark_rows, (_remark(place, found) for place, found in remarks)


def _campaign(campaign: Campaign) -> Row:
    return {
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


def _reference(document: int, reference: Reference, key: str) -> Row:
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
        "canonical": clean(key if reference.canonical else ""),
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
        "theme": clean(remark.theme),
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
        "program_status": (cell.program or cell.status).value,
        "note": clean(cell.note),
    }


def _review(reviewed: Reviewed, sources: Mapping[str, int]) -> Row:
    review = reviewed.review
    span = reviewed.span or (review.quote.span if review.quote else None)
    return {
        "document": _place(reviewed, sources),
        "review_id": review.id,
        "unit_id": clean(review.unit_id),
        "task_id": clean(review.task_id),
        "action": review.action.value,
        "status": review.status.value if review.status else None,
        "page": reviewed.page,
        "start": span.start if span else None,
        "end": span.end if span else None,
        "sentence": clean(review.quote.sentence) if review.quote else None,
        "note": clean(review.note),
        "reviewer": clean(review.reviewer),
        "reviewed_at": review.at.astimezone(UTC).isoformat(timespec="seconds"),
        "undoes": review.undoes,
        "fate": reviewed.fate.value,
    }


def _place(reviewed: Reviewed, sources: Mapping[str, int]) -> int | None:
    """Return the document that a review's sentence stands in today, or else stood in when it was made."""
    was = reviewed.review.quote.document_id if reviewed.review.quote else ""
    return sources.get(reviewed.document_id or was)


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


def _problem(document: int | None, problem: Problem) -> Row:
    return {
        "document": document,
        "stage": problem.stage.value,
        "code": problem.code.value,
        "severity": problem.severity.value,
        "page": problem.page,
        "message": clean(problem.message),
    }


def _unit_places(outcome: Outcome) -> list[int]:
    """Return for each file the place of its unit in the roster, behind all of them where it has none."""
    places = {unit.id: place for place, unit in enumerate(outcome.campaign.units)}
    return [places.get(file.unit_id or "", len(places)) for file in outcome.files]


def _sources(files: Sequence[FileRow]) -> dict[str, int]:
    """Return the file that stands for each sha256: of identical copies the one that counts, else the first."""
    ranked = sorted(enumerate(files), key=lambda pair: (not pair[1].counts, pair[0]))
    return {file.sha256: place for place, file in reversed(ranked) if file.sha256}
