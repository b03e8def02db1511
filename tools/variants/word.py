"""A report as DOCX in its look: font, size, spacing, footnotes, the annex on its side; letters in other codes (các kiểu DOCX)."""

import io
import zipfile
from collections.abc import Callable, Mapping
from copy import deepcopy
from types import MappingProxyType
from typing import Any

import docx
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm
from lxml import etree

from tools.sample_docx import FONT, TEXT_WIDTH, build_parts
from tools.variants.letters import Run, decomposed, tcvn3, vni
from tools.variants.report import Report

_USUAL = 13.5  # points, of the samples' running text
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_LANDSCAPE_WIDTH = 24.7  # centimetres between the margins
_NOTE_SIZE = 10.0
_FONT_PLACES = ("ascii", "hAnsi", "cs")
TCVN3_FONTS = (".VnTime", ".VnTimeH")
VNI_FONTS = ("VNI-Times", "VNI-Times")
Coder = Callable[[str], tuple[Run, ...]]


def plain(report: Report, *, numbered: bool = False) -> bytes:
    """Return the report as DOCX; where `numbered`, its numbers and bullets are Word's own, and a paragraph is a control."""
    page = docx.Document(io.BytesIO(build_parts(report.parts, numbered=numbered)))
    _set(page, report)
    if report.look.landscape:
        _turn_annex(page)
    if report.notes:
        _add_notes(page, report)
    return _saved(page)


def composed_apart(content: bytes) -> bytes:
    """Return a DOCX with all letters decomposed (NFD)."""

    def change(root: Any) -> None:
        for text in root.iter(qn("w:t")):
            text.text = decomposed(text.text or "")

    return _rewritten(content, change)


def in_tcvn3(
    content: bytes, fonts: tuple[str, str] = TCVN3_FONTS, instead: Mapping[str, str] = MappingProxyType({})
) -> bytes:
    """Return a DOCX with its letters in TCVN3 codes, small letters and capitals in these two fonts.

    `instead` gives codes that are written in the place of others.
    """

    def code(text: str) -> tuple[Run, ...]:
        swap = str.maketrans(dict(instead))
        return tuple(Run(run.text.translate(swap), run.capitals) for run in tcvn3(text))

    return _recoded(content, code, fonts)


def in_vni(content: bytes) -> bytes:
    """Return a DOCX with its letters in VNI codes."""
    return _recoded(content, vni, VNI_FONTS)


def _recoded(content: bytes, coder: Coder, fonts: tuple[str, str]) -> bytes:
    def change(root: Any) -> None:
        for run in list(root.iter(qn("w:r"))):
            text = run.find(qn("w:t"))
            for part in coder(text.text or "") if text is not None else ():
                copy = deepcopy(run)
                _write(copy, part.text, fonts[part.capitals])
                run.addprevious(copy)
            if text is not None:
                run.getparent().remove(run)
        for named in root.iter(qn("w:rFonts")):
            for name in _FONT_PLACES:
                if named.get(qn(f"w:{name}")) not in {None, *fonts}:
                    named.set(qn(f"w:{name}"), fonts[0])

    return _rewritten(content, change)


def _rewritten(content: bytes, change: Callable[[Any], None]) -> bytes:
    """Return the DOCX with its text, notes, headers and styles changed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            if name.startswith("word/") and name.endswith(".xml"):
                root = etree.fromstring(part)
                change(root)
                part = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            target.writestr(name, part)
    return packed.getvalue()


def _write(run: Any, text: str, font: str) -> None:
    """Set a run's letters and its font."""
    holder = run.find(qn("w:t"))
    holder.text = text
    holder.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    properties = run.find(qn("w:rPr"))
    if properties is None:
        properties = OxmlElement("w:rPr")
        run.insert(0, properties)
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    fonts = OxmlElement("w:rFonts")
    for name in _FONT_PLACES:
        fonts.set(qn(f"w:{name}"), font)
    properties.insert(0, fonts)


