"""The status of one statement for one task: what happened, with figures or without, and what only sounds like it."""

from dataclasses import dataclass

from core.coverage import Status
from core.text import Span, matching
from nlp.cues import Cue, Cues
from nlp.sections import Role
from nlp.tense import Segment, Tense

_COPIED = 0.65  # share of syllables from which a sentence counts as the dispatch's own wording
_FRAMED = 0.48  # the same, where the sentence also speaks in general words
_RUNS_ON = 60  # code points behind "báo cáo như sau:" from which the sentence tells something of its own
_NEAR_START = 30  # code points before which "đề nghị" is the sentence's verb
_NOT_HAPPENED = (
    (Tense.DENIED, Status.NOT_DONE),
    (Tense.FUTURE, Status.PLANNED),
    (Tense.DUTY, Status.RESTATED),
)
_NUMBERED = frozenset(Tense) - {Tense.EARLIER, Tense.FUTURE}  # of a cell whose number may be a result
_ASSIGNED = (
    "giao"  # how a target is named that somebody else set: it repeats an order, the unit's own one is an intention
)
_TURNS = ("còn ", "riêng ")  # how a sentence turns to another matter
Verdict = tuple[Status, tuple[str, ...]]
_NOTHING: Verdict = (Status.NONE, ())


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence or table row with what its status hangs on; spans refer to it."""

    masked: str  # the sentence, citations and full dates blanked, so that their years are no cues
    role: Role
    figures: tuple[Span, ...]
    copied: float  # share of it that stands in the dispatch, in [0, 1]
    events: tuple[Span, ...] = ()  # figures that count what happens only when someone does it: "12 lượt", "3 cuộc"
    row: bool = False  # of a table


@dataclass(frozen=True, slots=True)
class Tie:
    """Why and by which segments a statement bears on a task."""

    why: tuple[str, ...]
    firm: bool = False  # by strong terms or a named document
    heading: bool = False  # by one weak word under the task's heading only
    pieces: tuple[Segment, ...] = ()


def status_of(statement: Statement, tie: Tie, cues: Cues) -> Verdict:
    """Return the status of a statement for one task, with the features that decided it."""
    for rule in (_not_a_statement, _under_heading, _limits, _counted, _repeats, _carried_out):
        verdict = rule(statement, tie, cues)
        if verdict is not None:
            return verdict
    return _otherwise(statement, tie, cues)


def _not_a_statement(statement: Statement, tie: Tie, cues: Cues) -> Verdict | None:
    """Opening and closing lines, legal bases and requests tell of no act."""
    folded = matching(statement.masked)
    if _opens(folded, cues) or cues.starts(Cue.BASIS, folded):
        if not any(piece.tense is Tense.PAST and piece.act for piece in tie.pieces):
            cited = any(why.removeprefix("term:")[:1].isdigit() for why in tie.why)
            return (Status.RESTATED, ("basis",)) if cited else _NOTHING
    elif cues.starts(Cue.PROPOSAL, folded, _NEAR_START) and not any(p.tense is Tense.PAST for p in tie.pieces):
        return _NOTHING
    return None


def _opens(folded: str, cues: Cues) -> bool:
    """Tell whether the words are an opening or closing line, and not one that the report runs on behind."""
    return any(len(folded) - hit.span.end <= _RUNS_ON for hit in cues.find(Cue.INTRO, folded))


def _under_heading(statement: Statement, tie: Tie, cues: Cues) -> Verdict | None:
    """One weak word under the task's heading is enough only for an act that is said to be past."""
    if not tie.heading:
        return None
    past = any(piece.tense is Tense.PAST and (piece.act or piece.weak_act) for piece in tie.pieces)
    if not past or statement.role is not Role.RESULTS or _only_repeats(statement, tie.pieces):
        return _NOTHING
    return _counted(statement, tie, cues) or (Status.DONE, ("tense:past",))


def _limits(statement: Statement, tie: Tie, _cues: Cues) -> Verdict | None:
    """Among limits and causes only "chưa thực hiện" counts, "còn hạn chế" does not."""
    if statement.role is not Role.LIMITS:
        return None
    denied = any(piece.tense is Tense.DENIED for piece in tie.pieces)
    return (Status.NOT_DONE, ("denied", "limits")) if denied else _NOTHING


def _counted(statement: Statement, tie: Tie, cues: Cues) -> Verdict | None:
    if statement.row:
        return _of_row(statement, tie, cues)
    told = [piece for piece in tie.pieces if _told(piece, statement.role)]
    acted = any(_happened(piece, statement.role) for piece in told) or any(_labels(piece) for piece in tie.pieces)
    amounts = statement.figures if acted else statement.events
    counted = [piece for piece in told if any(piece.span.overlaps(figure) for figure in amounts)]
    return (Status.QUANTIFIED, ("figures", f"tense:{counted[0].tense}")) if counted else None


