import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.util import get_temp_dir
from pathlib import Path

import pytest

from core.problem import Code, Problem
from extractors.workers import timer
from extractors.workers.sandbox import Ended, Sandbox
from extractors.workers.worker import tell


def _double(number: int) -> int:
    return 2 * number


def _misbehave(how: str) -> str:
    if how == "sleep":
        time.sleep(60)
    if how == "compute":
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})  # even where a library listens to nobody
        while True:
            pass
    if how == "abort":
        os.abort()  # as C++ does without memory
    if how == "flood":
        return bytes(101_000_000)  # type: ignore[return-value] - whatever it is
    if how == "memory":
        kept = bytearray(2_000_000_000)
        return str(len(kept))
    if how == "die":
        os._exit(9)
    if how == "raise":
        raise LookupError(how)
    return how


def _leave_child(pid_file: str) -> None:
    """Call a program that calls another one, as LibreOffice's starter does, and leave a temporary file."""
    from extractors.workers.processes import run_limited  # noqa: PLC0415 - in the worker

    tempfile.mkdtemp(prefix="soat-left-")
    run_limited(["sh", "-c", f"sh -c 'echo $$ > {pid_file}; exec sleep 300'; true"], seconds=300)


def _be_killed(work: tuple[Path, int]) -> str:
    """Be killed from outside the first times, and leave a file each time."""
    folder, times = work
    tried = len(list(folder.iterdir()))
    (folder / str(tried)).touch()
    if tried < times:
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


def _spend(seconds: float) -> float:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass
    return seconds


def _spend_beside_programs(times: int) -> int:
    """Work for most of the limit, again and again, with a program called in between."""
    from extractors.workers.processes import run_limited  # noqa: PLC0415 - in the worker

    for _ in range(times):
        _spend(0.25)
        run_limited(["true"], seconds=10)
    return times


def _temporary_folder(_: int) -> str:
    return tempfile.gettempdir()


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def _work_in_pages(work: tuple[int, float]) -> int:
    pages, seconds = work
    for _ in range(pages):
        timer.more(timer.PAGE)
        until = time.process_time() + seconds
        while time.process_time() < until:
            pass
    return pages


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """Two workers with small limits."""
    with Sandbox(workers=2, seconds=100, megabytes=600, busy=0.4) as made:
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
    [
        ("compute", Code.TIMEOUT),
        ("memory", Code.MEMORY),
        ("abort", Code.MEMORY),
        ("flood", Code.TOO_LARGE),
        ("die", Code.CRASHED),
        ("raise", Code.CRASHED),
    ],
)
def test_a_bad_job_is_a_problem_and_the_pool_goes_on(sandbox: Sandbox, how: str, code: Code) -> None:
    """A job that breaks a limit or its worker loses its own result only."""
    results = dict(sandbox.run(_misbehave, ["first", how, "last"]))
    lost = results[how]
    assert isinstance(lost, Problem)
    assert lost.code is code
    assert (results["first"], results["last"]) == ("first", "last")


def _tell_and_misbehave(how: str) -> str:
    tell(f"!thư/{how}\udc80.pdf")
    return _misbehave(how)


@pytest.mark.parametrize("how", ["compute", "memory", "abort", "die", "raise"])
def test_a_job_that_ends_tells_where_it_was(sandbox: Sandbox, how: str) -> None:
    """However a job ends, what it told last is known; what another job told before it is not."""
    results = [found for job in (how, "first") for _, found in sandbox.run(_tell_and_misbehave, [job])]
    assert isinstance(results[0], Ended)
    assert results[0].place == f"!thư/{how}\udc80.pdf"
    assert results[1] == "first"
    ((_, silent),) = sandbox.run(_misbehave, [how])
    assert isinstance(silent, Problem)
    assert not isinstance(silent, Ended)


def test_a_job_that_waits_too_long_tells_where_it_was() -> None:
    """The clock's limit takes nothing away of what was told."""
    with Sandbox(workers=1, seconds=1.5, megabytes=600) as sandbox:
        ((_, found),) = sandbox.run(_tell_and_wait, ["!a.pdf"])
    assert isinstance(found, Ended)
    assert (found.code, found.place) == (Code.TIMEOUT, "!a.pdf")


def _tell_and_wait(place: str) -> None:
    tell(place)
    time.sleep(60)


@pytest.mark.parametrize(("times", "ends"), [(1, "done"), (9, Code.CRASHED)])
def test_a_job_whose_worker_was_killed_is_done_once_more(
    sandbox: Sandbox, tmp_path: Path, times: int, ends: str | Code
) -> None:
    """Whoever kills a worker costs no document; a job whose worker is killed each time is given up."""
    results = dict(sandbox.run(_be_killed, [(tmp_path, times)]))
    found = results[tmp_path, times]
    assert (found.code if isinstance(found, Problem) else found) == ends
    assert len(list(tmp_path.iterdir())) == 2


def _be_killed_soon(work: tuple[int, float]) -> bytes:
    """Be killed a moment later: over this job, while its long result is handed over, at rest, or over another job."""

    def kill() -> None:
        time.sleep(work[1])
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=kill).start()
    return bytes(20_000_000)


