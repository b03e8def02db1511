"""Headings are known by form and words, with and without numbering; sections carry the role of their heading."""

import csv
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.document import Align, Block, BlockKind, Document
from core.text import Span
from nlp.sections import Role, heading_level, role_of, sections

_CASES = list(csv.DictReader((Path(__file__).parent / "cases" / "headings.csv").open(encoding="utf-8", newline="")))
_KINDS = {"list": BlockKind.LIST_ITEM, "row": BlockKind.TABLE_ROW, "running": BlockKind.RUNNING}
_PIECES = [
    "I. KẾT QUẢ",
    "1. Mở lớp",
    "2. Khuyết điểm: còn chậm",
    "PHƯƠNG HƯỚNG",
    "a) ",
    "Xã mở 02 lớp.",
    "- ",
    ": ",
    " | ",
    "Kiến nghị",
]


def _block(form: str, length: int) -> Block:
    return Block(
        _KINDS.get(form, BlockKind.PARAGRAPH),
        Span(0, length),
        bold=True if form == "bold" else None,
        align=Align.CENTER if form == "center" else None,
        column=1 if form == "column" else 0,
    )


@pytest.mark.parametrize("case", _CASES, ids=lambda case: f"{case['form']}-{case['line'][:60]}")
def test_a_line_has_its_level_and_role(case: dict[str, str]) -> None:
    """A written line of its form is a heading of the level beside it, or none; its words name the role beside it."""
    level = heading_level(_block(case["form"], len(case["line"])), case["line"])
    assert str(level or "") == case["level"]
    assert str(role_of(case["line"], 2024) or "") == case["role"]


def test_a_long_or_broken_line_is_no_heading() -> None:
    """A heading is one line of a few words."""
    long = "I. KẾT QUẢ " + "VÀ NHỮNG VIỆC ĐÃ LÀM " * 10
    assert heading_level(_block("plain", len(long)), long) is None
    assert heading_level(_block("bold", 11), "Kết quả\nnăm") is None
    assert heading_level(_block("bold", 0), "") is None


def _roles(document: Document) -> list[tuple[str, str]]:
    return [(part.title, str(part.role)) for part in sections(document, Span(0, len(document.text)), 2024)]


def test_a_section_without_role_of_its_own_has_the_enclosing_ones(made: Callable[..., Document]) -> None:
    """Sub-headings inherit; a heading of the same or an outer level ends what stood under it."""
    document = made(
        "Thực hiện công văn của Sở, xã báo cáo.",
        "I. KẾT QUẢ",
        "1. Mở lớp dạy nghề",
        "Xã mở 02 lớp.",
        "2. Khó khăn",
        "a) Sửa đường",
        "3. Trồng cây",
        "II. PHƯƠNG HƯỚNG NĂM 2025",
        "1. Mở lớp dạy nghề",
    )
    assert _roles(document) == [
        ("", "situation"),
        ("I. KẾT QUẢ", "results"),
        ("1. Mở lớp dạy nghề", "results"),
        ("2. Khó khăn", "limits"),
        ("a) Sửa đường", "limits"),
        ("3. Trồng cây", "results"),
        ("II. PHƯƠNG HƯỚNG NĂM 2025", "plans"),
        ("1. Mở lớp dạy nghề", "plans"),
    ]


def test_a_report_without_headings_tells_results(made: Callable[..., Document]) -> None:
    """Where no heading names a part, the whole text is read as results."""
    assert _roles(made("Xã mở 02 lớp.", "Sang năm mở thêm.")) == [("", "results")]


def test_only_a_short_text_before_the_headings_is_an_opening(made: Callable[..., Document]) -> None:
    """A report whose only heading stands over its annex tells results before it, not the situation."""
    line = "Huyện đã mở 12 lớp tập huấn chữa cháy rừng cho 340 người và cấp phát dụng cụ cho các tổ đội."
    annexed = made(*[line] * 8, "BIỂU SỐ LIỆU KÈM THEO", "Số lớp đã mở: 12.")
    assert _roles(annexed)[0][1] == Role.RESULTS
    opened = made("Năm 2024 thời tiết khô hạn.", "I. KẾT QUẢ THỰC HIỆN", *[line] * 8)
    assert _roles(opened)[0][1] == Role.SITUATION


