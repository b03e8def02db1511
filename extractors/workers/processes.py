"""Programs that soát calls (tesseract, LibreOffice): with a time limit, and never outliving the worker."""

import ctypes
import functools
import math
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from extractors.workers import timer
from extractors.workers.workroom import note_group

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
PATIENCE = 4  # times the seconds of the processor that may pass by the clock, where the machine is busy
_OVER_TIME = frozenset({-signal.SIGXCPU, -signal.SIGKILL, 128 + signal.SIGXCPU, 128 + signal.SIGKILL})
_DATA = 330 * 1024 * 1024  # bytes that a program may hold: LibreOffice needs 200, tesseract 150 for a page
_LAUNCHER = f"import ctypes,os,sys;ctypes.CDLL(None).prctl({_PR_SET_PDEATHSIG},9);os.execvp(sys.argv[1],sys.argv[1:])"
# The kernel tells nobody of a parent that was gone before it was asked to: the program then has another parent.
_STILL_OURS = ("/bin/sh", "-c", 'test "$PPID" = "$0" && exec "$@"')


def run_limited(  # noqa: PLR0913 - the limits are named arguments
    command: Sequence[str],
    stdin: bytes = b"",
    *,
    seconds: float,
    extra: Mapping[str, str] | None = None,
    folder: Path | None = None,
    until: float = math.inf,
) -> subprocess.CompletedProcess[bytes] | None:
    """Run a program in a process group of its own; None where it took longer than `seconds`, or until the monotonic time `until`, and was killed.

    Its memory and its processor time are limited too, and its temporary files lie where the worker's do.
    Safe beside threads: nothing of Python runs between fork and exec.
    """
    process = subprocess.Popen(  # noqa: S603 - the callers name the program, no shell
        mortal(command, extra),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        start_new_session=True,
    )
    with _watched(process, seconds):
        try:
            stdout, stderr = process.communicate(
                stdin, timeout=min(PATIENCE * seconds, max(0.0, until - time.monotonic()))
            )
        except subprocess.TimeoutExpired:
            kill_group(process)
            return None
        except BaseException:
            kill_group(process)
            raise
    if ran_over(process.returncode):
        return None
    return subprocess.CompletedProcess(list(command), process.returncode, stdout, stderr)


def mortal(command: Sequence[str], extra: Mapping[str, str] | None = None) -> list[str]:
    """Return the command as it dies with the thread that calls it (Linux), with its temporary files where the worker's are."""
    variables = {"TMPDIR": tempfile.gettempdir(), **(extra or {})}
    assigned = (f"{name}={value}" for name, value in variables.items())
    return [*_launcher(), *_STILL_OURS, str(os.getpid()), "/usr/bin/env", *assigned, *command]


def hold_data(process: "subprocess.Popen[bytes]") -> None:
    """Limit the memory that a program may hold (Linux)."""
    if hasattr(resource, "prlimit"):
        with suppress(ProcessLookupError):
            resource.prlimit(process.pid, resource.RLIMIT_DATA, (_DATA, _DATA))


def ran_over(returncode: int) -> bool:
    """Tell whether a program was ended because it took longer than it may."""
    return returncode in _OVER_TIME


def kill_group(process: "subprocess.Popen[bytes]") -> None:
    """Kill a program and what it started, and wait for its end."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        process.kill()
    process.communicate()


def die_with_parent() -> None:
    """Ask the kernel to kill this process when its parent dies (Linux; elsewhere nothing)."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


@contextmanager
def _watched(process: "subprocess.Popen[bytes]", seconds: float) -> Iterator[None]:
    """Set the program's limits, and note it down while it runs, so that it is found if this worker is killed."""
    hold_data(process)
    if hasattr(resource, "prlimit"):  # Linux
        with suppress(ProcessLookupError):
            resource.prlimit(
                process.pid, resource.RLIMIT_CPU, (int(seconds) + 1,) * 2
            )  # both: LibreOffice catches the soft one
    note = note_group(process.pid)
    try:
        yield
    finally:
        note.unlink(missing_ok=True)
        timer.restart()


@functools.cache
def _launcher() -> tuple[str, ...]:
    """Return the launcher under which a program dies with the thread that called it (Linux; elsewhere none).

    It is a program, no `preexec_fn`: that would run Python in the fork, which may hang beside other threads.
    """
    if _LIBC is None:
        return ()
    setpriv = shutil.which("setpriv")
    if setpriv and _knows_pdeathsig(setpriv):
        return setpriv, "--pdeathsig", "KILL", "--"
    return sys.executable, "-ISc", _LAUNCHER


def _knows_pdeathsig(setpriv: str) -> bool:
    """Tell whether it is util-linux's: another one knows no --pdeathsig."""
    command = [setpriv, "--pdeathsig", "KILL", "--", "/usr/bin/env", "true"]
    try:
        return subprocess.run(command, capture_output=True, timeout=10, check=False).returncode == 0  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return False
