"""Files inside office packages and compound files: objects that somebody set into a document."""

import io
import struct
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

import olefile

from core.problem import Code
from extractors import triage
from extractors.containers.archive import read_archive
from extractors.containers.members import Basket, Room, Unpacked
from extractors.containers.names import decoded

PACKAGES = frozenset({triage.DOCX, triage.XLSX, triage.PPTX})
_FOLDER = "/embeddings/"
_CHART_LINKS = "/charts/_rels/"
_MAX_LINKS = 1_000_000  # bytes of one part that tells links
_NATIVE = "\x01Ole10Native"  # a file that was dragged into the document
_WRAPPED = ("Package", "CONTENTS")  # streams that hold an office package or a PDF as it is
_OBJECTS = frozenset({triage.DOC, triage.XLS, triage.PPT})
_BROKEN = (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, struct.error, RecursionError)


def read_embedded(content: bytes, room: Room) -> Unpacked:
    """Return the files set into an office package; not the numbers that charts carry along, formulas and drawings."""
    if content.find(_FOLDER.encode()) < 0:
        return Unpacked()
    charts = _chart_links(content)
    found = read_archive(
        content, room, lambda name: _FOLDER in name and PurePosixPath(name).name.encode() not in charts
    )
    basket = Basket(room)
    for member in found.members:
        name = PurePosixPath(member.name).name
        if member.problem:
            basket.refuse(name, member.problem.code)
        elif triage.is_compound(member.content):
            _open_object(name, member.content, basket)
        else:
            basket.put(name, member.content)
    return basket.unpacked()


def _chart_links(content: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            linking = [one for one in archive.infolist() if _CHART_LINKS in one.filename and one.file_size < _MAX_LINKS]
            return b"".join(archive.read(info) for info in linking)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return b""


def _open_object(name: str, content: bytes, basket: Basket) -> None:
    if triage.media_type(content) in _OBJECTS:
        basket.put(name, content)
        return
    try:
        for inner, data in _streams(content):
            basket.put(inner or name, data)
    except _BROKEN:
        basket.refuse(name, Code.CORRUPT)


def _streams(content: bytes) -> Iterator[tuple[str, bytes]]:
    with olefile.OleFileIO(io.BytesIO(content)) as ole:
        if ole.exists(_NATIVE):
            yield _native(ole.openstream(_NATIVE).read())
        for name in _WRAPPED:
            if ole.exists(name):
                yield "", ole.openstream(name).read()


def _native(stream: bytes) -> tuple[str, bytes]:
    """Return name and bytes: size, flags, label, path, two numbers, a path with its length, the bytes with theirs."""
    _, _, rest = stream[6:].partition(b"\0")
    path, _, rest = rest.partition(b"\0")
    (length,) = struct.unpack_from("<I", rest, 4)
    at = 8 + length
    (size,) = struct.unpack_from("<I", rest, at)
    name = decoded(path).replace("\\", "/").rpartition("/")[2]
    return name, rest[at + 4 : at + 4 + size]
