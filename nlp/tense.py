"""Tense and aspect of the segments of a sentence: done, intended, denied, or a general duty."""

from dataclasses import dataclass, replace
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


def read_tenses(
    sentence: str, pieces: tuple[Span, ...], role: Role, cues: Cues, start: Tense | None = None
) -> tuple[Segment, ...]:
    """Return the segments with their tenses; a tense once said holds until another is said.

    `start` is the tense that holds before the sentence, where the text before it has set one.
    """
    usual = Tense.FUTURE if role is Role.PLANS else Tense.PRESENT
    current = start or usual
    found = []
    for piece in pieces:
        words = piece.of(sentence)
        folded = matching(words)
        said = _said(folded, current, piece.start, role, cues)
        before = current
        if said is not None and said is not Tense.ASIDE:
            current = said
        found.append(
            Segment(
                piece,
                Tense.ASIDE if said is Tense.ASIDE or (words.rstrip().endswith(":") and said is None) else current,
                act=cues.has(Cue.ACT, folded),
                weak_act=cues.has(Cue.ACT_WEAK, folded),
                nil=cues.has(Cue.NIL, folded),
                target=cues.has(Cue.TARGET, folded),
                general=cues.has(Cue.GENERAL, folded),
            )
        )
        if words.startswith("("):
            current = before  # what a bracket says of its words does not reach beyond it
        if current in {Tense.DENIED, Tense.EARLIER, Tense.DUTY} and words.rstrip().endswith(";"):
            current = usual
    if cues.has(Cue.HENCE_NOT, matching(sentence)):
        found = [
            replace(segment, tense=Tense.DENIED) if segment.tense is Tense.PRESENT else segment for segment in found
        ]
    return tuple(found)


def _said(folded: str, current: Tense, start: int, role: Role, cues: Cues) -> Tense | None:  # noqa: PLR0911 - one return a rule, in the order in which they win
    """Return the tense that a segment's own words say, None where they say none."""
    if cues.starts(Cue.CONCESSION, folded, 2):
        return Tense.ASIDE
    if cues.has(Cue.FUTURE, folded):
        return Tense.FUTURE
    past, now = cues.find(Cue.PAST, folded), cues.find(Cue.CURRENT, folded)
    denied = cues.find(Cue.NEGATION, folded)
    if denied and not (past and past[0].span.start < denied[0].span.start):
        return Tense.DENIED
    if cues.has(Cue.NIL, folded) and role is not Role.PLANS:
        return Tense.PAST
    if cues.has(Cue.EARLIER, folded) and not now and not cues.has(Cue.COMPARED, folded):
        return Tense.EARLIER
    if cues.has(Cue.LATER, folded) and not past:
        return Tense.FUTURE
    if now and not past and current is Tense.DENIED:
        return None
    if now or (past and current is not Tense.EARLIER):
        near = start + min(hit.span.start for hit in (*past, *now)) <= _NEAR_START
        return Tense.PAST if role is not Role.PLANS or near else None
    return _hinted(folded, current, cues)


def _hinted(folded: str, current: Tense, cues: Cues) -> Tense | None:
    """Return the tense that outcomes and duties hint at where nothing stronger was said before."""
    if current in {Tense.FUTURE, Tense.EARLIER, Tense.DENIED}:
        return None
    if cues.has(Cue.OUTCOME, folded):
        return Tense.PAST
    return Tense.DUTY if cues.has(Cue.DUTY, folded) and current is not Tense.PAST else None
