import io
import zipfile

import pytest

from core.document import BlockKind
from core.problem import Code
from extractors import triage
from extractors.office.slides import read_slides
from extractors.piece import OddFileError

_NAMES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'


def _relations(*listed: tuple[str, str, str]) -> str:
    return _RELATIONS.format(
        "".join(f'<Relationship Id="{key}" Type="{_KIND}/{kind}" Target="{target}"/>' for key, kind, target in listed)
    )


def _shape(*lines: str, kind: str = "body") -> str:
    text = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in lines)
    return f'<p:sp><p:nvSpPr><p:nvPr><p:ph type="{kind}"/></p:nvPr></p:nvSpPr><p:txBody>{text}</p:txBody></p:sp>'


def _slide(shapes: str) -> str:
    return f"<p:sld {_NAMES}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>"


def _show(first: str, second: str, notes: str = "") -> bytes:
    """Return a presentation in which the part slide2 is shown before slide1."""
    parts = {
        "_rels/.rels": _relations(("r", "officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": f'<p:presentation {_NAMES}><p:sldIdLst><p:sldId id="1" r:id="b"/><p:sldId id="2" r:id="a"/>'
        '</p:sldIdLst><p:sldSz cx="12192000" cy="6858000"/></p:presentation>',
        "ppt/_rels/presentation.xml.rels": _relations(
            ("a", "slide", "slides/slide1.xml"), ("b", "slide", "/ppt/slides/slide2.xml")
        ),
        "ppt/slides/slide1.xml": _slide(second),
        "ppt/slides/slide2.xml": _slide(first),
        "ppt/slides/_rels/slide2.xml.rels": _relations(("n", "notesSlide", "../notesSlides/n1.xml")),
        "ppt/notesSlides/n1.xml": _slide(notes),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, xml in parts.items():
            archive.writestr(name, xml)
    return stream.getvalue()


def test_slides_come_in_the_order_of_the_show() -> None:
    """The list of slides decides, not the parts' names; each text knows its slide, notes come last, running heads apart."""
    notes = _shape("Lời nói") + _shape("1", kind="sldNum")
    found = read_slides(_show(_shape("Một", "- Hai") + _shape("1", kind="sldNum"), _shape("Ba"), notes))
    assert [(piece.text, piece.page, piece.kind) for piece in found.pieces] == [
        ("Một", 1, BlockKind.PARAGRAPH),
        ("- Hai", 1, BlockKind.LIST_ITEM),
        ("Ba", 2, BlockKind.PARAGRAPH),
        ("Lời nói", 1, BlockKind.FOOTNOTE),
        ("1", None, BlockKind.RUNNING),
    ]
    assert [(page.number, page.width, page.height) for page in found.pages] == [(1, 960.0, 540.0), (2, 960.0, 540.0)]
    assert (found.completeness, found.problems) == (1.0, ())


def test_tables_and_groups_are_read() -> None:
    """A table's row is a row of cells, merged cells once; shapes in groups and alternatives are read once."""
    cell = "<a:tc{}><a:txBody><a:p><a:r><a:t>{}</a:t></a:r></a:p></a:txBody></a:tc>"
    row = cell.format("", "TT") + cell.format(' hMerge="1"', "") + cell.format("", "Đạt")
    table = f"<p:graphicFrame><a:graphic><a:graphicData><a:tbl><a:tr>{row}</a:tr></a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    group = f"<p:grpSp><p:grpSp>{_shape('Trong nhóm')}</p:grpSp></p:grpSp>"
    either = f"<mc:AlternateContent><mc:Choice>{_shape('Mới')}</mc:Choice><mc:Fallback>{_shape('Cũ')}</mc:Fallback></mc:AlternateContent>"
    found = read_slides(_show(table + group + either, ""))
    assert [(piece.text, piece.cells) for piece in found.pieces] == [
        ("TT | Đạt", ("TT", "Đạt")),
        ("Trong nhóm", ()),
        ("Mới", ()),
    ]
    assert found.completeness == 1.0


def test_a_presentation_is_told_by_content() -> None:
    """A package whose main part is a presentation is one."""
    assert triage.media_type(_show("", "")) == triage.PPTX


def test_entities_are_not_resolved() -> None:
    """A document type with entities gives no text of theirs."""
    bomb = '<!DOCTYPE p [<!ENTITY e SYSTEM "file:///etc/hostname"><!ENTITY x "xx">]>'
    content = _show(_shape("A&e;&x;"), "")
    source = zipfile.ZipFile(io.BytesIO(content))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in source.namelist():
            text = source.read(name).decode()
            archive.writestr(name, bomb + text if name.endswith("slide2.xml") else text)
    assert "".join(piece.text for piece in read_slides(stream.getvalue()).pieces) in {"", "A"}


def test_a_cut_presentation_is_broken() -> None:
    """A cut file has a code."""
    with pytest.raises(OddFileError) as refused:
        read_slides(_show("", "")[:500])
    assert refused.value.problem.code is Code.CORRUPT
