"""The sentences of a report that bear on the tasks, each with its status (rules of eval/GUIDE.md)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from core.coverage import Evidence, Status
from core.document import Block, BlockKind, Document
from core.reference import Reference
from core.text import Span, matching
from nlp.cues import Cue, Cues
from nlp.figures import dates, figures
from nlp.labels import label_of, labelled_tasks
from nlp.restated import DirectiveText
from nlp.rows import hidden_cells
from nlp.sections import Role, Section, heading_level
from nlp.sentences import BULLETS, segments, sentences
from nlp.status import SCORES, Statement, Tie, status_of
from nlp.tense import Segment, Tense, read_tenses
from nlp.terms import Bearing, TermIndex

_ORDINALS = frozenset(f"{n} là" for n in ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "cuối cùng"))
_LOOSE_TIE = 0.2  # taken off the score where only weak terms, a list or a heading tie the sentence to the task


@dataclass(frozen=True, slots=True)
class Reader:
    """What is needed to read a report's sentences for one campaign."""

    terms: TermIndex
    cues: Cues
    directive: DirectiveText
    year: int  # of the reports


@dataclass(slots=True)
class _Context:
    """What the sentences before leave to the next one inside a section."""

    tasks: tuple[str, ...] = ()  # of a sentence that opened a list: "Nổi bật là:"
    mark: str = ""  # the bullet of that sentence; the list under it has another one
    tense: Tense | None = None  # an intention goes on in the sentences of a paragraph and in a list
    block: Block | None = None
    label: str | None = None  # the task that the report's own numbering names: "Nhiệm vụ 3: …"
    spoken: tuple[str, ...] = ()  # tasks of the sentence before, which "việc này" speaks of
    heads: tuple[str, ...] = ()  # the cells of the table's first row
    row: bool = False


def find_evidence(
    document: Document, parts: tuple[Section, ...], references: tuple[Reference, ...], reader: Reader
) -> tuple[Evidence, ...]:
    """Return the evidence of all sentences in the report's sections, in order."""
    found: list[Evidence] = []
    numbered = labelled_tasks(document, reader.terms.tasks)
    for section in parts:
        if section.role is Role.PROPOSALS:
            continue
        heading = _tasks_named(section.title, reader.terms)
        context = _Context(label=label_of(section.title, numbered))
        for block, whole in sentences(document, _whole_blocks(document, section.span)):
            if block is not context.block:
                context.label = label_of(block.span.of(document.text), numbered) or context.label
            if heading_level(block, block.span.of(document.text)) is None:
                span = Span(max(whole.start, section.span.start), whole.end)
                found += _of_sentence(document, block, span, section.role, heading, references, reader, context)
    return tuple(found)


def _whole_blocks(document: Document, span: Span) -> Span:
    """Widen a span that starts inside a block (behind an inline title) to that block's start."""
    block = document.block_at(span.start)
    return Span(min(block.span.start, span.start), span.end) if block else span


def _tasks_named(heading: str, terms: TermIndex) -> tuple[str, ...]:
    return tuple(task for task, bearing in terms.bearings(heading).items() if bearing.enough)


def _of_sentence(  # noqa: PLR0913, PLR0917 - the walk's state, in one place
    document: Document,
    block: Block,
    span: Span,
    role: Role,
    heading: tuple[str, ...],
    references: tuple[Reference, ...],
    reader: Reader,
    context: _Context,
) -> Iterator[Evidence]:
    text = span.of(document.text)
    mark = text.lstrip()[:1] if text.lstrip()[:1] in BULLETS else ""
    _enter(block, document, text, mark, context)
    inside = tuple(_moved(ref, -span.start) for ref in references if span.contains(ref.span))
    hidden = hidden_cells(block, context.heads, document.text, reader.cues) if context.row else ()
    masked = _mask(text, inside, tuple(cell.shifted(-span.start) for cell in hidden), reader.year)
    pieces = read_tenses(masked, segments(masked), role, reader.cues, context.tense)
    context.tense = Tense.FUTURE if pieces and pieces[-1].tense is Tense.FUTURE else None
    bearings = reader.terms.bearings(text, inside)
    ties = _ties(bearings, heading, context, listed=bool(mark) or block.kind is BlockKind.LIST_ITEM)
    if context.label and not ties.get(context.label, Tie(())).firm:
        ties[context.label] = _labelled(bearings.get(context.label))
    if not ties and reader.cues.has(Cue.ANAPHOR, matching(masked)):
        ties = {task_id: Tie(("anaphor",)) for task_id in context.spoken}
    context.spoken = tuple(ties)
    statement = Statement(
        masked, role, figures(masked, tuple(ref.span for ref in inside)), reader.directive.share(text), row=context.row
    )
    if text.rstrip().endswith(":"):
        context.tasks, context.mark = tuple(ties), mark
    for task_id, tie in ties.items():
        own = replace(tie, pieces=_own(pieces, bearings, task_id, only=len(ties) == 1))
        status, why = status_of(statement, own, reader.cues)
        if status is not Status.NONE:
            counted = [f.of(text) for f in statement.figures if any(p.span.overlaps(f) for p in own.pieces)]
            yield Evidence(
                task_id,
                span,
                text,
                status,
                round(SCORES[status] - (0.0 if tie.firm else _LOOSE_TIE), 4),
                block.page,
                tuple(counted) if status is Status.QUANTIFIED else (),
                role,
                (*tie.why, *why),
            )


