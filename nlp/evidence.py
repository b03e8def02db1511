"""The sentences of a report that bear on the tasks, each with its status (rules of eval/GUIDE.md)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from core.coverage import Evidence, Status
from core.document import Block, BlockKind, Document
from core.reference import Reference
from core.text import Span, matching
from nlp.cues import Cue, Cues
from nlp.figures import dates, figures
from nlp.restated import DirectiveText
from nlp.sections import Role, Section, heading_level
from nlp.sentences import segments, sentences
from nlp.tense import Segment, Tense, read_tenses
from nlp.terms import Bearing, TermIndex

_COPIED = 0.62  # share of syllable pairs from which a sentence counts as the dispatch's own wording
_FRAMED = 0.45  # the same, where the sentence also speaks in general words
_SCORES = {
    Status.QUANTIFIED: 0.95,
    Status.DONE: 0.85,
    Status.NOT_DONE: 0.85,
    Status.PLANNED: 0.85,
    Status.RESTATED: 0.75,
}
_ORDINALS = frozenset(
    f"{n} là" for n in ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "thứ nhất", "cuối cùng")
)
_WEAK_PENALTY = 0.2  # taken off where only weak terms or a heading tie the sentence to the task


@dataclass(frozen=True, slots=True)
class Reader:
    """What is needed to read a report's sentences for one campaign."""

    terms: TermIndex
    cues: Cues
    directive: DirectiveText
    year: int  # of the reports


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence with everything that its status hangs on; spans inside refer to the sentence."""

    text: str
    masked: str  # the same length, citations and full dates blanked, so that their years are no cues
    role: Role
    references: tuple[Reference, ...]
    figures: tuple[Span, ...]
    pieces: tuple[Segment, ...]


def find_evidence(
    document: Document, parts: tuple[Section, ...], references: tuple[Reference, ...], reader: Reader
) -> tuple[Evidence, ...]:
    """Return the evidence of all sentences in the report's sections, in order."""
    found: list[Evidence] = []
    for section in parts:
        heading = _heading_tasks(section, reader.terms)
        previous: tuple[str, ...] = ()
        carried: Tense | None = None  # an intention goes on in the sentences of a paragraph and in a list
        last: Block | None = None
        for block, span in sentences(document, _whole_blocks(document, section.span)):
            if heading_level(block, block.span.of(document.text)) is not None:
                continue
            if span.start < section.span.start:
                span = Span(section.span.start, span.end)
            if block is not last and not _in_list(span.of(document.text)):
                carried = None
            last = block
            sentence = _read(document, span, section.role, references, carried, reader)
            carried = Tense.FUTURE if sentence.pieces and sentence.pieces[-1].tense is Tense.FUTURE else None
            evidence = tuple(_of_sentence(sentence, block, span, heading, previous, reader))
            found += evidence
            previous = tuple(item.task_id for item in evidence) if _leads_on(span.of(document.text)) else previous
    return tuple(found)


def _whole_blocks(document: Document, span: Span) -> Span:
    """Widen a span that starts inside a block (behind an inline title) to that block's start."""
    block = document.block_at(span.start)
    return Span(min(block.span.start, span.start), span.end) if block else span


def _leads_on(sentence: str) -> bool:
    """Tell whether the next sentences belong under this one: "Nổi bật là:"."""
    return sentence.rstrip().endswith(":")


def _heading_tasks(section: Section, terms: TermIndex) -> tuple[str, ...]:
    """Return the tasks that a section's heading names."""
    return tuple(task for task, bearing in terms.bearings(section.title).items() if bearing.enough)


def _in_list(sentence: str) -> bool:
    """Tell whether a sentence goes on a list: a bullet, "Hai là, …"."""
    folded = matching(sentence.lstrip())
    return folded[:1] in "-+*•" or folded.partition(",")[0] in _ORDINALS


