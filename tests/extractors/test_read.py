import hashlib
import io
import shutil
import subprocess
import zipfile
from email.message import EmailMessage
from pathlib import Path

import docx
import pypdf
import pytest
from PIL import Image, ImageDraw, ImageFont

from core.document import BlockKind, PageSource
from core.problem import Code, Problem, Severity, Stage, problem
from core.settings import Settings
from core.steps import ReadItem
from extractors import read, triage
from extractors.ocr import recognition, tesseract
from extractors.read import read_tree
from tests.hostile.packing import raw_zip, stored

TEXT = "Ủy ban nhân dân xã Sơn Thủy đã tổ chức 12 hội nghị tuyên truyền cho nhân dân trong xã."


def _docx(*lines: str) -> bytes:
    made = docx.Document()
    for line in lines or (TEXT,):
        made.add_paragraph(line)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def _zip(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _mail(**attachments: bytes) -> bytes:
    message = EmailMessage()
    message["From"] = "Văn thư xã <vanthu@example.vn>"
    message["To"] = "so@example.vn"
    message["Date"] = "Mon, 06 Feb 2023 08:30:00 +0700"
    message["Subject"] = "Gửi báo cáo quý"
    message.set_content("Kính gửi Sở.\nXin gửi báo cáo.")
    for name, content in attachments.items():
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=f"báo cáo {name}.docx")
    return message.as_bytes()


def _picture(text: str) -> Image.Image:
    image = Image.new("RGB", (1654, 2339), "white")
    font = ImageFont.truetype("DejaVuSans.ttf", 42)
    for index, line in enumerate(text.split("\n")):
        ImageDraw.Draw(image).text((150, 200 + 80 * index), line, fill="black", font=font)
    return image


def _read(folder: Path, name: str, content: bytes, **settings: int) -> tuple[ReadItem, ...]:
    path = folder / name
    path.write_bytes(content)
    return read_tree(path, Settings(**settings))


def _codes(item: ReadItem) -> list[Code]:
    return [one.code for one in item.reading.problems]


def test_a_file_has_one_item(tmp_path: Path) -> None:
    """A plain document is one item with its own text."""
    (item,) = _read(tmp_path, "a.docx", _docx())
    assert item.reading.document is not None
    assert (item.suffix, item.reading.document.text, item.reading.media_type) == ("", TEXT, triage.DOCX)
    assert item.reading.problems == ()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.docx", b"", Code.EMPTY),
        ("a.docx", _docx()[:4000], Code.CORRUPT),
        ("a.pdf", b"%PDF-1.7\nnothing", Code.CORRUPT),
        ("a.xyz", bytes(range(256)), Code.UNSUPPORTED),
        ("a.docx", _docx(" "), Code.NO_TEXT),
        ("a.zip", _zip({"a.txt": b"a"})[:20], Code.CORRUPT),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), Code.ENCRYPTED),
    ],
    ids=[
        "no bytes",
        "half a docx",
        "a pdf's head alone",
        "any bytes",
        "a blank docx",
        "a zip's head alone",
        "an encrypted doc",
    ],
)
def test_an_odd_file_is_a_problem(tmp_path: Path, name: str, content: bytes, code: Code) -> None:
    """Nothing that a file holds raises; it becomes an error with a code."""
    (item,) = _read(tmp_path, name, content)
    assert [one.code for one in item.reading.problems if one.severity is Severity.ERROR] == [code]
    assert item.reading.document is None
    assert item.reading.members == ()


