"""The ledger of cited documents says what the citations of all reports say together."""

from dataclasses import replace

from core.coverage import Assessment
from core.dispatch import Kind
from store.directives import Directive, directives
from tests.store.conftest import reference, report


def _ledger(*issuers: str) -> tuple[Directive, ...]:
    nothing = Assessment(Kind.REPORT)
    files = [
        report(f"{number}.docx", "syt", f"{number}/BC-SYT", nothing, reference("5/KH-UBND", 0, issuer=issuer))
        for number, issuer in enumerate(issuers, 1)
    ]
    return directives(files)


def test_issuers_that_disagree_are_said() -> None:
    """A number that reports give to two bodies carries a warning with both; a shorter form of one name is no other body."""
    (apart,) = _ledger("Ủy ban nhân dân tỉnh", "Ủy ban nhân dân huyện A")
    assert apart.warnings == ("different_issuers:Ủy ban nhân dân huyện A, Ủy ban nhân dân tỉnh",)
    (one,) = _ledger("Ủy ban nhân dân huyện A", "Ủy ban nhân dân huyện")
    assert one.warnings == ()


def test_a_citation_that_names_no_document_is_in_no_ledger() -> None:
    """A blank or open number has its row among the citations, and none among the documents."""
    blank = replace(reference("x", 0, canonical=""), number=None, warnings=("blank_number:/QĐ-UBND",))
    lacking = reference("7/KH-UBND", 9, warnings=("incomplete_first_citation:ngày",))
    (entry,) = directives([report("a.docx", "syt", "1/BC-SYT", Assessment(Kind.REPORT), blank, lacking)])
    assert (entry.number, entry.warnings) == ("7/KH-UBND", ())
