import io
import zipfile
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest

from core.document import BlockKind
from core.problem import Code
from core.settings import Settings
from extractors import triage
from extractors.office.cells import TooLargeError, filled, shown
from extractors.office.sheets import read_sheets
from extractors.piece import Content, OddFileError


def _workbook(**sheets: list[list[object]]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return book


def _bytes(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _read(content: bytes) -> Content:
    return read_sheets(content, Settings())


def _with_sheet(xml: str) -> bytes:
    """Return a workbook whose one sheet is this XML."""
    stream = io.BytesIO()
    source = zipfile.ZipFile(io.BytesIO(_bytes(_workbook(A=[[1]]))))
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(name, xml if name == "xl/worksheets/sheet1.xml" else source.read(name))
    return stream.getvalue()


_SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</worksheet>'


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12.0, "12"),
        (0.85, "0,85"),
        (0.1 + 0.2, "0,3"),
        (1234567.0, "1234567"),
        (1e18, "1000000000000000000"),
        (-3.5, "-3,5"),
        (True, "TRUE"),
        (date(2023, 2, 5), "05/02/2023"),
        (datetime(2023, 2, 5), "05/02/2023"),  # noqa: DTZ001 - a cell has no zone
        (datetime(2023, 2, 5, 7, 30), "05/02/2023 07:30"),  # noqa: DTZ001
        (time(7, 30), "07:30"),
        (timedelta(hours=30, minutes=5), "30:05"),
        (" hai\n dòng ", "hai dòng"),
    ],
)
def test_values_are_shown_as_a_reader_sees_them(value: object, text: str) -> None:
    """Whole numbers have no point, decimals a comma, days come before months."""
    assert shown(value) == text  # type: ignore[arg-type]


def test_blank_rows_and_columns_are_dropped() -> None:
    """What holds nothing in any row or column is left out; a blank cell inside the table stays."""
    assert filled([["", "", ""], ["", "a", "b"], ["", "", "c"]], [99, 99, 99, 99]) == [["a", "b"], ["", "c"]]


@pytest.mark.parametrize("budget", [[0, 99, 99, 99], [99, 1, 99, 99], [99, 99, 1, 99], [99, 99, 99, 1]])
def test_more_than_a_report_s_annex_is_refused(budget: list[int]) -> None:
    """Blank cells, cells, characters and rows are counted while they are read."""
    with pytest.raises(TooLargeError):
        filled([["", "a"], ["", "b"]], budget)


def test_an_annex_is_title_and_rows() -> None:
    """A sheet's telling name, the lines above its table, the rows, and the signature as columns below."""
    book = _workbook(
        **{
            "Biểu số 2": [
                ["SỞ NỘI VỤ", None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
                ["PHÒNG TỔNG HỢP", None, "Độc lập - Tự do - Hạnh phúc"],
                [None],
                ["TỔNG HỢP KẾT QUẢ"],
                ["TT", "Nội dung", "Kết quả"],
                [1, "Hội nghị", 12],
                [None, "Cộng"],
                ["II", "Lớp học", 3],
                ["Người lập", None, "Thủ trưởng"],
            ],
            "Sheet2": [["x", "y"]],
        }
    )
    pieces = _read(_bytes(book)).pieces
    assert [(piece.text, piece.column) for piece in pieces if piece.kind is not BlockKind.TABLE_ROW] == [
        ("Biểu số 2", 0),
        ("SỞ NỘI VỤ", 1),
        ("PHÒNG TỔNG HỢP", 1),
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 2),
        ("Độc lập - Tự do - Hạnh phúc", 2),
        ("TỔNG HỢP KẾT QUẢ", 0),
        ("Người lập", 1),
        ("Thủ trưởng", 2),
    ]
    assert [piece.cells for piece in pieces if piece.kind is BlockKind.TABLE_ROW] == [
        ("TT", "Nội dung", "Kết quả"),
        ("1", "Hội nghị", "12"),
        ("", "Cộng", ""),
        ("II", "Lớp học", "3"),
        ("x", "y"),
    ]


def test_merged_cells_and_hidden_sheets_are_read_once() -> None:
    """A merged cell's text stands in one cell, and a hidden sheet is read as the others."""
    book = _workbook(Một=[["a", "b", "c"], ["d", None, 5]], Hai=[["g", "h", "i"]])
    book["Một"].merge_cells("A2:B2")
    book["Hai"].sheet_state = "veryHidden"
    texts = [piece.text for piece in _read(_bytes(book)).pieces]
    assert texts == ["Một", "a | b | c", "d |  | 5", "Hai", "g | h | i"]


def test_formulas_give_their_last_value() -> None:
    """A formula's cached value is read, never the formula."""
    cell = '<sheetData><row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row></sheetData>'
    assert [piece.text for piece in _read(_with_sheet(_SHEET.format(cell))).pieces][-1] == "2"


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 60_001)),
    ],
    ids=["corners", "rows"],
)
def test_a_hostile_sheet_is_too_large(rows: str) -> None:
    """Two cells in opposite corners, or rows without end, are refused within the memory limit."""
    with pytest.raises(OddFileError) as refused:
        _read(_with_sheet(_SHEET.format(f"<sheetData>{rows}</sheetData>")))
    assert refused.value.problem.code is Code.TOO_LARGE


def test_a_declared_size_costs_nothing() -> None:
    """A sheet that declares a million rows and holds one cell is read."""
    xml = '<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>7</v></c></row></sheetData>'
    assert [piece.text for piece in _read(_with_sheet(_SHEET.format(xml))).pieces] == ["A", "7"]


@pytest.mark.parametrize("content", [_bytes(_workbook(A=[[1]]))[:3000], b"PK\x03\x04nothing"])
def test_a_broken_workbook_says_so(content: bytes) -> None:
    """A cut workbook has a code."""
    with pytest.raises(OddFileError) as refused:
        _read(content)
    assert refused.value.problem.code is Code.CORRUPT


def test_workbooks_are_told_by_content() -> None:
    """A workbook is one whatever its name says."""
    assert triage.media_type(_bytes(_workbook(A=[[1]]))) == triage.XLSX
