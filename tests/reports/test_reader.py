"""The page that shows what was read of one file."""

from datetime import date

import lxml.html

from core.dispatch import Dispatch, Found
from core.document import Block, BlockKind, Document
from core.problem import Code, Stage, problem
from core.reference import Form, Reference
from core.steps import Description
from core.text import OffsetMap, Span
from reports.reader import Shown, marks_of, reader

_TEXT = "Số: 12/BC-SXD\nThực hiện Nghị định số 61/2018/NĐ-CP ngày 23/4/2018 <b>và</b>\nCột một | Chỉ thị số 7/CT-UBND"


def _span(words: str) -> Span:
    start = _TEXT.index(words)
    return Span(start, start + len(words))


def _reference(words: str, number: str) -> Reference:
    return Reference(
        _span(words), words, Form.FULL, words.split(" số", maxsplit=1)[0], number, date(2018, 4, 23), page=1
    )


def _shown() -> Shown:
    lines = _TEXT.split("\n")
    starts = [0, len(lines[0]) + 1, len(lines[0]) + len(lines[1]) + 2]
    blocks = [
        Block(BlockKind.PARAGRAPH, Span(start, start + len(line)), page=number)
        for number, (start, line) in enumerate(zip(starts[:2], lines[:2], strict=True), 1)
    ]
    cells = (_span("Cột một"), _span("Chỉ thị số 7/CT-UBND"))
    blocks.append(Block(BlockKind.TABLE_ROW, Span(starts[2], len(_TEXT)), page=2, cells=cells))
    document = Document("0" * 64, "text/plain", _TEXT, OffsetMap(), tuple(blocks))
    dispatch = Dispatch(number=Found("12/BC-SXD", _span("12/BC-SXD"), "header.number"))
    references = (
        _reference("Nghị định số 61/2018/NĐ-CP ngày 23/4/2018", "61/2018/NĐ-CP"),
        _reference("Chỉ thị số 7/CT-UBND", "7/CT-UBND"),
    )
    trouble = problem(Stage.READ, Code.INCOMPLETE, page=2)
    return Shown("báo cáo <1>.docx", "text/plain", 1234, document, Description(dispatch, references), (trouble,))


def test_marks_do_not_overlap_and_say_what_they_are() -> None:
    """Each header field and each citation is marked once, in the order of the text."""
    marks = marks_of(_shown())
    assert [(span.of(_TEXT), kind) for span, kind, _ in marks] == [
        ("12/BC-SXD", "field"),
        ("Nghị định số 61/2018/NĐ-CP ngày 23/4/2018", "reference"),
        ("Chỉ thị số 7/CT-UBND", "reference"),
    ]
    assert marks[1][2] == "Nghị định · 61/2018/NĐ-CP · ngày 23/04/2018"


def test_the_page_shows_the_whole_text_with_its_marks() -> None:
    """Nothing of the text is lost or taken for markup, and the list of citations leads to their places."""
    tree = lxml.html.document_fromstring(reader([_shown()]))
    sections = tree.xpath("//section[@class='page']")
    assert [part.xpath("string(p[@class='number'])") for part in sections] == ["Trang 1", "Trang 2"]
    words = "".join(sections[0].xpath("string()").split()) + "".join(sections[1].xpath("string()").split())
    assert words.replace("Trang1", "").replace("Trang2", "") == "".join(_TEXT.replace(" | ", "").split())
    assert not tree.xpath("//section//b")
    targets = tree.xpath("//ol[@class='cited']//a/@href")
    assert [tree.get_element_by_id(target[1:]).text for target in targets] == [
        "Nghị định số 61/2018/NĐ-CP ngày 23/4/2018",
        "Chỉ thị số 7/CT-UBND",
    ]
    assert tree.xpath("string(//li[@class='warning'])").startswith("Trang 2: ")


def test_a_file_that_could_not_be_read_is_shown_with_its_problem() -> None:
    """Without a document the page says why."""
    assert "mật khẩu" in reader([Shown("a.pdf", "", 0, None, None, (problem(Stage.READ, Code.ENCRYPTED),))])
