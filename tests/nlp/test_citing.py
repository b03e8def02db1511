"""A citation tells what it is for, and which article of the document it points to."""

import pytest

from core.reference import Role
from nlp.patterns import table
from nlp.references import find_references

_ROLES = table("roles")


@pytest.mark.parametrize("row", _ROLES, ids=[row["cue"] for row in _ROLES])
def test_each_cue_gives_its_role(row: dict[str, str]) -> None:
    """The words before a citation give it the role of the table."""
    text = row["example"].replace("«", "").replace("»", "")
    (found,) = find_references(text)
    assert found.text == row["example"].split("«")[1].split("»")[0]
    assert found.role is Role(row["role"])


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("Căn cứ Luật Giá; Luật Đất đai và Nghị định số 5/2020/NĐ-CP", [Role.BASIS] * 3),
        ("Căn cứ Nghị định số 5/2020/NĐ-CP quy định chi tiết thi hành Luật Giá", [Role.BASIS, Role.IMPLEMENTED]),
        ("thay thế Luật Giá. Nghị định số 5/2020/NĐ-CP", [Role.REPLACED, Role.CITED]),
        ("Quán triệt Chỉ thị số 5/CT-TTg, đơn vị có Kế hoạch số 7/KH-SYT", [Role.IMPLEMENTED, Role.CITED]),
    ],
)
def test_a_joined_citation_shares_the_role(text: str, roles: list[Role]) -> None:
    """Citations joined by commas or "và" share the role; another sentence or other words between end it."""
    assert [one.role for one in find_references(text)] == roles


@pytest.mark.parametrize(
    ("text", "pin"),
    [
        ("theo điểm a, b khoản 2 và khoản 3 Điều 5 Nghị định số 5/2020/NĐ-CP", "điểm a, b khoản 2 và khoản 3 Điều 5"),
        ("tại Mục II Phần B của Thông tư số 5/2010/TT-BTC", "Mục II Phần B"),
        ("Điểm 3.1 khoản 3 Điều 7a Luật Giá", "Điểm 3.1 khoản 3 Điều 7a"),
        ("Phụ lục I ban hành kèm theo Thông tư số 5/2010/TT-BTC", "Phụ lục I"),
        ("theo Điều 5 của Quy chế, tại Luật Giá", None),
        ("sửa đổi một số điều của Luật Giá", None),
        ("Khoản này và Luật Giá", None),
    ],
)
def test_an_article_pointer_is_kept(text: str, pin: str | None) -> None:
    """Article, clause and point right before a citation are kept beside it, outside of its span."""
    (found,) = find_references(text)
    assert found.pin == pin
