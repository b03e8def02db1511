"""Applies people's corrections to what the program found: they win, and are found again where a text has moved."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from core.coverage import Coverage, Evidence, Status
from core.document import Document
from core.problem import Code, Problem, Stage, problem
from core.review import Action, Fate, Quote, Review, Reviewed, undone
from core.steps import FileRow, Findings, Outcome, Step, as_they_are
from core.text import Span, matching
from nlp.coverage import cells_of, standings_of
from nlp.figures import figures

DocumentOf = Callable[[str], Document | None]  # sha256 -> what was read
_QUOTING = {Action.CONFIRM, Action.REJECT, Action.ADD}
_SHOWN = 80  # characters of a lost sentence that its problem shows


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a reviewed sentence stands today: the file's place in the outcome, its words, and the evidence that it is."""

    file: int
    span: Span
    sentence: str
    page: int | None
    evidence: Evidence | None


def apply_reviews(
    outcome: Outcome, reviews: Sequence[Review], document_of: DocumentOf, findings: Findings = as_they_are
) -> Outcome:
    """Return the outcome as the reviewers corrected it; `reviews` are all that were ever made of the campaign.

    A rejected sentence is no evidence any more, an added or confirmed one is, for certain and with the status that the
    reviewer gave it; a status that was set wins over all sentences. Of several about one thing the last one counts. A
    cell is decided by the reviewer where its status was set, its best sentence confirmed or added, or where the
    program alone would say something else; the program's own status stays beside it.

    A sentence is looked for in its document at its place, then by its words, then in the unit's other counting reports.
    `findings` gives those rows whole in which one is looked for, where they are slim.
    """
    if not reviews:
        return outcome
    ordered = sorted(reviews, key=lambda review: review.id)
    gone = undone(ordered)
    live = [review for review in ordered if review.id not in gone]
    places = {
        review.id: _find(review, outcome.files, document_of, findings) for review in live if review.action in _QUOTING
    }
    last = {_subject(review, places): review.id for review in live}
    deciding = [review for review in live if last[_subject(review, places)] == review.id]
    files = _corrected(outcome.files, deciding, places, findings)
    cells = _decided(outcome, cells_of(files, outcome.campaign, findings), deciding)
    standings = standings_of(files, cells, outcome.campaign)
    told = _told(outcome, ordered, gone, {review.id for review in deciding}, places)
    return replace(outcome, files=files, coverage=cells, standings=standings, reviews=tuple(told))


def _subject(review: Review, places: dict[int, _Place | None]) -> tuple[object, ...]:
    """Return what a review is about: a cell, a sentence, a file; of several about the same the last one counts. Notes and undoings stand alone."""
    if review.action is Action.SET:
        return (*review.cell, "status")
    if review.action is Action.ASSIGN and review.quote:
        return (review.quote.document_id, "sender")
    place = places.get(review.id)
    return (*review.cell, place.file, place.span) if place else (*review.cell, review.id)


# Finding sentences again


def _find(review: Review, files: Sequence[FileRow], document_of: DocumentOf, findings: Findings) -> _Place | None:
    """Return where the review's sentence stands in the unit's counting reports today; its own document comes first."""
    quote = review.quote
    if quote is None:
        return None
    own = [place for place, file in enumerate(files) if file.counts and file.unit_id == review.unit_id]
    own.sort(key=lambda place: files[place].sha256 != quote.document_id)
    whole = findings((files[place] for place in own), Step.ASSESS)
    found = (_in_file(place, file, review.task_id, quote, document_of) for place, file in zip(own, whole, strict=True))
    return next((place for place in found if place), None)


def _in_file(place: int, file: FileRow, task_id: str, quote: Quote, document_of: DocumentOf) -> _Place | None:
    """Return where a sentence stands in one file: as evidence of the task, or anywhere in its text."""
    evidence = _same_evidence(file, task_id, quote)
    if evidence:
        return _Place(place, evidence.span, evidence.sentence, evidence.page, evidence)
    document = document_of(file.sha256)
    span = _span_of(quote, document.text) if document else None
    if document is None or span is None:
        return None
    for one in _evidence(file, task_id):  # the same sentence, cut in another way
        if one.span.contains(span) or span.contains(one.span):
            return _Place(place, one.span, one.sentence, one.page, one)
    return _Place(place, span, span.of(document.text), document.page_at(span.start), None)


def _evidence(file: FileRow, task_id: str) -> Iterator[Evidence]:
    return (found for found in (file.assessment.evidence if file.assessment else ()) if found.task_id == task_id)


def _same_evidence(file: FileRow, task_id: str, quote: Quote) -> Evidence | None:
    """Return the evidence with the same words, of several the nearest one."""
    letters = _letters(quote.sentence)
    same = [found for found in _evidence(file, task_id) if _letters(found.sentence) == letters]
    return min(same, key=lambda found: abs(found.span.start - quote.span.start), default=None)


def _letters(sentence: str) -> str:
    """Return a sentence as it is compared: blanks, marks and case may have moved."""
    return "".join(character for character in matching(sentence) if character.isalnum())


def _span_of(quote: Quote, text: str) -> Span | None:
    """Return where a sentence stands in a text: at its place, else where its letters stand nearest to it."""
    if quote.sentence and quote.span.of(text) == quote.sentence:
        return quote.span
    wanted = _letters(quote.sentence)
    if not wanted:
        return None
    offsets = [offset for offset, character in enumerate(matching(text)) if character.isalnum()]
    letters = _letters(text)
    places, at = [], letters.find(wanted)
    while at >= 0:
        places.append(Span(offsets[at], offsets[at + len(wanted) - 1] + 1))
        at = letters.find(wanted, at + len(wanted))
    found = min(places, key=lambda span: abs(span.start - quote.span.start), default=None)
    return found and _with_marks(found, quote.sentence, text)


