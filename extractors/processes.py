"""Programs that soát calls (tesseract, LibreOffice): with a time limit, and never outliving the worker."""

import ctypes
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from extractors import timer
from extractors.workroom import note_group

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
_PATIENCE = 4  # times the seconds of the processor that may pass by the clock, where the machine is busy
_OVER_TIME = frozenset({-signal.SIGXCPU, -signal.SIGKILL, 128 + signal.SIGXCPU, 128 + signal.SIGKILL})
_DATA = 350 * 1024 * 1024  # bytes that a program may hold: LibreOffice needs 200, tesseract 150 for a page


def run_limited(
    command: Sequence[str],
    stdin: bytes = b"",
    *,
    seconds: float,
    extra: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> subprocess.CompletedProcess[bytes] | None:
    """Run a program in a process group of its own; None where it took longer than `seconds` and was killed.

    Its memory and its processor time are limited too, and its temporary files lie where the worker's do.
    """
    variables = {"TMPDIR": tempfile.gettempdir(), **(extra or {})}
    wrapped = ["/usr/bin/env", *(f"{name}={value}" for name, value in variables.items()), *command]
    process = subprocess.Popen(  # noqa: S603 - the callers name the program, no shell
        wrapped,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        start_new_session=True,
        preexec_fn=die_with_parent,  # noqa: PLW1509 - workers have no threads of their own
    )
    with _watched(process, seconds):
        try:
            stdout, stderr = process.communicate(stdin, timeout=_PATIENCE * seconds)
        except subprocess.TimeoutExpired:
            _kill_group(process)
            return None
        except BaseException:
            _kill_group(process)
            raise
    if process.returncode in _OVER_TIME:
        return None
    return subprocess.CompletedProcess(list(command), process.returncode, stdout, stderr)


def die_with_parent() -> None:
    """Ask the kernel to kill this process when its parent dies (Linux; elsewhere nothing)."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


@contextmanager
def _watched(process: "subprocess.Popen[bytes]", seconds: float) -> Iterator[None]:
    """Set the program's limits, and note it down while it runs, so that it is found if this worker is killed."""
    if hasattr(resource, "prlimit"):  # Linux
        with suppress(ProcessLookupError):
            resource.prlimit(process.pid, resource.RLIMIT_DATA, (_DATA, _DATA))
            resource.prlimit(
                process.pid, resource.RLIMIT_CPU, (int(seconds) + 1,) * 2
            )  # both: LibreOffice catches the soft one
    note = note_group(process.pid)
    try:
        yield
    finally:
        note.unlink(missing_ok=True)
        timer.restart()


def _kill_group(process: "subprocess.Popen[bytes]") -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        process.kill()
    process.communicate()
