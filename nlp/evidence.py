"""The sentences of a report that bear on the tasks, each with its status (rules of eval/GUIDE.md)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from core.coverage import Evidence, Status
from core.document import Block, BlockKind, Document
from core.reference import Reference
from core.text import Span, matching
from nlp.confidence import Bounds, bounds, scored
from nlp.cues import Cue, Cues
from nlp.figures import dates, figures
from nlp.judge import Judge
from nlp.labels import label_of, labelled_tasks
from nlp.model import Line
from nlp.others import NOBODY, OtherBodies
from nlp.patterns import pattern
from nlp.restated import DirectiveText
from nlp.rows import hidden_cells
from nlp.sections import Role, Section, heading_level
from nlp.sentences import bullet, segments, sentences
from nlp.status import Statement, Tie, status_of
from nlp.tense import Segment, Tense, read_tenses
from nlp.terms import Bearing, TermIndex

_ORDINALS = frozenset(f"{n} là" for n in ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "cuối cùng"))
_SINCE = ("từ", "ban hành", "ký", "hiệu lực")  # words before a date that is no act's own
_QUOTATION = pattern("grammar", "quotation")
_TELLING = (  # kinds of cues that the judge weighs, wherever in the sentence they stand
    Cue.FUTURE,
    Cue.LATER,
    Cue.TARGET,
    Cue.PAST,
    Cue.OUTCOME,
    Cue.NEGATION,
    Cue.NIL,
    Cue.DUTY,
    Cue.GENERAL,
    Cue.ACT,
    Cue.EARLIER,
)
_HAPPENED = pattern("grammar", "happened")
_BESIDE = 12  # code points between a citation and its date


@dataclass(frozen=True, slots=True)
class Reader:
    """What is needed to read a report's sentences for one campaign."""

    terms: TermIndex
    cues: Cues
    directive: DirectiveText
    year: int  # of the reports
    judge: Judge | None = None  # where a sentence model was learned for the campaign's tasks


@dataclass(slots=True)
class _Context:
    """What the sentences before leave to the next one inside a section."""

    tasks: tuple[str, ...] = ()  # of a sentence that opened a list: "Nổi bật là:"
    mark: str = ""  # the bullet of that sentence; the list under it has another one
    tense: Tense | None = None  # an intention goes on in the sentences of a paragraph and in a list
    block: Block | None = None
    label: str | None = None  # the task that the report's own numbering names: "Nhiệm vụ 3: …"
    spoken: tuple[str, ...] = ()  # tasks of the sentence before, which "việc này" speaks of
    open: tuple[str, ...] = ()  # of these, those of which it told another year or a target only
    heads: tuple[str, ...] = ()  # the cells of the table's first row, for the rows below it
    first: Block | None = None  # that row, until the next one is read
    row: bool = False
    elapsed: bool = False  # the sentence just read tells of another year only
    figures: tuple[Span, ...] = ()  # of the sentence just read
    undone: tuple[str, ...] = ()  # tasks of whose act, told just before, the sentence says that it was not carried out


def find_evidence(
    document: Document,
    parts: tuple[Section, ...],
    references: tuple[Reference, ...],
    reader: Reader,
    others: OtherBodies = NOBODY,
) -> tuple[tuple[Evidence, ...], Bounds]:
    """Return the evidence of all sentences in the report's sections, in order; what `others` did is none.

    Beside it stands what the sentences may tell that the judge weighed for a task and let go; nothing where the rules alone read.
    """
    found, lines = by_rules(document, parts, references, reader, others)
    if not reader.judge:
        return scored(found), {}
    told = reader.judge.judged(found, lines)
    let_go = bounds((item for item in told if item.status is Status.NONE), reader.judge.tasks)
    return tuple(item for item in told if item.status is not Status.NONE), let_go


