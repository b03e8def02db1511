import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from docx import Document
from PIL import Image

from core.document import Box
from core.problem import Code, Problem
from core.settings import Settings
from extractors import triage
from extractors.preview.show import (
    Form,
    Original,
    PictureJob,
    Sight,
    SightJob,
    bytes_of,
    draw,
    form_of,
    print_pages,
    see,
)


def original(path: Path, content: bytes, media: str = triage.PDF) -> Original:
    """Return the job's file, known by its content."""
    return Original(path, hashlib.sha256(content).hexdigest(), media, Settings())


def pictures(kind: str, count: int = 2) -> bytes:
    """Return a file of A5 pages at 72 dpi."""
    stream = io.BytesIO()
    pages = [Image.new("RGB", (420, 595), "white") for _ in range(count)]
    pages[0].save(stream, kind, save_all=True, append_images=pages[1:], resolution=72, dpi=(72, 72))
    return stream.getvalue()


def test_a_member_is_found_by_its_hash(tmp_path: Path) -> None:
    """The bytes of a file inside an archive inside an archive are given, whatever they are called."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("../x.pdf", b"inside")
    path = tmp_path / "gói.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("other.txt", b"other")
        archive.writestr("in.zip", inner.getvalue())
    assert bytes_of(original(path, b"inside")) == b"inside"
    gone = bytes_of(original(path, b"never there"))
    assert isinstance(gone, Problem)
    assert gone.code is Code.UNREADABLE


@pytest.mark.parametrize(("kind", "media"), [("PDF", triage.PDF), ("TIFF", "image/tiff")])
def test_a_page_is_seen_and_drawn(tmp_path: Path, kind: str, media: str) -> None:
    """A page has its size in points and its picture; what reading knew of it is boxed where no words can be found."""
    path = tmp_path / "quét"
    path.write_bytes(pictures(kind))
    file = original(path, path.read_bytes(), media)
    box = Box(10, 10, 100, 40)
    sight = see(SightJob(file, "chữ không có ở đây", 2, (box,)))
    assert isinstance(sight, Sight)
    assert (sight.pages, sight.page, sight.boxes) == (2, 2, (box,))
    assert sight.width / sight.height == pytest.approx(420 / 595, rel=0.01)
    drawn = draw(PictureJob(file, 2, 300))
    assert isinstance(drawn, bytes)
    with Image.open(io.BytesIO(drawn)) as image:
        assert image.format == "JPEG"
        assert image.width == 300


def test_a_page_number_out_of_range_is_the_last(tmp_path: Path) -> None:
    """An address may name any number."""
    path = tmp_path / "a.pdf"
    path.write_bytes(pictures("PDF"))
    sight = see(SightJob(original(path, path.read_bytes()), "", 99))
    assert isinstance(sight, Sight)
    assert sight.page == 2


def test_a_broken_file_is_a_problem(tmp_path: Path) -> None:
    """Nothing is raised out of the worker's functions for a file that cannot be opened."""
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7 broken")
    file = original(path, path.read_bytes())
    for done in (see(SightJob(file)), draw(PictureJob(file, 1, 300))):
        assert isinstance(done, Problem)
        assert done.code is Code.CORRUPT


def test_forms_are_told_by_type() -> None:
    """Letters and archives have no pages to show."""
    assert form_of(triage.PDF) is Form.PDF
    assert form_of(triage.DOCX) is Form.OFFICE
    assert form_of(triage.HEIC) is Form.PICTURES
    assert form_of(triage.EML) is Form.TEXT


@pytest.mark.slow
def test_an_office_file_is_printed_and_its_sentence_found(tmp_path: Path) -> None:
    """A DOCX is shown through LibreOffice, the sentence boxed on the page on which it is printed."""
    document = Document()
    for number in range(80):
        document.add_paragraph(f"Đoạn thứ {number} nói về dân vận khéo và cải cách hành chính.")
    path = tmp_path / "a.docx"
    document.save(str(path))
    printed = print_pages(original(path, path.read_bytes(), triage.DOCX))
    if isinstance(printed, Problem) and printed.code is Code.MISSING_TOOL:
        pytest.skip("no LibreOffice here")
    assert isinstance(printed, bytes)
    (tmp_path / "a.pdf").write_bytes(printed)
    sight = see(SightJob(Original(tmp_path / "a.pdf", "", triage.PDF, Settings()), "Đoạn thứ 79 nói về dân vận khéo"))
    assert isinstance(sight, Sight)
    assert sight.page == sight.pages > 1
    assert len(sight.boxes) == 1
