"""Hostile PDFs, written object by object."""

import io
import zlib
from collections.abc import Mapping
from functools import partial

import pypdf

from core.problem import Code
from tests.hostile.case import Case, case
from tests.hostile.packing import deflated, zeros

WORDS = "Truong hoc da to chuc 12 buoi tuyen truyen"  # ASCII: the fonts of hand-made PDFs have no more
_TEXT = f"BT /F1 12 Tf 60 700 Td ({WORDS}) Tj ET".encode()
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
_CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
_PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
_LOST = (Code.NO_TEXT, Code.CORRUPT, Code.MEMORY, Code.TIMEOUT, Code.TOO_LARGE)


def pdf(objects: Mapping[int, bytes], extra: bytes = b"") -> bytes:
    """Return a PDF of these objects, object 1 its catalog."""
    body = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = {}
    for number, content in objects.items():
        places[number] = len(body)
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(body)
    body += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        body += b"%d 1\n%010d 00000 n \n" % (number, place)
    body += b"trailer\n<< /Size %d /Root 1 0 R %b >>\nstartxref\n%d\n%%%%EOF\n" % (max(objects) + 1, extra, start)
    return bytes(body)


def stream(content: bytes, words: bytes = b"") -> bytes:
    """Return a stream object."""
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(content), words, content)


def page(resources: bytes = b"", words: bytes = b"", box: bytes = b"0 0 595 842") -> bytes:
    """Return a page whose content is object 4 and whose font is object 5."""
    return (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [%b] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> %b >> %b >>"
        % (box, resources, words)
    )


def simple(content: bytes = _TEXT, more: Mapping[int, bytes] | None = None, **parts: bytes) -> bytes:
    """Return a PDF of one page with this content."""
    objects = {1: _CATALOG, 2: _PAGES, 3: page(**parts), 4: stream(content), 5: _FONT}
    return pdf(objects | dict(more or {}))


def stacked(layers: int = 3) -> tuple[bytes, bytes]:
    """Return a stream packed over and over, and its filters: a gigabyte out of a kilobyte."""
    packed = zeros(1 << 30, zlib_header=True, fill=b" ")
    for _ in range(layers - 1):
        packed = zlib.compress(packed, 9)
    return packed, b"/Filter [%b]" % (b" /FlateDecode" * layers)


def _bomb_content() -> bytes:
    return pdf({1: _CATALOG, 2: _PAGES, 3: page(), 4: stream(*stacked()), 5: _FONT})


def _bomb_many_layers() -> bytes:
    packed = zlib.compress(b" " * 1000)
    for _ in range(2000):
        packed = zlib.compress(packed, 0)
    return pdf(
        {1: _CATALOG, 2: _PAGES, 3: page(), 4: stream(packed, b"/Filter [%b]" % (b" /FlateDecode" * 2001)), 5: _FONT}
    )


def _bomb_object_stream() -> bytes:
    packed, filters = stacked()
    inside = stream(packed, b"/Type /ObjStm /N 1000000 /First 900000000 " + filters)
    return pdf({1: _CATALOG, 2: _PAGES, 3: page(), 4: stream(_TEXT), 5: _FONT, 6: inside})


def _bomb_xref_stream() -> bytes:
    packed, filters = stacked()
    head = b"%PDF-1.7\n1 0 obj\n" + _CATALOG + b"\nendobj\n"
    table = stream(packed, b"/Type /XRef /Size 100000000 /W [1 4 2] /Root 1 0 R " + filters)
    return head + b"6 0 obj\n" + table + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(head)


def _bomb_picture() -> bytes:
    packed, filters = stacked()
    image = stream(
        packed,
        b"/Type /XObject /Subtype /Image /Width 30000 /Height 30000 /BitsPerComponent 8 /ColorSpace /DeviceGray "
        + filters,
    )
    return simple(b"q 595 0 0 842 0 0 cm /I Do Q", {6: image}, resources=b"/XObject << /I 6 0 R >>")


def _bomb_font(key: bytes) -> bytes:
    packed, filters = stacked()
    font = b"<< /Type /Font /Subtype /TrueType /BaseFont /Odd /FirstChar 32 /LastChar 33 /Widths [600 600] /FontDescriptor 6 0 R /ToUnicode 8 0 R >>"
    descriptor = b"<< /Type /FontDescriptor /FontName /Odd /Flags 4 /FontFile2 7 0 R >>"
    more = {5: font, 6: descriptor, 7: stream(b"\0\1\0\0"), 8: stream(b"")}
    return simple(more=more | {{b"file": 7, b"unicode": 8}[key]: stream(packed, filters)})


