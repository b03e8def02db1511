import pytest

from core.document import Align, BlockKind
from core.problem import Code
from core.text import normalise
from extractors.piece import OddFileError
from extractors.plain.hypertext import html_content


def _texts(page: str) -> list[str]:
    return [piece.text for piece in html_content(page).pieces]


def test_a_line_for_each_line_that_is_shown() -> None:
    """Blocks and breaks end lines, markup inside a line does not, line ends of the source are blanks."""
    page = "<body>một\nhai <b>ba</b><p>bốn<br>năm</p><div>sáu<p>bảy</p>tám</div></body>"
    assert _texts(page) == ["một hai ba", "bốn", "năm", "sáu", "bảy", "tám"]


def test_what_is_not_shown_is_not_read() -> None:
    """Scripts, hidden text and deleted text of tracked changes are left out; insertions stay."""
    page = "<p>a<script>x</script><del>b</del><ins>c</ins><span style='display:none'>d</span><span style='mso-hide:all'>e</span></p>"
    assert _texts(page) == ["ac"]


def test_a_letterhead_table_is_columns() -> None:
    """A table without lines arranges text: the left cell's lines come first, then the right one's."""
    page = "<table><tr><td>SỞ XÂY DỰNG<br>Số: 1/BC</td><td>CỘNG HÒA<p>Độc lập</p></td></tr></table><p>Kính gửi</p>"
    pieces = html_content(page).pieces
    assert [(piece.text, piece.column) for piece in pieces] == [
        ("SỞ XÂY DỰNG", 1),
        ("Số: 1/BC", 1),
        ("CỘNG HÒA", 2),
        ("Độc lập", 2),
        ("Kính gửi", 0),
    ]


@pytest.mark.parametrize(
    "attributes", ["border=1", "class=x", "style='border:solid windowtext 1.0pt'"], ids=["border", "th", "style"]
)
def test_a_ruled_table_is_rows_of_cells(attributes: str) -> None:
    """Lines around the cells, or named columns, make rows."""
    cell = "th" if attributes == "class=x" else "td"
    style = attributes if attributes.startswith("style") else ""
    table = "" if style else attributes
    page = (
        f"<table {table}><tr><{cell} {style}>TT</{cell}><{cell} {style}>Kết quả</{cell}></tr>"
        f"<tr><td {style}>1</td><td {style}><p>Đạt</p><p>tốt</p></td></tr></table>"
    )
    pieces = html_content(page).pieces
    assert [(piece.kind, piece.cells) for piece in pieces] == [
        (BlockKind.TABLE_ROW, ("TT", "Kết quả")),
        (BlockKind.TABLE_ROW, ("1", "Đạt tốt")),
    ]


def test_a_cell_over_rows_keeps_the_columns_below_in_place() -> None:
    """Where a cell reaches down, the row below has a blank cell, and its own ones stand where they are shown."""
    page = (
        "<table border=1><tr><td rowspan=2>1</td><td colspan=2>hai</td></tr><tr><td>ba</td><td>bốn</td></tr>"
        "<tr><td>a</td><td>b</td><td>c</td></tr></table>"
    )
    assert [piece.cells for piece in html_content(page).pieces] == [("1", "hai"), ("", "ba", "bốn"), ("a", "b", "c")]


def test_a_table_inside_a_layout_table_is_read_once() -> None:
    """A data table inside a cell that only arranges text gives its rows once."""
    inner = "<table border=1><tr><td>1</td><td>2</td></tr></table>"
    assert _texts(f"<table><tr><td>a{inner}b</td></tr></table>") == ["a", "1 | 2", "b"]


def test_list_numbers_are_rebuilt() -> None:
    """The numbers and dashes that a browser prints before items are in the text; printed ones are not doubled."""
    page = (
        "<ol><li>một<ol type=a start=3><li>hai</li></ol></li><li value=5><p>ba</p></li></ol><ul><li>bốn</li></ul>"
        "<ol style='list-style-type:upper-roman'><li>năm</li><li>II. sáu</li></ol>"
    )
    assert _texts(page) == ["1. một", "c. hai", "5. ba", "- bốn", "I. năm", "II. sáu"]
    assert html_content(page).pieces[0].kind is BlockKind.LIST_ITEM


def test_the_look_of_a_line_is_kept() -> None:
    """Alignment, and bold and italic of most letters, are told."""
    (piece,) = html_content("<p align=center style='font-style:italic'><b>BÁO CÁO</b> x</p>").pieces
    assert (piece.align, piece.bold, piece.italic) == (Align.CENTER, True, True)


def test_word_s_footnotes_are_footnotes() -> None:
    """What Word marks as a note is one."""
    pieces = html_content("<p>a</p><div style='mso-element:footnote'><p>[1] b</p></div>").pieces
    assert [piece.kind for piece in pieces] == [BlockKind.PARAGRAPH, BlockKind.FOOTNOTE]


def test_preformatted_lines_stay_lines() -> None:
    """Where a page shows line ends, they end lines."""
    assert _texts("<pre>một\nhai</pre>") == ["một", "hai"]


def test_hostile_nesting_ends_quickly() -> None:
    """Elements nested beyond measure neither raise nor hang; too many are refused."""
    assert len(_texts("<div>" * 50_000 + "x")) <= 1
    assert len(_texts("<table><tr><td>" * 20_000 + "x")) <= 1
    with pytest.raises(OddFileError) as refused:
        html_content("<b>" * 1_000_001)
    assert refused.value.problem.code is Code.TOO_LARGE


def test_legacy_fonts_are_read_by_their_names() -> None:
    """Letters in a legacy font are what it shows, however the page names the font; other letters stay."""
    content = html_content(
        "<p><span style='font-family:\".VnTimeH\",serif'>ñy ban nh©n d©n</span></p>"
        "<p><font face='VNI-Times'>Keát quaû ho<b>aï</b>t ñoäng</font> và kết quả</p>"
        "<p style='font-family:.VnTime'>n&#173;íc: <span style='font-family:Arial'>±, §</span></p>"
    )
    assert [normalise(piece.text).text for piece in content.pieces] == [
        "ỦY BAN NHÂN DÂN",
        "Kết quả hoạt động và kết quả",
        "nước: ±, §",
    ]
    assert [one.code for one in content.problems] == [Code.LEGACY_ENCODING]
