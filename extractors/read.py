"""The one entry: a file, and recursively what is inside it, becomes readings; an odd document is a problem, never an error."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from core.document import Envelope, Member, Reading
from core.problem import Code, Problem, Severity, Stage, problem
from core.settings import Settings
from core.steps import ReadItem
from extractors import triage
from extractors.containers.members import Room
from extractors.containers.unpack import CONTAINERS, attachments, unpack
from extractors.docx.pasted import read_word
from extractors.legacy.text import repaired
from extractors.office.libreoffice import OFFICE_TYPES, convert_ahead, read_office
from extractors.office.sheets import SHEET_TYPES, read_sheets
from extractors.office.slides import read_slides
from extractors.pages import read_image, read_pdf
from extractors.piece import Content, OddFileError, assemble
from extractors.plain.text import read_html, read_mhtml, read_text
from extractors.secrecy import secrecy_mark
from extractors.workers import timer
from extractors.workers.clock import time_limit
from extractors.workers.worker import tell

_MAX_CHARACTERS = 3_000_000  # of one document: some 1,200 pages; a second's work for each million of them
_MAX_PIECES = 150_000  # of one document: paragraphs, rows of tables
_MOST_LOST = 3  # members of a file that may end the worker
_MAX_ALTOGETHER = 10_000_000  # characters of a file and all its members: what a worker hands over stays small
_LEFT = "(Nhiều tệp bên trong làm dừng trình đọc.)"
_SAVE_AS = {triage.PPT: "(PowerPoint 97-2003: lưu lại thành PPTX.)"}


@dataclass(slots=True)
class _Tree:
    """One file of the inbox while it is read: what came of it so far, and how much more may."""

    settings: Settings
    room: Room
    lost: Mapping[str, Problem] = field(default_factory=dict)  # members that are not to be read, by their suffixes
    left: bool = False  # no further member is to be read
    items: list[ReadItem] = field(default_factory=list)
    characters: int = 0  # of all items
    taken: set[str] = field(default_factory=set)  # suffixes


def read_tree(path: Path, settings: Settings, lost: Mapping[str, Problem] | None = None) -> tuple[ReadItem, ...]:
    """Return what was read of a file (suffix "") and of its members ("!name", "!outer!inner"), in their order.

    `lost` are members that ended a worker before, by their suffixes: they are not opened, and have the problem that they became.
    """
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= settings.max_bytes else None
    except OSError as error:
        return (_refused(0, Code.UNREADABLE, error.strerror or ""),)
    if content is None:
        return (_refused(size, Code.TOO_LARGE),)
    tree = _Tree(settings, Room(settings.max_members, settings.max_bytes), lost or {})
    with time_limit(settings.seconds_per_file):
        _read(Member(path.name, content), "", 1, tree)
    return tuple(tree.items)


def too_many(lost: Mapping[str, Problem]) -> bool:
    """Tell whether so many members ended the worker that what lies behind the last one is left: each costs its time again."""
    return sum(2 if found.code is Code.TIMEOUT else 1 for found in lost.values()) > _MOST_LOST


def _read(member: Member, suffix: str, depth: int, tree: _Tree) -> None:
    if suffix:
        tell(suffix)
    member = _unless_lost(member, suffix, tree)
    room = tree.room if depth <= tree.settings.max_depth else Room(0, 0)
    timer.more(timer.MEMBER)
    reading, envelope = _reading(member, room, tree.settings)
    if reading.document is not None:
        tree.characters += len(reading.document.text)
        if tree.characters > _MAX_ALTOGETHER:
            reading = replace(reading, document=None, problems=(*reading.problems, _error(Code.TOO_LARGE)))
    envelope = _joined(envelope, member.envelope)
    tree.items.append(ReadItem(suffix, replace(reading, members=()), envelope))
    tree.taken.add(suffix)
    size = sum(len(inner.content) for inner in reading.members)
    convert_ahead([inner.content for inner in reading.members], tree.settings)
    tree.room = Room(tree.room.members - len(reading.members), tree.room.size - size)
    for inner in reading.members:
        below = _unique(f"{suffix}!{inner.name}", tree.taken)
        _read(replace(inner, envelope=_joined(inner.envelope, envelope)), below, depth + 1, tree)


def _unless_lost(member: Member, suffix: str, tree: _Tree) -> Member:
    """Return the member, with the reason why it is not opened where it or one before it ended the worker."""
    found = tree.lost.get(suffix)
    if found is not None:
        tree.left = tree.left or (too_many(tree.lost) and suffix == list(tree.lost)[-1])
    elif tree.left:
        found = _error(Code.TOO_MANY_MEMBERS, _LEFT)
    return replace(member, problem=found) if found else member


def _joined(inner: Envelope | None, outer: Envelope | None) -> Envelope | None:
    """Return the nearest e-mail's envelope; what it lacks is that of the e-mail around it."""
    if inner is None or outer is None:
        return inner or outer
    return Envelope(inner.sent_on or outer.sent_on, inner.sender or outer.sender, inner.subject or outer.subject)


