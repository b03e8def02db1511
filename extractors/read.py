"""The one entry: a file, and recursively what is inside it, becomes readings; an odd document is a problem, never an error."""

import hashlib
from dataclasses import replace
from pathlib import Path

from core.document import Member, Reading
from core.problem import Code, Problem, Severity, Stage, problem
from core.settings import Settings
from core.steps import ReadItem
from extractors import triage
from extractors.archive import read_archive
from extractors.docx import read_docx
from extractors.legacy_text import repaired
from extractors.mail import read_mail
from extractors.office import OFFICE_TYPES, read_office
from extractors.pages import read_image, read_pdf
from extractors.piece import Content, OddFileError, assemble
from extractors.plain import read_html, read_text
from extractors.secrecy import secrecy_mark


def read_tree(path: Path, settings: Settings) -> tuple[ReadItem, ...]:
    """Return what was read of a file (suffix "") and of its members ("!name", "!outer!inner"), in their order."""
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= settings.max_bytes else None
    except OSError as error:
        return (_refused("", 0, Code.UNREADABLE, error.strerror or ""),)
    if content is None:
        return (_refused(_hash_file(path), size, Code.TOO_LARGE),)
    items: list[ReadItem] = []
    _read(Member(path.name, content), "", 1, settings, items)
    return tuple(items)


def _read(member: Member, suffix: str, depth: int, settings: Settings, items: list[ReadItem]) -> None:
    reading = _reading(member, settings)
    if reading.members and depth > settings.max_depth:
        deep = problem(Stage.READ, Code.TOO_MANY_MEMBERS, severity=Severity.ERROR)
        reading = replace(reading, problems=(*reading.problems, deep), members=())
    if len(items) >= settings.max_members:
        return
    items.append(ReadItem(suffix, replace(reading, members=()), member.envelope))
    taken: set[str] = set()
    for inner in reading.members:
        name = _unique(inner.name, taken)
        envelope = inner.envelope or member.envelope
        _read(replace(inner, envelope=envelope), f"{suffix}!{name}", depth + 1, settings, items)


def _unique(name: str, taken: set[str]) -> str:
    """Return the name, numbered where a container has it twice."""
    best, count = name, 1
    while best in taken:
        count += 1
        best = f"{name} ({count})"
    taken.add(best)
    return best


def _reading(member: Member, settings: Settings) -> Reading:
    """Read one file; the boundary at which any failure becomes a problem of this file."""
    content = member.content
    sha256, size = hashlib.sha256(content).hexdigest(), len(content)
    if not content:
        return Reading(sha256, triage.UNKNOWN, 0, problems=(_error(Code.EMPTY),))
    media = triage.UNKNOWN
    remarks: tuple[Problem, ...] = ()
    try:
        media = triage.media_type(content)
        if triage.disagrees(member.name, media):
            remarks = (problem(Stage.TRIAGE, Code.WRONG_TYPE, f"({media})", severity=Severity.INFO),)
        reading = _by_type(content, media, settings)
    except OddFileError as odd:
        return Reading(sha256, media, size, problems=(*remarks, odd.problem))
    except MemoryError:
        return Reading(sha256, media, size, problems=(*remarks, _error(Code.MEMORY)))
    except Exception as error:  # noqa: BLE001 - the boundary: no document may stop the run
        return Reading(sha256, media, size, problems=(*remarks, _error(Code.CRASHED, f"({type(error).__name__})")))
    document, problems = reading.document, (*remarks, *reading.problems)
    if document is not None and (mark := secrecy_mark(document)):
        document, problems = None, (*problems, _error(Code.SECRET, f"({mark})"))
    return replace(reading, document=document, problems=problems)


def _by_type(content: bytes, media: str, settings: Settings) -> Reading:
    sha256, size = hashlib.sha256(content).hexdigest(), len(content)
    if media == triage.EML:
        body, envelope, members = read_mail(content, settings)
        read = _documented(sha256, media, size, body) if body.pieces else Reading(sha256, media, size)
        inside = tuple(replace(member, envelope=envelope) for member in members)
        return replace(read, problems=_container(read.problems), members=inside)
    if media == triage.ZIP:
        return Reading(sha256, media, size, problems=_container(()), members=read_archive(content, settings))
    if media == triage.ENCRYPTED_OFFICE:
        raise OddFileError(Code.ENCRYPTED)
    found = _content(content, media, settings)
    if not found.pieces and not any(one.severity is Severity.ERROR for one in found.problems):
        found = replace(found, problems=(*found.problems, _error(Code.NO_TEXT)))
    return _documented(sha256, media, size, found)


def _content(content: bytes, media: str, settings: Settings) -> Content:
    if media == triage.DOCX:
        return read_docx(content)
    if media == triage.PDF:
        return read_pdf(content, settings)
    if media in triage.IMAGES:
        return read_image(content, settings)
    if media in OFFICE_TYPES:
        return read_office(content, media, settings)
    if media == triage.HTML:
        return read_html(content)
    if media == triage.TEXT:
        return read_text(content)
    raise OddFileError(Code.UNSUPPORTED, f"({media})")


def _documented(sha256: str, media: str, size: int, content: Content) -> Reading:
    content = repaired(content)
    document = assemble(sha256, media, content)
    return Reading(sha256, media, size, document if document.blocks else None, content.problems)


def _container(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    return (*problems, problem(Stage.READ, Code.CONTAINER, severity=Severity.INFO))


def _error(code: Code, detail: str = "") -> Problem:
    return problem(Stage.READ, code, detail, severity=Severity.ERROR)


def _refused(sha256: str, size: int, code: Code, detail: str = "") -> ReadItem:
    return ReadItem("", Reading(sha256, triage.UNKNOWN, size, problems=(_error(code, detail),)))


def _hash_file(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
