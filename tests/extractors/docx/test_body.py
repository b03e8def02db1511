import io
import zipfile

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from core.document import Align, BlockKind, Document
from core.problem import Code
from extractors.docx.body import read_docx
from extractors.piece import OddFileError, assemble

W = nsdecls("w")


def _bytes(made: "docx.document.Document") -> bytes:
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def _read(made: "docx.document.Document") -> Document:
    return assemble("0" * 64, "docx", read_docx(_bytes(made)))


def _lines(document: Document) -> list[str]:
    return document.text.split("\n")


def _append(made: "docx.document.Document", xml: str) -> None:
    made.element.body.insert(len(made.element.body) - 1, parse_xml(xml))


def test_a_table_without_lines_gives_columns_line_by_line() -> None:
    """A letterhead's cells come one after the other, each line a block with its column."""
    made = docx.Document()
    table = made.add_table(2, 2)
    table.cell(0, 0).text = "ỦY BAN NHÂN DÂN\nXÃ SƠN THỦY"
    table.cell(0, 1).text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    table.cell(1, 0).text = "Số: 12/BC-UBND"
    table.cell(1, 1).text = "Sơn Thủy, ngày 05 tháng 02 năm 2023"
    read = _read(made)
    assert [(block.column, block.span.of(read.text)) for block in read.blocks] == [
        (1, "ỦY BAN NHÂN DÂN"),
        (1, "XÃ SƠN THỦY"),
        (2, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (1, "Số: 12/BC-UBND"),
        (2, "Sơn Thủy, ngày 05 tháng 02 năm 2023"),
    ]


def test_a_ruled_table_gives_rows_with_cells() -> None:
    """Each row of a ruled table is one block, and every cell's span leads to its words."""
    made = docx.Document()
    table = made.add_table(2, 3, style="Table Grid")
    for cell, text in zip(table.rows[0].cells, ("TT", "Nội dung", "Kết quả"), strict=True):
        cell.text = text
    for cell, text in zip(table.rows[1].cells, ("1", "", "12 cuộc,\n340 người"), strict=True):
        cell.text = text
    read = _read(made)
    assert [block.kind for block in read.blocks] == [BlockKind.TABLE_ROW] * 2
    assert _lines(read) == ["TT | Nội dung | Kết quả", "1 | | 12 cuộc, 340 người"]
    assert [cell.of(read.text) for cell in read.blocks[1].cells] == ["1", "", "12 cuộc, 340 người"]


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        ("decimal", "%1.", ["1. a", "2. b"]),
        ("lowerLetter", "%1)", ["a) a", "b) b"]),
        ("upperRoman", "%1.", ["I. a", "II. b"]),
        ("bullet", "-", ["- a", "- b"]),
    ],
)
def test_automatic_numbers_are_printed(form: str, text: str, expected: list[str]) -> None:
    """Word's automatic numbers and bullets stand in the text as they do on paper."""
    made = docx.Document()
    _add_list(made, 77, [(form, text)])
    for word in ("a", "b"):
        _numbered(made, word, 77, 0)
    read = _read(made)
    assert _lines(read) == expected
    assert {block.kind for block in read.blocks} == {BlockKind.LIST_ITEM}


def test_levels_count_inside_each_other() -> None:
    """A deeper level carries the number above it and starts again behind each."""
    made = docx.Document()
    _add_list(made, 78, [("decimal", "%1."), ("decimal", "%1.%2.")])
    for word, level in (("a", 0), ("b", 1), ("c", 1), ("d", 0), ("e", 1)):
        _numbered(made, word, 78, level)
    assert _lines(_read(made)) == ["1. a", "1.1. b", "1.2. c", "2. d", "2.1. e"]


def test_insertions_are_read_and_deletions_are_not() -> None:
    """A document under revision is read as it stands after the changes."""
    made = docx.Document()
    _append(
        made,
        f"<w:p {W}><w:r><w:t>Đã </w:t></w:r><w:del><w:r><w:delText>không </w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>thực hiện</w:t></w:r></w:ins></w:p>",
    )
    read = _read(made)
    assert (read.text, read.completeness) == ("Đã thực hiện", 1.0)


def test_text_boxes_are_read_once() -> None:
    """Of a text box that is stored in two ways, one is read."""
    made = docx.Document()
    box = "<w:txbxContent><w:p><w:r><w:t>Trong khung</w:t></w:r></w:p></w:txbxContent>"
    _append(
        made,
        f'<w:p {W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:r><mc:AlternateContent>'
        f'<mc:Choice Requires="wps"><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict>'
        "</mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>Ngoài khung</w:t></w:r></w:p>",
    )
    read = _read(made)
    assert _lines(read) == ["Ngoài khung", "Trong khung"]
    assert read.completeness == 1.0


def test_content_controls_and_links_are_read() -> None:
    """Words inside content controls and hyperlinks are words of the text."""
    made = docx.Document()
    _append(
        made,
        f"<w:sdt {W}><w:sdtContent><w:p><w:sdt><w:sdtContent><w:r><w:t>Số </w:t></w:r></w:sdtContent></w:sdt>"
        "<w:hyperlink><w:r><w:t>45</w:t></w:r></w:hyperlink></w:p></w:sdtContent></w:sdt>",
    )
    assert _read(made).text == "Số 45"


