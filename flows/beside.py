"""A process beside the run's own, that writes one of the large files while the run writes the others."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from core.problem import Problem
from extractors.workers.sandbox import Sandbox
from reports.standing import Begin, here

_ENOUGH = 200  # files: what a run tells of fewer is written sooner than a process starts
_LONGEST = 3600.0  # seconds; then the run writes the file itself
_MEGABYTES = 4096  # that it may hold, the libraries included; a workbook of the longest lists takes 300

_NEEDED = "reports.render"

T = TypeVar("T")
Write = Callable[[Path], None]  # picklable


class Beside:
    """The process, started by `get_ready` where it pays. A context manager: it ends with it, killed where an error ends the run."""

    def __init__(self) -> None:
        self._sandbox: Sandbox | None = None
        self._asking = ThreadPoolExecutor(1)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._sandbox:
            self._sandbox.__exit__(kind, error, trace)
        self._asking.shutdown()

    def get_ready(self, files: int) -> None:
        """Start the process, and have it load what it needs, where so many files are worth it; come back at once.

        To be called when all is read: a program that forks workers is then there, or need not know how to read.
        """
        if files >= _ENOUGH and self._sandbox is None:
            self._sandbox = Sandbox(1, _LONGEST, _MEGABYTES, busy=_LONGEST, modules=(_NEEDED,))
            self._asking.submit(_ended, self._sandbox, _load, None)

    @property
    def begin(self) -> Begin:
        """What begins to write a file: the process, where it was started. Whatever it cannot do is done here, when its end is waited for."""
        return partial(self._begin, self._sandbox) if self._sandbox else here

    def _begin(self, sandbox: Sandbox, write: Write, path: Path) -> Callable[[], None]:
        end = self._asking.submit(_ended, sandbox, _write, (write, path))

        def wait() -> None:
            if isinstance(end.result(), Problem):
                write(path)

        return wait


def _ended(sandbox: Sandbox, function: Callable[[T], None], job: T) -> Problem | None:
    return next(end for _, end in sandbox.run(function, [job]))


# In the process


def _load(_job: None) -> None:
    import_module(_NEEDED)


def _write(job: tuple[Write, Path]) -> None:
    write, path = job
    write(path)
