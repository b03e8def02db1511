"""Slots for what is heavy: so many pages recognised, or LibreOffices open, at a time, over all worker processes of the machine."""

import fcntl
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_WAIT = 0.02  # seconds between two looks for a free slot; a page takes a hundred times as long


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


@contextmanager
def slot(count: int, until: float, folder: Path, kind: str = "page") -> Iterator[bool]:
    """Hold one of the `count` slots of this kind; False where none came free until the monotonic time `until`.

    A slot is a locked file in a folder of this user: the kernel frees it when its holder is killed. Where the folder cannot
    be made, or others may write to it, nobody waits.
    """
    place = _own_folder(folder)
    if place is None:
        yield True
        return
    handle = _taken(place, kind, count, until)
    try:
        yield handle is not None
    finally:
        if handle is not None:
            os.close(handle)


def _own_folder(folder: Path) -> Path | None:
    """Return the folder where it is a real one that only this user may write to, made where it is missing."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        facts = folder.lstat()
    except OSError:
        return None
    mine = stat.S_ISDIR(facts.st_mode) and facts.st_uid == os.getuid() and not facts.st_mode & 0o022
    return folder if mine else None


def _taken(folder: Path, kind: str, count: int, until: float) -> int | None:
    """Return the open file of the slot that was taken, None where time ran out."""
    first = os.getpid() % count  # workers look at different files first
    while True:
        for number in range(count):
            name = f"{kind}-{(first + number) % count}"
            handle = os.open(folder / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                os.close(handle)
            else:
                return handle
        if time.monotonic() >= until:
            return None
        time.sleep(_WAIT)