def _huge_picture() -> bytes:
    image = stream(
        zlib.compress(bytes(1000)),
        b"/Type /XObject /Subtype /Image /Width 100000 /Height 100000 /BitsPerComponent 8 /ColorSpace /DeviceRGB /Filter /FlateDecode",
    )
    return simple(b"q 595 0 0 842 0 0 cm /I Do Q", {6: image}, resources=b"/XObject << /I 6 0 R >>")


def _many_pages(count: int = 100_000) -> bytes:
    kids = b" ".join(b"%d 0 R" % number for number in range(10, 10 + count))
    one = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
    objects = {1: _CATALOG, 2: b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, count)}
    return pdf(objects | dict.fromkeys(range(10, 10 + count), one))


def _one_page_often() -> bytes:
    kids = b"3 0 R " * 100_000
    return simple(more={2: b"<< /Type /Pages /Kids [%b] /Count 100000 >>" % kids})


def _false_count() -> bytes:
    return simple(more={2: b"<< /Type /Pages /Kids [3 0 R] /Count 2147483647 >>"})


def _tree_loop() -> bytes:
    return simple(
        more={
            2: b"<< /Type /Pages /Kids [2 0 R 6 0 R] /Count 5 >>",
            6: b"<< /Type /Pages /Kids [2 0 R] /Parent 2 0 R /Count 5 >>",
        }
    )


def _deep_tree(depth: int = 50_000) -> bytes:
    objects = {1: _CATALOG, 2: b"<< /Type /Pages /Kids [10 0 R] /Count 1 >>", 3: page(), 4: stream(_TEXT), 5: _FONT}
    for number in range(10, 10 + depth):
        objects[number] = b"<< /Type /Pages /Parent %d 0 R /Kids [%d 0 R] /Count 1 >>" % (number - 1, number + 1)
    objects[10 + depth - 1] = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    return pdf(objects)


def _recursive_form() -> bytes:
    form = stream(
        b"/X Do /X Do /X Do " + _TEXT,
        b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> /XObject << /X 6 0 R >> >>",
    )
    return simple(b"/X Do", {6: form}, resources=b"/XObject << /X 6 0 R >>")


def _forms_in_forms(depth: int = 24) -> bytes:
    """Each form shows the next one twice: two to the power of `depth` drawings."""
    more = {}
    for number in range(6, 6 + depth):
        words = (
            b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /X %d 0 R >> /Font << /F1 5 0 R >> >>"
            % (number + 1)
        )
        more[number] = stream(b"/X Do /X Do" if number < 5 + depth else _TEXT, words)
    return simple(b"/X Do", more, resources=b"/XObject << /X 6 0 R >>")


def _pattern() -> bytes:
    """A page-filling pattern of cells a millionth of a point wide, under a picture, so that it must be drawn."""
    pattern = stream(
        b"0 0 1 1 re f",
        b"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep 0.000001 /YStep 0.000001 /Resources << >>",
    )
    image = stream(
        b"\x80", b"/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray"
    )
    content = b"q 595 0 0 842 0 0 cm /I Do Q /Pattern cs /P scn 0 0 595 842 re f"
    return simple(content, {6: pattern, 7: image}, resources=b"/XObject << /I 7 0 R >> /Pattern << /P 6 0 R >>")


def _deep_array() -> bytes:
    return simple(more={3: page(words=b"/Odd " + b"[" * 200_000 + b"]" * 200_000)})


def _own_length() -> bytes:
    return simple(
        more={
            4: b"<< /Length 4 0 R >>\nstream\n" + _TEXT + b"\nendstream",
            3: page(words=b"/Rotate 3 0 R /Annots 3 0 R"),
        }
    )


def _cyclic_xref() -> bytes:
    whole = simple()
    start = whole.rindex(b"xref\n0 1")
    return whole.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % start)


def _no_xref() -> bytes:
    whole = simple()
    return whole[: whole.rindex(b"xref\n0 1")]


