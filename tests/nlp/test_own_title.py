"""The title of a normative text is told from its body."""

import pytest

from nlp.own_title import own_title_end


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Luật Thư viện", " Căn cứ Hiến pháp năm 2013;"),
        ("Nghị định sửa đổi một số điều của Nghị định số 7/2012/NĐ-CP ngày 01/3/2012", "\nCăn cứ Luật Giá;"),
        ("THÔNG TƯ\nHướng dẫn Nghị định số 7/2012/NĐ-CP", "\nCăn cứ Luật Giá;"),
        ("", "Thông tư này thay thế Thông tư số 5/2010/TT-BTC. Căn cứ Luật Giá"),
        ("", "Quyết định số 5/QĐ-UBND ngày 01/3/2012 Căn cứ Luật Giá"),
        ("", "Thực hiện Nghị định số 7/2012/NĐ-CP Căn cứ Luật Giá"),
        ("", "Luật Thư viện"),
    ],
)
def test_a_title_ends_before_the_first_basis(title: str, body: str) -> None:
    """A text that begins with its type and subject has a title up to the first "Căn cứ", any other has none."""
    assert own_title_end(title + body) == len(title)