def _read(
    document: Document,
    span: Span,
    role: Role,
    references: tuple[Reference, ...],
    carried: Tense | None,
    reader: Reader,
) -> _Sentence:
    text = span.of(document.text)
    inside = tuple(_moved(ref, -span.start) for ref in references if span.contains(ref.span))
    masked = _mask(text, inside, reader.year)
    return _Sentence(
        text,
        masked,
        role,
        inside,
        figures(text, tuple(ref.span for ref in inside)),
        read_tenses(masked, segments(masked), role, reader.cues, carried),
    )


def _of_sentence(
    sentence: _Sentence,
    block: Block,
    span: Span,
    heading: tuple[str, ...],
    previous: tuple[str, ...],
    reader: Reader,
) -> Iterator[Evidence]:
    if sentence.role is Role.PROPOSALS:
        return
    bearings = reader.terms.bearings(sentence.text, sentence.references)
    by_task = _segments_by_task(sentence, bearings, heading, previous, block)
    for task_id, (pieces, why) in by_task.items():
        status, reason = _status(sentence, pieces, why, reader)
        if status is Status.NONE:
            continue
        counted = [f for f in sentence.figures if any(p.span.contains(f) or p.span.overlaps(f) for p in pieces)]
        score = _SCORES[status] - (0.0 if why[0].startswith(("term:", "document:")) else _WEAK_PENALTY)
        yield Evidence(
            task_id,
            span,
            sentence.text,
            status,
            round(score, 4),
            block.page,
            tuple(f.of(sentence.text) for f in counted) if status is Status.QUANTIFIED else (),
            sentence.role,
            (*why, *reason),
        )


def _moved(reference: Reference, by: int) -> Reference:
    return Reference(reference.span.shifted(by), reference.text, reference.form, number=reference.number)


def _mask(text: str, references: tuple[Reference, ...], year: int) -> str:
    """Blank out citations, and full dates up to the reporting year; a later date is a cue of an intention."""
    masked = list(text)
    past = (span for span in dates(text) if int(span.of(text)[-4:]) <= year)
    for span in (*(ref.span for ref in references), *past):
        masked[span.start : span.end] = "_" * len(span)
    return "".join(masked)


def _segments_by_task(
    sentence: _Sentence,
    bearings: Mapping[str, Bearing],
    heading: tuple[str, ...],
    previous: tuple[str, ...],
    block: Block,
) -> dict[str, tuple[tuple[Segment, ...], tuple[str, ...]]]:
    """Return for each task that the sentence bears on its segments and why it bears on it."""
    pieces = sentence.pieces
    why: dict[str, tuple[str, ...]] = {}
    strong = any(bearing.strong for bearing in bearings.values())
    for task_id, bearing in bearings.items():
        if bearing.strong:
            why[task_id] = tuple(f"term:{name}" for name, _ in bearing.strong)
        elif not strong and (bearing.enough or task_id in heading or task_id in previous):
            why[task_id] = tuple(f"weak:{name}" for name, _ in bearing.weak)
    if not why:
        ties = heading if len(heading) == 1 else ()
        if previous and block.kind is BlockKind.LIST_ITEM or sentence.text.lstrip()[:1] in "-+*•":
            ties = previous or ties
        why = {task_id: ("heading",) for task_id in ties}
    return {task_id: (_own(pieces, bearings, task_id, only=len(why) == 1), reasons) for task_id, reasons in why.items()}


def _own(
    pieces: tuple[Segment, ...], bearings: Mapping[str, Bearing], task_id: str, *, only: bool
) -> tuple[Segment, ...]:
    """Return the segments of one task: those with its terms and those behind them without any task's terms.

    Where the sentence bears on this task only, and what its terms tell has happened, the words before them
    belong to it too ("Mở 02 lớp cho 120 người, phổ biến …").
    """
    owners = [_owners(piece, bearings) for piece in pieces]
    current: set[str] = set()
    own: list[Segment] = []
    for piece, owner in zip(pieces, owners, strict=True):
        current = owner or current
        if task_id in current:
            own.append(piece)
    if not own:
        return pieces
    if only and any(piece.tense in {Tense.PAST, Tense.PRESENT} for piece in own):
        return pieces
    return tuple(own)


