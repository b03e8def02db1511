"""What a machine of a cluster does with a batch of jobs: each in a worker process of its own with its limits, as at home."""

import atexit
import pickle
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing import current_process
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from distributed import get_worker

from core.settings import Settings
from extractors.workers.sandbox import Sandbox
from flows.document import sandbox_for
from flows.forking import WARM
from flows.versions import program

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Site:
    """What a run asks of the machines that work for it."""

    program: str  # the fingerprint of code, tables and programs at hand: with another one the tables would differ
    places: tuple[Path, ...]  # the run's marker and its folders, on a file system that all machines share
    settings: Settings


@dataclass(frozen=True, slots=True)
class Refused:
    """A machine that may not work for the run, and why (Vietnamese)."""

    machine: str
    reason: str


def do_batch(packed: bytes) -> bytes:
    """Do a packed (site, function, jobs); return, packed, the list of results in the order of the jobs, or a `Refused`.

    Both are bytes so that neither the scheduler nor Dask's own memory ever opens a document.
    """
    site, function, jobs = pickle.loads(packed)  # noqa: S301 - the run that leads this cluster wrote it
    done: Any = _refusal(site) or _all_done(site.settings, function, jobs)
    return pickle.dumps(done, pickle.HIGHEST_PROTOCOL)


def _refusal(site: Site) -> Refused | None:
    if site.program != program():
        reason = (
            "phiên bản soát, chương trình đi kèm (tesseract, LibreOffice) hoặc giới hạn SOAT_… khác máy chủ trì; "
            "làm cho giống nhau rồi khởi động lại máy làm việc"
        )
        return Refused(socket.gethostname(), reason)
    for place in site.places:
        if not place.exists():
            reason = f"không thấy {place}; đặt các thư mục trên ổ dùng chung, mọi máy thấy ở cùng một đường dẫn"
            return Refused(socket.gethostname(), reason)
    return None


def _all_done(settings: Settings, function: Callable[[T], R], jobs: Sequence[T]) -> list[Any]:
    results: list[Any] = [None] * len(jobs)
    for (at, _), result in _sandbox(settings).run(partial(_numbered, function), enumerate(jobs)):
        results[at] = result
    return results


def _numbered(function: Callable[[T], R], job: tuple[int, T]) -> R:
    return function(job[1])


_OPEN: dict[tuple[float, int, float, int], Sandbox] = {}
_OPENING = Lock()


def _sandbox(settings: Settings) -> Sandbox:
    """Return this machine's worker processes with these limits, one for each thread of Dask's; they stay for the next batch."""
    threads = get_worker().state.nthreads
    limits = settings.seconds_per_file, settings.megabytes_per_file, settings.busy_seconds, threads
    with _OPENING:
        if limits not in _OPEN:
            # Dask's nanny marks its worker as one that may have no children, so that none is left behind: ours die with it.
            current_process().daemon = False
            _OPEN[limits] = sandbox_for(settings, threads, WARM)
            atexit.register(_OPEN[limits].__exit__, SystemExit, None, None)  # at once: whoever waits has gone
        return _OPEN[limits]