def by_rules(
    document: Document,
    parts: tuple[Section, ...],
    references: tuple[Reference, ...],
    reader: Reader,
    others: OtherBodies = NOBODY,
) -> tuple[list[Evidence], list[Line]]:
    """Return the evidence that the rules alone see, without scores, and every sentence that they looked at."""
    found: list[Evidence] = []
    lines: list[Line] = []
    last = Span(0, 0)  # the sentence read last
    numbered = labelled_tasks(document, reader.terms.tasks)
    for section in parts:
        if section.role is Role.PROPOSALS:
            continue
        heading = _tasks_named(section.title, reader.terms)
        context = _Context(label=label_of(section.title, numbered))
        for block, whole in sentences(document, _whole_blocks(document, section.span)):
            if block is not context.block:
                context.label = label_of(block.span.of(document.text), numbered) or context.label
            span = Span(max(whole.start, section.span.start), whole.end)
            text = span.of(document.text)
            folded = matching(text)
            if others.tell(folded, reader.cues):
                context.spoken = context.open = ()
            elif heading_level(block, block.span.of(document.text)) is None:
                told = tuple(_of_sentence(document, block, span, section.role, heading, references, reader, context))
                before, last = last, span
                if text.endswith("?"):
                    continue  # a question tells of no act, but of what the answer speaks of
                if context.undone:
                    found = _taken_back(found, before, context.undone)
                found += told
                row = block.kind is BlockKind.TABLE_ROW
                lines.append(
                    Line(
                        span,
                        text,
                        section.title,
                        section.role,
                        row,
                        context.figures,
                        others.doer(folded),
                        block.page,
                        context.elapsed,
                        tuple(kind for kind in _TELLING if reader.cues.has(kind, folded)),
                    )
                )
    return found, lines


def _taken_back(found: list[Evidence], before: Span, tasks: tuple[str, ...]) -> list[Evidence]:
    """Return the evidence with what a sentence told as if it had happened ("Lịch có buổi đối thoại.") as an intention.

    The next one says of it that it was not carried out ("Nội dung trên chưa thực hiện được."). What has "đã" stays.
    """
    return [
        replace(item, status=Status.PLANNED, features=(*item.features, "denied:next"))
        if item.span == before
        and item.task_id in tasks
        and item.status is Status.DONE
        and not _HAPPENED.search(matching(item.sentence))
        else item
        for item in found
    ]


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
    mark = bullet(text)
    _enter(block, document, text, mark, context)
    inside = tuple(_moved(ref, -span.start) for ref in references if span.contains(ref.span))
    hidden = hidden_cells(block, context.heads, document.text, reader.cues)
    masked = _mask(text, inside, tuple(cell.shifted(-span.start) for cell in hidden), reader.year)
    pieces = read_tenses(_unquoted(masked), segments(masked), role, reader.cues, context.tense)
    context.elapsed = {piece.tense for piece in pieces} - {Tense.ASIDE} == {Tense.EARLIER}
    context.tense = Tense.FUTURE if pieces and pieces[-1].tense is Tense.FUTURE else None
    bearings = reader.terms.bearings(text, inside)
    ties = _ties(bearings, heading, context, listed=bool(mark) or block.kind is BlockKind.LIST_ITEM)
    if context.label and not ties.get(context.label, Tie(())).firm:
        ties[context.label] = _labelled(bearings.get(context.label))
    context.undone = context.spoken if any(piece.anaphor and piece.tense is Tense.DENIED for piece in pieces) else ()
    if not ties and reader.cues.has(Cue.ANAPHOR, matching(masked)):
        denied = any(piece.tense is Tense.DENIED for piece in pieces)
        ties = {task_id: Tie(("anaphor",)) for task_id in context.spoken or (heading if denied else ())}
    if not ties and context.open and _answers(matching(masked), reader.cues):
        ties = {task_id: Tie(("answers",)) for task_id in context.open}
    context.spoken = tuple(ties)
    context.open = context.spoken if any(p.tense is Tense.EARLIER or p.target for p in pieces) else ()
    if text.rstrip().endswith(":"):
        context.tasks, context.mark = tuple(ties), mark
    amounts = context.figures = figures(masked, tuple(ref.span for ref in inside))
    if not ties:
        return
    folded = matching(masked)
    statement = Statement(
        masked,
        role,
        amounts,
        reader.directive.share(text),
        tuple(span for span in amounts if reader.cues.starts(Cue.EVENT, folded[span.end :], 1)),
        row=context.row,
    )
    told = {task_id: bearing for task_id, bearing in bearings.items() if task_id in ties}
    for task_id, tie in ties.items():
        own = replace(tie, pieces=_own(pieces, told, task_id, only=len(ties) == 1))
        status, why = status_of(statement, own, reader.cues)
        if status is not Status.NONE:
            live = [p.span for p in own.pieces if p.tense in {Tense.PAST, Tense.PRESENT, Tense.ASIDE} and not p.target]
            counted = [f.of(text) for f in statement.figures if any(span.overlaps(f) for span in live)]
            yield Evidence(
                task_id,
                span,
                text,
                status,
                0.0,  # scored when all of the report is known
                block.page,
                tuple(counted) if status is Status.QUANTIFIED else (),
                role,
                (*tie.why, *why),
            )


