"""Tense and aspect of the segments of a sentence: done, intended, denied, or a general duty."""

from dataclasses import dataclass
from enum import StrEnum

from core.text import Span, matching
from nlp.cues import Cue, Cues
from nlp.sections import Role

_NEAR_START = 30  # code points: in an outlook, "đã" further in belongs to a side clause ("mô hình đã có")


class Tense(StrEnum):
    """How a segment speaks of its act."""

    PAST = "past"  # said to have happened in the period
    PRESENT = "present"  # told without time: in results it happened
    FUTURE = "future"
    DENIED = "denied"  # was not carried out
    EARLIER = "earlier"  # happened in another year
    DUTY = "duty"


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
    compared: bool  # an earlier year stands there only for comparison


def read_tenses(sentence: str, pieces: tuple[Span, ...], role: Role, cues: Cues) -> tuple[Segment, ...]:
    """Return the segments with their tenses; a tense once said holds until another is said."""
    current = Tense.FUTURE if role is Role.PLANS else Tense.PRESENT
    found = []
    for piece in pieces:
        folded = matching(piece.of(sentence))
        said = _said(folded, current, piece.start, role, cues)
        if said is Tense.DENIED or said is Tense.EARLIER:
            tense = said
            current = said
        elif said is not None:
            tense = current = said
        else:
            tense = current
        found.append(
            Segment(
                piece,
                tense,
                act=cues.has(Cue.ACT, folded),
                weak_act=cues.has(Cue.ACT_WEAK, folded),
                nil=cues.has(Cue.NIL, folded),
                target=cues.has(Cue.TARGET, folded),
                general=cues.has(Cue.GENERAL, folded),
                compared=cues.has(Cue.COMPARED, folded),
            )
        )
        if current in {Tense.DENIED, Tense.EARLIER} and piece.of(sentence).rstrip().endswith(";"):
            current = Tense.FUTURE if role is Role.PLANS else Tense.PRESENT
    return tuple(found)


def _said(folded: str, current: Tense, start: int, role: Role, cues: Cues) -> Tense | None:
    """Return the tense that a segment's own words say, None where they say none."""
    past = cues.find(Cue.PAST, folded)
    if cues.has(Cue.FUTURE, folded):
        return Tense.FUTURE
    if cues.has(Cue.NIL, folded) and role is not Role.PLANS:
        return Tense.PAST
    if cues.has(Cue.NEGATION, folded):
        return Tense.DENIED
    if cues.has(Cue.EARLIER, folded) and not cues.has(Cue.COMPARED, folded):
        return Tense.EARLIER
    if cues.has(Cue.LATER, folded) and not past:
        return Tense.FUTURE
    if past and (role is not Role.PLANS or start + past[0].span.start <= _NEAR_START):
        return Tense.PAST
    if current is Tense.FUTURE:
        return None
    if cues.has(Cue.OUTCOME, folded):
        return Tense.PAST
    if cues.has(Cue.DUTY, folded) and current is not Tense.PAST:
        return Tense.DUTY
    return None