def _set(page: Any, report: Report) -> None:
    """Set font, sizes and spacing."""
    look = report.look
    normal = page.styles["Normal"]
    normal.font.name = look.font
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), look.font)
    normal.paragraph_format.line_spacing = look.spacing
    for size in (*page.element.iter(qn("w:sz")), *page.styles.element.iter(qn("w:sz"))):
        points = int(size.get(qn("w:val"))) / 2 * look.size / _USUAL
        size.set(qn("w:val"), str(round(2 * points)))
    if look.font != FONT:
        for fonts in page.element.iter(qn("w:rFonts")):
            fonts.set(qn("w:ascii"), look.font)
            fonts.set(qn("w:hAnsi"), look.font)


def _turn_annex(page: Any) -> None:
    """Put the annex into a section of its own that is turned on its side, its tables widened."""
    broken = next((one for one in page.element.iter(qn("w:br")) if one.get(qn("w:type")) == "page"), None)
    if broken is None:
        return
    run = broken.getparent()
    paragraph = run.getparent()
    run.remove(broken)
    last = page.element.body.find(qn("w:sectPr"))
    paragraph.get_or_add_pPr().append(deepcopy(last))
    section = page.sections[-1]
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    last.find(qn("w:pgSz")).set(qn("w:orient"), "landscape")
    for table in paragraph.itersiblings(qn("w:tbl")):
        for width in (*table.iter(qn("w:gridCol")), *table.iter(qn("w:tcW"))):
            width.set(qn("w:w"), str(round(int(width.get(qn("w:w"))) * _LANDSCAPE_WIDTH / TEXT_WIDTH)))


def _add_notes(page: Any, report: Report) -> None:
    """Hang the footnotes on their paragraphs and write the part that holds them."""
    notes = etree.Element(f"{{{_W}}}footnotes", nsmap={"w": _W})
    for identity, kind in ((-1, "separator"), (0, "continuationSeparator")):
        note = etree.SubElement(notes, qn("w:footnote"), {qn("w:type"): kind, qn("w:id"): str(identity)})
        run = etree.SubElement(etree.SubElement(note, qn("w:p")), qn("w:r"))
        etree.SubElement(run, qn(f"w:{kind}"))
    for identity, (at, text) in enumerate(report.notes, start=1):
        note = etree.SubElement(notes, qn("w:footnote"), {qn("w:id"): str(identity)})
        paragraph = etree.SubElement(note, qn("w:p"))
        etree.SubElement(_run(paragraph, size=_NOTE_SIZE, raised=True), qn("w:footnoteRef"))
        letters = etree.SubElement(_run(paragraph, size=_NOTE_SIZE), qn("w:t"))
        letters.text = f" {text}"
        letters.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        wanted = report.parts.body[at].text
        holder = next(one for one in page.element.iter(qn("w:p")) if _text(one) == wanted)
        etree.SubElement(_run(holder, raised=True), qn("w:footnoteReference"), {qn("w:id"): str(identity)})
    content = etree.tostring(notes, xml_declaration=True, encoding="UTF-8", standalone=True)
    part = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, content, page.part.package)
    page.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def _run(paragraph: Any, *, size: float = 0.0, raised: bool = False) -> Any:
    run = etree.SubElement(paragraph, qn("w:r"))
    properties = etree.SubElement(run, qn("w:rPr"))
    if size:
        etree.SubElement(properties, qn("w:sz"), {qn("w:val"): str(round(2 * size))})
    if raised:
        etree.SubElement(properties, qn("w:vertAlign"), {qn("w:val"): "superscript"})
    return run


def _text(paragraph: Any) -> str:
    return "".join(text.text or "" for text in paragraph.iter(qn("w:t")))


def _saved(page: Any) -> bytes:
    stream = io.BytesIO()
    page.save(stream)
    return stream.getvalue()