def test_a_field_gives_its_result() -> None:
    """Of a field, the result is printed and the code is not."""
    made = docx.Document()
    _append(
        made,
        f'<w:p {W}><w:r><w:t>Trang </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>'
        'PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>7</w:t></w:r><w:r>'
        '<w:fldChar w:fldCharType="end"/></w:r></w:p>',
    )
    assert _read(made).text == "Trang 7"


def test_headers_and_footers_stand_at_the_end() -> None:
    """Running heads are kept apart from what is read as content."""
    made = docx.Document()
    made.sections[0].header.paragraphs[0].text = "Đầu trang"
    made.add_paragraph("Nội dung")
    read = _read(made)
    assert [(block.kind, block.span.of(read.text)) for block in read.blocks] == [
        (BlockKind.PARAGRAPH, "Nội dung"),
        (BlockKind.RUNNING, "Đầu trang"),
    ]


def test_a_line_break_parts_titles_and_joins_running_text() -> None:
    """In a centred paragraph a line break begins a block, in running text it is a blank."""
    made = docx.Document()
    for align in (WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY):
        run = made.add_paragraph().add_run("một dòng")
        run.add_break()
        run.add_text("hai dòng")
        made.paragraphs[-1].alignment = align
    read = _read(made)
    assert _lines(read) == ["một dòng", "hai dòng", "một dòng hai dòng"]
    assert [block.align for block in read.blocks] == [Align.CENTER, Align.CENTER, Align.JUSTIFY]


def test_a_head_typed_with_tabs_is_parted() -> None:
    """Two columns that tabs hold apart are two columns all the same."""
    made = docx.Document()
    made.add_paragraph("SỞ XÂY DỰNG\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    made.add_paragraph("Số: 9/SXD-VP\t\tĐộc lập - Tự do - Hạnh phúc")
    made.add_paragraph("Kính gửi các đơn vị. " * 10)
    read = _read(made)
    assert [block.column for block in read.blocks] == [1, 1, 2, 2, 0]
    assert _lines(read)[:2] == ["SỞ XÂY DỰNG", "Số: 9/SXD-VP"]


def test_a_signature_typed_with_tabs_is_parted() -> None:
    """Recipients beside nothing are still the left column's, also below the signer; a tabbed title is no column."""
    made = docx.Document()
    made.add_paragraph("SỞ XÂY DỰNG\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    made.add_paragraph("\t\t\tBÁO CÁO")
    made.add_paragraph("Kết quả thực hiện nhiệm vụ của các đơn vị. " * 10)
    foot = ("Nơi nhận:\t\tGIÁM ĐỐC", "- Như trên;", "- Các phòng;", "\t\t\tTrần Văn Đông", "- Lưu: VT.", "Tr. 2")
    for line in foot:
        made.add_paragraph(line)
    read = _read(made)
    assert _lines(read)[4:] == [
        "Nơi nhận:",
        "- Như trên;",
        "- Các phòng;",
        "- Lưu: VT.",
        "GIÁM ĐỐC",
        "Trần Văn Đông",
        "Tr. 2",
    ]
    assert [block.column for block in read.blocks] == [1, 2, 0, 0, 1, 1, 1, 1, 2, 2, 0]


def test_pages_follow_the_breaks() -> None:
    """Where the file tells its page breaks, blocks know their page."""
    made = docx.Document()
    made.add_paragraph("trang một").add_run().add_break(WD_BREAK.PAGE)
    made.add_paragraph("trang hai")
    read = _read(made)
    assert [block.page for block in read.blocks] == [1, 2]
    assert len(read.pages) == 2


def test_pages_are_unknown_where_nothing_tells() -> None:
    """A file without page breaks has no pages, not one."""
    made = docx.Document()
    made.add_paragraph("nội dung")
    read = _read(made)
    assert (read.pages, read.blocks[0].page) == ((), None)


def test_a_truncated_file_is_corrupt() -> None:
    """Half a file is no file."""
    with pytest.raises(OddFileError) as caught:
        read_docx(_bytes(docx.Document())[:5000])
    assert caught.value.problem.code is Code.CORRUPT


def test_a_bomb_is_refused() -> None:
    """A small file that grows beyond measure is refused before it is parsed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a>" + b" " * 70_000_000 + b"</a>")
    with pytest.raises(OddFileError) as caught:
        read_docx(stream.getvalue())
    assert caught.value.problem.code is Code.TOO_LARGE


def test_entities_are_not_expanded() -> None:
    """A file cannot make the parser read other files."""
    stream = io.BytesIO()
    xml = (
        f'<!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/hostname">]><w:document {W}><w:body><w:p><w:r>'
        "<w:t>a&x;b</w:t></w:r></w:p></w:body></w:document>"
    )
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", xml)
    pieces = read_docx(stream.getvalue()).pieces
    assert [piece.text for piece in pieces] in (["a"], ["ab"])


def _add_list(made: "docx.document.Document", number: int, levels: list[tuple[str, str]]) -> None:
    root = made.part.numbering_part.element
    xml = "".join(
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for index, (form, text) in enumerate(levels)
    )
    root.insert(0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="{number}">{xml}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {W} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'))


def _numbered(made: "docx.document.Document", text: str, number: int, level: int) -> None:
    properties = made.add_paragraph(text)._p.get_or_add_pPr()
    listed = properties.get_or_add_numPr()
    for name, value in (("w:ilvl", level), ("w:numId", number)):
        element = OxmlElement(name)
        element.set(qn("w:val"), str(value))
        listed.append(element)