def test_an_encrypted_pdf_is_told(tmp_path: Path) -> None:
    """A password is named as what it is."""
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.encrypt("bí mật", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    (item,) = _read(tmp_path, "a.pdf", stream.getvalue())
    assert _codes(item) == [Code.ENCRYPTED]


def test_a_reader_that_fails_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a reader raises ends this file only, with the error's name in the message."""

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(read, "read_word", broken)
    (item,) = _read(tmp_path, "a.docx", _docx())
    assert _codes(item) == [Code.CRASHED]
    assert "ZeroDivisionError" in item.reading.problems[0].message


def test_a_file_that_cannot_be_opened_is_a_problem(tmp_path: Path) -> None:
    """A file that is gone has an item all the same."""
    (item,) = read_tree(tmp_path / "gone.docx", Settings())
    assert _codes(item) == [Code.UNREADABLE]


def test_a_file_over_the_limit_is_known_but_not_read(tmp_path: Path) -> None:
    """Too large a file has its size, and is not opened."""
    (item,) = _read(tmp_path, "a.txt", b"x" * 1000, max_bytes=999)
    assert _codes(item) == [Code.TOO_LARGE]
    assert (item.reading.size, item.reading.sha256) == (1000, "")


def test_a_wrong_name_is_told_and_the_file_is_read(tmp_path: Path) -> None:
    """The content decides; the name's promise is only remarked on."""
    (item,) = _read(tmp_path, "a.pdf", _docx())
    assert item.reading.document is not None
    assert [(one.code, one.severity) for one in item.reading.problems] == [(Code.WRONG_TYPE, Severity.INFO)]


def test_members_follow_their_container(tmp_path: Path) -> None:
    """A container comes first, then its members in its order, however deep, each under its path of names."""
    inner = _zip({"trong.docx": _docx("Sâu"), "../../ngoài.txt": "Ngoài".encode()})
    items = _read(tmp_path, "a.zip", _zip({"b.zip": inner, "c.docx": _docx("Nông")}))
    assert [item.suffix for item in items] == ["", "!b.zip", "!b.zip!trong.docx", "!b.zip!../../ngoài.txt", "!c.docx"]
    assert [item.reading.document.text if item.reading.document else None for item in items] == [
        None,
        None,
        "Sâu",
        "Ngoài",
        "Nông",
    ]
    assert _codes(items[0]) == [Code.CONTAINER]
    assert not (tmp_path.parent / "ngoài.txt").exists()


def test_a_container_too_deep_is_not_opened(tmp_path: Path) -> None:
    """Containers in containers end at the limit, with a word about it."""
    content = _docx()
    for _ in range(4):
        content = _zip({"x.zip": content})
    items = _read(tmp_path, "a.zip", content, max_depth=2)
    assert _codes(items[-1]) == [Code.TOO_MANY_MEMBERS]
    assert len(items) == 3


def test_members_over_the_limit_are_counted(tmp_path: Path) -> None:
    """As many members as may be are read, over all containers of a file; how many are not is said where they lie."""
    inner = _zip({f"{n}.txt": b"a" for n in range(9)})
    items = _read(tmp_path, "a.zip", _zip({"b.zip": inner, "c.zip": inner}), max_members=8)
    assert [item.suffix for item in items] == ["", "!b.zip", *(f"!b.zip!{n}.txt" for n in range(6)), "!c.zip"]
    assert _codes(items[0]) == [Code.CONTAINER]
    told = [one for item in (items[1], items[-1]) for one in item.reading.problems if one.code is not Code.CONTAINER]
    assert [(one.code, one.severity) for one in told] == [(Code.TOO_MANY_MEMBERS, Severity.ERROR)] * 2
    assert "Còn 3 tệp" in told[0].message
    assert "Còn 9 tệp" in told[1].message


def test_no_two_members_have_one_source(tmp_path: Path) -> None:
    """A name that looks like a way into a neighbouring archive stays apart from that archive's member."""
    items = _read(tmp_path, "a.zip", _zip({"b.zip": _zip({"c.txt": b"x"}), "b.zip!c.txt": b"y"}))
    assert [item.suffix for item in items] == ["", "!b.zip", "!b.zip!c.txt", "!b.zip!c.txt (2)"]


def test_the_nearest_mail_tells_when_and_by_whom(tmp_path: Path) -> None:
    """A mail in an archive gives its envelope to all that lies in it, however deep, and keeps it for itself."""
    items = _read(tmp_path, "a.zip", _zip({"thư.eml": _mail(một=_zip({"b.docx": _docx()}))}))
    assert [item.suffix for item in items] == [
        "",
        "!thư.eml",
        "!thư.eml!báo cáo một.docx",
        "!thư.eml!báo cáo một.docx!b.docx",
    ]
    assert items[0].envelope is None
    assert [str(item.envelope.sent_on) for item in items if item.envelope] == ["2023-02-06"] * 3


def test_what_a_mail_lacks_is_told_by_the_mail_around_it(tmp_path: Path) -> None:
    """A forwarded mail keeps its own day and sender; where it has none, those of the forward hold."""
    inner = EmailMessage()
    inner["From"], inner["To"], inner["Subject"] = "xa@example.vn", "c@d.vn", "Báo cáo"
    inner.set_content("Xin gửi.")
    outer = EmailMessage()
    outer["From"], outer["To"], outer["Date"] = "van-thu@example.vn", "c@d.vn", "Tue, 07 Feb 2023 08:30:00 +0700"
    outer.set_content("Chuyển tiếp.")
    outer.add_attachment(inner)
    _, item = _read(tmp_path, "a.eml", outer.as_bytes())
    assert item.suffix == "!Báo cáo.eml"
    assert item.envelope is not None
    assert (item.envelope.sender, item.envelope.subject) == ("xa@example.vn", "Báo cáo")
    assert str(item.envelope.sent_on) == "2023-02-07"


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    """An archive that grows beyond measure is told before it is opened."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"0" * 30_000_000)
    (item,) = _read(tmp_path, "a.zip", stream.getvalue())
    assert _codes(item) == [Code.TOO_LARGE]


def test_a_bomb_does_not_take_the_report_beside_it_away(tmp_path: Path) -> None:
    """Of an archive with a member that grows beyond measure the others are read."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.docx", _docx())
        archive.writestr("b.txt", b"0" * 30_000_000)
    _, report, bomb = _read(tmp_path, "a.zip", stream.getvalue())
    assert report.reading.document is not None
    assert report.reading.document.text == TEXT
    assert _codes(bomb) == [Code.TOO_LARGE]