def _answers(folded: str, cues: Cues) -> bool:
    """Tell whether a sentence speaks of the period, behind one that told of another year or a target only."""
    asks = cues.starts(Cue.PROPOSAL, folded)
    return cues.has(Cue.CURRENT, folded) and not asks and not cues.has(Cue.SOFT, folded)


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
    if not is_row:
        context.heads = ()
    elif not context.row:
        context.first = block
    elif context.first:
        context.heads, context.first = tuple(cell.of(document.text) for cell in context.first.cells), None
    context.row = is_row
    context.spoken = context.open = ()
    context.block = block


def _moved(reference: Reference, by: int) -> Reference:
    return replace(reference, span=reference.span.shifted(by))


def _mask(text: str, references: tuple[Reference, ...], hidden: tuple[Span, ...], year: int) -> str:
    """Blank out citations, cells that tell of other years, and full dates that tell no tense.

    Their numbers and years are no figures and no cues. A date after the reporting year stays, it is a cue of an
    intention; so does one before it, as the cue of another year's act, unless it is a document's or a beginning.
    """
    masked = list(text)
    cited = [ref.span for ref in references]
    dull = (span for span in dates(text) if int(span.of(text)[-4:]) == year or _of_document(text, span, year, cited))
    for span in (*cited, *dull):
        masked[span.start : span.end] = "_" * len(span)
    for span in hidden:
        masked[span.start : span.end] = " " * len(span)
    return "".join(masked)


def _unquoted(text: str) -> str:
    """Blank out titles and slogans in quotation marks: their words tell no tense of the sentence."""
    for match in _QUOTATION.finditer(text):
        text = text[: match.start() + 1] + "_" * (len(match.group()) - 2) + text[match.end() - 1 :]
    return text


def _of_document(text: str, day: Span, year: int, cited: list[Span]) -> bool:
    """Tell whether a date before the reporting year stands in or behind a citation, or says since when something is."""
    if int(day.of(text)[-4:]) > year:
        return False
    before = matching(text[: day.start]).rstrip(" ,(")
    behind = any(0 <= day.start - span.end <= _BESIDE or span.overlaps(day) for span in cited)
    return behind or before.endswith(_SINCE)


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
        elif not strong and (bearing.enough or task_id in context.tasks or task_id in context.open):
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
        current = _owners(piece, bearings, current) | (current if piece.anaphor else set()) or current
        if task_id in current:
            own.append(piece)
    if not own:
        return pieces
    if only and any(piece.tense in {Tense.PAST, Tense.PRESENT} for piece in own):
        return pieces
    return tuple(own)


def _owners(piece: Segment, bearings: Mapping[str, Bearing], current: set[str]) -> set[str]:
    """Return the tasks of a segment's own terms: of strong ones, else of weak ones, first those spoken of before it."""
    strong = {task for task, b in bearings.items() if any(s.overlaps(piece.span) for _, s in b.strong)}
    weak = {task for task, b in bearings.items() if any(s.overlaps(piece.span) for _, s in b.weak)}
    return strong or (weak & current) or weak
