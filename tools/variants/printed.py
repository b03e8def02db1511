"""A report as it is printed: signed PDF with widgets, PDF in legacy fonts (bản PDF ký số, bản PDF phông TCVN3)."""

import ctypes
import io
from typing import Any

import pypdfium2
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)
from pypdfium2 import raw

from tools.variants.letters import SOFT_HYPHEN
from tools.variants.report import Report, with_lines
from tools.variants.word import TCVN3_FONTS, in_tcvn3

_ROOM = "\u00a0" * 3  # left for each digit that the signing program writes
_DIGIT = 0.5  # of the letter size: the width of a digit in Times
_SIZE = 13.0
_NOTE = ("Nguoi ky: Don vi bao cao", "Email: vanthu@example.vn", "Thoi gian ky: 05.12.2024 08:15:00 +07:00")
_NOTE_SIZE = 7.0
_NOTE_PLACE = (380.0, 815.0)
_PRINTED = 132  # flags of an annotation: print, locked
_DAY, _MONTH = "ngày ", " tháng"
# LibreOffice sets the page in fonts that it has, with a letter in place of the one that it would not print.
_STAND_INS = ("Liberation Serif", "Liberation Sans")
_STAND_IN_LETTER = "\u0192"


def unsigned(report: Report) -> Report:
    """Return the report as its author prints it: number and day are left to the signing program."""
    number, day = _signed_parts(report)
    line = report.parts.date_line.replace(_DAY + day, _DAY + _ROOM * len(day), 1)
    return with_lines(report, number=report.parts.number.replace(number, _ROOM * len(number), 1), date_line=line)


def signed(pdf: bytes, report: Report) -> bytes:
    """Return the author's PDF with number, day and a note as appearances of three signature widgets."""
    number, day = _signed_parts(report)
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    behind = report.parts.number[report.parts.number.index("/") :]
    fields = [
        _widget(writer, "Signature1", _NOTE, _NOTE_PLACE, _NOTE_SIZE),
        _widget(writer, "Signature2", (number,), _before(pdf, behind, len(number)), _SIZE),
        _widget(writer, "Signature3", (day,), _before(pdf, _MONTH.strip(), len(day) + 1), _SIZE),
    ]
    page = writer.pages[0]
    page[NameObject("/Annots")] = ArrayObject([*page.get("/Annots", ()), *fields])
    form = DictionaryObject({NameObject("/Fields"): ArrayObject(fields), NameObject("/SigFlags"): NumberObject(3)})
    writer.root_object[NameObject("/AcroForm")] = writer._add_object(form)  # noqa: SLF001 - pypdf makes no such form
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def for_legacy(content: bytes) -> bytes:
    """Return a DOCX in TCVN3 codes that LibreOffice can print; `as_legacy` makes its PDF whole."""
    return in_tcvn3(content, _STAND_INS, {SOFT_HYPHEN: _STAND_IN_LETTER})


def as_legacy(pdf: bytes) -> bytes:
    """Return the PDF with the legacy fonts' names, and with TCVN3's ư where another letter stood in."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    for item in list(writer._objects):  # noqa: SLF001 - all objects, however they hang together
        if isinstance(item, StreamObject) and b"begincmap" in item.get_data():
            named = item.get_data().replace(_hex(_STAND_IN_LETTER), _hex(SOFT_HYPHEN))
            item.set_data(named.replace(_hex(_STAND_IN_LETTER).lower(), _hex(SOFT_HYPHEN)))
        if isinstance(item, DictionaryObject):
            for key in ("/BaseFont", "/FontName"):
                if key in item:
                    item[NameObject(key)] = NameObject(_legacy_name(str(item[key])))
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _signed_parts(report: Report) -> tuple[str, str]:
    """Return the number and the day as they are printed."""
    number = report.parts.number.removeprefix("Số: ").partition("/")[0]
    return number, report.parts.date_line.partition(_DAY)[2].partition(_MONTH)[0]


def _before(pdf: bytes, words: str, digits: int) -> tuple[float, float]:
    """Return where so many digits begin that end before the first of these words on the first page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        letters = document[0].get_textpage()
        found = letters.search(words).get_next()
        if found is None:
            raise ValueError(f"the page does not say {words!r}")
        across, base = ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetCharOrigin(letters, found[0], across, base)
        return across.value - digits * _DIGIT * _SIZE - 1, base.value
    finally:
        document.close()


def _widget(writer: Any, name: str, lines: tuple[str, ...], place: tuple[float, float], size: float) -> Any:
    """Add a signature field whose appearance is nested as the signing programs nest it: N, FRM, n2."""
    left, base = place
    bottom, top = base - size * len(lines), base + size
    right = left + max(map(len, lines)) * size
    box = ArrayObject(map(FloatObject, (0, 0, right - left, top - bottom)))
    font = {"Type": "Font", "Subtype": "Type1", "BaseFont": "Times-Roman", "Encoding": "WinAnsiEncoding"}
    fonts = DictionaryObject({NameObject("/F1"): _names(font)})
    text = " T* ".join(f"({line}) Tj" for line in lines)
    shown = f"q BT /F1 {size} Tf {size * 1.2} TL 0 {base - bottom:.2f} Td {text} ET Q"
    inner = _form(writer, shown, box, "/Font", fonts)
    blank = _form(writer, "% DSBlank", box, "/Font", DictionaryObject())
    layers = DictionaryObject({NameObject("/n0"): blank, NameObject("/n2"): inner})
    frame = _form(writer, "q 1 0 0 1 0 0 cm /n0 Do Q q 1 0 0 1 0 0 cm /n2 Do Q", box, "/XObject", layers)
    outer = _form(writer, "q 1 0 0 1 0 0 cm /FRM Do Q", box, "/XObject", DictionaryObject({NameObject("/FRM"): frame}))
    widget = _names({"Type": "Annot", "Subtype": "Widget", "FT": "Sig"})
    widget[NameObject("/T")] = TextStringObject(name)
    widget[NameObject("/F")] = NumberObject(_PRINTED)
    widget[NameObject("/Rect")] = ArrayObject(map(FloatObject, (left, bottom, right, top)))
    widget[NameObject("/AP")] = DictionaryObject({NameObject("/N"): outer})
    widget[NameObject("/P")] = writer.pages[0].indirect_reference
    return writer._add_object(widget)  # noqa: SLF001


def _form(writer: Any, content: str, box: ArrayObject, kind: str, named: DictionaryObject) -> Any:
    form = DecodedStreamObject()
    form.set_data(content.encode("ascii"))
    form.update(_names({"Type": "XObject", "Subtype": "Form"}))
    form[NameObject("/BBox")] = box
    form[NameObject("/Resources")] = DictionaryObject({NameObject(kind): named})
    return writer._add_object(form)  # noqa: SLF001


def _names(pairs: dict[str, str]) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{key}"): NameObject(f"/{value}") for key, value in pairs.items()})


def _legacy_name(font: str) -> str:
    for stand_in, legacy in zip(_STAND_INS, TCVN3_FONTS, strict=True):
        font = font.replace(stand_in.replace(" ", ""), legacy)
    return font


def _hex(letter: str) -> bytes:
    return f"<{ord(letter):04X}>".encode("ascii")