def test_a_member_without_a_name_does_not_take_the_others_away(tmp_path: Path) -> None:
    """An archive may have a member whose name is empty: it gets one, and all are read."""
    items = _read(tmp_path, "a.zip", raw_zip([stored(b"", b"Sau"), stored(b"b.docx", _docx())]))
    assert [item.reading.document.text for item in items if item.reading.document] == ["Sau", TEXT]


def test_a_picture_of_too_many_frames_is_refused(tmp_path: Path) -> None:
    """A TIFF of more pages than anyone scans is told before the first is read; none is left out in silence."""
    stream = io.BytesIO()
    frame = Image.new("1", (32, 32), 1)
    frame.save(stream, "TIFF", save_all=True, append_images=[frame] * 500)
    (item,) = _read(tmp_path, "a.tif", stream.getvalue())
    assert _codes(item) == [Code.TOO_LARGE]


def test_a_picture_too_small_for_letters_is_not_recognised(tmp_path: Path) -> None:
    """Pictures of a few pixels have no text, however many a file holds."""
    stream = io.BytesIO()
    frame = Image.new("1", (8, 8), 1)
    frame.save(stream, "TIFF", save_all=True, append_images=[frame] * 50)
    (item,) = _read(tmp_path, "a.tif", stream.getvalue())
    assert _codes(item) == [Code.NO_TEXT]


def test_a_text_beyond_measure_is_refused(tmp_path: Path) -> None:
    """More text than anyone writes is told at once, and not taken through all later steps."""
    (item,) = _read(tmp_path, "a.txt", f"{TEXT} ".encode() * 50_000)
    assert _codes(item) == [Code.TOO_LARGE]
    assert item.reading.document is None


def test_a_mail_is_its_text_and_its_attachments(tmp_path: Path) -> None:
    """The mail's text is a document, each attachment a member that knows when and by whom it was sent."""
    mail, report = _read(tmp_path, "a.eml", _mail(một=_docx()))
    assert mail.reading.document is not None
    assert mail.reading.document.text == "Kính gửi Sở.\nXin gửi báo cáo."
    assert report.suffix == "!báo cáo một.docx"
    assert report.envelope is not None
    assert (str(report.envelope.sent_on), report.envelope.subject) == ("2023-02-06", "Gửi báo cáo quý")
    assert "Văn thư xã" in report.envelope.sender


def test_equal_names_stay_apart(tmp_path: Path) -> None:
    """Two members of one name have two sources."""
    message = EmailMessage()
    message["From"], message["To"], message["Date"] = "a@b.vn", "c@d.vn", "Mon, 06 Feb 2023 08:30:00 +0700"
    message.set_content("x")
    for text in ("một", "hai"):
        message.add_attachment(text.encode(), maintype="text", subtype="plain", filename="a.txt")
    items = _read(tmp_path, "a.eml", message.as_bytes())
    assert [item.suffix for item in items] == ["", "!a.txt", "!a.txt (2)"]


@pytest.mark.parametrize("mark", ["MẬT", "TỐI MẬT", "[ TUYỆT MẬT ]"])
def test_a_secret_document_is_dropped(tmp_path: Path, mark: str) -> None:
    """A document with a secrecy mark leaves no text behind."""
    (item,) = _read(tmp_path, "a.docx", _docx("ỦY BAN NHÂN DÂN", mark, TEXT))
    assert _codes(item) == [Code.SECRET]
    assert item.reading.document is None


