"""The folder in which workers keep their temporary files, so that nothing is left of one that was killed."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_PREFIX = "soat-workers-"
_GROUP = "group-"


class Workroom:
    """A folder with one folder for each worker, by its process id."""

    def __init__(self) -> None:
        _clear_abandoned()
        self.path = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))

    def started(self) -> int:
        """Return how many workers have made their folder."""
        return len(list(self.path.iterdir()))

    def sweep(self) -> None:
        """Remove what dead workers have left: the programs that they called, and their files."""
        with suppress(FileNotFoundError):  # closed meanwhile, and all is removed
            for folder in self.path.iterdir():
                if not _alive(folder.name):
                    _remove(folder)

    def close(self) -> None:
        """Remove everything; all workers have ended."""
        for folder in self.path.iterdir():
            _remove(folder)
        shutil.rmtree(self.path, ignore_errors=True)


def note_group(group: int) -> Path:
    """Note down in the worker's own folder that it called a program, whose process group this is; unlink it afterwards."""
    path = Path(tempfile.gettempdir(), f"{_GROUP}{group}")
    path.touch()
    return path


def _remove(folder: Path) -> None:
    for group in _groups(folder):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)
    shutil.rmtree(folder, ignore_errors=True)


def _groups(folder: Path) -> Iterator[int]:
    for note in folder.glob(f"{_GROUP}*"):
        number = note.name.removeprefix(_GROUP)
        if number.isdecimal() and int(number) > 1:
            yield int(number)


def _clear_abandoned() -> None:
    """Remove the folders of runs that were killed together with their workers."""
    for room in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*"):
        owner = room.name.removeprefix(_PREFIX).partition("-")[0]
        with suppress(OSError):
            if room.stat().st_uid == os.getuid() and not room.is_symlink() and not _alive(owner):
                for folder in room.iterdir():
                    _remove(folder)
                shutil.rmtree(room, ignore_errors=True)


def _alive(pid: str) -> bool:
    if not pid.isdecimal():
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return not _is_zombie(pid)


def _is_zombie(pid: str) -> bool:
    """Tell whether a process is dead and only not yet asked for (Linux; elsewhere no)."""
    try:
        return (
            Path("/proc", pid, "stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[0]
            == "Z"
        )
    except (OSError, IndexError):
        return False
