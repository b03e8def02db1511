"""What a document says of itself and of others: its header and its references, without any campaign."""

from dataclasses import replace

from core.dispatch import Dispatch
from core.document import Document
from core.reference import Reference
from core.steps import Description
from nlp.header import read_header
from nlp.mentions import with_mentions
from nlp.references import find_references
from nlp.resolve import resolved


def describe(document: Document) -> Description:
    """Return the header and the references of a document; its own number is no reference of it."""
    dispatch = read_header(document)
    own_type = dispatch.doc_type.value if dispatch.doc_type else None
    found = with_mentions(document.text, resolved(find_references(document.text)), own_type)
    return Description(dispatch, tuple(_on_page(document, one) for one in found if not _own(dispatch, one)))


def _on_page(document: Document, reference: Reference) -> Reference:
    return replace(reference, page=document.page_at(reference.span.start))


def _own(dispatch: Dispatch, reference: Reference) -> bool:
    """Tell whether a citation is the document's own number, in its head or anywhere with the same day or none."""
    number = dispatch.number
    if not (number and reference.number):
        return False
    if number.span.overlaps(reference.span):
        return True
    same = number.value.upper().lstrip("0") == reference.number.upper().lstrip("0")
    day = dispatch.issued_on
    return same and (reference.issued_on is None or day is None or reference.issued_on == day.value)
