import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from core.document import Document
from core.problem import Code, Problem
from core.settings import Settings
from core.text import Span
from extractors.docx.body import read_docx
from extractors.piece import assemble
from extractors.read import read_tree

W = nsdecls("w")
TCVN3, CAPITALS, VNI = ".VnTime", ".VnTimeH", "VNI-Times"


def _run(text: str, font: str = "", more: str = "") -> str:
    fonts = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>' if font else ""
    return f'<w:r><w:rPr>{fonts}{more}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def _paragraph(*runs: str, properties: str = "") -> str:
    return f"<w:p {W}><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def _made(*paragraphs: str) -> "docx.document.Document":
    made = docx.Document()
    for xml in paragraphs:
        made.element.body.insert(len(made.element.body) - 1, parse_xml(xml))
    return made


def _read(made: "docx.document.Document") -> tuple[Document, tuple[Problem, ...]]:
    stream = io.BytesIO()
    made.save(stream)
    content = read_docx(stream.getvalue())
    return assemble("0" * 64, "docx", content), content.problems


def _text(*paragraphs: str) -> str:
    return _read(_made(*paragraphs))[0].text


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        ([_run("b¸o c¸o n¨m 2023", CAPITALS)], "BÁO CÁO NĂM 2023"),
        ([_run("C¶ n\u00ad", TCVN3), _run("íc", TCVN3, "<w:i/>")], "Cả nước"),
        ([_run("ho", VNI), _run("aø bình", VNI, "<w:b/>")], "hoà bình"),
        ([_run("x· héi", TCVN3), _run(" và ", "Arial"), _run("xaõ hoäi", VNI)], "xã hội và xã hội"),
        ([_run("c¶ n\u00adíc", TCVN3, "<w:caps/>")], "CẢ NƯỚC"),
        ([_run("n", TCVN3), f'<w:r><w:sym w:font="{TCVN3}" w:char="F0A8"/></w:r>', _run("m", TCVN3)], "năm"),
        ([_run("th", TCVN3), f'<w:r><w:rPr><w:rFonts w:hAnsi="{TCVN3}"/></w:rPr><w:softHyphen/></w:r>'], "thư"),
        ([_run("\uf0b8o \uf0b8o", TCVN3)], "áo áo"),
    ],
)
def test_runs_are_read_by_their_fonts(runs: list[str], text: str) -> None:
    """Each run is read by its own font; a letter and its mark may lie in two runs."""
    assert _text(_paragraph(*runs)) == text


def test_fonts_come_from_styles_defaults_and_the_theme() -> None:
    """A run without a font of its own has that of its style, the paragraph's style, the defaults or the theme."""
    made = _made(
        _paragraph(_run("kÕt qu¶", more='<w:rStyle w:val="Old"/>')),
        _paragraph(_run("keát quaû"), properties='<w:pStyle w:val="Older"/>'),
        _paragraph(_run("kÕt qu¶")),
        _paragraph(_run("kết quả", "Arial")),
    )
    made.styles.element.append(
        parse_xml(
            f'<w:style {W} w:type="paragraph" w:styleId="Older"><w:rPr><w:rFonts w:hAnsi="{VNI}"/></w:rPr></w:style>'
        )
    )
    made.styles.element.append(
        parse_xml(
            f'<w:style {W} w:type="character" w:styleId="Old"><w:rPr><w:rFonts w:hAnsi="{TCVN3}"/></w:rPr></w:style>'
        )
    )
    fonts = made.styles.element.find(".//" + "{*}docDefaults").find(".//{*}rFonts")
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    fonts.set("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}hAnsi", TCVN3)
    assert _read(made)[0].text.split("\n") == ["kết quả"] * 4


def test_a_themes_font_counts() -> None:
    """A font that the theme names is the font of the runs that ask the theme."""
    made = _made(_paragraph('<w:r><w:rPr><w:rFonts w:hAnsiTheme="minorHAnsi"/></w:rPr><w:t>kÕt qu¶</w:t></w:r>'))
    stream = io.BytesIO()
    made.save(stream)
    changed = io.BytesIO()
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name.startswith("word/theme/"):
                head, minor, tail = part.partition(b"<a:minorFont>")
                part = head + minor + tail.replace(b"<a:latin typeface=", b'<a:latin typeface=".VnTime" x=', 1)
            new.writestr(name, part)
    assert assemble("0" * 64, "docx", read_docx(changed.getvalue())).text == "kết quả"


