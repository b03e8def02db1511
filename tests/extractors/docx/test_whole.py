"""Laws of reading a DOCX without silent loss: what is printed is read once, what is not is left out, what is missing is said."""

import io
import zipfile

import pytest

from core.document import BlockKind, Document
from core.problem import Code, Problem
from extractors.docx.body import read_docx
from extractors.piece import Content, assemble
from extractors.triage import DOCX, media_type

NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def _t(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def _p(*inner: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(inner)}</w:p>"


def _listed(text: str, number: int, level: int = 0) -> str:
    return _p(
        _t(text) if text else "",
        properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>',
    )


def _docx(body: str, parts: dict[str, tuple[str, str | bytes]] | None = None) -> bytes:
    """Return a DOCX with this body; `parts`: name -> (kind of relation, XML inside of its root, or the bytes)."""
    relations = ""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types>wordprocessingml</Types>")
        archive.writestr("word/document.xml", f"<w:document {NAMES}><w:body>{body}</w:body></w:document>")
        for number, (name, (kind, content)) in enumerate((parts or {}).items(), start=1):
            relations += f'<Relationship Id="r{number}" Type="{TYPES}{kind}" Target="{name}"/>'
            part = f"<w:root {NAMES}>{content}</w:root>" if isinstance(content, str) else content
            archive.writestr(f"word/{name}", part)
        archive.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>',
        )
    return stream.getvalue()


def _content(body: str, parts: dict[str, tuple[str, str | bytes]] | None = None) -> Content:
    return read_docx(_docx(body, parts))


def _document(body: str, parts: dict[str, tuple[str, str | bytes]] | None = None) -> Document:
    return assemble("0" * 64, DOCX, _content(body, parts))


def _text(body: str, parts: dict[str, tuple[str, str | bytes]] | None = None) -> str:
    read = _document(body, parts)
    assert read.completeness == 1.0
    return read.text


def _told(problems: tuple[Problem, ...]) -> list[Code]:
    return [one.code for one in problems]


