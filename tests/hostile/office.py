"""Hostile files of word processors and spreadsheets: DOCX, XLSX, OLE, RTF."""

import zlib
from functools import partial

from core.problem import Code
from tests.hostile.case import Case, case
from tests.hostile.packing import Entry, deflated, ole, raw_zip, stored, zeros, zipped

WORDS = "Trường học đã tổ chức 12 buổi tuyên truyền"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_GROWN = (Code.TOO_LARGE, Code.MEMORY, Code.TIMEOUT)
_XML = (Code.CORRUPT, Code.TOO_LARGE)
_FOREIGN_FILE = "/etc/passwd"


def relations(*targets: tuple[str, str]) -> bytes:
    """Return a part of relations (kind, target)."""
    inside = "".join(
        f'<Relationship Id="r{number}" Type="{_KIND}{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets)
    )
    return f'<Relationships xmlns="{_RELATIONS}">{inside}</Relationships>'.encode()


def body(inside: str, before: str = "") -> bytes:
    """Return a document part with this inside its body."""
    return f'<?xml version="1.0" encoding="UTF-8"?>{before}<w:document {_W}><w:body>{inside}</w:body></w:document>'.encode()


def paragraph(text: str, properties: str = "") -> str:
    """Return a paragraph."""
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


def docx(document: bytes, more: dict[str, bytes] | None = None) -> bytes:
    """Return a package around a document part."""
    parts = {"[Content_Types].xml": _TYPES.encode(), "_rels/.rels": relations(("officeDocument", "word/document.xml"))}
    return zipped(parts | {"word/document.xml": document} | (more or {}))


def _grown(packed: bytes, size: int, name: bytes = b"word/document.xml") -> bytes:
    """Return a DOCX one part of which grows beyond measure, whatever its header tells."""
    entries = [
        stored(b"[Content_Types].xml", _TYPES.encode()),
        stored(b"_rels/.rels", relations(("officeDocument", "word/document.xml"))),
        Entry(name, packed, size),
    ]
    if name != b"word/document.xml":
        entries += [
            stored(b"word/document.xml", body(paragraph(WORDS))),
            stored(b"word/_rels/document.xml.rels", relations(("styles", "styles.xml"), ("header", "header1.xml"))),
        ]
    return raw_zip(entries)


