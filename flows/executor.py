"""Who does the work on files: worker processes of this machine, or those of the machines of a Dask cluster."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, TypeVar

from core.problem import Problem
from core.settings import Settings
from flows.document import sandbox_for
from flows.forking import WARM

T = TypeVar("T")
R = TypeVar("R")


class Executor(Protocol):
    """Does jobs under the limits of the settings, `workers` at a time; see `Sandbox`, which is the one of this machine."""

    @property
    def workers(self) -> int:
        """How many jobs are done at a time."""
        ...

    def run(self, function: Callable[[T], R], jobs: Iterable[T]) -> Iterator[tuple[T, R | Problem]]:
        """Yield each job with its result, or with the problem that ended it, in the order of completion."""
        ...


@contextmanager
def executor_for(settings: Settings, workers: int, scheduler: str, places: tuple[Path, ...]) -> Iterator[Executor]:
    """Open what does the work: this machine alone, or the cluster whose `scheduler` has this address.

    `places` are the folders that the machines of a cluster have to see, the first of them one that can be written.
    """
    if not scheduler:
        with sandbox_for(settings, workers, WARM) as sandbox:
            yield sandbox
        return
    from flows.cluster import Cluster  # noqa: PLC0415 - it needs Dask, which a run on one machine does not

    with Cluster(scheduler, settings, places) as cluster:
        yield cluster
