"""Lists an inbox: every file gets an entry, with its hash, or with the reason why it is not read."""

import hashlib
import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from core.problem import Code
from core.settings import Settings
from core.steps import FileStatus

_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini", ".ds_store", "ehthumbs.db"})
_UNFINISHED = (".part", ".crdownload", ".tmp", ".download", ".partial")
_LOCK_PREFIXES = ("~$", ".~lock", "._")


@dataclass(frozen=True, slots=True)
class Listed:
    """A file of the inbox. `code` says why it is not read; then `sha256` may be empty."""

    source: str  # path below the inbox, with "/"
    path: Path
    size: int = 0  # bytes
    modified: int = 0  # nanoseconds
    sha256: str = ""
    status: FileStatus = FileStatus.OK
    code: Code | None = None


def list_inbox(inbox: Path, settings: Settings) -> tuple[Listed, ...]:
    """Return every file below `inbox`, sorted by source; links are not followed, young files are waited for."""
    found = sorted(walk(inbox), key=lambda listed: listed.source)
    return tuple(_hashed(listed, settings.max_bytes) for listed in _settled(found, settings))


def walk(inbox: Path) -> Iterator[Listed]:
    """Yield every file below `inbox` by name alone: nothing is opened, hashed or waited for."""
    yield from _walk(inbox, inbox)


def _walk(folder: Path, inbox: Path) -> Iterator[Listed]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        yield _refused(folder, inbox, Code.UNREADABLE)
        return
    for entry in entries:
        path = Path(entry.path)
        if entry.is_symlink():
            yield _refused(path, inbox, Code.LINK, FileStatus.IGNORED)
        elif entry.is_dir(follow_symlinks=False):
            yield from _walk(path, inbox)
        else:
            yield _entry(path, inbox)


def _entry(path: Path, inbox: Path) -> Listed:
    name = path.name.lower()
    try:
        facts = path.lstat()
    except OSError:
        return _refused(path, inbox, Code.UNREADABLE)
    if not stat.S_ISREG(facts.st_mode):
        return _refused(path, inbox, Code.UNSUPPORTED, FileStatus.IGNORED)
    listed = Listed(_source(path, inbox), path, facts.st_size, facts.st_mtime_ns)
    if name in _SYSTEM_FILES or name.startswith(_LOCK_PREFIXES) or name.endswith(_UNFINISHED):
        return replace(listed, status=FileStatus.IGNORED, code=Code.TEMPORARY)
    return listed


def _refused(path: Path, inbox: Path, code: Code, status: FileStatus = FileStatus.QUARANTINED) -> Listed:
    return Listed(_source(path, inbox), path, status=status, code=code)


def _source(path: Path, inbox: Path) -> str:
    return path.relative_to(inbox).as_posix()


def _settled(found: list[Listed], settings: Settings) -> Iterator[Listed]:
    """Yield the files; those changed just now are looked at again, and left for the next run if they still grow."""
    youngest = time.time_ns() - int(settings.settle_seconds * 1e9)
    young = [listed for listed in found if listed.code is None and listed.modified > youngest]
    if young:
        time.sleep(settings.settle_seconds)
    growing = {listed.source for listed in young if _changed(listed)}
    for listed in found:
        growing_now = listed.source in growing
        yield replace(listed, status=FileStatus.IGNORED, code=Code.TEMPORARY) if growing_now else listed


def _changed(listed: Listed) -> bool:
    try:
        facts = listed.path.lstat()
    except OSError:
        return True
    return (facts.st_size, facts.st_mtime_ns) != (listed.size, listed.modified)


def _hashed(listed: Listed, limit: int) -> Listed:
    """Return the file with its hash; one over the limit is not opened: a sparse file of a terabyte takes an hour to read."""
    if listed.code is not None:
        return listed
    if listed.size > limit:
        return replace(listed, status=FileStatus.QUARANTINED, code=Code.TOO_LARGE)
    try:
        with listed.path.open("rb") as stream:
            return replace(listed, sha256=hashlib.file_digest(stream, "sha256").hexdigest())
    except OSError:
        return replace(listed, status=FileStatus.QUARANTINED, code=Code.UNREADABLE)
