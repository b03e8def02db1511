"""What one document means for one campaign: its kind, its sender, whether it may count, its evidence and remarks."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from core.campaign import Campaign
from core.coverage import Assessment, Evidence, Remark
from core.dispatch import Kind
from core.document import Document, Envelope
from core.marks import marked
from core.problem import Code
from core.reference import Reference
from core.steps import Description
from core.text import Span, matching
from nlp.confidence import Bounds
from nlp.cues import cues_for
from nlp.evidence import Reader, find_evidence
from nlp.judge import judge_for
from nlp.others import others_of
from nlp.remarks import find_remarks
from nlp.restated import DirectiveText
from nlp.sections import sections
from nlp.sentences import sentences
from nlp.terms import TermIndex, number_key
from nlp.units import identify, in_roster
from nlp.years import period_of

Quoted = TypeVar("Quoted", Evidence, Remark)
_OPENING = 1200  # code points of the body in which a report says what it reports on


@dataclass(frozen=True, slots=True)
class CampaignReader:
    """A campaign made ready for reading many documents."""

    campaign: Campaign
    reader: Reader


def prepare(campaign: Campaign, directive_sentences: tuple[str, ...]) -> CampaignReader:
    """Return the campaign with its terms, cues and dispatch compiled."""
    return CampaignReader(
        campaign,
        Reader(
            TermIndex(campaign),
            cues_for(campaign.reporting_year),
            DirectiveText(directive_sentences),
            campaign.reporting_year,
            judge_for(campaign),
        ),
    )


def assess(
    document: Document, description: Description, envelope: Envelope | None, source: str, ready: CampaignReader
) -> Assessment:
    """Return what the document means for the campaign; evidence only for a report that may count."""
    campaign, dispatch = ready.campaign, description.dispatch
    if is_directive(description, campaign):
        return Assessment(Kind.DIRECTIVE, reason="")
    issued_on = dispatch.issued_on.value if dispatch.issued_on else None
    sender = in_roster(identify(dispatch, envelope, source, campaign.known_units), issued_on, campaign)
    kind = _kind(description)
    body = dispatch.body or Span(0, len(document.text))
    reason = _why_not(document, description, body, campaign) if kind is Kind.REPORT else Code.OTHER_MATTER
    evidence: tuple[Evidence, ...] = ()
    remarks: tuple[Remark, ...] = ()
    let_go: Bounds = {}
    if not reason:
        meant = replace(document, text=marked(document.text))  # with the marks that a hand left out
        parts = sections(meant, body, campaign.reporting_year)
        others = others_of(campaign.known_units, sender.unit_id)
        evidence, let_go = find_evidence(meant, parts, description.references, ready.reader, others)
        remarks = find_remarks(meant, parts, ready.reader.cues)
    return Assessment(
        kind,
        sender.unit_id,
        sender.reason,
        sender.candidates,
        sender.sent_by,
        annual=not reason,
        reason=reason,
        replaces=_replaced(document, description.references),
        evidence=_as_written(evidence, document),
        remarks=_as_written(remarks, document),
        let_go=let_go,
    )


def _as_written(found: Iterable[Quoted], document: Document) -> tuple[Quoted, ...]:
    """Return what was found with its sentences as the document has them."""
    return tuple(replace(item, sentence=item.span.of(document.text)) for item in found)


def is_directive(description: Description, campaign: Campaign) -> bool:
    """Tell whether the document is the campaign's own dispatch: its number, or with the number blank its symbol and issuer."""
    dispatch = description.dispatch
    if dispatch.number is not None:
        return number_key(dispatch.number.value) == number_key(campaign.number)
    same_issuer = dispatch.issuer is not None and matching(campaign.issuer).startswith(matching(dispatch.issuer.value))
    return (
        same_issuer
        and dispatch.doc_type is not None
        and dispatch.doc_type.value == "Công văn"
        and _on_matter(dispatch.subject.value if dispatch.subject else "", campaign)
    )


def directive_sentences(document: Document, description: Description) -> tuple[str, ...]:
    """Return the sentences of a dispatch's body, to know what reports merely repeat."""
    body = description.dispatch.body or Span(0, len(document.text))
    return tuple(span.of(document.text) for block, span in sentences(document) if body.overlaps(block.span))


def _kind(description: Description) -> Kind:
    doc_type = description.dispatch.doc_type
    return Kind.REPORT if doc_type is not None and matching(doc_type.value) == "báo cáo" else Kind.OTHER


def _on_matter(text: str, campaign: Campaign) -> bool:
    folded = matching(text)
    return any(matching(term) in folded for term in campaign.subject_terms)


def _why_not(document: Document, description: Description, body: Span, campaign: Campaign) -> str:
    """Return the code of why a report cannot count, "" where it can."""
    dispatch = description.dispatch
    subject = dispatch.subject.value if dispatch.subject else ""
    opening = document.text[body.start : min(body.end, body.start + _OPENING)]
    answers = any(r.number and number_key(r.number) == number_key(campaign.number) for r in description.references)
    if not _on_matter(subject, campaign) and not (answers and (not subject or _on_matter(opening, campaign))):
        return Code.OTHER_MATTER
    issued = dispatch.issued_on.value if dispatch.issued_on else None
    period = period_of(subject, opening, issued)
    if period.year is not None and period.year != campaign.reporting_year:
        return Code.OTHER_YEAR
    if period.year is None and issued is not None and not _in_season(issued, campaign):
        return Code.OTHER_YEAR
    return Code.NOT_ANNUAL if period.part else ""


def _in_season(issued: date, campaign: Campaign) -> bool:
    """Tell whether a report that names no year was issued when this campaign's reports are: July to the next March."""
    year = campaign.reporting_year
    return date(year, 7, 1) <= issued <= date(year + 1, 3, 31)


def _replaced(document: Document, references: tuple[Reference, ...]) -> tuple[str, ...]:
    """Return the numbers of documents behind "thay thế": the report says that it replaces them."""
    return tuple(
        reference.number
        for reference in references
        if reference.number
        and "thay thế" in matching(document.text[max(0, reference.span.start - 40) : reference.span.start])
    )
