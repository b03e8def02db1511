"""Good files of each format, and what chance does to them: the same seed always makes the same file."""

import io
import random
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from functools import cache
from pathlib import Path

import docx
import xlsxwriter
from PIL import Image, ImageDraw

from tests.hostile.packing import ole, zipped

_SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples" / "inbox"
_TEXT = (
    "ỦY BAN NHÂN DÂN XÃ SƠN THỦY\nSố: 12/BC-UBND\nThực hiện Chỉ thị số 33/CT-TTg ngày 26/11/2021, xã đã họp 12 buổi.\n"
)
# What parsers look for: pieces of it are set in at odd places.
_WORDS: tuple[bytes, ...] = (
    b"\0", b"\xff" * 8, b"\xff\xff\xff\x7f", b"\0\0\0\x80", b"-1", b"99999999999999999999", b"%s%n", b"\r\n\r\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"endobj", b"endstream", b"stream\r\n", b"obj", b"xref", b"startxref", b"trailer", b"/Length", b"/Filter /FlateDecode", b"/Kids [2 0 R]", b"<<", b">>", b"[", b"(",
    b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"<w:p>", b"</w:p>", b"<w:tbl>", b"</w:tc>", b"&amp;", b"&#x0;", b"]]>", b"<![CDATA[",
    b"Content-Type: multipart/mixed; boundary=b\r\n", b"--b\r\n", b"Content-Transfer-Encoding: base64\r\n", b"=?utf-8?b?", b"<table>", b"<script>", b"{\\rtf1", b"\\bin9999999",
)  # fmt: skip


def _docx() -> bytes:
    made = docx.Document()
    for line in _TEXT.splitlines() * 3:
        made.add_paragraph(line, style="List Number" if "Thực" in line else None)
    table = made.add_table(2, 2)
    table.cell(1, 1).text = "12 buổi"
    made.sections[0].header.paragraphs[0].text = "Trang đầu"
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def _mail() -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Văn thư <a@example.vn>", "so@example.vn", "Gửi báo cáo"
    message["Date"] = "Mon, 02 Dec 2024 08:00:00 +0700"
    message.set_content(_TEXT)
    message.add_alternative(f"<html><body><p>{_TEXT}</p></body></html>", subtype="html")
    message.add_attachment(_docx(), maintype="application", subtype="octet-stream", filename="báo cáo.docx")
    return message.as_bytes()


def _workbook() -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Biểu 1")
        for row, cells in enumerate((("TT", "Việc", "Kết quả"), ("1", "Họp dân", 12), ("2", "Tập huấn", 3.5))):
            sheet.write_row(row, 0, cells)
        sheet.merge_range(4, 0, 4, 2, "Tổng hợp")
    return stream.getvalue()


def _picture(form: str) -> bytes:
    image = Image.new("L", (200, 120), 255)
    ImageDraw.Draw(image).text((10, 10), "Bao cao 12", fill=0)
    stream = io.BytesIO()
    image.save(stream, form)
    return stream.getvalue()


def _html() -> bytes:
    rows = "".join(f"<tr><td>{n}</td><td>họp</td><td>{n * 3}</td></tr>" for n in range(5))
    return f"<!DOCTYPE html><html><head><title>a</title></head><body><p>{_TEXT}</p><table>{rows}</table></body></html>".encode()


_MADE: dict[str, Callable[[], bytes]] = {
    "docx": _docx,
    "pdf": (_SAMPLES / "Na Hang 2024.pdf").read_bytes,
    "signed.pdf": (_SAMPLES / "BQL KCN_bao cao dan van chinh quyen_28.11.2024.signed.pdf").read_bytes,
    "eml": _mail,
    "zip": lambda: zipped({"a/báo cáo.docx": _docx(), "b.txt": _TEXT.encode(), "c.zip": zipped({"d.html": _html()})}),
    "txt": lambda: _TEXT.encode() * 5,
    "utf16.txt": lambda: (_TEXT * 3).encode("utf-16"),
    "html": _html,
    "xlsx": _workbook,
    "rtf": lambda: b"{\\rtf1\\ansi{\\fonttbl{\\f0 Times;}}\\f0 Bao cao\\par " + b"Da hop 12 buoi\\par " * 20 + b"}",
    "doc": lambda: ole({"WordDocument": b"\xec\xa5\xc1\0" + bytes(6000), "1Table": bytes(5000)}),
    "msg": lambda: ole({"__properties_version1.0": bytes(5000), "__substg1.0_1000001F": _TEXT.encode("utf-16-le")}),
    "png": lambda: _picture("PNG"),
    "jpg": lambda: _picture("JPEG"),
    "tif": lambda: _picture("TIFF"),
}
FORMATS: tuple[str, ...] = tuple(_MADE)


@cache
def good(form: str) -> bytes:
    """Return the good file of a format."""
    return _MADE[form]()


def mutated(seed: int) -> tuple[str, bytes]:
    """Return the name and the bytes of the file of this seed."""
    chance = random.Random(seed)  # noqa: S311 - it is to be repeatable, not secret
    form = FORMATS[seed % len(FORMATS)]
    content = good(form)
    if (
        zipfile.is_zipfile(io.BytesIO(content)) and chance.random() < 0.7
    ):  # else nearly all break in the archive's own fields
        content = _inside(content, chance)
    else:
        content = _changed(content, chance)
    return f"{seed}.{form}", content


def _inside(content: bytes, chance: random.Random) -> bytes:
    """Change one member, and pack all of them again."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(members))
    members[name] = _changed(members[name], chance)
    if chance.random() < 0.1:
        del members[chance.choice(sorted(members))]
    return zipped(members)


def _changed(content: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        content = chance.choice((_flip, _flip, _cut, _again, _without, _set_in, _set_in))(content, chance)
    return content[:2_000_000]


def _flip(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(min(len(changed), chance.choice((1, 3, 30)))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _cut(content: bytes, chance: random.Random) -> bytes:
    return (
        content[: chance.randrange(len(content) + 1)] if chance.random() < 0.3 else content[: -chance.randrange(1, 99)]
    )


def _piece(content: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(content) + 1)
    return start, start + chance.choice((1, 10, 100, 5000))


def _again(content: bytes, chance: random.Random) -> bytes:
    start, end = _piece(content, chance)
    return content[:end] + content[start:end] * chance.choice((1, 2, 100)) + content[end:]


def _without(content: bytes, chance: random.Random) -> bytes:
    start, end = _piece(content, chance)
    return content[:start] + content[end:]


def _set_in(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content) + 1)
    return content[:start] + chance.choice(_WORDS) * chance.choice((1, 1, 50)) + content[start:]
