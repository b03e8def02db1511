"""A document mentioned again without its number is the one cited before, where only one can be meant."""

import pytest

from core.reference import Form
from nlp.mentions import with_mentions
from nlp.references import find_references

_TWO = "Kế hoạch số 5/KH-UBND, Kế hoạch số 6/KH-SYT. Thực hiện Kế hoạch nêu trên"


@pytest.mark.parametrize(
    ("text", "own_type", "mentioned"),
    [
        ("Chỉ thị số 33/CT-TTg. Đã quán triệt Chỉ thị này", "Báo cáo", ["33/CT-TTg"]),
        ("Kế hoạch số 5/KH-UBND, Chỉ thị số 33/CT-TTg; kế hoạch nói trên", "Báo cáo", ["5/KH-UBND"]),
        ("Luật Giá; đã thi hành Luật này", "Báo cáo", [None]),
        (_TWO, "Báo cáo", []),
        ("Đã quán triệt Chỉ thị này. Chỉ thị số 33/CT-TTg", "Báo cáo", []),
        ("Nghị định số 5/2020/NĐ-CP. Nghị định này có hiệu lực", "Nghị định", []),
        ("Nghị định số 5/2020/NĐ-CP. Nghị định này có hiệu lực", None, []),
        ("Nghị định số 5/2020/NĐ-CP. Nghị định nêu trên", "Nghị định", ["5/2020/NĐ-CP"]),
        ("Kế hoạch số 5/KH-UBND. Kế hoạch nay đã xong", "Báo cáo", []),
    ],
)
def test_a_mention_needs_a_single_document(text: str, own_type: str | None, mentioned: list[str | None]) -> None:
    """A mention is kept where one document of its type stands before it, and never means the text itself."""
    found = with_mentions(text, find_references(text), own_type)
    assert [one.number for one in found if one.form is Form.MENTION] == mentioned
    assert [one.span for one in found] == sorted(one.span for one in found)


def test_a_mention_has_the_key_of_what_it_means() -> None:
    """Citation and mention lead to one document in the ledger."""
    text = "Chỉ thị số 33/CT-TTg ngày 26/11/2021; triển khai Chỉ thị này"
    first, again = with_mentions(text, find_references(text), "Báo cáo")
    assert (again.canonical, again.issued_on, again.text) == (first.canonical, first.issued_on, "Chỉ thị này")
