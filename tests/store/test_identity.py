"""Citations of all reports are joined to one document, or kept apart, by more than their numbers."""

from dataclasses import replace
from datetime import date

from core.coverage import Assessment
from core.dispatch import Kind
from core.reference import Form, Reference
from core.text import Span
from store.directives import directives
from store.identity import keys_of
from tests.store.conftest import reference, report

_NOTHING = Assessment(Kind.REPORT)
_NUMBER = "138/KH-UBND"


def _law(text: str, title: str, number: str | None = None, issued_on: date | None = None) -> Reference:
    key = number.lower() if number else f"luat:{title.lower()}"
    form = Form.SHORT if number else Form.TITLE
    return Reference(Span(0, len(text)), text, form, "Luật", number, issued_on, title=title, canonical=key)


def test_a_law_cited_by_title_is_the_one_cited_by_number() -> None:
    """A title that the reports give one number only is that law; with another year it is an older law of that name."""
    by_number = _law("Luật Đất đai số 31/2024/QH15", "Luật Đất đai", "31/2024/QH15")
    by_title, older = _law("Luật Đất đai", "Luật Đất đai"), _law("Luật Đất đai năm 2013", "Luật Đất đai")
    files = [
        report("a", "syt", "1/BC-SYT", _NOTHING, by_number),
        report("b", "stp", "1/BC-STP", _NOTHING, by_title, older),
    ]
    assert [(entry.canonical, entry.citations) for entry in directives(files)] == [
        ("31/2024/qh15", 2),
        ("luat:luật đất đai", 1),
    ]


def test_a_title_with_two_numbers_stays_alone() -> None:
    """Where the reports give a title two numbers, a citation by title alone is joined to neither."""
    laws = [_law("Luật", "Luật Đất đai", number) for number in ("31/2024/QH15", "45/2013/QH13", None)]
    files = [report("a", "syt", "1/BC-SYT", _NOTHING, *laws)]
    assert {entry.canonical for entry in directives(files)} == {"31/2024/qh15", "45/2013/qh13", "luat:luật đất đai"}


def test_one_number_of_two_bodies_is_two_documents() -> None:
    """The same number of two bodies, on different days, is two documents; a bare citation goes with its own report's body."""
    province = reference(_NUMBER, 0, issuer="Ủy ban nhân dân tỉnh", issued_on=date(2024, 1, 5))
    district = reference(_NUMBER, 0, issuer="Ủy ban nhân dân huyện A", issued_on=date(2024, 3, 9))
    bare = reference(_NUMBER, 50)
    files = [
        report("a", "syt", "1/BC-SYT", _NOTHING, province, bare),
        report("b", "stp", "1/BC-STP", _NOTHING, replace(province, issuer="Ủy ban nhân dân tỉnh B")),
        report("c", "cat", "1/BC-CAT", _NOTHING, district, bare),
    ]
    key = keys_of(files)
    assert [key(files[place], bare) for place in (0, 2)] == ["138/kh-ubnd", "138/kh-ubnd@uy-ban-nhan-dan-huyen-a"]
    assert [(entry.issued_on, entry.citations, entry.warnings) for entry in directives(files)] == [
        (date(2024, 1, 5), 3, ()),
        (date(2024, 3, 9), 2, ()),
    ]


def test_one_day_under_two_bodies_is_a_contradiction() -> None:
    """The same number and day under two bodies is one document, with a warning."""
    ones = [
        reference(_NUMBER, 0, issuer=f"Ủy ban nhân dân {place}", issued_on=date(2024, 1, 5))
        for place in ("tỉnh", "huyện A")
    ]
    files = [report(str(place), "syt", f"{place}/BC-SYT", _NOTHING, one) for place, one in enumerate(ones, 1)]
    (entry,) = directives(files)
    assert entry.warnings == ("different_issuers:Ủy ban nhân dân huyện A, Ủy ban nhân dân tỉnh",)


def test_a_received_document_of_another_day_is_said() -> None:
    """A cited number that was received from the same body with another day of the year is warned of, and counts as absent."""
    said = reference("9/BC-SYT", 0, issuer="Sở Y tế", issued_on=date(2024, 11, 1))
    received = report("a", "syt", "9/BC-SYT", _NOTHING)
    assert received.description is not None
    from_health = replace(
        received.description.dispatch, issuer=replace(received.description.dispatch.number, value="Sở Y tế")
    )  # type: ignore[arg-type,type-var] - never None here
    files = [
        replace(received, description=replace(received.description, dispatch=from_health)),
        report("b", "stp", "1/BC-STP", _NOTHING, said),
    ]
    (entry,) = directives(files)
    assert (entry.in_inbox, entry.warnings) == (False, ("received_of_other_date:2024-11-28",))


def test_the_order_of_the_reports_tells_nothing() -> None:
    """Of two bodies that are cited as often, the same one keeps the plain key, whichever report is taken up first."""
    province = reference(_NUMBER, 0, issuer="Ủy ban nhân dân tỉnh", issued_on=date(2024, 1, 5))
    district = reference(_NUMBER, 0, issuer="Ủy ban nhân dân huyện A", issued_on=date(2024, 3, 9))
    files = [report("a", "syt", "1/BC-SYT", _NOTHING, province), report("b", "stp", "1/BC-STP", _NOTHING, district)]
    told = [keys_of(order)(files[0], province) for order in (files, files[::-1], [*files, files[0], files[0]])]
    assert len(set(told)) == 1