def test_workers_killed_at_any_moment_stop_nobody(sandbox: Sandbox) -> None:
    """Wherever a worker is when it is killed, in the middle of a message too, each job has its end and the next one its worker."""
    jobs = [(number, number / 250) for number in range(16)]
    assert sorted(job for job, _ in sandbox.run(_be_killed_soon, jobs)) == jobs
    assert dict(sandbox.run(_double, range(200))).keys() == set(range(200))


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGHUP])
def test_a_service_that_is_stopped_spoils_no_file(sandbox: Sandbox, tmp_path: Path, sign: signal.Signals) -> None:
    """A worker that is told to end with its service has not failed over its file: the job is done once more."""
    assert dict(sandbox.run(_be_told_to_end, [(tmp_path, sign)])) == {(tmp_path, sign): "done"}


def _be_told_to_end(work: tuple[Path, signal.Signals]) -> str:
    try:
        (work[0] / work[1].name).mkdir()
    except FileExistsError:
        return "done"
    os.kill(os.getpid(), work[1])
    time.sleep(60)
    return "not told"


def test_jobs_of_several_threads_keep_apart(sandbox: Sandbox) -> None:
    """Each caller has the results of its own jobs."""
    with ThreadPoolExecutor(4) as pool:
        found = pool.map(lambda start: dict(sandbox.run(_double, range(start, start + 50))), range(0, 400, 100))
        assert [min(one.items()) for one in found] == [(start, 2 * start) for start in range(0, 400, 100)]


@pytest.mark.timeout(50)  # a job that was waited for would take 60 seconds
def test_an_end_by_an_error_waits_for_nobody() -> None:
    """Whoever leaves by an exception leaves at once: workers are ended over their jobs, and jobs that wait are not begun."""

    def leave() -> None:
        with Sandbox(2, 100, 600) as box:
            assert next(box.run(_misbehave, ["first", "sleep", "sleep", "sleep", "sleep"])) == ("first", "first")
            raise InterruptedError

    with pytest.raises(InterruptedError):
        leave()


def test_a_job_that_comes_too_late_is_answered() -> None:
    """Another thread may hand one over while the sandbox ends; it does not wait for ever."""
    with Sandbox(1, 5, 500) as sandbox:
        assert list(sandbox.run(_double, [1])) == [(1, 2)]
    [(job, found)] = sandbox.run(_double, [2])
    assert job == 2
    assert isinstance(found, Problem)


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


def test_a_job_that_only_waits_ends_too() -> None:
    """A worker that is stuck spends nothing; it is ended by the clock."""
    with Sandbox(workers=1, seconds=1, megabytes=600) as box:
        results = dict(box.run(_misbehave, ["sleep", "last"]))
    lost = results["sleep"]
    assert isinstance(lost, Problem)
    assert (lost.code, results["last"]) == (Code.TIMEOUT, "last")


def test_each_job_has_its_own_time(sandbox: Sandbox) -> None:
    """Many short jobs of one worker are not one long one."""
    assert len(dict(sandbox.run(_spend, [0.1 + n / 1000 for n in range(12)]))) == 12


def test_each_further_page_gives_time(sandbox: Sandbox) -> None:
    """A long file whose pages each take little is read to its end; one page that takes all is not."""
    assert dict(sandbox.run(_work_in_pages, [(100, 0.02)])) == {(100, 0.02): 100}
    ((_, lost),) = sandbox.run(_work_in_pages, [(1, 60.0)])
    assert isinstance(lost, Problem)
    assert lost.code is Code.TIMEOUT


def test_a_program_restarts_the_time(sandbox: Sandbox) -> None:
    """A scan of a hundred pages is no attack: each page that tesseract has recognised gives the worker its time again."""
    assert dict(sandbox.run(_spend_beside_programs, [5])) == {5: 5}


def test_nothing_is_left_in_the_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What workers write there goes with them, and what a killed run has left goes with the next one."""
    get_temp_dir()  # the fork server's, made once a process: not in the folder that is looked at
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "soat-workers-999999999-x" / "1" / "soat-y").mkdir(parents=True)
    with Sandbox(workers=1, seconds=1, megabytes=600) as box:
        ((_, lost),) = box.run(_leave_child, [str(tmp_path / "pid")])
        assert isinstance(lost, Problem)
        assert not list(tmp_path.glob("soat-workers-*/*/soat-left-*"))
        ((_, folder),) = box.run(_temporary_folder, [0])
        assert isinstance(folder, str)
        assert Path(folder).is_relative_to(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["pid"]


@pytest.mark.skipif(sys.platform != "linux", reason="PR_SET_PDEATHSIG is Linux's")
def test_a_program_that_a_killed_worker_called_dies_too(tmp_path: Path) -> None:
    """No tesseract or LibreOffice is left behind when its worker is stopped, nor what these have started."""
    pid_file = tmp_path / "pid"
    with Sandbox(workers=1, seconds=1, megabytes=600) as box:
        ((_, lost),) = box.run(_leave_child, [str(pid_file)])
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
        "from extractors.workers.sandbox import Sandbox\n"
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


def test_workers_know_the_modules_before_they_start() -> None:
    """The modules that a sandbox is told of are there in a new worker, though no job of it imported them."""
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from extractors.workers.sandbox import Sandbox\n"
        "if __name__ == '__main__':\n"
        "    with Sandbox(1, 100, 800, modules=('colorsys',)) as box:\n"
        "        for _, known in box.run(eval, [f'\"{name}\" in __import__(\"sys\").modules' for name in ('colorsys', 'sndhdr')]):\n"
        "            print(known)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(Path.cwd())], check=True, timeout=60, capture_output=True, text=True
    )
    assert done.stdout.split() == ["True", "False"]
