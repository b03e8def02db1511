"""The parts of a DOCX package: opened within limits, parsed without entities, DTD and network."""

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any

from lxml import etree

from core.problem import Code
from extractors.piece import OddFileError

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
# Strict OOXML has namespaces of its own for the same words.
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
)
_MAX_PART = 64 * 1024 * 1024  # bytes of XML; the longest decree with all its annexes stays below 20 MiB
_MAX_ELEMENTS = 3_000_000  # an element costs some 200 bytes in memory


@dataclass(frozen=True, slots=True)
class Package:
    """An opened DOCX: its main part, and the parts that this one is related to, by kind ("styles", "header", …)."""

    archive: zipfile.ZipFile
    main: str
    related: tuple[tuple[str, str], ...]  # (kind, part name)

    def part(self, kind: str) -> Any | None:
        """Return the root element of the first part of that kind, None where there is none."""
        return next(iter(self.parts(kind)), None)

    def parts(self, kind: str) -> list[Any]:
        """Return the root elements of all parts of that kind."""
        names = self.archive.namelist()
        return [parse(self.archive, name) for of, name in self.related if of == kind and name in names]


def open_package(content: bytes) -> Package:
    """Open the package of a DOCX; OddFileError where it is broken, encrypted or too large."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise OddFileError(Code.CORRUPT) from error
    names = set(archive.namelist())
    main = next(
        (target for kind, target in _relations(archive, "_rels/.rels", "") if kind == "officeDocument"),
        "word/document.xml",
    )
    if main not in names:
        raise OddFileError(Code.CORRUPT)
    folder, name = posixpath.split(main)
    return Package(archive, main, tuple(_relations(archive, f"{folder}/_rels/{name}.rels", folder)))


def parse(archive: zipfile.ZipFile, name: str) -> Any:
    """Return the root element of an XML part; OddFileError where it is broken or too large."""
    try:
        with archive.open(name) as stream:
            xml = stream.read(_MAX_PART + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, OSError, NotImplementedError) as error:
        raise OddFileError(Code.CORRUPT) from error
    except RuntimeError as error:  # the standard library's word for an encrypted member
        raise OddFileError(Code.ENCRYPTED) from error
    if len(xml) > _MAX_PART or xml.count(b"<") > _MAX_ELEMENTS:
        raise OddFileError(Code.TOO_LARGE)
    for strict, usual in _STRICT:
        xml = xml.replace(strict, usual)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        return etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise OddFileError(Code.CORRUPT) from error


def _relations(archive: zipfile.ZipFile, name: str, folder: str) -> list[tuple[str, str]]:
    if name not in archive.namelist():
        return []
    return [
        (posixpath.basename(relation.get("Type", "")), _target(folder, relation.get("Target", "")))
        for relation in parse(archive, name).iter(f"{_RELATIONS}Relationship")
        if relation.get("TargetMode") != "External"
    ]


def _target(folder: str, target: str) -> str:
    return posixpath.normpath(target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target))
