"""Lists an inbox: every file gets an entry, with its hash, or with the reason why it is not read.

A file whose stamp (size, times, inode) is the one that was remembered with its hash is not opened. As clocks are coarse, a
file could be written again within one tick of being hashed and keep its stamp: so a file that was changed just before it
was hashed is not remembered, and hashed again in the next run ("racy" files, as git calls them).
"""

import hashlib
import os
import stat
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from core.problem import Code
from core.settings import Settings
from core.steps import FileStatus, Seen

_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini", ".ds_store", "ehthumbs.db"})
_UNFINISHED = (".part", ".crdownload", ".tmp", ".download", ".partial")
_LOCK_PREFIXES = ("~$", ".~lock", "._")
_TICK = 2_000_000_000  # nanoseconds: the coarsest clock of a file system (FAT); others tick in milliseconds


@dataclass(frozen=True, slots=True)
class Listed:
    """A file of the inbox. `code` says why it is not read; then `sha256` may be empty."""

    source: str  # path below the inbox, with "/"
    folder: str  # in which it lies: one text for all that lie there, for all files of an inbox are held at once
    size: int = 0  # bytes
    modified: int = 0  # nanoseconds
    stamp: str = ""  # changes whenever the file does
    steady: bool = False  # the stamp stands for the hash: a file that bears it need not be hashed again
    sha256: str = ""
    status: FileStatus = FileStatus.OK
    code: Code | None = None

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return Path(self.folder, self.source.rpartition("/")[2])


def list_inbox(inbox: Path, settings: Settings, seen: Mapping[str, Seen] | None = None) -> tuple[Listed, ...]:
    """Return every file below `inbox`, sorted by source; links are not followed, young files are waited for.

    `seen` has the files that were hashed before, by their sources.
    """
    found = sorted(walk(inbox), key=lambda listed: listed.source)
    return hashed(_settled(found, settings), settings, seen or {})


def hashed(found: Iterable[Listed], settings: Settings, seen: Mapping[str, Seen]) -> tuple[Listed, ...]:
    """Return the files with their hashes; `seen` has those that were hashed before, by their sources."""
    return tuple(_hashed(listed, seen.get(listed.source), settings.max_bytes) for listed in found)


def walk(inbox: Path) -> Iterator[Listed]:
    """Yield every file below `inbox` by name alone: nothing is opened, hashed or waited for."""
    yield from _walk(str(inbox), "")


def _walk(folder: str, below: str) -> Iterator[Listed]:
    """Yield the files of a folder and of those in it; `below` is what its sources begin with, "" or ending in "/"."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        above = str(Path(folder).parent)
        yield Listed(below[:-1] or ".", above, status=FileStatus.QUARANTINED, code=Code.UNREADABLE)
        return
    for entry in entries:
        source = below + entry.name
        if entry.is_symlink():
            yield Listed(source, folder, status=FileStatus.IGNORED, code=Code.LINK)
        elif entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path, f"{source}/")
        else:
            yield file_at(folder, source)


def file_at(folder: str, source: str) -> Listed:
    """Return a file of a folder as it stands, by its source; it is not opened."""
    listed = Listed(source, folder)
    path = listed.path
    try:
        facts = path.lstat()
    except OSError:
        return replace(listed, status=FileStatus.QUARANTINED, code=Code.UNREADABLE)
    if not stat.S_ISREG(facts.st_mode):
        return replace(listed, status=FileStatus.IGNORED, code=Code.UNSUPPORTED)
    listed = Listed(source, folder, facts.st_size, facts.st_mtime_ns, _stamp(facts))
    return replace(listed, status=FileStatus.IGNORED, code=Code.TEMPORARY) if is_passing(path.name) else listed


def is_passing(name: str) -> bool:
    """Tell names of what systems and programs leave in folders, and of files that are being written."""
    name = name.lower()
    return name in _SYSTEM_FILES or name.startswith(_LOCK_PREFIXES) or name.endswith(_UNFINISHED)


def _stamp(facts: os.stat_result) -> str:
    """Return what tells a file's state; no device, whose number may be another after a restart."""
    return f"{facts.st_size} {facts.st_mtime_ns} {facts.st_ctime_ns} {facts.st_ino}"


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


def _hashed(listed: Listed, seen: Seen | None, limit: int) -> Listed:
    """Return the file with its hash; one over the limit is not opened: a sparse file of a terabyte takes an hour to read."""
    if listed.code is not None:
        return listed
    if listed.size > limit:
        return replace(listed, status=FileStatus.QUARANTINED, code=Code.TOO_LARGE)
    if seen is not None and seen.stamp == listed.stamp:
        return replace(listed, sha256=seen.sha256, steady=True)
    begun = time.time_ns()
    try:
        with listed.path.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
            facts = os.fstat(stream.fileno())
    except OSError:
        return replace(listed, status=FileStatus.QUARANTINED, code=Code.UNREADABLE)
    latest = max(facts.st_mtime_ns, facts.st_ctime_ns)
    return replace(listed, sha256=sha256, steady=_stamp(facts) == listed.stamp and latest + _TICK < begun)