def test_what_lies_inside_a_secret_document_is_not_opened(tmp_path: Path) -> None:
    """Attachments of a secret mail have a row each, that tells neither a word of them nor their names."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.com", "b@example.com", "Gửi"
    mail.set_content("TỐI MẬT\n\nXin gửi báo cáo.\n")
    inner = EmailMessage()
    inner.set_content("thư trong thư")
    inner.add_attachment(b"deeper", maintype="application", subtype="octet-stream", filename="sâu.txt")
    for name, content in (("báo cáo.txt", "nội dung đính kèm".encode()), ("thư.eml", inner.as_bytes())):
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    items = _read(tmp_path, "thư.eml", mail.as_bytes())
    assert [item.suffix for item in items] == ["", "!tệp 1", "!tệp 2"]
    for item in items:
        assert item.reading.document is None
        assert item.reading.members == ()
        assert [one.code for one in item.reading.problems if one.severity is Severity.ERROR] == [Code.SECRET]
    assert [(item.reading.sha256, item.reading.size) for item in items[1:]] == [("", 0)] * 2


def test_talk_of_secrets_is_no_mark(tmp_path: Path) -> None:
    """The word inside a sentence does not make a document secret."""
    (item,) = _read(tmp_path, "a.docx", _docx("Công tác bảo vệ bí mật", "MẬT ONG RỪNG", "Mật"))
    assert item.reading.document is not None


def test_signs_without_a_letter_are_no_text(tmp_path: Path) -> None:
    """A file of dashes, or of characters that are none, has no text that anybody could read."""
    for content in (b"-- -- * \n...\n", ("\ufffd" * 400).encode()):
        (item,) = _read(tmp_path, "a.txt", content)
        assert item.reading.document is None
        assert Code.NO_TEXT in _codes(item)


def test_html_is_read_without_scripts(tmp_path: Path) -> None:
    """Of a page, the words that are shown are read, block by block."""
    page = "<html><head><title>x</title><script>var a</script></head><body><p>Một <b>hai</b></p><div>Ba</div></body></html>"
    (item,) = _read(tmp_path, "a.html", page.encode())
    assert item.reading.document is not None
    assert item.reading.document.text == "Một hai\nBa"


def test_without_tesseract_a_scan_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without recognition loses the scan's text, not the reason."""
    monkeypatch.setattr(recognition, "missing", lambda: tesseract.INSTALL)
    stream = io.BytesIO()
    _picture(TEXT).save(stream, "PDF")
    (item,) = _read(tmp_path, "a.pdf", stream.getvalue())
    assert Code.NO_TEXT in _codes(item)
    assert any("tesseract-ocr-vie" in one.message for one in item.reading.problems)
    assert any(one.severity is Severity.ERROR for one in item.reading.problems)


@pytest.mark.slow
@pytest.mark.parametrize("form", ["PDF", "PNG", "TIFF"])
def test_a_scan_is_recognised(tmp_path: Path, form: str) -> None:
    """A picture of a page gives its words, with a page that tells how sure they are."""
    if tesseract.missing():
        pytest.skip(tesseract.missing())
    stream = io.BytesIO()
    _picture("Kết quả công tác năm 2023\nđã tổ chức 12 hội nghị").save(stream, form, dpi=(200, 200), resolution=200)
    (item,) = _read(tmp_path, f"a.{form.lower()}", stream.getvalue())
    document = item.reading.document
    assert document is not None
    assert "Kết quả công tác năm 2023" in document.text
    assert "12 hội nghị" in document.text
    assert document.pages[0].source is PageSource.OCR
    assert (document.pages[0].confidence or 0) > 0.8


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize(
    ("form", "media"), [("doc", triage.DOC), ("rtf", triage.RTF), ("odt", triage.ODT), ("pdf", triage.PDF)]
)
def test_other_word_processors_files_are_read(tmp_path: Path, form: str, media: str) -> None:
    """The same text comes out of every format, table and columns included."""
    made = docx.Document()
    head = made.add_table(1, 2)
    head.cell(0, 0).text, head.cell(0, 1).text = "SỞ XÂY DỰNG", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    made.add_paragraph(TEXT)
    table = made.add_table(2, 2, style="Table Grid")
    for cell, text in zip((*table.rows[0].cells, *table.rows[1].cells), ("TT", "Kết quả", "1", "Đạt"), strict=True):
        cell.text = text
    made.add_paragraph("Hết./.")
    made.save(tmp_path / "a.docx")
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(tmp_path / 'p').as_uri()}", "--headless", "--convert-to", form, "a.docx"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        timeout=120,
    )
    (item,) = read_tree(tmp_path / f"a.{form}", Settings())
    document = item.reading.document
    assert document is not None
    assert item.reading.media_type == media
    content = [block for block in document.blocks if block.kind is not BlockKind.RUNNING]
    text = "\n".join(block.span.of(document.text) for block in content if not block.column)
    assert text == f"{TEXT}\nTT | Kết quả\n1 | Đạt\nHết./."
    columns = [" ".join(one.span.of(document.text) for one in content if one.column == column) for column in (1, 2)]
    assert columns == ["SỞ XÂY DỰNG", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("angle", [0, 90, 180, 270])
def test_a_turned_page_is_read_as_it_is_shown(tmp_path: Path, angle: int) -> None:
    """A page that is stored sideways, or with its corner elsewhere, gives the same text and the same table."""
    made = docx.Document()
    made.add_paragraph(TEXT)
    table = made.add_table(2, 2, style="Table Grid")
    for cell, text in zip((*table.rows[0].cells, *table.rows[1].cells), ("TT", "Kết quả", "1", "Đạt"), strict=True):
        cell.text = text
    made.add_paragraph("Hết./.")
    made.save(tmp_path / "a.docx")
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(tmp_path / 'p').as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
            "a.docx",
        ],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        timeout=120,
    )
    writer = pypdf.PdfWriter(clone_from=tmp_path / "a.pdf")
    page = writer.pages[0]
    page.rotate(angle)
    page.transfer_rotation_to_content()
    page.add_transformation(pypdf.Transformation().translate(50, 70))
    box = page.mediabox
    for name in ("mediabox", "cropbox"):
        setattr(
            page, name, pypdf.generic.RectangleObject((box.left + 50, box.bottom + 70, box.right + 50, box.top + 70))
        )
    page.rotate(-angle)
    writer.write(tmp_path / "b.pdf")
    (item,) = read_tree(tmp_path / "b.pdf", Settings())
    assert item.reading.document is not None
    assert item.reading.document.text == f"{TEXT}\nTT | Kết quả\n1 | Đạt\nHết./."


