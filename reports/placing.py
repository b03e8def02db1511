"""Puts a finished file into its place: readers see the old one or the new one, never half of it, power cuts included."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

_SUFFIX = ".part"


def place(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write `content` beside `path` and move it there; see `placed`."""
    with placed(path, mode) as file:
        file.write(content)


@contextmanager
def placed(path: Path, mode: int = 0o644) -> Iterator[BinaryIO]:
    """Give a file beside `path` to be written, and move it there at the end; the folder is made where it is missing. Raises OSError.

    A result is for the whole office; `mode` says where something is not.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=_SUFFIX)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(mode)  # mkstemp gives 0600
        beside.replace(path)
        _sync(path.parent)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


@contextmanager
def workroom(path: Path) -> Iterator[Path]:
    """Give a folder for the parts of what is written to `path`, for this user alone, and remove it at the end."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.", suffix=_SUFFIX) as name:
        yield Path(name)


def sweep(folder: Path) -> None:
    """Remove what a killed run has left half-written in a folder. Call it where no other run writes."""
    for beside in folder.glob(f".*{_SUFFIX}"):
        if beside.is_dir():
            shutil.rmtree(beside, ignore_errors=True)
        else:
            beside.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    """Have the folder's entries on the disk; not every file system offers it, and the file itself is safe already."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
