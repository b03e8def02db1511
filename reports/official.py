"""The form of administrative documents (thể thức, Nghị định 30/2020/NĐ-CP, Phụ lục I) in DOCX: letterhead, body, signature."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from core.office import Office
from core.text import squeeze
from reports.words import shown

FONT = "Times New Roman"
BODY = 14.0  # points, as all sizes here; the decree allows 13 and 14
_LETTERHEAD = (6.4, 9.6)  # cm, of the issuer's and the State's column; together the width between the margins
_MOTTO = 5.8  # cm, the printed width of the motto at 13 points
_LETTER_WIDTH = 0.61 * 12 / 72 * 2.54  # cm, of a bold capital at 12 points, on average
_LONGEST = 2_000  # characters of one piece of text: a longer one is no sentence that a letter quotes
_EPOCH = (1980, 1, 1, 0, 0, 0)  # of every part of the file: the same tables give the same bytes
_CENTER, _LEFT, _BOTH = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.JUSTIFY


@dataclass(frozen=True, slots=True)
class Head:
    """What stands in the letterhead: "Số:" with its symbol, and in letters (công văn) the subject under it."""

    office: Office
    symbol: str
    subject: str = ""


class Official:
    """A document in the decree's form, written from the top down; texts are cleaned of what could harm a reader."""

    def __init__(self, title: str, made: date) -> None:
        self._docx: Any = Document()
        self._docx.core_properties.title = clean(title)
        for name in ("created", "modified"):
            setattr(self._docx.core_properties, name, datetime.combine(made, datetime.min.time()))
        for name in ("author", "last_modified_by", "comments", "keywords", "subject", "category"):
            setattr(self._docx.core_properties, name, "")
        self._docx.core_properties.revision = 1
        style = self._docx.styles["Normal"]
        style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(BODY), RGBColor(0, 0, 0)
        style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
        style.element.rPr.rFonts.set(qn("w:cs"), FONT)
        style.paragraph_format.space_after = style.paragraph_format.space_before = Pt(0)
        style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "vi-VN")
        style.element.rPr.append(language)
        self._set_page(self._docx.sections[0], landscape=False)

    # The parts of a document, in their order

    def letterhead(self, head: Head) -> None:
        """Write the State's name and motto, the issuer under its superior, the blank number, place and blank day."""
        table = self._bare_table(_LETTERHEAD)
        left, right = table.rows[0].cells
        office = head.office
        first = left.paragraphs[0]
        if office.superior:
            # The decree lets common words of the superior's name be shortened, so that it keeps to one line.
            _write(first, clean(office.superior).replace("Ủy ban nhân dân", "UBND").upper(), 12, align=_CENTER)
            first = left.add_paragraph()
        issuer = clean(office.issuer).upper()
        _write(first, issuer, 12, bold=True, align=_CENTER)
        _rule(left, 0.4 * min(len(issuer) * _LETTER_WIDTH, 0.9 * _LETTERHEAD[0]), _LETTERHEAD[0])
        _write(right.paragraphs[0], "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, bold=True, align=_CENTER)
        _write(right.add_paragraph(), "Độc lập - Tự do - Hạnh phúc", 13, bold=True, align=_CENTER)
        _rule(right, _MOTTO, _LETTERHEAD[1])
        left, right = table.add_row().cells
        symbol = clean(head.symbol) or "…………"
        _write(left.paragraphs[0], f"Số:          /{symbol}", 13, align=_CENTER, before=6)
        if head.subject:
            _write(left.add_paragraph(), f"V/v {clean(head.subject)}", 12, align=_CENTER, before=6)
        day = f"{clean(office.place) or '……………'}, ngày        tháng        năm 20    "
        _write(right.paragraphs[0], day, 13, italic=True, align=_CENTER, before=6)

    def title(self, doc_type: str, subject: str) -> None:
        """Write the type and the subject under it, with the rule below."""
        _write(self._docx.add_paragraph(), doc_type.upper(), BODY, bold=True, align=_CENTER, before=18)
        _write(self._docx.add_paragraph(), clean(subject), BODY, bold=True, align=_CENTER)
        _rule(self._docx, 5.0, sum(_LETTERHEAD))
        _write(self._docx.add_paragraph(), "", 9)

    def addressees(self, names: Sequence[str]) -> None:
        """Write to whom it is sent: one in a line with "Kính gửi", several below each other."""
        before = 18
        if len(names) == 1:
            _write(
                self._docx.add_paragraph(),
                f"Kính gửi: {clean(names[0])}.",
                BODY,
                align=_CENTER,
                before=before,
                after=12,
            )
            return
        paragraph = self._docx.add_paragraph()
        _write(paragraph, "Kính gửi:", BODY, align=_LEFT, before=before)
        paragraph.paragraph_format.left_indent = Cm(3.0)
        for at, name in enumerate(names, start=1):
            last = at == len(names)
            line = self._docx.add_paragraph()
            _write(line, f"- {clean(name)}{'.' if last else ';'}", BODY, align=_LEFT, after=12 if last else 0)
            line.paragraph_format.left_indent = Cm(5.0)

    def heading(self, text: str, level: int = 1) -> None:
        """Write a heading that stays with what follows: level 1 is "I. …" in capitals, 2 "1. …", 3 "a) …" in italics."""
        paragraph = self._docx.add_paragraph()
        words = clean(text)
        _write(paragraph, words.upper() if level == 1 else words, BODY, bold=level < 3, italic=level == 3, after=6)
        paragraph.paragraph_format.first_line_indent = Cm(1.27)
        paragraph.paragraph_format.keep_with_next = True
        paragraph.alignment = _BOTH

    def paragraph(self, text: str) -> None:
        """Write a paragraph of the body."""
        paragraph = self._docx.add_paragraph()
        _write(paragraph, clean(text), BODY, align=_BOTH, after=6)
        paragraph.paragraph_format.first_line_indent = Cm(1.27)

    def table(
        self, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float], size: float = 12
    ) -> None:
        """Write a ruled table; the first row repeats on each page, texts stand left in columns wider than 4 cm."""
        table = self._docx.add_table(rows=0, cols=len(heads))
        table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
        for at, cells in enumerate((heads, *rows)):
            row = table.add_row()
            _keep_whole(row, repeat=at == 0)
            for cell, words, width in zip(row.cells, cells, widths, strict=True):
                cell.width = Cm(width)
                align = _LEFT if at and width > 4 else _CENTER
                _write(cell.paragraphs[0], clean(words), size, bold=at == 0, align=align)
        _write(self._docx.add_paragraph(), "", 6)

    def signature(self, office: Office, recipients: Sequence[str]) -> None:
        """Write to whom copies go, and the places for authority, position, signature, seal and name."""
        table = self._bare_table((8.0, 8.0))
        left, right = table.rows[0].cells
        _keep_whole(table.rows[0])
        _write(left.paragraphs[0], "Nơi nhận:", 12, bold=True, italic=True, align=_LEFT, before=18)
        for name in recipients:
            _write(left.add_paragraph(), f"- {clean(name)};", 11, align=_LEFT)
        _write(left.add_paragraph(), "- Lưu: VT.", 11, align=_LEFT)
        lines = [line for line in (office.authority, office.signer_title) if line]
        for at, line in enumerate(lines):
            paragraph = right.add_paragraph() if at else right.paragraphs[0]
            _write(paragraph, clean(line).upper(), BODY, bold=True, align=_CENTER, before=0 if at else 18)
        for _ in range(4):
            _write(right.add_paragraph(), "", BODY)
        _write(right.add_paragraph(), clean(office.signer) or "Họ và tên", BODY, bold=True, align=_CENTER)

    def annex(self, title: str, belongs_to: str) -> None:
        """Begin an annex on a landscape page of its own; its pages are counted anew."""
        section = self._docx.add_section(WD_SECTION.NEW_PAGE)
        self._set_page(section, landscape=True)
        start = OxmlElement("w:pgNumType")
        start.set(qn("w:start"), "1")
        section._sectPr.append(start)  # noqa: SLF001 - python-docx has no call for it
        _write(self._docx.add_paragraph(), "Phụ lục", BODY, bold=True, align=_CENTER)
        _write(self._docx.add_paragraph(), clean(title).upper(), BODY, bold=True, align=_CENTER)
        _write(self._docx.add_paragraph(), f"({clean(belongs_to)})", BODY, italic=True, align=_CENTER, after=6)

    def note(self, text: str) -> None:
        """Write a line in small letters, below a table."""
        _write(self._docx.add_paragraph(), clean(text), 11, align=_BOTH, before=2)

    def content(self) -> bytes:
        """Return the file; the same calls give the same bytes."""
        saved, out = io.BytesIO(), io.BytesIO()
        self._docx.save(saved)
        with zipfile.ZipFile(saved) as parts, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
            for name in parts.namelist():
                part = zipfile.ZipInfo(name, _EPOCH)
                part.compress_type = zipfile.ZIP_DEFLATED
                packed.writestr(part, parts.read(name))
        return out.getvalue()

    def _set_page(self, section: Any, *, landscape: bool) -> None:
        """Set A4, the decree's margins, and the page's number in the middle of the upper margin, not on the first page."""
        width, height = (29.7, 21.0) if landscape else (21.0, 29.7)
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Cm(width), Cm(height)
        section.top_margin = section.bottom_margin = section.right_margin = Cm(2)
        section.left_margin = Cm(2 if landscape else 3)
        section.header_distance = Cm(1)
        section.different_first_page_header_footer = True
        section.header.is_linked_to_previous = section.first_page_header.is_linked_to_previous = False
        paragraph = section.header.paragraphs[0]
        _write(paragraph, "", BODY, align=_CENTER)
        run = paragraph.add_run()
        for kind, words in (("begin", ""), ("", "PAGE"), ("end", "")):
            mark = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                mark.set(qn("w:fldCharType"), kind)
            mark.text = words or None
            run._r.append(mark)  # noqa: SLF001 - python-docx has no call for fields

    def _bare_table(self, widths: Sequence[float]) -> Any:
        """Return a table of one row without rules, its cells without inner margins."""
        table = self._docx.add_table(rows=1, cols=len(widths))
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        margins = OxmlElement("w:tblCellMar")
        for side in ("left", "right"):
            margin = OxmlElement(f"w:{side}")
            margin.set(qn("w:w"), "0")
            margin.set(qn("w:type"), "dxa")
            margins.append(margin)
        table._tbl.tblPr.append(margins)  # noqa: SLF001 - python-docx has no call for it
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
            column.cells[0].width = Cm(width)
        return table


