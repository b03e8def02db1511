"""Write a sample text as a DOCX in the form of Nghị định 30/2020/NĐ-CP (thể thức văn bản hành chính)."""

import io
import zipfile
from datetime import UTC, datetime
from itertools import groupby, zip_longest
from typing import Any

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from tools.sample_numbering import AutoNumbering
from tools.sample_parts import COUNTRY, HEADINGS, MARKERS, MOTTO, Parts, is_annex, parts_of, printed
from tools.sample_text import Line, LineKind, Sample, number_of

FONT = "Times New Roman"
MADE = datetime(2024, 12, 1, 8, 0, tzinfo=UTC)
ZIP_TIME = (2024, 12, 1, 8, 0, 0)
LETTERHEAD_WIDTHS = (Cm(6.8), Cm(10.4))
SIGNATURE_WIDTHS = (Cm(8.3), Cm(8.2))
TEXT_WIDTH = 16.5  # centimetres between the margins
WIDEST = 40  # characters from which on a column grows no wider
SIGNING_SPACE = Pt(62)
AUTOMATIC = "docx-auto"


def build_docx(sample: Sample) -> bytes:
    """Return the bytes of the DOCX; the same text always gives the same bytes."""
    return build_parts(parts_of(sample), numbered=sample.head["format"] == AUTOMATIC)


def build_parts(parts: Parts, *, numbered: bool) -> bytes:
    """Return the bytes of a DOCX of these parts, with Word's own numbers and a content control where `numbered`."""
    page = docx.Document()
    _set_up(page)
    _letterhead(page, parts)
    _title(page, parts)
    _addressees(page, parts.addressees)
    numbering = AutoNumbering(page, (*parts.body, *parts.annex)) if numbered else None
    _body(page, parts.body, numbering)
    _signature(page, parts)
    if parts.annex:
        page.add_page_break()
        _body(page, parts.annex, None)
    if numbering:
        _wrap_in_control(page, parts.body)
    return _save(page)


def _set_up(page: Any) -> None:
    """Set paper, margins, font, page numbers from page 2 and properties that do not change."""
    section = page.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin = section.bottom_margin = Cm(2)
    section.left_margin, section.right_margin = Cm(3), Cm(1.5)
    section.header_distance = Cm(1)
    section.different_first_page_header_footer = True
    normal = page.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(13.5)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    normal.paragraph_format.space_after = Pt(0)
    _page_number(section.header.paragraphs[0])
    properties = page.core_properties
    properties.created = properties.modified = MADE
    properties.author = properties.title = properties.comments = ""


def _page_number(paragraph: Any) -> None:
    """Put the PAGE field into the header's paragraph."""
    paragraph.alignment = ALIGN.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    field.append(paragraph.add_run("2")._r)  # noqa: SLF001 - python-docx makes no fields
    paragraph._p.append(field)  # noqa: SLF001


def _letterhead(page: Any, parts: Parts) -> None:
    """Write the head: agency, number and V/v on the left, the country's name and the date on the right."""
    left, right = _two_columns(page, LETTERHEAD_WIDTHS)
    if parts.parent:
        _add(left, parts.parent, size=12.5, align=ALIGN.CENTER)
    _add(left, parts.agency, size=12.5, bold=True, align=ALIGN.CENTER)
    _rule(left, Cm(2.2))
    _add(left, parts.number, size=13, align=ALIGN.CENTER)
    if parts.about:
        _add(left, parts.about, size=12, align=ALIGN.CENTER)
    _add(right, COUNTRY, size=12.5, bold=True, align=ALIGN.CENTER)
    _add(right, MOTTO, size=13.5, bold=True, align=ALIGN.CENTER)
    _rule(right, Cm(2))
    _add(right, parts.date_line, size=13, italic=True, align=ALIGN.CENTER)


def _title(page: Any, parts: Parts) -> None:
    """Write type and subject centred, where the document is not a công văn."""
    for at, line in enumerate(parts.title):
        _add(page, line, size=14, bold=True, align=ALIGN.CENTER, before=0 if at else 14)
    if parts.title:
        _rule(page, Cm(6))


def _addressees(page: Any, addressees: tuple[str, ...]) -> None:
    """Write the Kính gửi line, or the list below it."""
    if len(addressees) == 1:
        _add(page, addressees[0], size=14, align=ALIGN.CENTER, before=6, after=6)
        return
    for at, addressee in enumerate(addressees):
        _add(page, addressee, size=14, before=0 if at else 8, left=Cm(5.2) if at else Cm(4))


def _body(page: Any, lines: tuple[Line, ...], numbering: AutoNumbering | None) -> None:
    """Write paragraphs, headings, bullets and ruled tables."""
    for is_row, group in groupby(lines, lambda line: line.kind is LineKind.ROW):
        if is_row:
            _table(page, [line.cells for line in group])
            continue
        for line in group:
            _paragraph(page, line, numbering)


