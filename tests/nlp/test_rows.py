"""Rows of figures count for the reporting year's column only; running numbers and targets are no results."""

from collections.abc import Callable

import pytest

from core.coverage import Evidence, Status
from core.document import Document
from nlp.cues import cues_for
from nlp.rows import hidden_cells

_HEADING = "I. KẾT QUẢ THỰC HIỆN"


@pytest.mark.parametrize(
    ("head", "row", "hidden"),
    [
        ("TT | Nội dung | Năm 2023 | Năm 2024", "1 | Số lớp | 12 | 19", ["1", "12"]),
        ("STT | Nội dung | Kết quả", "07 | Số lớp | 19", ["07"]),
        ("Số TT | Nội dung | Kết quả", "a | Số lớp | 19", ["a"]),
        ("Nội dung | Chỉ tiêu | Thực hiện", "Số lớp | 20 | 19", ["20"]),
        ("Nội dung | Cùng kỳ | Trong kỳ", "Số lớp | 12 | 19", ["12"]),
        ("Nội dung | Năm 2024 | Kế hoạch năm 2025", "Số lớp | 19 | 25", ["25"]),
        ("Nội dung | Số lượng", "Số lớp | 19", []),
        ("Nội dung | Năm 2023 | Năm 2024", "Số lớp | 19", []),
        ("Nội dung | Số lượng", "1. | Số lớp", ["1."]),
    ],
)
def test_cells_that_hold_no_result_are_hidden(
    made: Callable[..., Document], head: str, row: str, hidden: list[str]
) -> None:
    """A row's cells under another year, a target or a running number are hidden; where columns differ, none by its head."""
    document = made(head, row)
    heads = tuple(cell.of(document.text) for cell in document.blocks[0].cells)
    found = hidden_cells(document.blocks[1], heads, document.text, cues_for(2024))
    assert [cell.of(document.text) for cell in found] == hidden


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ("TT | Nội dung | Năm 2023 | Năm 2024", "1 | Số buổi diễn tập chữa cháy | 04 | 06"),
            [("2", "quantified", ("06",))],
        ),
        (("TT | Nội dung | Năm 2023", "1 | Số buổi diễn tập chữa cháy | 04"), []),
        (("Nội dung | Chỉ tiêu | Thực hiện", "Trồng cây (gốc) | 500 | 620"), [("3", "quantified", ("620",))]),
        (("Nội dung | Kết quả | Đơn vị", "Trồng cây | 1.250 | gốc"), [("3", "quantified", ("1.250",))]),
        (("Nội dung | Kết quả", "Sửa đường | 03 km"), []),
        (("Nội dung | Kết quả", "Trồng cây | -"), []),
        (
            ("Nội dung | Văn bản", "Tổ chức trồng cây | Kế hoạch số 30/KH-UBND ngày 05/3/2024 của huyện"),
            [("3", "done", ())],
        ),
        (("Nội dung | Kết quả", "Số vụ cháy rừng | Không xảy ra"), [("2", "done", ())]),
        (("Nội dung | Kết quả", "Diễn tập chữa cháy | Chưa tổ chức"), [("2", "not_done", ())]),
    ],
)
def test_a_table_row_is_a_sentence(
    made: Callable[..., Document],
    evidence_of: Callable[[Document], tuple[Evidence, ...]],
    lines: tuple[str, ...],
    expected: list[tuple[str, str, tuple[str, ...]]],
) -> None:
    """A row of the results with a figure of the year is quantified; its figures are those of the year's cells."""
    found = evidence_of(made(_HEADING, *lines))
    assert [(item.task_id, str(item.status), item.figures) for item in found] == expected


def test_a_table_of_the_outlook_counts_nothing(
    made: Callable[..., Document], evidence_of: Callable[[Document], tuple[Evidence, ...]]
) -> None:
    """Figures in a table of plans are targets."""
    found = evidence_of(made("II. PHƯƠNG HƯỚNG NĂM 2025", "Nội dung | Số lượng", "Trồng cây | 500 gốc"))
    assert Status.QUANTIFIED not in {item.status for item in found}


def test_the_head_of_one_table_ends_with_it(
    made: Callable[..., Document], evidence_of: Callable[[Document], tuple[Evidence, ...]]
) -> None:
    """A paragraph between two tables ends the first; the second has its own heads."""
    document = made(
        _HEADING, "Nội dung | Năm 2023", "Trồng cây | 400", "Số liệu năm nay:", "Nội dung | Năm 2024", "Trồng cây | 620"
    )
    assert [item.figures for item in evidence_of(document)] == [("620",)]