def test_an_inline_title_opens_a_section_behind_its_colon(made: Callable[..., Document]) -> None:
    """A title like "Khuyết điểm: …" in running text is a section of its own, from behind the colon."""
    document = made("I. KẾT QUẢ", "Xã mở 02 lớp.", "- Khuyết điểm: lớp mở muộn.", "1. Ưu điểm: xã mở 02 lớp.")
    found = sections(document, Span(0, len(document.text)), 2024)
    assert [(part.role, part.span.of(document.text).strip()) for part in found[2:]] == [
        (Role.LIMITS, "lớp mở muộn."),
        (Role.RESULTS, "xã mở 02 lớp."),
    ]


def test_the_title_of_one_bullet_speaks_for_no_other(made: Callable[..., Document]) -> None:
    """Behind "- Đề nghị: …" the list goes on as it was; bullets of another mark belong to the title."""
    document = made("- Xã mở 02 lớp.", "- Đề nghị: tỉnh cấp xe;", "+ Cấp thêm loa.", "- Xã làm 03 km đường.")
    found = sections(document, Span(0, len(document.text)), 2024)
    assert [(part.role, part.span.of(document.text).strip()) for part in found] == [
        (Role.RESULTS, "- Xã mở 02 lớp."),
        (Role.PROPOSALS, "tỉnh cấp xe;\n+ Cấp thêm loa."),
        (Role.RESULTS, "- Xã làm 03 km đường."),
    ]


def test_a_title_in_a_numbered_paragraph_ends_with_the_next_number(made: Callable[..., Document]) -> None:
    """Points that go on counting are of the report again; a list that begins under a title belongs to it."""
    document = made(
        "1. Đặc điểm: xã có 9 thôn.", "Dân số 4.100 người.", "2. Mở 03 lớp.", "Năm 2025: làm tiếp.", "3. Họp 02 buổi."
    )
    assert [role for _, role in _roles(document)] == ["results", "situation", "results", "plans", "results"]
    listed = made("3. Nhiệm vụ năm 2025: làm những việc sau:", "1. Mở 03 lớp.", "2. Họp 02 buổi.")
    assert _roles(listed)[-1] == ("3. Nhiệm vụ năm 2025", "plans")


def test_a_programme_s_name_is_no_goal() -> None:
    """The national target programmes bear the word for goals in their name."""
    assert role_of("Vốn chương trình mục tiêu quốc gia", 2024) is None
    assert role_of("Mục tiêu năm tới", 2024) is Role.PLANS


def test_what_is_asked_for_beside_plans_is_no_part_of_its_own() -> None:
    """Where a heading names both, its sentences tell which is which; petitions of others are no proposals."""
    assert role_of("10. Kiến nghị, năm tới", 2024) is Role.PLANS
    assert role_of("Kiến nghị của Kiểm toán nhà nước", 2024) is None


def test_only_named_roles_are_said(made: Callable[..., Document]) -> None:
    """An inherited role is not said by the heading."""
    document = made("I. KẾT QUẢ", "1. Mở lớp dạy nghề")
    assert [part.said for part in sections(document, Span(0, len(document.text)), 2024)] == [False, True, False]


def test_the_year_decides_what_is_an_outlook() -> None:
    """A heading of 2025 looks ahead for the reports of 2024 only."""
    assert role_of("Công việc trong năm 2025", 2024) is Role.PLANS
    assert role_of("Công việc trong năm 2025", 2025) is None


@given(lines=st.lists(st.lists(st.sampled_from(_PIECES), max_size=4).map("".join) | st.text(max_size=40), max_size=8))
def test_sections_of_any_text_lie_in_order_inside_it(made: Callable[..., Document], lines: list[str]) -> None:
    """Whatever the lines, sections follow each other without overlap, inside the body."""
    document = made(*lines)
    body = Span(0, len(document.text))
    spans = [part.span for part in sections(document, body, 2024)]
    assert all(body.start <= span.start <= span.end <= body.end for span in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))


def test_a_bare_word_of_duty_heads_the_plans_only_alone() -> None:
    """A heading of "NHIỆM VỤ" alone heads what is planned; a heading that has more words than that is read by them."""
    assert role_of("III. NHIỆM VỤ", 2024) is Role.PLANS
    assert role_of("II. Kết quả thực hiện nhiệm vụ", 2024) is Role.RESULTS
    assert role_of("1. Nhiệm vụ cải cách", 2024) is None
