"""The process that writes beside the run: what it writes, and what happens where it cannot."""

import os
import signal
import time
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from flows.beside import Beside

_MANY = 10_000
_FEW = 10


def _who(path: Path) -> None:
    path.write_text(str(os.getpid()), encoding="ascii")


def _dies(own: int, path: Path) -> None:
    """Write in the test's own process only; any other one is killed, as by a system that needs memory."""
    if own != os.getpid():
        os.kill(os.getpid(), signal.SIGKILL)
    _who(path)


def _fails(path: Path) -> None:
    raise OSError(28, "No space left on device", str(path))


def test_a_long_file_is_written_by_another_process(tmp_path: Path) -> None:
    """It is there when its end was waited for, and one process writes all that are given to it."""
    with Beside() as beside:
        beside.get_ready(_MANY)
        for end in [beside.begin(_who, tmp_path / name) for name in "ab"]:
            end()
    first, second = ((tmp_path / name).read_text(encoding="ascii") for name in "ab")
    assert first == second != str(os.getpid())


def test_of_few_files_all_is_written_here(tmp_path: Path) -> None:
    """No process is started for what is done sooner than that."""
    with Beside() as beside:
        beside.get_ready(_FEW)
        beside.begin(_who, tmp_path / "a")()
    assert (tmp_path / "a").read_text(encoding="ascii") == str(os.getpid())


def test_what_a_killed_process_left_is_written_here(tmp_path: Path) -> None:
    """The run goes on, and its file is whole."""
    with Beside() as beside:
        beside.get_ready(_MANY)
        beside.begin(partial(_dies, os.getpid()), tmp_path / "a")()
    assert (tmp_path / "a").read_text(encoding="ascii") == str(os.getpid())


def test_a_full_disk_is_told_as_if_it_were_written_here(tmp_path: Path) -> None:
    """The error that says why reaches the run."""
    with Beside() as beside:
        beside.get_ready(_MANY)
        with pytest.raises(OSError, match="No space"):
            beside.begin(_fails, tmp_path / "a")()


@pytest.mark.timeout(60)
@pytest.mark.parametrize("seconds", [0.0, 0.05, 0.2])
def test_an_error_of_the_run_ends_what_was_begun(tmp_path: Path, seconds: float) -> None:
    """Nobody waits for a file whose run has failed, though the process has only just been started, or not even that: who asks for it gets it."""
    with suppress(OSError), Beside() as beside:
        beside.get_ready(_MANY)
        end = beside.begin(_who, tmp_path / "a")
        time.sleep(seconds)
        _fails(tmp_path / "b")
    end()
    assert (tmp_path / "a").exists()