def _odd_font(content: bytes, kind: bytes) -> bytes:
    font = b"<< /Type /Font /Subtype /%b /BaseFont /Odd /FirstChar 32 /LastChar 33 /Widths [600 600] /FontDescriptor 6 0 R >>"
    descriptor = b"<< /Type /FontDescriptor /FontName /Odd /Flags 4 /%b 7 0 R >>"
    subtype, key = {b"truetype": (b"TrueType", b"FontFile2"), b"cff": (b"Type1", b"FontFile3")}[kind]
    return simple(more={5: font % subtype, 6: descriptor % key, 7: stream(content, b"/Subtype /Type1C")})


def _type3_in_itself() -> bytes:
    font = (
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1 1] /FontMatrix [1 0 0 1 0 0] /FirstChar 65 /LastChar 65 /Widths [1]"
        b" /Encoding << /Differences [65 /a] >> /CharProcs << /a 6 0 R >> /Resources << /Font << /F1 5 0 R >> >> >>"
    )
    return simple(b"BT /F1 12 Tf 60 700 Td (A) Tj ET", {5: font, 6: stream(b"BT /F1 1 Tf (A) Tj ET")})


def _actions() -> bytes:
    catalog = (
        b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.launchURL\\('http://127.0.0.1:9/'\\); while\\(1\\){}) >>"
        b" /AA << /WC << /S /Launch /F (/bin/sh) >> >> >>"
    )
    return simple(more={1: catalog, 3: page(words=b"/AA << /O << /S /URI /URI (http://127.0.0.1:9/) >> >>")})


def _many_letters() -> bytes:
    line = b"BT /F1 4 Tf 20 %d Td (" + b"chu viet lien nhau " * 20 + b") Tj ET\n"
    return simple(b"".join(line % (800 - number % 790) for number in range(5000)))


def _many_lines(kind: bytes) -> bytes:
    """Half a million ruling lines, or rectangles, on one page, with some words among them."""
    if kind == b"grid":
        drawn = b"".join(b"%d 20 m %d 800 l S 20 %d m 580 %d l S\n" % (x, x, x, x) for x in range(20, 580)) * 200
    else:
        drawn = b"".join(b"%d %d 3 3 re S\n" % (n * 7 % 590, n * 13 % 830) for n in range(250_000))
    return simple(drawn + _TEXT)


def _many_widgets() -> bytes:
    widgets = {
        number: b"<< /Type /Annot /Subtype /Widget /FT /Tx /Rect [%d %d %d %d] /F 4 /AP << /N 6 0 R >> /P 3 0 R >>"
        % (number % 500, number % 800, number % 500 + 50, number % 800 + 12)
        for number in range(10, 20_010)
    }
    form = stream(
        b"BT /F1 8 Tf 1 1 Td (ky so) Tj ET",
        b"/Type /XObject /Subtype /Form /BBox [0 0 50 12] /Resources << /Font << /F1 5 0 R >> >>",
    )
    kids = b" ".join(b"%d 0 R" % number for number in widgets)
    return simple(more={3: page(words=b"/Annots [%b]" % kids), 6: form} | widgets)


def _attachment_bomb() -> bytes:
    packed, filters = stacked(2)
    catalog = b"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [(a.txt) 6 0 R] >> >> >>"
    spec = b"<< /Type /Filespec /F (a.txt) /UF (a.txt) /EF << /F 7 0 R >> >>"
    return simple(more={1: catalog, 6: spec, 7: stream(packed, b"/Type /EmbeddedFile " + filters)})


