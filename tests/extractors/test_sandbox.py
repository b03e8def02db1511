import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.problem import Code, Problem
from extractors.sandbox import Sandbox


def _double(number: int) -> int:
    return 2 * number


def _misbehave(how: str) -> str:
    if how == "sleep":
        time.sleep(60)
    if how == "memory":
        kept = bytearray(2_000_000_000)
        return str(len(kept))
    if how == "die":
        os._exit(9)
    if how == "raise":
        raise LookupError(how)
    return how


def _leave_child(pid_file: str) -> None:
    from extractors.processes import run_limited  # noqa: PLC0415 - in the worker

    run_limited(["sh", "-c", f"echo $$ > {pid_file}; exec sleep 300"], seconds=300)


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """Two workers with small limits."""
    with Sandbox(workers=2, seconds=3, megabytes=600) as made:
        yield made


def test_gives_each_job_its_result(sandbox: Sandbox) -> None:
    """Every job comes back exactly once, with what the function returned for it."""
    assert sorted(sandbox.run(_double, range(40))) == [(number, 2 * number) for number in range(40)]


def test_takes_jobs_only_as_workers_come_free(sandbox: Sandbox) -> None:
    """However many jobs there are, few are handed over at a time, so memory stays flat."""
    taken: list[int] = []

    def jobs() -> Iterator[int]:
        for number in range(1000):
            taken.append(number)
            yield number

    results = sandbox.run(_double, jobs())
    next(results)
    results.close()
    assert len(taken) <= 4


@pytest.mark.parametrize(
    ("how", "code"),
    [("sleep", Code.TIMEOUT), ("memory", Code.MEMORY), ("die", Code.CRASHED), ("raise", Code.CRASHED)],
)
def test_a_bad_job_is_a_problem_and_the_pool_goes_on(sandbox: Sandbox, how: str, code: Code) -> None:
    """A job that breaks a limit or its worker loses its own result only."""
    results = dict(sandbox.run(_misbehave, ["first", how, "last"]))
    lost = results[how]
    assert isinstance(lost, Problem)
    assert lost.code is code
    assert (results["first"], results["last"]) == ("first", "last")


def test_works_though_the_caller_has_threads(sandbox: Sandbox) -> None:
    """The start method is safe beside threads, as Prefect has them."""
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        assert dict(sandbox.run(_double, [4])) == {4: 8}
    finally:
        stop.set()
        thread.join()


@pytest.mark.skipif(sys.platform != "linux", reason="PR_SET_PDEATHSIG is Linux's")
def test_a_program_that_a_killed_worker_called_dies_too(sandbox: Sandbox, tmp_path: Path) -> None:
    """No tesseract or LibreOffice is left behind when its worker is stopped."""
    pid_file = tmp_path / "pid"
    ((_, lost),) = sandbox.run(_leave_child, [str(pid_file)])
    assert isinstance(lost, Problem)
    assert lost.code is Code.TIMEOUT
    pid = int(pid_file.read_text())
    deadline = time.monotonic() + 5
    while _alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _alive(pid)


def test_workers_die_with_a_killed_parent(tmp_path: Path) -> None:
    """A parent that is killed leaves no worker behind."""
    pid_file = tmp_path / "pid"
    script = (
        "import os, sys, time; sys.path.insert(0, sys.argv[1])\n"
        "from extractors.sandbox import Sandbox\n"
        "if __name__ == '__main__':\n"
        "    with Sandbox(1, 100, 800) as box:\n"
        "        for _, pid in box.run(os.getpgid, [0]): pass\n"
        "        import psutil\n"
        "        children = psutil.Process().children(recursive=True)\n"
        "        open(sys.argv[2], 'w').write(' '.join(str(c.pid) for c in children))\n"
        "        os._exit(1)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(Path.cwd()), str(pid_file)], check=False, timeout=60)
    pids = [int(text) for text in pid_file.read_text().split()]
    assert pids
    deadline = time.monotonic() + 10
    while any(map(_alive, pids)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not any(map(_alive, pids))
