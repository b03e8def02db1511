import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from extractors.workers.kept import BrokenProgramError, Kept
from extractors.workers.processes import mortal

# Answers each byte by itself, twice; "s" sleeps, "w" works without end, "e" ends.
_PROGRAM = """
import os, resource, sys, time
while sign := os.read(0, 1):
    if sign == b"s":
        time.sleep(300)
    while sign == b"w":
        resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + 1, -1))
        while True:
            pass
    if sign == b"e":
        sys.exit(3)
    os.write(0, bytes([0, 0, 0, 2]) + 2 * sign)
"""
_COMMAND = [sys.executable, "-ISc", _PROGRAM]


def test_a_kept_program_answers_again_and_again() -> None:
    """One program gives all answers, and is gone when it is closed."""
    kept = Kept(_COMMAND)
    assert [kept.answer(sign, 10) for sign in (b"a", b"b")] == [b"aa", b"bb"]
    assert kept.runs()
    kept.close()
    assert not kept.runs()


def test_a_program_that_takes_too_long_is_ended() -> None:
    """By the clock, or by the processor time that it allows itself, it has no answer."""
    sleeps = Kept(_COMMAND)
    assert sleeps.answer(b"s", 10, until=time.monotonic() + 0.3) is None
    works = Kept(_COMMAND)
    assert works.answer(b"w", 10) is None
    assert not sleeps.runs()
    assert not works.runs()


def test_a_program_that_ends_is_broken() -> None:
    """It did not run over a limit: that is said apart."""
    kept = Kept(_COMMAND)
    with pytest.raises(BrokenProgramError):
        kept.answer(b"e", 10)
    assert not kept.runs()


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel of Linux ends a program with its parent")
def test_no_program_outlives_the_worker(tmp_path: Path) -> None:
    """A worker that is killed takes even a sleeping program with it."""
    worker = tmp_path / "worker.py"
    worker.write_text(
        f"from extractors.workers.kept import Kept\nkept = Kept({_COMMAND!r})\nprint(kept._process.pid, flush=True)\nkept.answer(b's', 300)\n",
        encoding="utf-8",
    )
    with subprocess.Popen([sys.executable, str(worker)], stdout=subprocess.PIPE, env={"PYTHONPATH": str(_ROOT)}) as one:
        assert one.stdout is not None
        pid = int(one.stdout.readline())
        assert psutil.pid_exists(pid)
        one.kill()
    for _ in range(100):
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return
        time.sleep(0.05)
    pytest.fail("the program is still there")


def test_a_program_of_a_worker_that_is_already_gone_does_not_begin(tmp_path: Path) -> None:
    """A worker killed between the fork and the launcher's request to the kernel leaves no program behind."""
    begun = tmp_path / "begun"
    command = mortal(["touch", str(begun)])
    other = [sys.executable, "-ISc", f"import subprocess; print(subprocess.run({command!r}).returncode)"]
    assert subprocess.run(other, capture_output=True, check=True).stdout != b"0\n"
    assert not begun.exists()
    subprocess.run(command, check=True)
    assert begun.exists()


_ROOT = Path(__file__).resolve().parents[3]