def _paragraph(page: Any, line: Line, numbering: AutoNumbering | None) -> None:
    """Write one line; its number or bullet is Word's own where numbering is automatic."""
    bold = line.kind in HEADINGS
    if is_annex(line):
        _add(page, line.text, bold=True, align=ALIGN.CENTER, after=6)
        return
    numbered = numbering is not None and (line.kind in MARKERS or (bold and number_of(line.text) != ""))
    text = line.text.removeprefix(number_of(line.text)).strip() if numbered and bold else line.text
    if not numbered:
        text = printed(line)
    written = _add(page, text, bold=bold, align=ALIGN.JUSTIFY, before=6, first=None if numbered else Cm(1.27))
    written.paragraph_format.keep_with_next = bold
    if numbering is not None and numbered:
        numbering.number(written, line.kind)


def _table(page: Any, rows: list[tuple[str, ...]]) -> None:
    """Write a ruled table whose first row is its head."""
    columns = list(zip_longest(*rows, fillvalue=""))
    weights = [min(max(map(len, column)), WIDEST) + 4 for column in columns]
    table = page.add_table(rows=0, cols=len(columns))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    for at, row in enumerate(rows):
        for cell, text in zip(table.add_row().cells, row, strict=False):
            short = at == 0 or len(text) < 12
            _add(cell, text, size=12, bold=at == 0, align=ALIGN.CENTER if short else ALIGN.LEFT)
    for column, weight in zip(table.columns, weights, strict=True):
        width = Cm(TEXT_WIDTH * weight / sum(weights))
        column.width = width
        for cell in column.cells:
            cell.width = width
    _add(page, "", size=6)


def _signature(page: Any, parts: Parts) -> None:
    """Write Nơi nhận on the left, authority, role and name on the right."""
    _add(page, "", size=6)
    left, right = _two_columns(page, SIGNATURE_WIDTHS)
    for at, line in enumerate(parts.recipients):
        _add(left, line, size=11 if at else 12, bold=at == 0, italic=at == 0)
    for line in parts.authority:
        _add(right, line, size=13, bold=True, align=ALIGN.CENTER)
    _add(right, parts.signer, size=13.5, bold=True, align=ALIGN.CENTER).paragraph_format.space_before = SIGNING_SPACE


def _two_columns(page: Any, widths: tuple[Any, Any]) -> tuple[Any, Any]:
    """Return the two cells of a new table without borders."""
    table = page.add_table(rows=1, cols=2)
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    row = table.rows[0]
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001
    for column, cell, width in zip(table.columns, row.cells, widths, strict=True):
        column.width = cell.width = width
    return row.cells[0], row.cells[1]


def _add(  # noqa: PLR0913 - one keyword for each property of a paragraph
    holder: Any,
    text: str,
    *,
    size: float = 13.5,
    bold: bool = False,
    italic: bool = False,
    align: Any = ALIGN.LEFT,
    before: float = 0,
    after: float = 0,
    first: Any = None,
    left: Any = None,
) -> Any:
    """Add one paragraph of one run to a page or a cell, and return it."""
    blank = not hasattr(holder, "sections") and len(holder.paragraphs) == 1 and not holder.text
    paragraph = holder.paragraphs[0] if blank else holder.add_paragraph()
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold, italic
    paragraph.alignment = align
    form = paragraph.paragraph_format
    form.space_before, form.space_after, form.first_line_indent, form.left_indent = Pt(before), Pt(after), first, left
    return paragraph


def _rule(holder: Any, indent: Any) -> None:
    """Draw the short line below the agency, the motto or the title."""
    paragraph = _add(holder, "", size=3, align=ALIGN.CENTER, before=2, after=5)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = indent
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    paragraph._p.get_or_add_pPr().insert_element_before(borders, "w:spacing", "w:ind", "w:jc")  # noqa: SLF001


def _wrap_in_control(page: Any, lines: tuple[Line, ...]) -> None:
    """Put the second plain paragraph into a content control, as forms of the provinces do."""
    plain = [line.text for line in lines if line.kind is LineKind.PARAGRAPH]
    wanted = plain[min(1, len(plain) - 1)]
    element = next(paragraph._p for paragraph in page.paragraphs if paragraph.text == wanted)  # noqa: SLF001
    control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    properties = OxmlElement("w:sdtPr")
    identity = OxmlElement("w:id")
    identity.set(qn("w:val"), "20241205")
    properties.append(identity)
    element.addprevious(control)
    content.append(element)
    control.append(properties)
    control.append(content)


def _save(page: Any) -> bytes:
    """Save, then pack again with a fixed time in every entry."""
    raw, packed = io.BytesIO(), io.BytesIO()
    page.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return packed.getvalue()