def _of_row(statement: Statement, tie: Tie, cues: Cues) -> Verdict:
    """A row's words name the matter; what was done stands in its figures, or in a cell that says so."""
    tenses = {piece.tense for piece in tie.pieces}
    told = [piece for piece in tie.pieces if piece.tense in _NUMBERED and statement.role is not Role.PLANS]
    amounts = [figure for figure in statement.figures if any(piece.span.overlaps(figure) for piece in told)]
    if any(figure.of(statement.masked).strip("0") for figure in amounts) and not _refused(statement, tie):
        return Status.QUANTIFIED, ("figures", "table")
    if amounts and Tense.DENIED not in tenses:
        nil = cues.has(Cue.UNWANTED, matching(statement.masked))  # "đơn tồn đọng | 0" is good news
        return (Status.DONE if nil else Status.NOT_DONE), ("zero", "table")
    for tense, status in ((Tense.PAST, Status.DONE), *_NOT_HAPPENED):
        if tense in tenses:
            return status, (f"tense:{tense}", "table")
    if _label_only(statement.masked):
        return _NOTHING
    acts = any(piece.act and piece.tense is Tense.PRESENT for piece in tie.pieces)
    return (Status.DONE, ("act", "table")) if acts and statement.role is Role.RESULTS else _NOTHING


def _refused(statement: Statement, tie: Tie) -> bool:
    """Tell whether a cell without a number of its own says that nothing was done: what numbers stand were meant."""
    return any(
        piece.tense is Tense.DENIED and not any(piece.span.overlaps(figure) for figure in statement.figures)
        for piece in tie.pieces
    )


def _label_only(masked: str) -> bool:
    """Tell whether a row holds its label only: its other cells are empty, or blanked as another year's or a target."""
    cells = masked.split(" | ")
    return len(cells) > 1 and sum(bool(cell.strip(" _-")) for cell in cells) <= 1


def _repeats(statement: Statement, tie: Tie, _cues: Cues) -> Verdict | None:
    return (Status.RESTATED, (f"copied:{statement.copied:.2f}",)) if _only_repeats(statement, tie.pieces) else None


def _carried_out(statement: Statement, tie: Tie, _cues: Cues) -> Verdict | None:
    done = [
        piece
        for piece in tie.pieces
        if _happened(piece, statement.role) and not (piece.target and piece.tense is Tense.PRESENT)
    ]
    if not done:
        return None
    denied = any(
        piece.tense is Tense.DENIED and not _turns(piece.span.of(statement.masked), done) for piece in tie.pieces
    )
    if denied and not any(piece.nil or (piece.tense is Tense.PAST and (piece.act or piece.weak_act)) for piece in done):
        return Status.NOT_DONE, ("denied",)
    return Status.DONE, (f"tense:{done[0].tense}",)


def _turns(words: str, done: list[Segment]) -> bool:
    """Tell whether a denial speaks of something else than the concrete act before it: "quán triệt ở tỉnh, còn huyện thì chưa"."""
    return matching(words).lstrip().startswith(_TURNS) and any(piece.act for piece in done)


def _otherwise(statement: Statement, tie: Tie, cues: Cues) -> Verdict:
    """Nothing happened: not carried out, intended, or a general duty; another year's act is nothing."""
    tenses = {piece.tense for piece in tie.pieces}
    for tense, status in _NOT_HAPPENED:
        if tense in tenses:
            return status, (f"tense:{tense}",)
    if Tense.EARLIER in tenses:
        return _NOTHING
    live = [piece for piece in tie.pieces if piece.tense is Tense.PRESENT]
    if live and all(piece.target for piece in live):
        assigned = any(hit.phrase.endswith(_ASSIGNED) for hit in cues.find(Cue.TARGET, matching(statement.masked)))
        return (Status.RESTATED if assigned else Status.PLANNED), ("target",)
    plain = statement.role is Role.RESULTS and Tense.PRESENT in tenses and not any(p.general for p in tie.pieces)
    if plain and tie.firm and not cues.has(Cue.STATE, matching(statement.masked)):
        told = [piece for piece in tie.pieces if _told(piece, statement.role)]
        counted = any(piece.span.overlaps(figure) for piece in told for figure in statement.figures)
        return (Status.QUANTIFIED, ("figures", "told")) if counted else (Status.DONE, ("told",))
    return Status.RESTATED, ("no act",)


def _happened(piece: Segment, role: Role) -> bool:
    """Tell whether a segment tells something that was carried out in the period."""
    act = piece.act or piece.weak_act
    if role is Role.SITUATION:
        return piece.tense is Tense.PAST and act
    return piece.nil or piece.tense is Tense.PAST or (piece.tense is Tense.PRESENT and act)


def _labels(piece: Segment) -> bool:
    """Tell whether a segment names an act as the label of what follows: "Số hồ sơ đã giải quyết: 312"."""
    return piece.tense is Tense.ASIDE and (piece.act or piece.weak_act)


def _told(piece: Segment, role: Role) -> bool:
    """Tell whether the numbers of a segment may be results: not intended, not of another year, no target."""
    if role in {Role.SITUATION, Role.PLANS} and not _happened(piece, role):
        return False
    return piece.tense in {Tense.PAST, Tense.PRESENT} and not piece.target


def _only_repeats(statement: Statement, pieces: tuple[Segment, ...]) -> bool:
    """Tell whether a sentence without figures only repeats the dispatch or speaks in general words."""
    if any(piece.tense in {Tense.FUTURE, Tense.DENIED} or piece.nil for piece in pieces):
        return False  # a dispatch neither intends nor denies
    said = any(piece.tense is Tense.PAST and (piece.act or piece.weak_act) for piece in pieces)
    concrete = any(piece.act for piece in pieces)
    if statement.copied >= _COPIED:
        return not (said and concrete)
    if said:
        return False
    return any(piece.general for piece in pieces) and (statement.copied >= _FRAMED or not concrete)