@pytest.mark.parametrize("text", ["Kết quả đạt được", "Tôi là công dân", "Hà Giang và Huế", "Công ty"])
def test_unicode_in_a_legacy_font_stays(text: str) -> None:
    """Unicode text that only kept a legacy font's name is not turned into rubbish."""
    assert _text(_paragraph(_run("Ủy ban", TCVN3)), _paragraph(_run(text, TCVN3))) == f"Ủy ban\n{text}"


def test_legacy_words_beside_unicode_in_one_run() -> None:
    """Where words of both kinds share a run, each is read as what it is."""
    assert _text(_paragraph(_run("B¸o c¸o kết quả", TCVN3))) == "Báo cáo kết quả"


def test_text_boxes_headers_notes_and_labels_are_converted() -> None:
    """Not only the body's runs are read by their fonts, but every one that is printed."""
    box = f"<w:txbxContent>{_paragraph(_run('Trong khung: kÕt qu¶', TCVN3))}</w:txbxContent>"
    made = _made(
        _paragraph(f"<w:r><w:pict>{box}</w:pict></w:r>"),
        _paragraph(
            _run("mét", TCVN3),
            properties='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="91"/></w:numPr>',
        ),
    )
    made.sections[0].header._element.append(parse_xml(_paragraph(_run("PhÇn ®Çu", TCVN3))))
    root = made.part.numbering_part.element
    root.insert(
        0,
        parse_xml(
            f'<w:abstractNum {W} w:abstractNumId="91"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/>'
            f'<w:lvlText w:val="PhÇn %1."/><w:rPr><w:rFonts w:hAnsi="{CAPITALS}"/></w:rPr></w:lvl></w:abstractNum>'
        ),
    )
    root.append(parse_xml(f'<w:num {W} w:numId="91"><w:abstractNumId w:val="91"/></w:num>'))
    read, problems = _read(made)
    assert read.text.split("\n") == ["Trong khung: kết quả", "PHẦN I. một", "Phần đầu"]
    assert [one.code for one in problems] == [Code.LEGACY_ENCODING]
    assert ".VnTime, .VnTimeH" in problems[0].message


def test_offsets_lead_back_into_the_runs() -> None:
    """What stands in the document leads to the letters and marks as the runs hold them."""
    read, _ = _read(_made(_paragraph(_run("Soá: 12/BC; ", "Arial"), _run("UÛy ban nhaân daân", VNI))))
    start = read.text.index("nhân dân")
    raw = read.offsets.span_to_raw(Span(start, start + len("nhân dân")))
    assert raw.of("Soá: 12/BC; UÛy ban nhaân daân") == "nhaân daân"


def test_a_document_without_legacy_fonts_tells_nothing_of_them() -> None:
    """No remark stands on a document in which nothing was converted."""
    assert _read(_made(_paragraph(_run("Kết quả", "Arial"), _run("abc", TCVN3))))[1] == ()


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("form", ["doc", "rtf", "odt"])
def test_old_office_files_keep_their_fonts(tmp_path: Path, form: str) -> None:
    """What LibreOffice turns into DOCX is read by its fonts too; TCVN3's ư, to it a soft hyphen, is not lost."""
    made = _made(
        _paragraph(_run("ñy ban nh©n d©n", CAPITALS)),
        _paragraph(_run("Th\u00ad\u00eang trùc n\u00adíc", TCVN3), _run(" và ", "Arial"), _run("xaõ hoäi", VNI)),
    )
    made.save(tmp_path / "a.docx")
    profile = f"-env:UserInstallation={(tmp_path / 'p').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", form, "a.docx"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        timeout=120,
    )
    (item,) = read_tree(tmp_path / f"a.{form}", Settings())
    assert item.reading.document is not None
    assert item.reading.document.text == "ỦY BAN NHÂN DÂN\nThường trực nước và xã hội"
    assert [one.code for one in item.reading.problems] == [Code.LEGACY_ENCODING]
