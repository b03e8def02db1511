import io
import struct
import zipfile

from core.problem import Code
from extractors.containers.embedded import read_embedded
from extractors.containers.members import Room
from tests.doubles.ole import compound

ROOM = Room(500, 200_000_000)


def _package(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _native(name: bytes, content: bytes) -> bytes:
    path = b"C:\\x\\" + name + b"\0"
    made = b"\2\0" + name + b"\0" + path + struct.pack("<HHI", 0, 3, len(path)) + path
    made += struct.pack("<I", len(content)) + content
    return struct.pack("<I", len(made)) + made


def test_files_set_into_a_document_come_out() -> None:
    """Packages, old office files and dragged-in files are members; formulas, drawings and charts' numbers are not."""
    parts = {
        "word/document.xml": b"<x/>",
        "word/embeddings/Document1.docx": b"PK one",
        "word/embeddings/Sheet2.xlsx": b"PK numbers",
        "word/charts/_rels/chart1.xml.rels": b'<Relationship Target="../embeddings/Sheet2.xlsx"/>',
        "word/embeddings/oleObject1.bin": compound({"\x01Ole10Native": _native(b"phu luc.txt", b"two")}),
        "word/embeddings/oleObject2.bin": compound({"WordDocument": b"three"}),
        "word/embeddings/oleObject3.bin": compound({"Equation Native": b"x"}),
        "word/embeddings/oleObject4.bin": compound({"Package": b"PK four"}),
    }
    found = {one.name: one.content for one in read_embedded(_package(parts), ROOM).members}
    assert found == {
        "Document1.docx": b"PK one",
        "phu luc.txt": b"two",
        "oleObject2.bin": parts["word/embeddings/oleObject2.bin"],
        "oleObject4.bin": b"PK four",
    }


def test_a_broken_object_is_told() -> None:
    """An object that is cut costs itself only."""
    broken = compound({"\x01Ole10Native": _native(b"a.txt", b"x" * 9000)})[:2000]
    (member,) = read_embedded(_package({"word/embeddings/oleObject1.bin": broken}), ROOM).members
    assert member.problem is not None
    assert member.problem.code is Code.CORRUPT


def test_documents_without_objects_are_not_opened() -> None:
    """A file without such a folder has nothing inside."""
    assert read_embedded(b"no archive at all", ROOM).members == ()
