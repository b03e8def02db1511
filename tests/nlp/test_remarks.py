"""Difficulties and proposals are read from their sections and from running text."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.coverage import Remark
from core.document import Document
from core.text import Span
from nlp.cues import cues_for
from nlp.remarks import find_remarks
from nlp.sections import sections

Make = Callable[..., Document]


def _remarks(document: Document) -> tuple[Remark, ...]:
    return find_remarks(document, sections(document, Span(0, len(document.text)), 2024), cues_for(2024))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("III. HẠN CHẾ", "- Một số trạm trực đêm còn thưa."), [("difficulty", "Một số trạm trực đêm còn thưa.")]),
        (("IV. KIẾN NGHỊ", "1. Cấp thêm 02 xe cho các trạm vùng cao."), [("proposal", "Cấp thêm 02 xe cho các trạm vùng cao.")]),
        (("IV. KIẾN NGHỊ", "a) Cấp thêm 02 xe cho các trạm vùng cao."), [("proposal", "Cấp thêm 02 xe cho các trạm vùng cao.")]),
        (("IV. KIẾN NGHỊ", "Không có."), []),
        (("IV. KIẾN NGHỊ", "Không có kiến nghị, đề xuất gì thêm."), []),
        (("IV. KIẾN NGHỊ", "Đơn vị có các kiến nghị, cụ thể là:"), []),
        (("I. KẾT QUẢ", "Xã đề nghị huyện cấp thêm 02 xe."), [("proposal", "Xã đề nghị huyện cấp thêm 02 xe.")]),
        (("I. KẾT QUẢ", "Xã đã đề nghị huyện cấp thêm 02 xe."), []),
        (("I. KẾT QUẢ", "Khó khăn lớn nhất là đường vào bản bị sạt."), [("difficulty", "Khó khăn lớn nhất là đường vào bản bị sạt.")]),
        (("I. KẾT QUẢ", "Xã mở 02 lớp và sửa 03 km đường."), []),
        (("III. PHƯƠNG HƯỚNG NĂM 2025", "Đề xuất huyện mở thêm 02 lớp dạy nghề."), []),
        (("2. Khuyết điểm: lịch trực đêm của trạm còn thưa.",), [("difficulty", "lịch trực đêm của trạm còn thưa.")]),
        (("III. NHIỆM VỤ NĂM 2025", "Mong tỉnh cấp thêm 02 xe cho trạm."), [("proposal", "Mong tỉnh cấp thêm 02 xe cho trạm.")]),
        (("I. KẾT QUẢ", "Hạt trả lời 12 kiến nghị của cử tri về đường băng."), []),
        (("I. TÌNH HÌNH CHUNG", "Một số việc chưa thực hiện được do hạt thiếu người."), [("difficulty", "Một số việc chưa thực hiện được do hạt thiếu người.")]),
        (("I. TÌNH HÌNH CHUNG", "Hạt đổi trụ sở, do đó vài nội dung của bản kế hoạch không thực hiện được."), [("difficulty", "Hạt đổi trụ sở, do đó vài nội dung của bản kế hoạch không thực hiện được.")]),
        (("IV. KIẾN NGHỊ", "Trên đây là báo cáo kết quả của đơn vị."), []),
        (("III. HẠN CHẾ", "1. Về con người", "Trạm thiếu 03 người trực."), [("difficulty", "Trạm thiếu 03 người trực.")]),
    ],
)  # fmt: skip
def test_each_case_gives_its_remarks(made: Make, lines: tuple[str, ...], expected: list[tuple[str, str]]) -> None:
    """Sentences of these parts are remarks without bullet and number; closing lines and "không có" are none."""
    assert [(str(remark.kind), remark.sentence) for remark in _remarks(made(*lines))] == expected


@settings(max_examples=60)
@given(
    lines=st.lists(
        st.sampled_from(["III. HẠN CHẾ", "IV. KIẾN NGHỊ", "- ", "2. Khó khăn: "]) | st.text(max_size=60), max_size=6
    )
)
def test_remarks_of_any_text_quote_it(made: Make, lines: list[str]) -> None:
    """Whatever the lines, a remark's words are those of its span."""
    document = made(*lines)
    assert all(" ".join(remark.span.of(document.text).split()) == remark.sentence for remark in _remarks(document))