def clean(text: str) -> str:
    """Return a text on one line without characters that vanish, mislead or break the file; cut where it is endless."""
    words = squeeze(shown(text[: 2 * _LONGEST]).replace("\ufffd", " "))
    return words if len(words) <= _LONGEST else words[:_LONGEST] + " […]"


def _write(  # noqa: PLR0913 - one argument a property
    paragraph: Any,
    text: str,
    size: float,
    *,
    bold: bool = False,
    italic: bool = False,
    align: Any = None,
    before: float = 0,
    after: float = 0,
) -> None:
    # Only what differs from the style, which has the font and no space: a table has thousands of cells.
    if before:
        paragraph.paragraph_format.space_before = Pt(before)
    if after:
        paragraph.paragraph_format.space_after = Pt(after)
    if align is not None:
        paragraph.alignment = align
    run = paragraph.add_run(text)
    if size != BODY:
        run.font.size = Pt(size)
    if bold:
        run.bold = True
    if italic:
        run.italic = True


def _rule(holder: Any, width: float, of: float) -> None:
    """Draw a line of `width` cm in the middle of a column of `of` cm, as the border of an almost flat paragraph."""
    paragraph = holder.add_paragraph()
    form = paragraph.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(3)
    form.left_indent = form.right_indent = Cm((of - width) / 2)
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "000000")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001 - python-docx has no call for borders
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _keep_whole(row: Any, *, repeat: bool = False) -> None:
    """Keep a row on one page, and repeat it on each page where it is the head."""
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no call for it
    for name in ("w:cantSplit", *(["w:tblHeader"] if repeat else [])):
        properties.append(OxmlElement(name))