def _paragraphs(unit: str, count: int) -> bytes:
    """Return a DOCX of `count` times `unit`, whose headers are true."""
    head, tail = body("§").split("§".encode())
    many = unit.encode() * 1000
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(head) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(many) + packer.flush(zlib.Z_FULL_FLUSH)
    packed += again + (packer.compress(many) + packer.flush(zlib.Z_FULL_FLUSH)) * (count // 1000 - 1)
    packed += packer.compress(tail) + packer.flush(zlib.Z_FINISH)
    crc = zlib.crc32(head)
    for _ in range(count // 1000):
        crc = zlib.crc32(many, crc)
    size = len(head) + len(many) * (count // 1000) + len(tail)
    entries = [
        stored(b"[Content_Types].xml", _TYPES.encode()),
        stored(b"_rels/.rels", relations(("officeDocument", "word/document.xml"))),
        Entry(b"word/document.xml", packed, size, crc=zlib.crc32(tail, crc)),
    ]
    return raw_zip(entries)


def _laugh(number: int) -> str:
    return f'<!ENTITY l{number} "' + f"&l{number - 1};" * 10 + '">'


def _laughs() -> str:
    lines = "".join(_laugh(n) for n in range(1, 12))
    return f'<!DOCTYPE w:document [<!ENTITY l0 "ha">{lines}]>'


def _squares() -> str:
    return '<!DOCTYPE w:document [<!ENTITY a "' + "a" * 200_000 + '">]>'


def _entity(address: str) -> bytes:
    return docx(body(paragraph(f"{WORDS} &x;"), f'<!DOCTYPE w:document [<!ENTITY x SYSTEM "{address}">]>'))


def _outside(address: str) -> bytes:
    """Return a DOCX with a DTD, a template and a picture elsewhere."""
    part = (
        f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" Type="{_KIND}attachedTemplate" Target="{address}" TargetMode="External"/>'
        f'<Relationship Id="r2" Type="{_KIND}styles" Target="{address}"/></Relationships>'
    )
    document = body(paragraph(WORDS), f'<!DOCTYPE w:document SYSTEM "{address}">')
    return docx(document, {"word/_rels/document.xml.rels": part.encode()})


def _nested(unit: str, depth: int) -> bytes:
    opened, closed = unit.split("§")
    return docx(body(opened * depth + paragraph(WORDS) + closed * depth))


_TABLE = "<w:tbl><w:tr><w:tc>§<w:p/></w:tc></w:tr></w:tbl>"


def _many_parts() -> bytes:
    headers = [f"header{number}.xml" for number in range(30_000)]
    part = f"<w:hdr {_W}>{paragraph('đầu trang')}</w:hdr>".encode()
    linked = {"word/_rels/document.xml.rels": relations(*(("header", name) for name in headers))}
    return docx(body(paragraph(WORDS)), linked | {f"word/{name}": part for name in headers})


def _one_part_often() -> bytes:
    part = f"<w:hdr {_W}>{paragraph('đầu trang') * 2000}</w:hdr>".encode()
    linked = {"word/_rels/document.xml.rels": relations(*(("header", "header1.xml") for _ in range(20_000)))}
    return docx(body(paragraph(WORDS)), linked | {"word/header1.xml": part})


def _style_loop() -> bytes:
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{n}"><w:basedOn w:val="s{(n + 1) % 3}"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        for n in range(3)
    )
    numbering = (
        f'<w:numbering {_W}><w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="s0"/><w:lvl w:ilvl="0"><w:start w:val="999999999999999999999"/>'
        '<w:numFmt w:val="lowerRoman"/><w:lvlText w:val="%1.%9.%0.%"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    linked = {
        "word/_rels/document.xml.rels": relations(("styles", "styles.xml"), ("numbering", "numbering.xml")),
        "word/styles.xml": f"<w:styles {_W}>{styles}</w:styles>".encode(),
        "word/numbering.xml": numbering.encode(),
    }
    return docx(body(paragraph(WORDS, '<w:pPr><w:pStyle w:val="s0"/></w:pPr>') * 3), linked)


def _wide_table() -> bytes:
    cell = f'<w:tc><w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr>{paragraph(WORDS)}</w:tc>'
    row = f'<w:tr><w:trPr><w:gridBefore w:val="999999999"/></w:trPr>{cell * 3}</w:tr>'
    grid = '<w:gridCol w:w="1"/>' * 1000
    return docx(body(f"<w:tbl><w:tblPr><w:tblBorders/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{row * 4}</w:tbl>"))


def _square_table() -> bytes:
    """A table of 1,000 × 500 cells, all of them merged downwards."""
    cell = "<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>"
    filled = f"<w:tc>{paragraph('x')}</w:tc>"
    row = f"<w:tr>{cell * 499}{filled}</w:tr>"
    return docx(body(f"<w:tbl>{row * 1000}</w:tbl>{paragraph(WORDS)}"))


def _main_is_itself() -> bytes:
    linked = {
        "word/_rels/document.xml.rels": relations(
            ("styles", "document.xml"),
            ("header", "document.xml"),
            ("footnotes", "document.xml"),
            ("numbering", "document.xml"),
        )
    }
    return docx(body(paragraph(WORDS)), linked)


def _macros() -> bytes:
    return docx(
        body(paragraph(WORDS)),
        {"word/vbaProject.bin": ole({"VBA": b'Sub AutoOpen()\nShell "touch /tmp/soat-macro"\nEnd Sub'})},
    )


def _cut(share: float) -> bytes:
    whole = docx(body("".join(paragraph(f"{WORDS} {number * 7919 % 1000}") for number in range(2000))))
    return whole[: int(len(whole) * share)]


def _spoilt() -> bytes:
    whole = bytearray(docx(body(paragraph(WORDS) * 500)))
    at = whole.index(b"word/document.xml") + 40
    whole[at : at + 60] = bytes(60)
    return bytes(whole)


def _locked() -> bytes:
    return ole({"EncryptedPackage": bytes(range(256)) * 30, "EncryptionInfo": b"\x04\0\x04\0" + b"<encryption/>"})


# Spreadsheets

_XLSX_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
_S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def xlsx(sheet: Entry, strings: Entry | None = None) -> bytes:
    """Return a workbook of one sheet."""
    book = f'<workbook xmlns="{_S}" xmlns:r="{_R}"><sheets><sheet name="A" sheetId="1" r:id="r0"/></sheets></workbook>'
    targets = [("worksheet", "worksheets/sheet1.xml")] + ([("sharedStrings", "sharedStrings.xml")] if strings else [])
    entries = [
        stored(b"[Content_Types].xml", _XLSX_TYPES.encode()),
        stored(b"_rels/.rels", relations(("officeDocument", "xl/workbook.xml"))),
        stored(b"xl/workbook.xml", book.encode()),
        stored(b"xl/_rels/workbook.xml.rels", relations(*targets)),
        sheet,
    ]
    return raw_zip(entries + ([strings] if strings else []))


def sheet_part(rows: str, dimension: str = "A1:B2") -> bytes:
    """Return a sheet of these rows."""
    return f'<worksheet xmlns="{_S}"><dimension ref="{dimension}"/><sheetData>{rows}</sheetData></worksheet>'.encode()


def _cell(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def _packed(name: bytes, content: bytes) -> Entry:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return Entry(name, packer.compress(content) + packer.flush(), len(content), crc=zlib.crc32(content))


def _far_cells() -> bytes:
    rows = f'<row r="1">{_cell("A1", WORDS)}</row><row r="1048576">{_cell("XFD1048576", "cuối")}</row>'
    return xlsx(_packed(b"xl/worksheets/sheet1.xml", sheet_part(rows, "A1:XFD1048576")))


def _many_rows() -> bytes:
    rows = "".join(f'<row r="{number}">{_cell(f"A{number}", "đã làm")}</row>' for number in range(1, 1_000_001))
    return xlsx(_packed(b"xl/worksheets/sheet1.xml", sheet_part(rows, "A1:A1000000")))


def _string_bomb() -> bytes:
    """Half a gigabyte of shared strings, and a million cells that show a long one."""
    long = f'<sst xmlns="{_S}"><si><t>{"a" * 1_000_000}</t></si></sst>'.encode()
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 100_001))
    return xlsx(_packed(b"xl/worksheets/sheet1.xml", sheet_part(cells)), _packed(b"xl/sharedStrings.xml", long))


def _grown_sheet() -> bytes:
    sheet = Entry(b"xl/worksheets/sheet1.xml", deflated(b"<row><c><v>1</v></c></row>" * 40_000, 4000), 1000)
    return xlsx(sheet)


def _csv() -> bytes:
    return "số;việc;kết quả\n".encode() + b"1;hop dan;12\n" * 1_000_000


# OLE and RTF


def _doc(*, cyclic: bool) -> bytes:
    return ole({"WordDocument": b"\xec\xa5\xc1\0" + bytes(8000), "1Table": bytes(5000)}, cyclic=cyclic)


def _rtf(inside: bytes) -> bytes:
    return b"{\\rtf1\\ansi " + inside + b"}"


CASES: tuple[Case, ...] = (
    case(
        "docx/3000000-paragraphs.docx", partial(_paragraphs, "<w:p><w:r><w:t>a</w:t></w:r></w:p>", 3_000_000), *_GROWN
    ),
    case("docx/400000-paragraphs.docx", partial(_paragraphs, paragraph("đã làm"), 400_000), *_GROWN),
    case("docx/4-gigabytes.docx", lambda: _grown(zeros(4 << 30, fill=b" "), 4 << 30), *_GROWN),
    case("docx/lying-size.docx", lambda: _grown(zeros(4 << 30, fill=b" "), 1000), *_GROWN, Code.CORRUPT),
    case("docx/grown-styles.docx", lambda: _grown(zeros(1 << 30, fill=b" "), 1 << 30, b"word/styles.xml"), *_GROWN),
    case("docx/billion-laughs.docx", lambda: docx(body(paragraph("&l11;"), _laughs())), *_XML, Code.NO_TEXT),
    case(
        "docx/billion-laughs-styles.docx",
        lambda: docx(
            body(paragraph(WORDS)),
            {
                "word/_rels/document.xml.rels": relations(("styles", "styles.xml")),
                "word/styles.xml": f"{_laughs()}<w:styles {_W}>&l11;</w:styles>".encode(),
            },
        ),
        "",
        *_XML,
    ),
    case(
        "docx/quadratic-entities.docx",
        lambda: docx(body(paragraph("&a;" * 20_000), _squares())),
        "",
        *_XML,
        Code.NO_TEXT,
    ),
    case("docx/entity-file.docx", partial(_entity, f"file://{_FOREIGN_FILE}"), "", *_XML, lacks="root:"),
    case("docx/entity-http.docx", partial(_entity, "http://127.0.0.1:9/x"), "", *_XML),
    case("docx/outside.docx", partial(_outside, "http://127.0.0.1:9/x.dotm"), "", *_XML),
    case("docx/deep-controls.docx", partial(_nested, "<w:sdt><w:sdtContent>§</w:sdtContent></w:sdt>", 100_000), *_XML),
    case("docx/deep-tables.docx", partial(_nested, _TABLE, 5_000), *_XML),
    case("docx/60-tables-in-tables.docx", partial(_nested, _TABLE, 60), "", holds=WORDS),
    case("docx/30000-headers.docx", _many_parts, "", Code.INCOMPLETE, *_GROWN),
    case("docx/one-header-20000-times.docx", _one_part_often, "", Code.INCOMPLETE, *_GROWN),
    case("docx/style-loop.docx", _style_loop, "", holds=WORDS),
    case("docx/wide-table.docx", _wide_table, "", holds=WORDS),
    case("docx/500000-cells.docx", _square_table, "", *_GROWN),
    case("docx/parts-are-itself.docx", _main_is_itself, "", holds=WORDS),
    case("docx/macros.docm", _macros, "", holds=WORDS),
    case(
        "docx/long-attribute.docx",
        lambda: docx(body('<w:p w:odd="' + "a" * 15_000_000 + '"/>' + paragraph(WORDS))),
        "",
        *_XML,
    ),
    case("docx/long-text.docx", lambda: docx(body(paragraph("chữ " * 4_000_000))), "", *_XML, *_GROWN),
    case("docx/cut-at-half.docx", partial(_cut, 0.5), Code.CORRUPT),
    case("docx/cut-at-the-end.docx", partial(_cut, 0.99), Code.CORRUPT),
    case("docx/spoilt.docx", _spoilt, Code.CORRUPT),
    case("docx/locked.docx", _locked, Code.ENCRYPTED),
    case("sheets/locked.xlsx", _locked, Code.ENCRYPTED),
    case("sheets/far-cells.xlsx", _far_cells, "", Code.UNSUPPORTED, Code.TOO_LARGE),
    case("sheets/1000000-rows.xlsx", _many_rows, "", Code.UNSUPPORTED, Code.INCOMPLETE, *_GROWN),
    case("sheets/string-bomb.xlsx", _string_bomb, Code.UNSUPPORTED, *_GROWN),
    case("sheets/grown.xlsx", _grown_sheet, Code.UNSUPPORTED, Code.CORRUPT, *_GROWN),
    case("sheets/1000000-rows.csv", _csv, "", Code.TOO_LARGE, Code.INCOMPLETE),
    case("doc/cyclic.doc", partial(_doc, cyclic=True), Code.CORRUPT, Code.TIMEOUT, needs="soffice"),
    case("doc/hollow.doc", partial(_doc, cyclic=False), Code.CORRUPT, Code.NO_TEXT, needs="soffice"),
    case(
        "doc/deep-groups.rtf",
        lambda: _rtf(b"{" * 500_000 + b"x" + b"}" * 500_000),
        Code.CORRUPT,
        Code.NO_TEXT,
        Code.TIMEOUT,
        "",
        needs="soffice",
    ),
    case(
        "doc/huge-bin.rtf",
        lambda: _rtf(b"{\\pict\\bin2000000000 abc} Da lam"),
        Code.CORRUPT,
        Code.NO_TEXT,
        Code.TIMEOUT,
        "",
        needs="soffice",
    ),
    case(
        "doc/many-paragraphs.rtf", lambda: _rtf(b"Da to chuc\\par " * 1_500_000), *_GROWN, Code.CORRUPT, needs="soffice"
    ),
    case("doc/cut.rtf", lambda: _rtf(b"Da to chuc 12 buoi\\par " * 500)[:-5000], "", Code.CORRUPT, needs="soffice"),
)