def _enter(block: Block, document: Document, text: str, mark: str, context: _Context) -> None:
    """Let go of what does not reach into this sentence: a list that ended, an intention, a table's heading row."""
    if block is context.block:
        return
    folded = matching(text.lstrip())
    if not mark and folded.partition(",")[0] not in _ORDINALS:
        context.tense = None
    if (context.tasks and (mark or "•") == (context.mark or "¶")) or not (mark or block.kind is BlockKind.LIST_ITEM):
        context.tasks = ()
    is_row = block.kind is BlockKind.TABLE_ROW
    if is_row and not context.row:
        context.heads = tuple(cell.of(document.text) for cell in block.cells)
    context.row = is_row
    context.spoken = ()
    context.block = block


def _moved(reference: Reference, by: int) -> Reference:
    return replace(reference, span=reference.span.shifted(by))


def _mask(text: str, references: tuple[Reference, ...], hidden: tuple[Span, ...], year: int) -> str:
    """Blank out citations, cells that tell of other years, and full dates up to the reporting year.

    Their numbers and years are no figures and no cues; a later date stays, it is a cue of an intention.
    """
    masked = list(text)
    past = (span for span in dates(text) if int(span.of(text)[-4:]) <= year)
    for span in (*(ref.span for ref in references), *past):
        masked[span.start : span.end] = "_" * len(span)
    for span in hidden:
        masked[span.start : span.end] = " " * len(span)
    return "".join(masked)


def _ties(
    bearings: Mapping[str, Bearing], heading: tuple[str, ...], context: _Context, *, listed: bool
) -> dict[str, Tie]:
    """Return by task how the sentence is tied to it: by its own words, by the list it stands in, by the heading."""
    ties: dict[str, Tie] = {}
    strong = any(bearing.strong for bearing in bearings.values())
    for task_id, bearing in bearings.items():
        weak = tuple(f"weak:{name}" for name, _ in bearing.weak)
        if bearing.strong:
            ties[task_id] = Tie(tuple(f"term:{name}" for name, _ in bearing.strong), firm=True)
        elif not strong and (bearing.enough or task_id in context.tasks):
            ties[task_id] = Tie(weak)
        elif not strong and task_id in heading:
            ties[task_id] = Tie(("heading", *weak), heading=True)
    if not ties and listed:
        ties = {task_id: Tie(("list",)) for task_id in context.tasks}
    return ties


def _labelled(bearing: Bearing | None) -> Tie:
    """Return the tie of a sentence under the number of a task: firm where a term agrees, else as under a heading."""
    weak = tuple(f"weak:{name}" for name, _ in bearing.weak) if bearing else ()
    return Tie(("numbered", *weak), firm=bool(weak), heading=not weak)


def _own(
    pieces: tuple[Segment, ...], bearings: Mapping[str, Bearing], task_id: str, *, only: bool
) -> tuple[Segment, ...]:
    """Return the segments of one task: those with its terms and those behind them without any task's terms.

    Where the sentence bears on this task only, and what its terms tell has happened, the words before them
    belong to it too ("Mở 02 lớp cho 120 người, phổ biến …").
    """
    current: set[str] = set()
    own: list[Segment] = []
    for piece in pieces:
        current = _owners(piece, bearings) or current
        if task_id in current:
            own.append(piece)
    if not own:
        return pieces
    if only and any(piece.tense in {Tense.PAST, Tense.PRESENT} for piece in own):
        return pieces
    return tuple(own)


def _owners(piece: Segment, bearings: Mapping[str, Bearing]) -> set[str]:
    return {task for task, b in bearings.items() if any(s.overlaps(piece.span) for _, s in (*b.strong, *b.weak))}
