"""Short citations are completed only where a single document is possible; doubts are said."""

import pytest

from nlp.references import find_references
from nlp.resolve import resolved
from nlp.symbols import canonical, issuer_of, type_of


def test_a_bare_number_takes_the_only_full_one_of_its_type() -> None:
    """A bare "Chỉ thị 12" is the only Chỉ thị number 12 that the text cites in full."""
    text = "Chỉ thị số 12/CT-TTg ngày 05/3/2022; sau khi có Chỉ thị 12, đơn vị đã triển khai."
    assert [one.number for one in resolved(find_references(text))] == ["12/CT-TTg", "12/CT-TTg"]


def test_a_bare_number_with_two_candidates_stays_open() -> None:
    """Where two documents are possible none is guessed."""
    text = "Kế hoạch số 7/KH-SYT và Kế hoạch số 7/KH-UBND; thực hiện Kế hoạch số 7."
    last = resolved(find_references(text))[-1]
    assert last.number is None
    assert last.warnings == ("unresolved:7",)


def test_a_number_under_two_days_is_doubted() -> None:
    """The same number with two days carries a warning with both, at each place."""
    text = "Kế hoạch số 57/KH-UBND ngày 02/3/2021 và Kế hoạch số 57/KH-UBND ngày 02/3/2022"
    found = resolved(find_references(text))
    assert all("several_days:2021-03-02,2022-03-02" in one.warnings for one in found)


def test_an_issuer_against_the_number_is_flagged() -> None:
    """A text that gives a Prime Minister's symbol to the Government keeps its words, with a warning."""
    (found,) = find_references("Chỉ thị số 18/CT-TTg ngày 05/3/2022 của Chính phủ")
    assert found.issuer == "Chính phủ"
    assert found.warnings == ("issuer_conflict:Thủ tướng Chính phủ",)


@pytest.mark.parametrize(
    ("number", "doc_type", "issuer"),
    [
        ("30/2020/NĐ-CP", "Nghị định", "Chính phủ"),
        ("10/2022/QH15", "Luật", "Quốc hội"),
        ("1684/NQ-UBTVQH15", "Nghị quyết", "Ủy ban Thường vụ Quốc hội"),
        ("07/2014/TT-BYT", "Thông tư", "Bộ Y tế"),
        ("2748/BNV-CTTN", None, "Bộ Nội vụ"),
        ("45/BC-TTr", "Báo cáo", None),
        ("217-QĐ/TW", "Quyết định", None),
        ("12/KH-UBND", "Kế hoạch", None),
        ("27/CP", None, "Chính phủ"),
    ],
)
def test_the_symbol_tells_type_and_issuer(number: str, doc_type: str | None, issuer: str | None) -> None:
    """Type and issuer are told where the symbol names them, and only there."""
    assert (type_of(number), issuer_of(number)) == (doc_type, issuer)


def test_a_title_has_a_key_without_marks() -> None:
    """A title's key is the same in all spellings of case and marks."""
    assert canonical("Luật", None, "Hộ tịch") == canonical("Luật", None, "hộ tịch") == "luat:ho-tich"


@pytest.mark.parametrize(
    ("text", "warnings"),
    [
        ("Kế hoạch số 57/KH-UBND ngày 02/3/2021 của UBND tỉnh; Kế hoạch số 57/KH-UBND", [(), ()]),
        ("Kế hoạch số 57/KH-UBND; Kế hoạch số 57/KH-UBND", [("incomplete_first_citation:ngày, cơ quan",), ()]),
        ("Nghị định số 5/2020/NĐ-CP", [("incomplete_first_citation:ngày",)]),
        ("Luật số 5/2020/QH14 và Luật Giá", [(), ()]),
    ],
)
def test_the_first_citation_is_to_be_whole(text: str, warnings: list[tuple[str, ...]]) -> None:
    """A document's first citation gives day and issuer (NĐ 30/2020/NĐ-CP, Phụ lục I, II.6b); what lacks is said once."""
    assert [one.warnings for one in resolved(find_references(text))] == warnings
