"""Worker processes with limits on time, memory and output: a bad file costs its own row and nothing else."""

import ctypes
import gc
import io
import os
import pickle
import resource
import signal
import tempfile
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Any, Self, TypeVar

from core.problem import Code, Problem, Severity, Stage, problem
from extractors.workers import timer
from extractors.workers.processes import die_with_parent
from extractors.workers.worker import UNKNOWN, Worker, WorkerEndedError, WorkerLateError, told
from extractors.workers.workroom import Workroom

T = TypeVar("T")
R = TypeVar("R")

_QUEUE = 2  # jobs for each worker that are handed over at a time; more would only wait in memory
_MIB = 1024 * 1024
_JOBS_PER_WORKER = 200  # then a fresh one, whatever the libraries have kept
_MUCH = 0.55  # of the memory limit: beyond it a worker cleans up after a job
_OUTPUT = 96 * _MIB  # bytes of one result; the longest decree with all its annexes gives 20 MiB
_TRIES = 2
# How a worker ends that somebody else ended: the system that needs memory, a service that is stopped as a whole, a terminal that
# is closed; or with the fork server, which then cannot tell how.
_FROM_OUTSIDE = frozenset({-signal.SIGKILL, -signal.SIGTERM, -signal.SIGHUP, UNKNOWN})
# How C and C++ libraries end the process when they get no more memory; each of them has its own way.
_OUT_OF_MEMORY = frozenset({signal.SIGABRT, signal.SIGTRAP, signal.SIGILL})

_Handed = tuple[bytes, "Future[bytes]"]  # a packed job, and where its result is waited for


@dataclass(frozen=True, slots=True)
class Ended(Problem):
    """The problem of a job that told where it was when it ended; see `worker.tell`."""

    place: str = ""