def _level(index: int, form: str, text: str, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


def _numbering(levels: str, numbers: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> str:
    return f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>{numbers}'


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (_t("a") + '<w:fldSimple w:instr="PAGE">' + _t("7") + "</w:fldSimple>", "a7"),
        (f"<w:smartTag>{_t('Hà Giang')}</w:smartTag>", "Hà Giang"),
        (f"<w:customXml>{_t('Hà')}</w:customXml>{_t(' Giang')}", "Hà Giang"),
        (f"<w:ins>{_t('mới')}</w:ins><w:moveTo>{_t(' đến')}</w:moveTo><w:moveFrom>{_t('cũ')}</w:moveFrom>", "mới đến"),
        ("<w:r><w:t>1</w:t><w:tab/><w:t>33</w:t><w:noBreakHyphen/><w:t>CT</w:t></w:r>", "1 33-CT"),
        ("<w:r><w:t>tin</w:t><w:softHyphen/><w:t>học</w:t></w:r>", "tinhọc"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t> Có</w:t></w:r>', "☑ Có"),
        ("<w:r><w:t>\uf0fe Có</w:t></w:r>", "☑ Có"),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r>" + _t("hiện"), "hiện"),
        ("<w:r><w:rPr><w:caps/></w:rPr><w:t>Báo cáo</w:t></w:r>", "BÁO CÁO"),
        (f"<w:r><w:ruby><w:rt>{_t('nhỏ')}</w:rt><w:rubyBase>{_t('to')}</w:rubyBase></w:ruby></w:r>", "to"),
        ("<w:r><w:commentReference w:id='1'/></w:r>" + _t("có nhận xét"), "có nhận xét"),
        ('<w:r><w:pict><v:shape><v:textpath string="SAO LỤC"/></v:shape></w:pict></w:r>', "SAO LỤC"),
    ],
)
def test_what_is_printed_is_read_once(inside: str, text: str) -> None:
    """Every way to write letters into a paragraph gives them once, and what is not printed is left out."""
    assert _text(_p(inside)) == text


def test_codes_of_fields_inside_fields_are_not_read() -> None:
    """Of fields in the code of others nothing is printed, of fields in results the result."""
    begin, part, end = (f'<w:r><w:fldChar w:fldCharType="{of}"/></w:r>' for of in ("begin", "separate", "end"))
    code = "<w:r><w:instrText>IF x</w:instrText></w:r>"
    inner = begin + code + part + _t("trong") + end
    assert _text(_p(begin + code + inner + part + _t("ngoài ") + inner + end)) == "ngoài trong"


def test_a_field_without_an_end_swallows_no_paragraphs() -> None:
    """Where the mark behind a field's code is missing, the text that follows is read all the same."""
    broken = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
    assert _text(_p(broken) + _p(_t("sau"))) == "sau"


def test_letters_among_a_fields_code_are_said() -> None:
    """Text where only a code may stand is not printed, and completeness tells it."""
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    assert _told(_content(_p(_t("trước ") + begin + _t("lạc"))).problems) == [Code.INCOMPLETE]


def test_nested_tables_and_controls_are_read() -> None:
    """A table in a cell and a control around rows lose no words."""
    inner = f"<w:tbl><w:tr><w:tc>{_p(_t('một'))}</w:tc><w:tc>{_p(_t('hai'))}</w:tc></w:tr></w:tbl>"
    row = f"<w:sdt><w:sdtContent><w:tr><w:tc>{_p(_t('ngoài'))}{inner}{_p()}</w:tc></w:tr></w:sdtContent></w:sdt>"
    assert sorted(_text(f"<w:tbl>{row}</w:tbl>").split()) == ["hai", "một", "ngoài"]


def test_a_box_inside_a_box_is_read_once() -> None:
    """Boxes stored twice, with boxes stored twice inside them, are read and counted once."""

    def box(inner: str) -> str:
        drawn = f"<w:txbxContent>{inner}</w:txbxContent>"
        return (
            f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{drawn}</mc:Choice><mc:Fallback>{drawn}</mc:Fallback>'
            "</mc:AlternateContent></w:r>"
        )

    assert _text(_p(_t("ngoài") + box(_p(_t("giữa") + box(_p(_t("trong"))))))) == "ngoài\ngiữa\ntrong"


def test_a_deleted_paragraph_end_joins_the_text() -> None:
    """Where a revision deleted the end of a paragraph, its words run on into the next one."""
    first = _p(_t("Đã thực "), properties="<w:rPr><w:del/></w:rPr>")
    assert _text(first + _p(_t("hiện xong."))) == "Đã thực hiện xong."


@pytest.mark.parametrize(
    ("math", "text"),
    [
        ("<m:r><m:t>x=1</m:t></m:r>", "x=1"),
        ("<m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b+c</m:t></m:r></m:den></m:f>", "a/(b+c)"),
        ("<m:sSup><m:e><m:r><m:t>m</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>", "m^2"),
        ("<m:d><m:e><m:r><m:t>x</m:t></m:r></m:e></m:d>", "(x)"),
        (
            '<m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr><m:e><m:r><m:t>x</m:t></m:r></m:e></m:d>',
            "[x]",
        ),
        ("<m:rad><m:deg/><m:e><m:r><m:t>2</m:t></m:r></m:e></m:rad>", "√2"),
    ],
)
def test_equations_are_read_as_a_line(math: str, text: str) -> None:
    """An equation's signs stand in the text, in a form that keeps what is over and what is under the stroke."""
    assert _text(_p(f"{_t('T: ')}<m:oMath>{math}</m:oMath>")) == f"T: {text}"


def test_an_equation_deeper_than_anybody_writes_is_read() -> None:
    """Equations inside equations end somewhere, and their signs are kept."""
    deep = "<m:d><m:e>" * 80 + "<m:r><m:t>x</m:t></m:r>" + "</m:e></m:d>" * 80
    assert "x" in _text(_p(f"<m:oMath>{deep}</m:oMath>"))


def test_footnotes_stand_behind_the_text_in_the_order_of_their_marks() -> None:
    """Notes that are marked in the text are read, others are not and count for nothing."""
    mark = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
    notes = "".join(f'<w:footnote w:id="{number}">{_p(_t(f"chú {number}"))}</w:footnote>' for number in (1, 2, 3))
    read = _document(_p(_t("a") + mark.format(3) + _t("b") + mark.format(1)), {"footnotes.xml": ("footnotes", notes)})
    assert (read.text, read.completeness) == ("ab\nchú 3\nchú 1", 1.0)
    assert [block.kind for block in read.blocks][1:] == [BlockKind.FOOTNOTE] * 2


def test_comments_are_no_part_of_the_text() -> None:
    """What readers remarked beside the text is not said by its author."""
    comments = f'<w:comment w:id="1">{_p(_t("Xem lại số liệu"))}</w:comment>'
    assert _text(_p(_t("Kết quả")), {"comments.xml": ("comments", comments)}) == "Kết quả"


def test_a_level_begins_again_where_the_file_says() -> None:
    """`lvlRestart` tells after which level numbers begin again: after each higher one, a certain one, or never."""
    levels = _level(0, "decimal", "%1.") + _level(1, "decimal", "%2)")
    never = _level(0, "decimal", "%1.") + _level(1, "decimal", "%2)", '<w:lvlRestart w:val="0"/>')
    body = _listed("a", 1) + _listed("b", 1, 1) + _listed("c", 1) + _listed("d", 1, 1)
    assert _text(body, {"numbering.xml": ("numbering", _numbering(levels))}) == "1. a\n1) b\n2. c\n1) d"
    assert _text(body, {"numbering.xml": ("numbering", _numbering(never))}) == "1. a\n1) b\n2. c\n2) d"


def test_a_list_may_begin_with_another_number() -> None:
    """An override gives a list and its levels another first number, each time that they begin."""
    numbers = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
        '<w:lvlOverride w:ilvl="1"><w:startOverride w:val="3"/></w:lvlOverride></w:num>'
    )
    levels = _level(0, "decimal", "%1.") + _level(1, "lowerLetter", "%2)")
    body = _listed("a", 1) + _listed("b", 2) + _listed("c", 2, 1) + _listed("d", 2) + _listed("e", 2, 1)
    parts = {"numbering.xml": ("numbering", _numbering(levels, numbers))}
    assert _text(body, parts) == "1. a\n5. b\nc) c\n6. d\nc) e"


