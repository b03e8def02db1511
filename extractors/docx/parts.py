"""The parts of a DOCX package: opened within limits, parsed without entities, DTD and network."""

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from functools import cache
from typing import Any

from lxml import etree

from core.problem import Code
from extractors.legacy.schemes import font_starts
from extractors.piece import OddFileError

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
# Strict OOXML has namespaces of its own for the same words.
_STRICT = tuple(
    (f"http://purl.oclc.org/ooxml/{strict}".encode(), f"http://schemas.openxmlformats.org/{usual}".encode())
    for strict, usual in (
        ("wordprocessingml/main", "wordprocessingml/2006/main"),
        ("officeDocument/relationships", "officeDocument/2006/relationships"),
        ("officeDocument/math", "officeDocument/2006/math"),
        ("drawingml/main", "drawingml/2006/main"),
        ("drawingml/chart", "drawingml/2006/chart"),
        ("drawingml/diagram", "drawingml/2006/diagram"),
    )
)
_STRICT_HOUSE = b"http://purl.oclc.org/ooxml/"
_MAX_PART = 64 * 1024 * 1024  # bytes of XML; the longest decree with all its annexes stays below 20 MiB
_MAX_PARTS = 1000  # of one kind; a section has at most six headers and footers
_MAX_ELEMENTS = 3_000_000  # an element costs some 200 bytes in memory


@dataclass(frozen=True, slots=True)
class Relation:
    """A part that the main part is related to: the relation's id and kind ("styles", "header", …), the part's name."""

    key: str
    kind: str
    part: str


@dataclass(slots=True)
class Package:
    """An opened DOCX: its main part, and the parts that this one is related to."""

    archive: zipfile.ZipFile
    main: str
    related: tuple[Relation, ...]
    legacy: bool = False  # one of the parts looked at may name a legacy font

    def root(self) -> Any:
        """Return the root element of the main part."""
        return self._parsed(self.main)

    def part(self, kind: str) -> Any | None:
        """Return the root element of the first part of that kind, None where there is none."""
        return next(iter(self.parts(kind)), None)

    def parts(self, kind: str) -> list[Any]:
        """Return the root elements of all parts of that kind."""
        return [self._parsed(name) for name in self._names(kind)]

    def look(self, kind: str) -> None:
        """Look whether parts of that kind name a legacy font, without parsing them."""
        for name in self._names(kind):
            self._read(name)

    def content(self, key: str | None) -> bytes:
        """Return the bytes of the part that a relation's id names, none where there is no such part."""
        name = next((relation.part for relation in self.related if relation.key == key), "")
        return read_part(self.archive, name) if name in self.archive.namelist() else b""

    def _names(self, kind: str) -> list[str]:
        there = set(self.archive.namelist())
        named = dict.fromkeys(relation.part for relation in self.related if relation.kind == kind)
        found = [part for part in named if part in there]
        if len(found) > _MAX_PARTS:
            raise OddFileError(Code.TOO_LARGE)
        return found

    def _parsed(self, name: str) -> Any:
        return parse(self._read(name))

    def _read(self, name: str) -> bytes:
        xml = read_part(self.archive, name)
        if not self.legacy:
            small = xml.lower()
            self.legacy = any(start in small for start in _legacy_starts())
        return xml


def open_package(content: bytes) -> Package:
    """Open the package of a DOCX; OddFileError where it is broken, encrypted or too large."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise OddFileError(Code.CORRUPT) from error
    names = set(archive.namelist())
    main = next(
        (found.part for found in _relations(archive, "_rels/.rels", "") if found.kind == "officeDocument"),
        "word/document.xml",
    )
    if main not in names:
        raise OddFileError(Code.CORRUPT)
    folder, name = posixpath.split(main)
    return Package(archive, main, tuple(_relations(archive, f"{folder}/_rels/{name}.rels", folder)))


def parse(xml: bytes) -> Any:
    """Return the root element of an XML part; OddFileError where it is broken or too large."""
    if xml.count(b"<") > _MAX_ELEMENTS:
        raise OddFileError(Code.TOO_LARGE)
    if _STRICT_HOUSE in xml:
        for strict, usual in _STRICT:
            xml = xml.replace(strict, usual)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        return etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise OddFileError(Code.CORRUPT) from error


def read_part(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return the bytes of a part; OddFileError where it is broken or too large."""
    try:
        with archive.open(name) as stream:
            content = stream.read(_MAX_PART + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, OSError, ValueError, NotImplementedError) as error:
        raise OddFileError(Code.CORRUPT) from error
    except RuntimeError as error:  # the standard library's word for an encrypted member
        raise OddFileError(Code.ENCRYPTED) from error
    if len(content) > _MAX_PART:
        raise OddFileError(Code.TOO_LARGE)
    return content


@cache
def _legacy_starts() -> tuple[bytes, ...]:
    """Return how names of legacy fonts begin in a part's bytes: enough to spare all other files a question each run."""
    return tuple({f'"{start[:3]}'.encode() for start in font_starts()})


def _relations(archive: zipfile.ZipFile, name: str, folder: str) -> list[Relation]:
    if name not in archive.namelist():
        return []
    return [
        Relation(
            relation.get("Id", ""),
            posixpath.basename(relation.get("Type", "")),
            _target(folder, relation.get("Target", "")),
        )
        for relation in parse(read_part(archive, name)).iter(f"{_RELATIONS}Relationship")
        if relation.get("TargetMode") != "External"
    ]


def _target(folder: str, target: str) -> str:
    return posixpath.normpath(target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target))