def _owners(piece: Segment, bearings: Mapping[str, Bearing]) -> set[str]:
    return {task for task, b in bearings.items() if any(s.overlaps(piece.span) for _, s in (*b.strong, *b.weak))}


def _status(
    sentence: _Sentence, pieces: tuple[Segment, ...], why: tuple[str, ...], reader: Reader
) -> tuple[Status, tuple[str, ...]]:
    """Return the status of a sentence for one task, with the features that decided it."""
    folded = matching(sentence.masked)
    copied = reader.directive.share(sentence.text)
    tied = why[0].startswith("heading")
    if reader.cues.has(Cue.INTRO, folded) or reader.cues.starts(Cue.BASIS, folded):
        named = any(reason.removeprefix("term:")[:1].isdigit() for reason in why)
        happened = any(piece.tense is Tense.PAST and piece.act for piece in pieces)
        if not happened:
            return (Status.RESTATED, ("basis",)) if named else (Status.NONE, ())
    if reader.cues.starts(Cue.PROPOSAL, folded, 30) and not any(p.tense is Tense.PAST for p in pieces):
        return Status.NONE, ()
    done = [piece for piece in pieces if _happened(piece, sentence.role)]
    counted = [
        piece for piece in done if not piece.target and any(piece.span.overlaps(figure) for figure in sentence.figures)
    ]
    if sentence.role is Role.LIMITS:
        denied = any(piece.tense is Tense.DENIED for piece in pieces) and not tied
        return (Status.NOT_DONE, ("denied", "limits")) if denied else (Status.NONE, ())
    if counted:
        return Status.QUANTIFIED, ("figures", f"tense:{counted[0].tense}")
    if _only_repeats(sentence, pieces, copied):
        return Status.RESTATED, (f"copied:{copied:.2f}",)
    denied = any(piece.tense is Tense.DENIED for piece in pieces)
    if done and denied and all(piece.tense is Tense.PRESENT and not piece.nil for piece in done) and not tied:
        return Status.NOT_DONE, ("denied",)
    if done and not (tied and sentence.role is Role.SITUATION):
        return Status.DONE, (f"tense:{done[0].tense}",)
    for tense, status in (
        (Tense.DENIED, Status.NOT_DONE),
        (Tense.FUTURE, Status.PLANNED),
        (Tense.DUTY, Status.RESTATED),
    ):
        if any(piece.tense is tense for piece in pieces):
            return (Status.NONE, ()) if tied and status is not Status.PLANNED else (status, (f"tense:{tense}",))
    if tied or all(piece.tense is Tense.EARLIER for piece in pieces):
        return Status.NONE, ()
    return Status.RESTATED, ("no act",)


def _happened(piece: Segment, role: Role) -> bool:
    """Tell whether a segment tells something that was carried out in the period."""
    if piece.nil:
        return True
    if piece.tense is Tense.PAST:
        return True
    return piece.tense is Tense.PRESENT and role is not Role.SITUATION and (piece.act or piece.weak_act)


def _only_repeats(sentence: _Sentence, pieces: tuple[Segment, ...], copied: float) -> bool:
    """Tell whether a sentence without figures only repeats the dispatch or speaks in general words."""
    if any(piece.tense is Tense.FUTURE or piece.nil for piece in pieces):
        return False
    said = any(piece.tense is Tense.PAST and (piece.act or piece.weak_act) for piece in pieces)
    general = any(piece.general for piece in pieces)
    concrete = any(piece.act for piece in pieces)
    if copied >= _COPIED:
        return not (said and concrete)
    if said:
        return False
    return general and (copied >= _FRAMED or not concrete)
