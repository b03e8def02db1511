"""Which reader opens which container, and what lies inside documents that carry other files."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePosixPath

from extractors import triage
from extractors.containers.archive import read_archive
from extractors.containers.embedded import PACKAGES, read_embedded
from extractors.containers.mail import read_mail, read_mailbox
from extractors.containers.members import Basket, Room, Unpacked, empty_container
from extractors.containers.msg import read_msg
from extractors.containers.packed import PACKED_TYPES, read_packed
from extractors.containers.portfolio import read_attachments
from extractors.containers.signed import signed_content
from extractors.containers.tnef import read_tnef
from extractors.piece import Content


def _read_signed(content: bytes, name: str, room: Room) -> Unpacked:
    basket = Basket(room)
    path = PurePosixPath(name.replace("\\", "/"))
    basket.put(path.stem if path.suffix.lower() == ".p7m" else path.name, signed_content(content))
    return basket.unpacked()


_OTHERS: dict[str, Callable[[bytes, Room], Unpacked]] = {
    triage.EML: read_mail,
    triage.MBOX: read_mailbox,
    triage.MSG: read_msg,
    triage.TNEF: read_tnef,
}
_ARCHIVES = PACKED_TYPES | {triage.ZIP}
CONTAINERS = _ARCHIVES | frozenset(_OTHERS) | {triage.SIGNED}


def unpack(content: bytes, media: str, name: str, room: Room) -> Unpacked:
    """Return what a container holds; OddFileError where it cannot be opened."""
    if media in _OTHERS:
        return _OTHERS[media](content, room)
    if media == triage.SIGNED:
        return _read_signed(content, name, room)
    found = read_archive(content, room) if media == triage.ZIP else read_packed(content, media, name, room)
    return found if found.members or found.problems else Unpacked(problems=(empty_container(),))


def attachments(content: bytes, media: str, body: Content, room: Room) -> Unpacked:
    """Return a document's own text and the files that it carries."""
    if media == triage.PDF:
        return read_attachments(content, body, room)
    if media in PACKAGES:
        return replace(read_embedded(content, room), body=body)
    return Unpacked(body=body)