class Sandbox:
    """Runs functions in worker processes.

    One job may take `seconds` by the clock, and spend `busy` seconds of the processor, see `timer` for what gives it more;
    one worker may hold `megabytes` (MiB) of data. `modules` are imported once, before workers are forked: starting one
    then costs milliseconds, not the second that the libraries take. A context manager: it holds the processes. Limits that a job breaks
    become a `Problem`, and the others go on. Several threads may run jobs at the same time.
    """

    def __init__(
        self, workers: int, seconds: float, megabytes: int, busy: float = 10.0, modules: tuple[str, ...] = ()
    ) -> None:
        self.workers = workers or os.cpu_count() or 1
        self._seconds = seconds
        self._megabytes = megabytes
        self._busy = busy
        self._room = Workroom()
        # A fork server has no threads, so it may fork though the caller (Prefect) has many.
        self._context = get_context("forkserver")
        self._context.set_forkserver_preload(list(modules))
        self._handed: SimpleQueue[_Handed | None] = SimpleQueue()
        self._keepers: list[Thread] = []
        self._starting = Lock()
        self._working: set[Worker] = set()
        self._stopped = Event()
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._stopped.set()
            for worker in tuple(self._working):
                worker.kill()
        with self._starting:
            self._closed = True  # what another thread still hands over is answered, since nobody would take it
            for _ in self._keepers:
                self._handed.put(None)
        for keeper in self._keepers:
            keeper.join()
        self._room.close()

    def run(self, function: Callable[[T], R], jobs: Iterable[T]) -> Iterator[tuple[T, R | Problem]]:
        """Yield each job with its result, or with the problem that ended it, in the order of completion.

        `function` and the jobs must be picklable. Exceptions of the function itself become `crashed`. A job whose worker
        was killed from outside (by an administrator, or the system that needed memory) is done once more.
        """
        waiting: dict[Future[bytes], tuple[T, int]] = {}  # each job and which try of it this is
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
                    waiting[self._begun(function, job)] = (job, 1)
                done, _ = wait(waiting, return_when=FIRST_COMPLETED)
                for future in [one for one in waiting if one in done]:  # in their order, where several are
                    job, tried = waiting.pop(future)
                    if tried < _TRIES and _killed(future) and not self._stopped.is_set():
                        self._room.sweep()
                        waiting[self._begun(function, job)] = (job, tried + 1)
                    else:
                        yield job, self._outcome(future)
        finally:
            for future in waiting:
                future.cancel()

    def _begun(self, function: Callable[[T], R], job: T) -> "Future[bytes]":
        future: Future[bytes] = Future()
        packed = pickle.dumps((function, job, self._busy), pickle.HIGHEST_PROTOCOL)
        with self._starting:
            if self._closed:
                future.set_exception(WorkerEndedError(-signal.SIGKILL))
                return future
            if not self._keepers:
                self._keepers = [Thread(target=self._keep, daemon=True) for _ in range(self.workers)]
                for keeper in self._keepers:
                    keeper.start()
            self._handed.put((packed, future))
        return future

    def _keep(self) -> None:
        """Hold one worker and give it jobs, in a thread of its own, until there are no more; one that has ended is replaced."""
        worker: Worker | None = None
        try:
            while (handed := self._handed.get()) is not None:
                job, future = handed
                if not future.set_running_or_notify_cancel():
                    continue
                try:
                    worker = self._fresh(worker)
                    future.set_result(worker.do(job, self._seconds))
                except BaseException as error:  # noqa: BLE001 - whoever waits for the job is told
                    future.set_exception(error)
        finally:
            if worker is not None:
                self._working.discard(worker)
                worker.close()

    def _fresh(self, worker: Worker | None) -> Worker:
        """Return the worker where it may go on, else a new one in its place; WorkerEndedError where all is to end."""
        if self._stopped.is_set():
            raise WorkerEndedError(-signal.SIGKILL)
        if worker is not None:
            if worker.alive and worker.jobs < _JOBS_PER_WORKER:
                return worker
            self._working.discard(worker)
            worker.close()
        made = Worker(self._context, _answer, _limit, (self._megabytes, self._room.path))
        self._working.add(made)
        if self._stopped.is_set():  # while it started, so that nobody else ended it
            made.kill()
        return made

    def _outcome(self, future: "Future[bytes]") -> Any:
        try:
            return pickle.loads(future.result())  # noqa: S301 - our own worker wrote it
        except WorkerLateError as late:
            found = _ended(_lost(Code.TIMEOUT), late.place)
        except WorkerEndedError as ended:
            found = _ended(_why(ended.exitcode), ended.place)
        self._room.sweep()  # the worker is dead: its programs and files are left
        return found


def _killed(future: "Future[bytes]") -> bool:
    """Tell whether a job's worker was killed by somebody else: what a job brings on itself ends in another way."""
    error = None if future.cancelled() else future.exception()
    return isinstance(error, WorkerEndedError) and error.exitcode in _FROM_OUTSIDE


def _ended(found: Problem, place: str) -> Problem:
    return Ended(found.stage, found.code, found.message, found.severity, place=place) if place else found


def _why(exitcode: int) -> Problem:
    """Return the problem of a job whose worker ended with this code, minus the signal where one ended it."""
    if -exitcode == timer.ENDED_BY:
        return _lost(Code.TIMEOUT)
    if -exitcode in _OUT_OF_MEMORY:
        return _lost(Code.MEMORY)
    return _lost(Code.CRASHED, f"(tiến trình dừng với mã {exitcode})")


def _lost(code: Code, detail: str = "") -> Problem:
    return problem(Stage.READ, code, detail, severity=Severity.ERROR)


# In the worker


def _answer(job: bytes) -> bytes:
    """Do a packed job against the timer and return its result packed, or the problem that it became."""
    try:
        function, argument, seconds = pickle.loads(job)  # noqa: S301 - our own parent wrote it
        timer.start(seconds)
        return _packed(function(argument))
    except MemoryError:
        return pickle.dumps(_ended(_lost(Code.MEMORY), told()))
    except BaseException as error:  # noqa: BLE001 - the boundary of the worker: whatever it was, the run goes on
        return pickle.dumps(_ended(_lost(Code.CRASHED, f"({type(error).__name__})"), told()))
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


__all__ = ["Ended", "Sandbox"]