def _unique(suffix: str, taken: set[str]) -> str:
    """Return the suffix, numbered where another member has it."""
    best, count = suffix, 1
    while best in taken:
        count += 1
        best = f"{suffix} ({count})"
    return best


def _reading(member: Member, room: Room, settings: Settings) -> tuple[Reading, Envelope | None]:
    """Read one file; the boundary at which any failure becomes a problem of this file."""
    content = member.content
    sha256, size = hashlib.sha256(content).hexdigest(), len(content)
    if member.problem is not None:
        return Reading(sha256 if content else "", triage.UNKNOWN, size, problems=(member.problem,)), None
    if not content:
        return Reading(sha256, triage.UNKNOWN, 0, problems=(_error(Code.EMPTY),)), None
    media = triage.UNKNOWN
    remarks: tuple[Problem, ...] = ()
    try:
        media = triage.media_type(content)
        if triage.disagrees(member.name, media):
            remarks = (problem(Stage.TRIAGE, Code.WRONG_TYPE, f"({media})", severity=Severity.INFO),)
        reading, envelope = _by_type(member, sha256, media, room, settings)
    except OddFileError as odd:
        return Reading(sha256, media, size, problems=(*remarks, odd.problem)), None
    except MemoryError:
        return Reading(sha256, media, size, problems=(*remarks, _error(Code.MEMORY))), None
    except Exception as error:  # noqa: BLE001 - the boundary: no document may stop the run
        crashed = _error(Code.CRASHED, f"({type(error).__name__})")
        return Reading(sha256, media, size, problems=(*remarks, crashed)), None
    problems = (*remarks, *reading.problems)
    if reading.document is not None and (mark := secrecy_mark(reading.document)):
        # What lies inside a secret document is as secret, by its name too: it is counted by rows, and not opened.
        secret = _error(Code.SECRET, f"({mark})")
        inside = tuple(Member(f"tệp {n}", b"", problem=secret) for n in range(1, len(reading.members) + 1))
        reading = replace(reading, document=None, members=inside)
        problems = (*problems, secret)
    return replace(reading, problems=problems), envelope


def _by_type(
    member: Member, sha256: str, media: str, room: Room, settings: Settings
) -> tuple[Reading, Envelope | None]:
    content = member.content
    if media in CONTAINERS:
        found = unpack(content, media, member.name, room)
    elif media == triage.ENCRYPTED_OFFICE:
        raise OddFileError(Code.ENCRYPTED)
    else:
        found = attachments(content, media, _content(content, media, settings), room)
    body, inside = repaired(found.body), found.members
    if not any(sign.isalnum() for piece in body.pieces for text in (piece.text, *piece.cells) for sign in text):
        body = replace(body, pieces=())  # specks, or characters that are none: nothing that anybody could read
    problems = (*body.problems, *found.problems)
    if not body.pieces and not inside and not any(one.severity is Severity.ERROR for one in problems):
        problems = (*problems, _error(Code.NO_TEXT))
    if inside:
        problems = (*problems, problem(Stage.READ, Code.CONTAINER, severity=Severity.INFO))
    _check_size(body)
    document = assemble(sha256, media, body)
    reading = Reading(sha256, media, len(content), document if document.blocks else None, problems, inside)
    return reading, found.envelope


def _check_size(body: Content) -> None:
    """Raise OddFileError where there is more text than anyone writes: each later step would take its share of time."""
    if len(body.pieces) > _MAX_PIECES or sum(len(piece.text) for piece in body.pieces) > _MAX_CHARACTERS:
        raise OddFileError(Code.TOO_LARGE, "(quá nhiều chữ)")


def _content(content: bytes, media: str, settings: Settings) -> Content:
    if media == triage.DOCX:
        return read_word(content, settings)
    if media == triage.PDF:
        return read_pdf(content, settings)
    if media in triage.IMAGES:
        return read_image(content, settings)
    if media in OFFICE_TYPES:
        return read_office(content, media, settings)
    if media in SHEET_TYPES:
        return read_sheets(content, settings)
    return _of_text(content, media)


def _of_text(content: bytes, media: str) -> Content:
    """Read what is text by itself, or text in a few layers of markup."""
    if media == triage.PPTX:
        return read_slides(content)
    if media == triage.BROKEN_OLE:
        raise OddFileError(Code.CORRUPT)
    if media == triage.MHTML:
        return read_mhtml(content)
    if media == triage.HTML:
        return read_html(content)
    if media == triage.TEXT:
        return read_text(content)
    raise OddFileError(Code.UNSUPPORTED, _SAVE_AS.get(media, f"({media})"))


def _error(code: Code, detail: str = "") -> Problem:
    return problem(Stage.READ, code, detail, severity=Severity.ERROR)


def _refused(size: int, code: Code, detail: str = "") -> ReadItem:
    return ReadItem("", Reading("", triage.UNKNOWN, size, problems=(_error(code, detail),)))