def _with_marks(span: Span, sentence: str, text: str) -> Span:
    """Widen a span of letters by the bullet before and the mark behind it that the sentence has."""
    bare = [offset for offset, character in enumerate(matching(sentence)) if character.isalnum()]
    before, behind = sentence[: bare[0]], sentence[bare[-1] + 1 :]
    start = span.start - len(before) if before and text[: span.start].endswith(before) else span.start
    end = span.end + len(behind) if behind and text[span.end :].startswith(behind) else span.end
    return Span(start, end)


# Correcting


def _corrected(
    files: Sequence[FileRow], reviews: Sequence[Review], places: dict[int, _Place | None], findings: Findings
) -> tuple[FileRow, ...]:
    """Return the files with the evidence that the reviewers left, confirmed and added, in the order of the text."""
    found: defaultdict[int, list[tuple[Review, _Place]]] = defaultdict(list)
    for review in reviews:
        place = places.get(review.id)
        if place:
            found[place.file].append((review, place))
    corrected = list(files)
    for file, own in found.items():
        (row,) = findings((files[file],), Step.DESCRIBE, Step.ASSESS)
        assessment = row.assessment
        if assessment is None:
            continue
        evidence = list(assessment.evidence)
        for review, place in own:
            if place.evidence:
                evidence.remove(place.evidence)
            if review.action is not Action.REJECT:
                evidence.append(_attested(review, place, row))
        evidence.sort(key=lambda one: (one.span, one.task_id))
        corrected[file] = replace(row, assessment=replace(assessment, evidence=tuple(evidence)), whole=True)
    return tuple(corrected)


def _attested(review: Review, place: _Place, row: FileRow) -> Evidence:
    """Return the evidence that a reviewer stands for: the program's with their status, or a new one."""
    status = review.status or Status.NONE
    feature = "added" if review.action is Action.ADD else "confirmed"
    if place.evidence:
        why = (*place.evidence.features, feature)
        return replace(place.evidence, status=status, score=1.0, features=why)
    cited = row.description.references if row.description else ()
    inside = tuple(one.span.shifted(-place.span.start) for one in cited if place.span.contains(one.span))
    numbers = figures(place.sentence, inside) if status is Status.QUANTIFIED else ()
    said = tuple(number.of(place.sentence) for number in numbers)
    return Evidence(review.task_id, place.span, place.sentence, status, 1.0, place.page, said, features=(feature,))


def _decided(outcome: Outcome, cells: Sequence[Coverage], reviews: Sequence[Review]) -> tuple[Coverage, ...]:
    """Return the cells with who decided them; the program's own status beside a reviewer's."""
    of_cell: defaultdict[tuple[str, str], list[Review]] = defaultdict(list)
    for review in reviews:
        of_cell[review.cell].append(review)
    return tuple(
        _cell(program, cell, of_cell[cell.unit_id, cell.task_id])
        for program, cell in zip(outcome.coverage, cells, strict=True)
    )


def _cell(program: Coverage, cell: Coverage, reviews: Sequence[Review]) -> Coverage:
    note = "\n".join(review.note for review in reviews if review.note)
    acts = [review for review in reviews if review.action in _QUOTING or review.action is Action.SET]
    if not acts:
        return replace(program, note=note)
    ruling = next((review for review in acts if review.action is Action.SET), None)  # the last one is the only one left
    if ruling and ruling.status:
        return replace(
            cell,
            status=ruling.status,
            confidence=1.0,
            decided_by=ruling.reviewer,
            program=program.status,
            note=note,
        )
    attested = cell.best is not None and bool({"added", "confirmed"} & set(cell.best.features))
    if attested or cell.status is not program.status:
        return replace(cell, confidence=1.0, decided_by=acts[-1].reviewer, program=program.status, note=note)
    return replace(cell, note=note)


# Telling what became of each review


def _told(
    outcome: Outcome,
    reviews: Sequence[Review],
    gone: frozenset[int],
    deciding: set[int],
    places: dict[int, _Place | None],
) -> Iterator[Reviewed]:
    program = {(cell.unit_id, cell.task_id): cell.status for cell in outcome.coverage}
    given = {(file.unit_id, file.sha256) for file in outcome.files}
    for review in reviews:
        place = places.get(review.id)
        if review.id in gone:
            fate = Fate.UNDONE
        elif review.id not in deciding:
            fate = Fate.OVERRULED
        elif review.action is Action.ASSIGN and review.quote:
            fate = Fate.HOLDS if (review.unit_id, review.quote.document_id) in given else Fate.LOST
        elif review.task_id and (review.cell not in program or (review.action in _QUOTING and place is None)):
            fate = Fate.LOST
        elif review.program and review.program is not program[review.cell]:
            fate = Fate.CHANGED
        else:
            fate = Fate.HOLDS
        found = Reviewed(review, fate, problem=_problem(review, fate))
        if place:
            sha256 = outcome.files[place.file].sha256
            found = replace(found, document_id=sha256, span=place.span, page=place.page)
        yield found


def _problem(review: Review, fate: Fate) -> Problem | None:
    code = {Fate.LOST: Code.REVIEW_LOST, Fate.CHANGED: Code.REVIEW_CHANGED}.get(fate)
    if code is None:
        return None
    if review.action is Action.ASSIGN:
        return problem(Stage.COVER, Code.ASSIGNMENT_LOST, f"({review.unit_id}, {review.reviewer})")
    words = review.quote.sentence if review.quote else ""
    quoted = f": “{words[:_SHOWN]}{'…' if len(words) > _SHOWN else ''}”" if words else ""
    return problem(Stage.COVER, code, f"({review.unit_id}, nhiệm vụ {review.task_id}, {review.reviewer}{quoted})")
