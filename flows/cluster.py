"""The machines of a Dask cluster as an executor: batches of jobs go out, results come back to the one process that saves."""

import logging
import pickle
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any, Self, TypeVar
from uuid import uuid4

from core.problem import Problem
from core.settings import Settings
from flows.errors import LostError, UserError
from flows.versions import program

try:
    from distributed import Client, Future, KilledWorker
    from distributed.client import CancelledError
except ModuleNotFoundError as missing:
    raise UserError(
        f"Chạy trên nhiều máy cần gói Dask, máy này chưa cài (thiếu {missing.name}). "
        "Chạy make setup-dask trên mọi máy rồi làm lại."
    ) from missing

from flows.machine import Refused, Site, do_batch

T = TypeVar("T")
R = TypeVar("R")

BATCH = 4  # jobs a task: its own cost, some milliseconds, is little beside theirs, and little is done again for a lost machine
_QUEUE = 2  # batches for each worker that are handed over at a time; more would only wait in memory
_PATIENCE = 60.0  # seconds to wait for a machine, at the start and when all are gone
_LOOK = 1.0  # seconds between looks at the cluster


def _quiet() -> None:
    """Have Dask keep to itself what it would print, tracebacks too: what matters of it is said by us, in one line."""
    for name in tuple(logging.root.manager.loggerDict):
        if name.partition(".")[0] == "distributed":
            logging.getLogger(name).setLevel(logging.CRITICAL)


class Cluster:
    """Runs functions on the machines of a cluster; each file has there the sandbox and the limits that it has at home.

    A context manager. It asks for the cluster when there is work, so that a run with nothing to read needs none. A batch
    whose machine is lost is done again by another; where there is none, LostError or UserError say so in one line, and as
    what was yielded before is saved, the next run goes on.
    """

    def __init__(
        self, scheduler: str, settings: Settings, places: tuple[Path, ...], patience: float = _PATIENCE
    ) -> None:
        self._address = scheduler
        self._patience = patience
        self._marker = places[0] / f".soat-cluster-{uuid4().hex}"
        self._site = Site(program(), (self._marker, *places), settings)
        self._client: Client | None = None
        self._threads = 0
        self._manned = 0.0  # when a machine was last there

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._leave()

    def _leave(self) -> None:
        self._marker.unlink(missing_ok=True)
        client, self._client, self._threads = self._client, None, 0
        if client is not None:
            with suppress(Exception):  # a cluster that is gone takes no leave
                client.close(timeout=_LOOK)

    @property
    def workers(self) -> int:
        """How many jobs the machines do at a time, those that are there now."""
        self._look(self._connected())
        return max(1, self._threads)

    def run(self, function: Callable[[T], R], jobs: Iterable[T]) -> Iterator[tuple[T, R | Problem]]:
        """Yield each job with its result, or with the problem that ended it, in the order of completion."""
        source = iter(jobs)
        waiting: dict[str, tuple[Future, tuple[T, ...]]] = {}  # by the key of the task
        ended: SimpleQueue[Future] = SimpleQueue()
        try:
            while True:
                while len(waiting) < max(1, self._threads) * _QUEUE and (batch := tuple(islice(source, BATCH))):
                    future = self._begun(function, batch)
                    waiting[future.key] = future, batch
                    future.add_done_callback(ended.put)
                if not waiting:
                    return
                key = self._next(ended).key
                future, batch = waiting.pop(key)
                results = self._results(future)
                future.release()
                yield from zip(batch, results, strict=True)
        finally:
            for future, _ in waiting.values():
                with suppress(Exception):
                    future.cancel()

    def _connected(self) -> Client:
        """Return the client; the first call connects it and waits for a machine."""
        if self._client is None:
            _quiet()
            try:
                self._client = Client(self._address, timeout=self._patience, set_as_default=False)
            except (OSError, ValueError, TypeError) as error:
                raise LostError(
                    f"Không nối được với bộ điều phối Dask {self._address} ({type(error).__name__}). "
                    "Kiểm tra địa chỉ và xem bộ điều phối đã chạy chưa."
                ) from error
            self._marker.touch(mode=0o600)
            self._manned = time.monotonic()
            self._look(self._client)
            while self._threads == 0:
                time.sleep(_LOOK)
                self._look(self._client)
        return self._client

    def _look(self, client: Client) -> None:
        """See how many machines are there; LostError where the cluster is gone, or was without any for too long."""
        try:
            self._threads = (
                int(client.scheduler_info(n_workers=0)["total_threads"]) if client.status == "running" else -1
            )
        except (OSError, TimeoutError):
            self._threads = -1
        if self._threads < 0:
            raise self._gone()
        now = time.monotonic()
        if self._threads:
            self._manned = now
        elif now - self._manned > self._patience:
            raise LostError(
                f"Không có máy làm việc nào nối vào {self._address} trong {self._patience:.0f} giây. "
                "Khởi động máy làm việc rồi chạy lại; những gì đã đọc được giữ, lần chạy sau làm tiếp."
            )

    def _gone(self) -> LostError:
        """Let go of a cluster that is lost, so that a later try asks for it anew, and return what is to be said."""
        self._leave()
        return LostError(
            f"Mất liên lạc với bộ điều phối Dask {self._address}. Những gì đã đọc được giữ; chạy lại để làm tiếp."
        )

    def _begun(self, function: Callable[[T], R], batch: tuple[T, ...]) -> Future:
        packed = pickle.dumps((self._site, function, batch), pickle.HIGHEST_PROTOCOL)
        client = self._connected()
        if client.status != "running":
            raise self._gone()
        return client.submit(do_batch, packed, key=f"soat-{uuid4().hex}", pure=False)

    def _next(self, ended: SimpleQueue[Future]) -> Future:
        """Wait for a task to end, with an eye on the cluster."""
        while True:
            try:
                return ended.get(timeout=_LOOK)
            except Empty:
                self._look(self._connected())

    def _results(self, future: Future) -> list[Any]:
        """Fetch what a task found; where its machine went away with it, Dask has it done again meanwhile."""
        while True:
            try:
                found = pickle.loads(future.result(timeout=_LOOK))  # noqa: S301 - our own machine wrote it
            except TimeoutError:
                self._look(self._connected())
            except CancelledError as error:
                raise self._gone() from error
            except KilledWorker as error:
                raise LostError(
                    "Nhiều máy làm việc lần lượt mất giữa chừng khi đọc cùng một nhóm tệp. Xem nhật ký của chúng (thiếu bộ "
                    "nhớ?) rồi chạy lại; những gì đã đọc được giữ."
                ) from error
            except Exception as error:
                raise UserError(
                    f"Máy làm việc không làm được việc được giao ({type(error).__name__}). Mọi máy và bộ điều phối phải "
                    "chạy cùng một bản soát; xem nhật ký của chúng.",
                    status=1,
                ) from error
            else:
                if isinstance(found, Refused):
                    raise UserError(
                        f"Máy làm việc {found.machine} không dùng được cho lần chạy này: {found.reason}.", 1
                    )
                return list(found)