def test_numbers_come_from_styles_and_linked_lists() -> None:
    """A heading's style numbers its paragraphs, and a list may lie behind a numbering style."""
    styles = (
        '<w:style w:type="paragraph" w:styleId="H1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="H2"><w:basedOn w:val="H1"/><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr>'
        "</w:pPr></w:style>"
        '<w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>'
    )
    levels = _level(0, "upperRoman", "%1.") + _level(1, "decimal", "%1.%2.", "<w:isLgl/>")
    linked = '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="L"/></w:abstractNum>'
    numbers = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num>'
    )
    real = f'<w:abstractNum w:abstractNumId="2">{_level(0, "bullet", "-")}</w:abstractNum>'
    body = (
        _p(_t("một"), properties='<w:pStyle w:val="H1"/>')
        + _p(_t("hai"), properties='<w:pStyle w:val="H2"/>')
        + _p(_t("không"), properties='<w:pStyle w:val="H1"/><w:numPr><w:numId w:val="0"/></w:numPr>')
        + _listed("gạch", 2)
    )
    parts = {
        "styles.xml": ("styles", styles),
        "numbering.xml": ("numbering", _numbering(levels, linked + real + numbers)),
    }
    assert _text(body, parts) == "I. một\n1.1. hai\nkhông\n- gạch"


def test_numbers_without_words_stand_and_count() -> None:
    """A column of automatic numbers is read, and an empty bullet is none."""
    levels = _numbering(
        _level(0, "decimal", "%1."),
        '<w:abstractNum w:abstractNumId="1">' + _level(0, "bullet", "-") + "</w:abstractNum>"
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>',
    )
    body = _listed("", 1) + _listed("", 2) + _listed("hai", 1)
    assert _text(body, {"numbering.xml": ("numbering", levels)}) == "1.\n2. hai"


