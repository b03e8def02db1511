"""Tense and aspect of the segments of a sentence: done, intended, denied, or a general duty."""

from dataclasses import dataclass, replace
from enum import StrEnum

from core.text import Span, matching
from nlp.cues import Cue, Cues
from nlp.sections import Role

_NEAR_START = 30  # code points: in an outlook, "đã" further in belongs to a side clause ("mô hình đã có")
_LABEL = 6  # code points of a bullet or number before a sentence's first word
_PREDICATES = (" được ", " do ", " bị ")  # a piece that has one is no mere part of a subject


class Tense(StrEnum):
    """How a segment speaks of its act."""

    PAST = "past"  # said to have happened in the period
    PRESENT = "present"  # told without time: in results it happened
    FUTURE = "future"
    DENIED = "denied"  # was not carried out
    EARLIER = "earlier"  # happened in another year
    DUTY = "duty"
    ASIDE = "aside"  # a topic before a colon, a concession: decides nothing


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a sentence with its tense and the cues that told it."""

    span: Span  # in the sentence
    tense: Tense
    act: bool  # names a concrete act
    weak_act: bool  # names an act that directives name too
    nil: bool  # tells a nil result
    target: bool  # its numbers are targets
    general: bool  # directive wording
    anaphor: bool = False  # speaks of what stands before it: "14 buổi như thế"


def read_tenses(
    sentence: str, pieces: tuple[Span, ...], role: Role, cues: Cues, start: Tense | None = None
) -> tuple[Segment, ...]:
    """Return the segments with their tenses; a tense once said holds until another is said.

    `start` is the tense that holds before the sentence, where the text before it has set one.
    """
    usual = Tense.FUTURE if role is Role.PLANS else Tense.PRESENT
    current = start or usual
    target = False
    whole = matching(sentence)
    told = role is Role.PLANS and _tells(whole, cues)
    clause = 0  # where the clause of a piece begins
    found: list[Segment] = []
    saids: list[Tense | None] = []
    for piece in pieces:
        words = piece.of(sentence)
        if words.startswith("| "):
            current, target = usual, False  # a cell of a row speaks for itself
        folded = piece.of(whole)
        aimed = cues.has(Cue.TARGET, folded)
        own = told and (not found or folded.startswith("đã "))  # what follows a plan's noun may be its own side clause
        said = _said(folded, current, piece.start - clause, role, cues, aimed=aimed or target, told=own)
        before = current
        target = aimed or (target and said is None and current is not Tense.PAST)  # "chỉ tiêu là 95% hồ sơ, 15 mô hình"
        absent = cues.has(Cue.ABSENT, folded)
        if said is not None and said is not Tense.ASIDE:
            current = said
        found.append(
            Segment(
                piece,
                Tense.ASIDE if said is Tense.ASIDE or (words.rstrip().endswith(":") and said is None) else current,
                act=cues.has(Cue.ACT, folded),
                weak_act=cues.has(Cue.ACT_WEAK, folded),
                nil=cues.has(Cue.NIL, folded) and not absent,
                target=target,
                general=cues.has(Cue.GENERAL, folded),
                anaphor=cues.has(Cue.ANAPHOR, folded),
            )
        )
        saids.append(said)
        if words.rstrip().endswith((":", ";")) and not target:
            clause = piece.end
        if words.startswith("("):
            current = before  # what a bracket says of its words does not reach beyond it
        if current in {Tense.DENIED, Tense.EARLIER, Tense.DUTY} and words.rstrip().endswith(";"):
            current = usual
    if cues.has(Cue.HENCE_NOT, whole):
        found = [
            replace(segment, tense=Tense.DENIED) if segment.tense is Tense.PRESENT else segment for segment in found
        ]
    return _with_whole_subject(found, saids, sentence, cues)


def _tells(folded: str, cues: Cues) -> bool:
    """Tell whether a sentence of an outlook begins with who or what, not with what is to be done: its "đã" is its own."""
    orders = (Cue.ACT, Cue.ACT_WEAK, Cue.COMPOUND, Cue.GENERAL, Cue.TARGET, Cue.GROUNDS)
    if any(cues.starts(kind, folded, _LABEL) for kind in orders):
        return False
    return not any(cues.has(kind, folded) for kind in (Cue.FUTURE, Cue.LATER, Cue.GENERAL))


def _with_whole_subject(
    found: list[Segment], saids: list[Tense | None], sentence: str, cues: Cues
) -> tuple[Segment, ...]:
    """Let the verb behind a subject that lists things speak for all of them: "Kinh phí giám sát, phản biện … dự kiến trình"."""
    verb = next((number for number, said in enumerate(saids) if said is not None), 0)
    listed = found[:verb]
    if not listed or saids[verb] not in {Tense.FUTURE, Tense.DUTY, Tense.DENIED}:
        return tuple(found)
    words = [segment.span.of(sentence) for segment in listed]
    subject = cues.starts(Cue.TOPIC, matching(sentence), _LABEL) and all(part.rstrip().endswith(",") for part in words)
    if not subject or any(mark in f" {matching(part)} " for part in words for mark in _PREDICATES):
        return tuple(found)
    return (*(replace(segment, tense=found[verb].tense) for segment in listed), *found[verb:])


def _said(  # noqa: PLR0911, PLR0913 - one return a rule, in the order in which they win
    folded: str, current: Tense, start: int, role: Role, cues: Cues, *, aimed: bool, told: bool
) -> Tense | None:
    """Return the tense that a segment's own words say, None where they say none.

    `start` is its place in its clause; `aimed` tells that its numbers are targets, `told` that an outlook's sentence tells.
    """
    if cues.starts(Cue.CONCESSION, folded, 2):
        return Tense.ASIDE
    if cues.has(Cue.FUTURE, folded):
        return Tense.FUTURE
    if cues.has(Cue.ABSENT, folded):
        return Tense.DENIED
    past, now = cues.find(Cue.PAST, folded), cues.find(Cue.CURRENT, folded)
    denied = cues.find(Cue.NEGATION, folded)
    if denied and not (past and past[0].span.start < denied[0].span.start):
        return Tense.DENIED
    if cues.has(Cue.NIL, folded) and role is not Role.PLANS:
        return Tense.PAST
    if not now and _elapsed(folded, cues):
        return Tense.EARLIER
    if cues.has(Cue.LATER, folded) and not past:
        return Tense.FUTURE
    if past:
        near = told or start + min(hit.span.start for hit in (*past, *now)) <= _NEAR_START
        grounds = bool(now) and cues.starts(Cue.GROUNDS, folded)
        free = now or current is not Tense.EARLIER
        return (
            (Tense.PAST if role is not Role.PLANS or near or grounds else None)
            if free
            else _hinted(folded, current, cues)
        )
    if now:
        near = start + now[0].span.start <= _NEAR_START
        return _in_period(folded, current, cues, aimed=aimed) if role is not Role.PLANS or near or told else None
    return _hinted(folded, current, cues)


def _elapsed(folded: str, cues: Cues) -> bool:
    """Tell whether the words name a time before the reporting year, and not only to compare with it."""
    return cues.has(Cue.ENDED, folded) or (cues.has(Cue.EARLIER, folded) and not cues.has(Cue.COMPARED, folded))


def _in_period(folded: str, current: Tense, cues: Cues, *, aimed: bool) -> Tense | None:
    """Return what a segment says that names the period without "đã": a duty, a target, or what happened in it."""
    if current is Tense.DENIED or (aimed and not cues.has(Cue.OUTCOME, folded)):
        return None
    return Tense.DUTY if cues.has(Cue.DUTY, folded) else Tense.PAST  # "trong năm 2024 phải có ít nhất 01 mô hình"


def _hinted(folded: str, current: Tense, cues: Cues) -> Tense | None:
    """Return the tense that outcomes and duties hint at where nothing stronger was said before."""
    if current in {Tense.FUTURE, Tense.EARLIER, Tense.DENIED}:
        return None
    if cues.has(Cue.OUTCOME, folded):
        return Tense.PAST
    return Tense.DUTY if cues.has(Cue.DUTY, folded) and current is not Tense.PAST else None
