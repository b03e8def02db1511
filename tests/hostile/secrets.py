"""Documents with a secrecy mark in every form in which they come, each holding words that may stand nowhere afterwards."""

import io
from email.message import EmailMessage

import docx as docx_library

from tests.hostile.packing import zipped
from tests.hostile.pdf import simple

WORDS = "Zoatquyhoach"  # a word of no language: looked for, byte by byte, in all that a run leaves
_MARKS = ("MẬT", "TỐI MẬT", "TUYỆT MẬT")


def _lines(mark: str) -> list[str]:
    return ["ỦY BAN NHÂN DÂN TỈNH", mark, "Số: 12/BC-UBND", f"Kế hoạch {WORDS} năm 2024 có 12 cuộc."]


def _docx(mark: str, *, table: bool = False) -> bytes:
    made = docx_library.Document()
    made.core_properties.title = WORDS
    if table:
        cells = made.add_table(1, 2).rows[0].cells
        cells[0].text, cells[1].text = "\n".join(_lines(mark)[:3]), "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    for line in _lines(mark)[3:] if table else _lines(mark):
        made.add_paragraph(line)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def _mail(name: str, content: bytes) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Văn thư <a@example.vn>", "so@example.vn", "Gửi báo cáo"
    message["Date"] = "Mon, 02 Dec 2024 08:00:00 +0700"
    message.set_content("Kính gửi báo cáo.")
    message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def _html(mark: str) -> bytes:
    return ("<html><body>" + "".join(f"<p>{line}</p>" for line in _lines(mark)) + "</body></html>").encode()


def _pdf() -> bytes:
    """A PDF whose fonts have no Vietnamese letters tells its mark through a ToUnicode map: B stands for Ậ."""
    unicode = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange"
        b" 2 beginbfchar <42> <1EAC> <63> <0063> endbfchar 1 beginbfrange <61> <7A> <0061> endbfrange endcmap end end"
    )
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>"
    stream = b"<< /Length %d >>\nstream\n%b\nendstream" % (len(unicode), unicode)
    content = f"BT /F1 12 Tf 60 760 Td (MBT) Tj 0 -200 Td ({WORDS} trong nam co muoi hai cuoc) Tj ET".encode()
    return simple(content, {5: font, 6: stream})


def secret_files() -> dict[str, bytes]:
    """Return the files by name; the mark stands in the file itself or in a member."""
    plain = {f"mật {number}.txt": "\n".join(_lines(mark)).encode() for number, mark in enumerate(_MARKS)}
    words = {f"mật {number}.docx": _docx(mark) for number, mark in enumerate(_MARKS)}
    inner = zipped({"trong/mật.docx": _docx("MẬT")})
    return (
        plain
        | words
        | {
            "mật bảng.docx": _docx("TỐI MẬT", table=True),
            "mật.html": _html("TUYỆT MẬT"),
            "mật.pdf": _pdf(),
            "mật.eml": _mail("a.docx", _docx("MẬT")),
            "mật.zip": inner,
            "mật sâu.eml": _mail("gói.zip", inner),
        }
    )
