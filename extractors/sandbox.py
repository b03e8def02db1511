"""Worker processes with a time and a memory limit: a bad file costs its own row and nothing else."""

import os
import resource
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures import TimeoutError as FutureTimeoutError
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from core.problem import Code, Problem, Severity, Stage, problem
from extractors.processes import die_with_parent

T = TypeVar("T")
R = TypeVar("R")

_QUEUE = 2  # jobs for each worker that are handed over at a time; more would only wait in memory
_MIB = 1024 * 1024
_JOBS_PER_WORKER = 200  # then a fresh one, whatever the libraries have kept
_STARTING = 10.0  # seconds: longest wait, at the end, for workers that still start


class Sandbox:
    """Runs functions in worker processes. `seconds` limits one job, `megabytes` (MiB) the memory of one worker.

    A context manager: it holds the processes. Limits that a job breaks become a `Problem`, and the pool goes on.
    """

    def __init__(self, workers: int, seconds: float, megabytes: int) -> None:
        self.workers = workers or os.cpu_count() or 1
        self._seconds = seconds
        self._used = False
        self._started = TemporaryDirectory(
            prefix="soat-workers-"
        )  # each worker leaves a file in it when it has started
        # A fork server has no threads, so it may fork though the caller (Prefect) has many.
        self._pool = ProcessPool(
            max_workers=self.workers,
            max_tasks=_JOBS_PER_WORKER,
            initializer=_limit,
            initargs=(megabytes, self._started.name),
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
        self._started.cleanup()

    def _wait_for_starters(self) -> None:
        """Wait for workers that still start: closed under one, the pool would make it die with a traceback."""
        until = time.monotonic() + _STARTING
        folder = Path(self._started.name)
        while self._used and len(list(folder.iterdir())) < self.workers and time.monotonic() < until:
            time.sleep(0.02)

    def run(self, function: Callable[[T], R], jobs: Iterable[T]) -> Iterator[tuple[T, R | Problem]]:
        """Yield each job with its result, or with the problem that ended it, in the order of completion.

        `function` and the jobs must be picklable. Exceptions of the function itself become `crashed`.
        """
        waiting: dict[Future[R], T] = {}
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
                    waiting[self._pool.schedule(function, args=(job,), timeout=self._seconds)] = job
                done, _ = wait(waiting, return_when=FIRST_COMPLETED)
                for future in done:
                    yield waiting.pop(future), _outcome(future)
        finally:
            for future in waiting:
                future.cancel()


def _outcome(future: "Future[Any]") -> Any:
    try:
        return future.result()
    except (TimeoutError, FutureTimeoutError):
        return _lost(Code.TIMEOUT)
    except MemoryError:
        return _lost(Code.MEMORY)
    except ProcessExpired as expired:
        return _lost(Code.CRASHED, f"(tiến trình dừng với mã {expired.exitcode})")
    except Exception as error:  # noqa: BLE001 - the boundary of the worker: whatever it was, the run goes on
        return _lost(Code.CRASHED, f"({type(error).__name__})")


def _lost(code: Code, detail: str = "") -> Problem:
    return problem(Stage.READ, code, detail, severity=Severity.ERROR)


def _limit(megabytes: int, started: str) -> None:
    """Set up a worker: its memory limit; it dies with the parent, and its children die with it."""
    Path(started, str(os.getpid())).touch()
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    limit = megabytes * _MIB
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))


__all__ = ["Sandbox"]