def _locked(user: str, owner: str) -> bytes:
    writer = pypdf.PdfWriter(io.BytesIO(simple()))
    writer.encrypt(user, owner, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _cut(share: float) -> bytes:
    whole = simple(b"%" + b"x" * 5000 + b"\n" + _TEXT)
    return whole[: int(len(whole) * share)]


def _executable() -> bytes:
    return (
        b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff\0\0"
        + bytes(200)
        + b"This program cannot be run in DOS mode"
        + bytes(range(256)) * 20
    )


def _letters_of_one_stack() -> bytes:
    return simple(b"q " * 1_000_000 + _TEXT)


def _bomb_of_text() -> bytes:
    line = f"BT /F1 12 Tf 60 700 Td ({WORDS}) Tj ET\n".encode() * 2000
    return pdf(
        {
            1: _CATALOG,
            2: _PAGES,
            3: page(),
            4: stream(deflated(line, 4000, zlib_header=True), b"/Filter /FlateDecode"),
            5: _FONT,
        }
    )


CASES: tuple[Case, ...] = (
    case("pdf/bomb-content.pdf", _bomb_content, *_LOST),
    case("pdf/bomb-2000-layers.pdf", _bomb_many_layers, *_LOST),
    case("pdf/bomb-object-stream.pdf", _bomb_object_stream, "", holds=WORDS),
    case("pdf/bomb-xref-stream.pdf", _bomb_xref_stream, *_LOST),
    case("pdf/bomb-picture.pdf", _bomb_picture, *_LOST),
    case("pdf/bomb-font-file.pdf", partial(_bomb_font, b"file"), "", *_LOST),
    case("pdf/bomb-to-unicode.pdf", partial(_bomb_font, b"unicode"), "", *_LOST),
    case("pdf/bomb-text.pdf", _bomb_of_text, "", Code.INCOMPLETE, *_LOST),
    case("pdf/bomb-attachment.pdf", _attachment_bomb, "", Code.CONTAINER, Code.INCOMPLETE, Code.TOO_LARGE, holds=WORDS),
    case("pdf/huge-picture.pdf", _huge_picture, *_LOST),
    case("pdf/100000-pages.pdf", _many_pages, Code.TOO_LARGE),
    case("pdf/one-page-100000-times.pdf", _one_page_often, Code.TOO_LARGE),
    case("pdf/false-count.pdf", _false_count, "", Code.TOO_LARGE, Code.CORRUPT),
    case("pdf/tree-loop.pdf", _tree_loop, Code.CORRUPT, Code.NO_TEXT),
    case("pdf/deep-tree.pdf", _deep_tree, Code.CORRUPT, Code.NO_TEXT, Code.CRASHED),
    case("pdf/recursive-form.pdf", _recursive_form, "", *_LOST),
    case("pdf/forms-in-forms.pdf", _forms_in_forms, "", Code.INCOMPLETE, *_LOST),
    case("pdf/pattern.pdf", _pattern, *_LOST),
    case("pdf/huge-box.pdf", partial(simple, box=b"0 0 1000000000 1000000000"), "", *_LOST),
    case("pdf/flat-box.pdf", partial(simple, box=b"0 0 0 0"), "", *_LOST),
    case("pdf/odd-box.pdf", partial(simple, box=b"-1e38 (a) /b 1e38"), "", *_LOST),
    case("pdf/deep-array.pdf", _deep_array, "", Code.CORRUPT),
    case("pdf/own-length.pdf", _own_length, "", holds=WORDS),
    case("pdf/cyclic-xref.pdf", _cyclic_xref, "", holds=WORDS),
    case("pdf/no-xref.pdf", _no_xref, Code.CORRUPT),
    case("pdf/odd-truetype.pdf", partial(_odd_font, b"\0\1\0\0\xff\xff" + b"\xfe" * 3000, b"truetype"), "", *_LOST),
    case("pdf/odd-cff.pdf", partial(_odd_font, b"\1\0\4\4" + b"\xff" * 3000, b"cff"), "", *_LOST),
    case("pdf/type3-in-itself.pdf", _type3_in_itself, "", *_LOST),
    case("pdf/actions.pdf", _actions, "", holds=WORDS),
    case("pdf/500000-letters.pdf", _many_letters, "", Code.INCOMPLETE, Code.TOO_LARGE),
    case("pdf/grid.pdf", partial(_many_lines, b"grid"), "", Code.INCOMPLETE, *_LOST),
    case("pdf/rectangles.pdf", partial(_many_lines, b"rectangles"), "", Code.INCOMPLETE, *_LOST),
    case("pdf/20000-widgets.pdf", _many_widgets, "", Code.INCOMPLETE, *_LOST),
    case("pdf/deep-stack.pdf", _letters_of_one_stack, "", Code.CORRUPT, Code.NO_TEXT),
    case("pdf/locked.pdf", partial(_locked, "khóa", "chủ"), Code.ENCRYPTED),
    case("pdf/locked-for-owner.pdf", partial(_locked, "", "chủ"), "", holds=WORDS),
    case("pdf/cut-at-half.pdf", partial(_cut, 0.5), Code.CORRUPT, Code.NO_TEXT),
    case("pdf/cut-at-the-end.pdf", partial(_cut, 0.97), Code.CORRUPT),
    case("wrong/executable.pdf", _executable, Code.UNSUPPORTED),
    case("wrong/pdf.docx", simple, Code.WRONG_TYPE, holds=WORDS),
)