def test_without_libreoffice_a_doc_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without LibreOffice names it."""
    monkeypatch.setattr(shutil, "which", lambda _: None)
    (item,) = _read(tmp_path, "a.rtf", rb"{\rtf1 a}")
    assert _codes(item) == [Code.MISSING_TOOL]
    assert "libreoffice-writer" in item.reading.problems[0].message


def _lost(code: Code) -> Problem:
    return problem(Stage.READ, code, severity=Severity.ERROR)


def test_a_member_that_ended_a_worker_is_left_out(tmp_path: Path) -> None:
    """It has its row with bytes and reason; what lies before and behind it, and beside what holds it, is read."""
    inner = _zip({"x.txt": TEXT.encode(), "y.txt": b"boom"})
    path = tmp_path / "a.zip"
    path.write_bytes(_zip({"b.txt": TEXT.encode(), "c.zip": inner, "d.txt": TEXT.encode()}))
    items = {item.suffix: item for item in read_tree(path, Settings(), {"!c.zip!y.txt": _lost(Code.MEMORY)})}
    assert list(items) == ["", "!b.txt", "!c.zip", "!c.zip!x.txt", "!c.zip!y.txt", "!d.txt"]
    assert [suffix for suffix, item in items.items() if item.reading.document] == ["!b.txt", "!c.zip!x.txt", "!d.txt"]
    lost = items["!c.zip!y.txt"].reading
    assert [one.code for one in lost.problems] == [Code.MEMORY]
    assert (lost.sha256, lost.size) == (hashlib.sha256(b"boom").hexdigest(), 4)


@pytest.mark.parametrize(
    ("code", "most"), [(Code.MEMORY, 3), (Code.CRASHED, 3), (Code.TIMEOUT, 1)], ids=["memory", "crashed", "timeout"]
)
def test_behind_too_many_such_members_nothing_is_read(tmp_path: Path, code: Code, most: int) -> None:
    """An archive full of them must not take hours: behind the last one all are left, with the reason; those before it are read."""
    names = [f"{number}.txt" for number in range(8)]
    path = tmp_path / "a.zip"
    path.write_bytes(_zip({name: TEXT.encode() for name in names}))
    lost = {f"!{number}.txt": _lost(code) for number in range(1, most + 1)}
    assert sum(item.reading.document is not None for item in read_tree(path, Settings(), lost)) == 8 - most
    further = lost | {"!5.txt": _lost(code)}
    found = {item.suffix: [one.code for one in item.reading.problems] for item in read_tree(path, Settings(), further)}
    assert found["!4.txt"] == ([] if most < 4 else [code])
    assert (found["!5.txt"], found["!6.txt"], found["!7.txt"]) == ([code], *[[Code.TOO_MANY_MEMBERS]] * 2)