def test_a_number_beyond_measure_is_no_number() -> None:
    """A file cannot make a label of a million letters."""
    levels = f'<w:lvl w:ilvl="0"><w:start w:val="{"9" * 5000}"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1)"/></w:lvl>'
    assert _text(_listed("x", 1), {"numbering.xml": ("numbering", _numbering(levels))}) == "a) x"


def test_the_strict_form_is_read_like_the_usual_one() -> None:
    """Strict OOXML has other namespaces for the same words."""
    body = _p(_t("Kết quả ") + "<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>")
    with zipfile.ZipFile(io.BytesIO(_docx(body))) as old:
        xml = old.read("word/document.xml").decode()
    for place in ("wordprocessingml", "officeDocument"):
        xml = xml.replace(f"http://schemas.openxmlformats.org/{place}/2006/", f"http://purl.oclc.org/ooxml/{place}/")
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as new:
        new.writestr("word/document.xml", xml)
    assert [piece.text for piece in read_docx(stream.getvalue()).pieces] == ["Kết quả x"]


def test_words_of_diagrams_and_charts_are_read() -> None:
    """A diagram's words, a chart's title and its series with their values stand behind the text."""
    diagram = "<a:p><a:r><a:t>Bước một</a:t></a:r></a:p><a:p/>"
    points = "<c:pt idx='0'><c:v>{}</c:v></c:pt><c:pt idx='1'><c:v>{}</c:v></c:pt>"
    chart = (
        "<a:p><a:r><a:t>Số cuộc họp</a:t></a:r></a:p><c:ser><c:tx><c:pt idx='0'><c:v>Năm 2023</c:v></c:pt></c:tx>"
        f"<c:cat>{points.format('Xã A', 'Xã B')}</c:cat><c:val>{points.format('12', '15')}</c:val></c:ser>"
    )
    read = _document(_p(_t("Nội dung")), {"d.xml": ("diagramData", diagram), "c.xml": ("chart", chart)})
    assert read.text.split("\n") == ["Nội dung", "Bước một", "Số cuộc họp", "Năm 2023 | Xã A 12 | Xã B 15"]
    assert [cell.of(read.text) for cell in read.blocks[3].cells] == ["Năm 2023", "Xã A 12", "Xã B 15"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("in.htm", "<html><body><p>Phần kèm theo</p></body></html>".encode("utf-8-sig")),
        ("in.txt", "Phần kèm theo".encode()),
        ("in.docx", _docx(_p(_t("Phần kèm theo")))),
    ],
)
def test_files_taken_in_are_read_where_they_stand(name: str, content: bytes) -> None:
    """A web page, a text or a DOCX that Word takes in on opening is read at its place."""
    body = _p(_t("trước")) + '<w:altChunk r:id="r1"/>' + _p(_t("sau"))
    read = _content(body, {name: ("aFChunk", content)})
    assert [piece.text for piece in read.pieces] == ["trước", "Phần kèm theo", "sau"]
    assert read.problems == ()


def test_files_that_cannot_be_taken_in_are_said() -> None:
    """A part in a form that is not read, or a DOCX inside a DOCX inside a DOCX, makes the reading incomplete."""
    chunk = '<w:altChunk r:id="r1"/>'
    read = _content(_p(_t("a")) + chunk, {"in.rtf": ("aFChunk", rb"{\rtf1 x}")})
    assert _told(read.problems) == [Code.INCOMPLETE]
    inner = _docx(_p(_t("b")) + chunk, {"in.docx": ("aFChunk", _docx(_p(_t("c"))))})
    assert media_type(inner) == DOCX
    read = _content(_p(_t("a")) + chunk, {"in.docx": ("aFChunk", inner)})
    assert [piece.text for piece in read.pieces] == ["a", "b"]
    assert _told(read.problems) == [Code.INCOMPLETE]


def test_characters_that_were_not_reached_are_said() -> None:
    """Where text stands in a place that is not read, completeness tells how much, and a problem says it."""
    read = _content(_p(_t("đọc được")) + "<w:sectPr><w:r><w:t>lạc chỗ</w:t></w:r></w:sectPr>")
    assert read.completeness < 1.0
    assert _told(read.problems) == [Code.INCOMPLETE]
