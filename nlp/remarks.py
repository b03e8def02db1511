"""Difficulties and proposals that a report raises, from their sections and from running text."""

from core.coverage import Remark, RemarkKind
from core.document import BlockKind, Document
from core.text import Span, matching, squeeze
from nlp.cues import Cue, Cues
from nlp.figures import figures
from nlp.sections import Role, Section, heading_level
from nlp.sentences import BULLETS, sentences
from nlp.themes import theme_of

_SHORTEST = 21  # code points; "Không." is no remark
_NEAR_START = 40  # code points before which a proposal's verb must stand: "Sở Tư pháp đề nghị …"
_NOTHING = ("không có", "không.", "không")


def find_remarks(document: Document, parts: tuple[Section, ...], cues: Cues) -> tuple[Remark, ...]:
    """Return the remarks of a report in order; bullets and numbers at their start are left out."""
    found: list[Remark] = []
    for section in parts:
        block_start = document.block_at(section.span.start)
        start = min(section.span.start, block_start.span.start if block_start else section.span.start)
        going_on: tuple[object, RemarkKind | None] = (None, None)  # a paragraph that began to tell of difficulties
        for block, whole in sentences(document, Span(start, section.span.end)):
            span = _without_bullet(document.text, Span(max(whole.start, section.span.start), whole.end))
            if block.kind is BlockKind.TABLE_ROW or heading_level(block, block.span.of(document.text)) is not None:
                continue
            folded = matching(span.of(document.text))
            before = going_on[1] if going_on[0] is block else None
            kind = _kind(folded, section, cues) or _went_on(folded, before, section, cues)
            going_on = (block, kind)
            if kind and len(span) >= _SHORTEST:
                words = squeeze(span.of(document.text))
                found.append(Remark(kind, span, words, block.page, theme_of(words)))
    return tuple(found)


def _kind(folded: str, section: Section, cues: Cues) -> RemarkKind | None:
    kind = _told(folded, section, cues)
    opens = kind and (cues.has(Cue.INTRO, folded) or folded.rstrip().endswith(":") or folded.startswith(_NOTHING))
    return None if opens else kind


def _told(folded: str, section: Section, cues: Cues) -> RemarkKind | None:
    """Return the kind of remark that a sentence is by its section or its words."""
    asks = cues.starts(Cue.PROPOSAL, folded, _NEAR_START) and not cues.has(Cue.PAST, folded)
    wishes = cues.starts(Cue.WISH, folded, _NEAR_START) and not cues.has(Cue.PAST, folded)
    if section.role is Role.PROPOSALS or wishes or (asks and section.role is not Role.PLANS):
        return RemarkKind.PROPOSAL
    if section.role is Role.LIMITS or (section.role is Role.SITUATION and cues.has(Cue.HENCE_NOT, folded)):
        return RemarkKind.DIFFICULTY
    running = section.role in {Role.RESULTS, Role.SITUATION}
    return RemarkKind.DIFFICULTY if running and cues.starts(Cue.DIFFICULTY, folded, _NEAR_START) else None


def _went_on(folded: str, before: RemarkKind | None, section: Section, cues: Cues) -> RemarkKind | None:
    """Return the kind of the sentence before in the paragraph, where this one goes on: no act, no figure, no plan."""
    if before is not RemarkKind.DIFFICULTY or section.role is Role.PLANS or cues.has(Cue.INTRO, folded):
        return None
    told = any(cues.has(kind, folded) for kind in (Cue.PAST, Cue.FUTURE, Cue.LATER, Cue.CURRENT))
    return None if told or figures(folded) else before


def _without_bullet(text: str, span: Span) -> Span:
    """Move the start behind blanks, bullets and a list number."""
    start = span.start
    while start < span.end and (text[start] in BULLETS or text[start] == " "):
        start += 1
    head = text[start : start + 5]
    for mark in (". ", ") "):
        number, found, _ = head.partition(mark)
        if found and len(number) <= 2 and number.isalnum():
            start += len(number) + len(mark)
            break
    return Span(start, span.end)
