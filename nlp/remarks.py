"""Difficulties and proposals that a report raises, from their sections and from running text."""

from core.coverage import Remark, RemarkKind
from core.document import Document
from core.text import Span, matching, squeeze
from nlp.cues import Cue, Cues
from nlp.sections import Role, Section, heading_level
from nlp.sentences import sentences

_SHORTEST = 21  # code points; "Không." is no remark
_NEAR_START = 40  # code points before which a proposal's verb must stand: "Sở Tư pháp đề nghị …"
_NOTHING = ("không có", "không.", "không")


def find_remarks(document: Document, parts: tuple[Section, ...], cues: Cues) -> tuple[Remark, ...]:
    """Return the remarks of a report in order; bullets and numbers at their start are left out."""
    found: list[Remark] = []
    for section in parts:
        block_start = document.block_at(section.span.start)
        within = Span(
            min(section.span.start, block_start.span.start if block_start else section.span.start), section.span.end
        )
        for block, whole in sentences(document, within):
            span = _without_bullet(document.text, Span(max(whole.start, section.span.start), whole.end))
            if len(span) < _SHORTEST or heading_level(block, block.span.of(document.text)) is not None:
                continue
            kind = _kind(matching(span.of(document.text)), section, cues)
            if kind:
                found.append(Remark(kind, span, squeeze(span.of(document.text)), block.page))
    return tuple(found)


def _kind(folded: str, section: Section, cues: Cues) -> RemarkKind | None:
    if cues.has(Cue.INTRO, folded) or folded.rstrip().endswith(":") or folded.startswith(_NOTHING):
        return None
    if (
        cues.starts(Cue.PROPOSAL, folded, _NEAR_START)
        and section.role is not Role.PLANS
        and not cues.has(Cue.PAST, folded)
    ):
        return RemarkKind.PROPOSAL
    if section.role is Role.PROPOSALS:
        return RemarkKind.PROPOSAL
    if section.role is Role.LIMITS:
        return RemarkKind.DIFFICULTY
    if section.role in {Role.RESULTS, Role.SITUATION} and cues.starts(Cue.DIFFICULTY, folded, _NEAR_START):
        return RemarkKind.DIFFICULTY
    return None


def _without_bullet(text: str, span: Span) -> Span:
    """Move the start behind blanks, bullets and a list number."""
    start = span.start
    while start < span.end and (text[start] in "-+*•– "):
        start += 1
    head = text[start : start + 5]
    for mark in (". ", ") "):
        number, found, _ = head.partition(mark)
        if found and len(number) <= 2 and number.isalnum():
            start += len(number) + len(mark)
            break
    return Span(start, span.end)
