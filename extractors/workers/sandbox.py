"""Worker processes with limits on time, memory and output: a bad file costs its own row and nothing else."""

import ctypes
import gc
import io
import os
import pickle
import resource
import signal
import tempfile
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures import TimeoutError as FutureTimeoutError
from multiprocessing import get_context
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from core.problem import Code, Problem, Severity, Stage, problem
from extractors.workers import timer
from extractors.workers.processes import die_with_parent
from extractors.workers.workroom import Workroom

T = TypeVar("T")
R = TypeVar("R")

_QUEUE = 2  # jobs for each worker that are handed over at a time; more would only wait in memory
_MIB = 1024 * 1024
_JOBS_PER_WORKER = 200  # then a fresh one, whatever the libraries have kept
_STARTING = 10.0  # seconds: longest wait, at the end, for workers that still start
_MUCH = 0.55  # of the memory limit: beyond it a worker cleans up after a job
_OUTPUT = 96 * _MIB  # bytes of one result; the longest decree with all its annexes gives 20 MiB
# How C and C++ libraries end the process when they get no more memory; each of them has its own way.
_OUT_OF_MEMORY = frozenset({signal.SIGABRT, signal.SIGTRAP, signal.SIGILL})


class Sandbox:
    """Runs functions in worker processes.

    One job may take `seconds` by the clock, and spend `busy` seconds of the processor, see `timer` for what gives it more;
    one worker may hold `megabytes` (MiB) of data. A context manager: it holds the processes. Limits that a job breaks
    become a `Problem`, and the pool goes on.
    """

    def __init__(self, workers: int, seconds: float, megabytes: int, busy: float = 10.0) -> None:
        self.workers = workers or os.cpu_count() or 1
        self._seconds = seconds
        self._busy = busy
        self._used = False
        self._room = Workroom()
        # A fork server has no threads, so it may fork though the caller (Prefect) has many.
        self._pool = ProcessPool(
            max_workers=self.workers,
            max_tasks=_JOBS_PER_WORKER,
            initializer=_limit,
            initargs=(megabytes, self._room.path),
            context=get_context("forkserver"),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._wait_for_starters()
            self._pool.close()
        else:
            self._pool.stop()
        self._pool.join()
        self._room.close()

    def _wait_for_starters(self) -> None:
        """Wait for workers that still start: closed under one, the pool would make it die with a traceback."""
        until = time.monotonic() + _STARTING
        while self._used and self._room.started() < self.workers and time.monotonic() < until:
            time.sleep(0.02)

    def run(self, function: Callable[[T], R], jobs: Iterable[T]) -> Iterator[tuple[T, R | Problem]]:
        """Yield each job with its result, or with the problem that ended it, in the order of completion.

        `function` and the jobs must be picklable. Exceptions of the function itself become `crashed`.
        """
        waiting: dict[Future[bytes], T] = {}
        source = iter(jobs)
        exhausted = False
        try:
            while waiting or not exhausted:
                while not exhausted and len(waiting) < self.workers * _QUEUE:
                    try:
                        job = next(source)
                    except StopIteration:
                        exhausted = True
                        break
                    self._used = True
                    arguments = (function, job, self._busy)
                    waiting[self._pool.schedule(_done, args=arguments, timeout=self._seconds)] = job
                done, _ = wait(waiting, return_when=FIRST_COMPLETED)
                for future in done:
                    yield waiting.pop(future), self._outcome(future)
        finally:
            for future in waiting:
                future.cancel()

    def _outcome(self, future: Future[bytes]) -> Any:
        try:
            return pickle.loads(future.result())  # noqa: S301 - our own worker wrote it
        except (TimeoutError, FutureTimeoutError):
            found = _lost(Code.TIMEOUT)
        except MemoryError:
            return _lost(Code.MEMORY)
        except ProcessExpired as expired:
            found = _ended(expired.exitcode)
        except Exception as error:  # noqa: BLE001 - the boundary of the worker: whatever it was, the run goes on
            return _lost(Code.CRASHED, f"({type(error).__name__})")
        self._room.sweep()  # the worker is dead: its programs and files are left
        return found


def _ended(exitcode: int) -> Problem:
    """Return the problem of a job whose worker ended with this code, minus the signal where one ended it."""
    if -exitcode == timer.ENDED_BY:
        return _lost(Code.TIMEOUT)
    if -exitcode in _OUT_OF_MEMORY:
        return _lost(Code.MEMORY)
    return _lost(Code.CRASHED, f"(tiến trình dừng với mã {exitcode})")


def _lost(code: Code, detail: str = "") -> Problem:
    return problem(Stage.READ, code, detail, severity=Severity.ERROR)


# In the worker


def _done(function: Callable[[T], R], job: T, seconds: float) -> bytes:
    """Do a job against the timer and return its result packed, or the problem of a result that is too large."""
    timer.start(seconds)
    try:
        return _packed(function(job))
    finally:
        timer.stop()
        _give_back()


class _Bounded(io.BytesIO):
    """Bytes up to `_OUTPUT`; what is written beyond raises OverflowError."""

    def write(self, content: Any, /) -> int:
        if self.tell() + memoryview(content).nbytes > _OUTPUT:
            raise OverflowError
        return super().write(content)


def _packed(result: object) -> bytes:
    stream = _Bounded()
    try:
        pickle.Pickler(stream, pickle.HIGHEST_PROTOCOL).dump(result)
    except OverflowError:
        return pickle.dumps(_lost(Code.TOO_LARGE))
    return stream.getvalue()


def _give_back() -> None:
    """Give freed memory back to the system where much is held: what a bad file left is not missing to the next one."""
    limit, _ = resource.getrlimit(resource.RLIMIT_DATA)
    if limit == resource.RLIM_INFINITY or _held() < _MUCH * limit:
        return  # it takes a tenth of a second: a good file costs less
    gc.collect()
    if hasattr(_LIBC, "malloc_trim"):
        _LIBC.malloc_trim(0)


def _held() -> int:
    """Return the bytes of data that this process holds (Linux; elsewhere 0)."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[5]
    except OSError:
        return 0
    return int(pages) * resource.getpagesize()


_LIBC = ctypes.CDLL(None)


def _limit(megabytes: int, room: Path) -> None:
    """Set up a worker: its memory limit and its folder; it dies with the parent, and its children die with it."""
    own = room / str(os.getpid())
    own.mkdir()
    tempfile.tempdir = str(own)
    die_with_parent()
    warnings.simplefilter("ignore")  # libraries would quote what they dislike: words of documents, on the terminal
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    limit = megabytes * _MIB
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash leaves no picture of a document on the disk


__all__ = ["Sandbox"]
