import io
import zlib

import pypdf
import pytest
from pypdf.generic import NameObject, StreamObject

from core.problem import Code
from extractors.containers.members import Room
from extractors.containers.portfolio import read_attachments
from extractors.piece import Content, Piece

ROOM = Room(500, 200_000_000)
COVER = Content((Piece("For the best experience, open this PDF portfolio in Acrobat X or Adobe Reader X, or later."),))
TEXT = Content((Piece("Kính gửi: Sở Nội vụ"),))


def _pdf(attachments: dict[str, bytes], packed: bytes = b"", password: str = "") -> bytes:
    """Return a PDF with attachments; `packed` takes the place of their data as a zlib stream."""
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    for name, content in attachments.items():
        writer.add_attachment(name, content)
    stream = io.BytesIO()
    writer.write(stream)
    writer = pypdf.PdfWriter(clone_from=pypdf.PdfReader(stream))
    for one in writer._objects:
        if packed and isinstance(one, StreamObject) and one.get("/Type") == "/EmbeddedFile":
            one._data = packed
            one[NameObject("/Filter")] = NameObject("/FlateDecode")
    if password:
        writer.encrypt("", owner_password=password, algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def test_attachments_stand_beside_the_text() -> None:
    """A PDF keeps its own text, and each attachment is a member."""
    files = {"báo cáo.txt": b"abc", "b.txt": b"x" * 5000}
    found = read_attachments(_pdf(files), TEXT, ROOM)
    assert {one.name: one.content for one in found.members} == files
    assert found.body == TEXT


def test_a_cover_that_names_a_program_is_no_text() -> None:
    """The page that a portfolio shows to programs that cannot open it is left out; without attachments it stays."""
    assert read_attachments(_pdf({"a.txt": b"a"}), COVER, ROOM).body.pieces == ()
    assert read_attachments(_pdf({}), COVER, ROOM).body == COVER


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_an_attachment_that_swells_is_not_unpacked(layers: int) -> None:
    """A bomb is seen before the library opens it, also when it is packed several times over."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1_000_000)) for _ in range(150)) + packer.flush()
    for _ in range(layers - 1):
        packed = zlib.compress(packed, 9)
    found = read_attachments(_pdf({"a.bin": b"a"}, packed), TEXT, ROOM)
    assert [(one.content, one.problem.code) for one in found.members if one.problem] == [(b"", Code.TOO_LARGE)]


def test_attachments_of_a_protected_pdf_are_named() -> None:
    """Under an owner's password nobody can tell how large they get: they are named and not opened."""
    found = read_attachments(_pdf({"a.txt": b"a"}, password="chủ"), TEXT, ROOM)  # noqa: S106 - of a test
    assert [(one.name, one.problem.code) for one in found.members if one.problem] == [("a.txt", Code.ENCRYPTED)]


def test_attachments_over_the_limit_are_counted() -> None:
    """How many were left out is said."""
    found = read_attachments(_pdf({f"{n}.txt": b"a" for n in range(5)}), TEXT, Room(2, 1000))
    assert len(found.members) == 2
    assert "Còn 3 tệp" in found.problems[0].message
