"""The bytes of a file of the inbox again, or of a member inside it, known by their hash."""

import hashlib
from pathlib import Path

from core.document import Member
from core.problem import Code
from core.settings import Settings
from extractors import triage
from extractors.containers.members import NOTHING, Room
from extractors.containers.unpack import CONTAINERS, attachments, unpack
from extractors.piece import OddFileError


def original(path: Path, sha256: str, settings: Settings) -> bytes:
    """Return the bytes with that hash: those of `path` itself (also where `sha256` is ""), or of a file inside it.

    OddFileError where the file cannot be read, is too large, or holds no such bytes any more.
    """
    try:
        content = path.read_bytes() if path.stat().st_size <= settings.max_bytes else None
    except OSError as error:
        raise OddFileError(Code.UNREADABLE, error.strerror or "") from error
    if content is None:
        raise OddFileError(Code.TOO_LARGE)
    if not sha256:
        return content
    found = _inside(Member(path.name, content), sha256, 0, settings)
    if found is None:
        raise OddFileError(Code.UNREADABLE, "(tệp đã đổi nội dung từ lần chạy trước)")
    return found


def _inside(member: Member, sha256: str, depth: int, settings: Settings) -> bytes | None:
    """Search depth first, as far down as reading goes; what a member cannot give is passed over."""
    if hashlib.sha256(member.content).hexdigest() == sha256:
        return member.content
    if depth >= settings.max_depth:
        return None
    room = Room(settings.max_members, settings.max_bytes)
    try:
        media = triage.media_type(member.content)
        held = (
            unpack(member.content, media, member.name, room)
            if media in CONTAINERS
            else attachments(member.content, media, NOTHING, room)
        )
    except Exception:  # noqa: BLE001 - the boundary: the readers' own, see extractors.read; the wanted bytes may lie beside
        return None
    for inner in held.members:
        if inner.content and (found := _inside(inner, sha256, depth + 1, settings)) is not None:
            return found
    return None
