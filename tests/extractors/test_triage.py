import io
import zipfile

import docx
import pytest
from PIL import Image

from extractors import triage


def _docx() -> bytes:
    stream = io.BytesIO()
    docx.Document().save(stream)
    return stream.getvalue()


def _zip(names: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in names.items():
            archive.writestr(name, text)
    return stream.getvalue()


def _picture(form: str) -> bytes:
    stream = io.BytesIO()
    Image.new("L", (4, 4)).save(stream, form)
    return stream.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)


@pytest.mark.parametrize(
    ("content", "media"),
    [
        (_docx(), triage.DOCX),
        (_docx()[:3000], triage.DOCX),
        (_zip({"[Content_Types].xml": "spreadsheetml", "xl/workbook.xml": ""}), triage.XLSX),
        (_zip({"mimetype": triage.ODT, "content.xml": ""}), triage.ODT),
        (_zip({"a.txt": "a"}), triage.ZIP),
        (OLE + "WordDocument".encode("utf-16-le"), triage.DOC),
        (OLE + "Workbook".encode("utf-16-le"), triage.XLS),
        (OLE + "EncryptedPackage".encode("utf-16-le"), triage.ENCRYPTED_OFFICE),
        (rb"{\rtf1 a}", triage.RTF),
        (b"%PDF-1.7\n", triage.PDF),
        (b"\n\n%PDF-1.7\n", triage.PDF),
        (_picture("PNG"), "image/png"),
        (_picture("JPEG"), "image/jpeg"),
        (_picture("TIFF"), "image/tiff"),
        (b"From: a@b.vn\r\nTo: c@d.vn\r\nSubject: x\r\n\r\nbody", triage.EML),
        (b"<!DOCTYPE html><html><body>a</body></html>", triage.HTML),
        ("Kính gửi: Sở Nội vụ".encode(), triage.TEXT),
        ("Kính gửi: Sở Nội vụ".encode("utf-16"), triage.TEXT),
        ("Ghi chú: một\nHai: ba".encode(), triage.TEXT),
        (bytes(range(256)), triage.UNKNOWN),
        ("Kính gửi: Sở Nội vụ\n".encode("utf-16-le"), triage.TEXT),
        ("<html><body>Kính gửi</body></html>".encode("utf-16"), triage.HTML),
        (b'<?xml version="1.0"?><!DOCTYPE html><html><body>a</body></html>', triage.HTML),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>', triage.WORD_XML),
        (_zip({"_rels/.rels": '<R Target="xl/workbook.bin"/>', "xl/workbook.bin": ""}), triage.XLSB),
        (
            _zip({"[Content_Types].xml": "wordprocessingml spreadsheetml", "_rels/.rels": 'Target="xl/workbook.xml"'}),
            triage.XLSX,
        ),
        (_zip({"mimetype": triage.ODT, "META-INF/manifest.xml": "<m:encryption-data/>"}), triage.ENCRYPTED_OFFICE),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x", triage.MHTML),
        (
            b"From: a@b.vn\r\nTo: c@d.vn\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x",
            triage.EML,
        ),
    ],
)
def test_content_tells_the_type(content: bytes, media: str) -> None:
    """The bytes decide, and nothing else."""
    assert triage.media_type(content) == media


@pytest.mark.parametrize(
    ("name", "media", "odd"),
    [
        ("a.docx", triage.DOCX, False),
        ("a.DOCX", triage.PDF, True),
        ("a.pdf", triage.DOCX, True),
        ("a", triage.PDF, False),
        ("a.signed", triage.PDF, False),
        ("thư mục/a.doc", triage.RTF, True),
    ],
)
def test_a_name_that_promises_something_else_is_told(name: str, media: str, odd: bool) -> None:  # noqa: FBT001
    """Only a known ending that the content contradicts is worth a word."""
    assert triage.disagrees(name, media) is odd
