"""A worker process with a pipe of its own: whatever becomes of it, no other worker and no job of another is touched.

Pools whose workers share a pipe guard it by a lock that they share too. A worker that is killed while it holds that lock (by the
system that needs memory, or an administrator) leaves it locked, and all others wait for ever. Here nothing is shared.

What comes back through the pipe is an answer, or before it where the job is just now, so that the parent knows where it was
when the worker ended.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext
from typing import Any

_ENDING = 10.0  # seconds for a process that has ended to be asked for its status, on a busy machine
_ANSWER, _PLACE = b"a", b"p"  # how a message begins
UNKNOWN = 255  # its status where the fork server, which alone knows it, is dead too


class WorkerEndedError(Exception):
    """A worker ended before it gave its result; `exitcode` is minus the signal where one ended it, `place` what it told last."""

    def __init__(self, exitcode: int, place: str = "") -> None:
        super().__init__(f"the worker ended with {exitcode}")
        self.exitcode = exitcode
        self.place = place


class WorkerLateError(Exception):
    """A worker was ended since it took too long; `place` is what it told last."""

    def __init__(self, place: str) -> None:
        super().__init__("the worker took too long")
        self.place = place


class Worker:
    """A process that does one job after the other: `answer` is called there with what was sent, and gives what is sent back.

    `ready` is called there first, with `given`. Only one thread may use a worker at a time; `kill` may be called by any.
    """

    def __init__(
        self,
        context: ForkServerContext,
        answer: Callable[[bytes], bytes],
        ready: Callable[..., None],
        given: tuple[Any, ...],
    ) -> None:
        self.jobs = 0  # that it was given
        self._pipe, far = context.Pipe()
        self._process = context.Process(target=_work, args=(far, answer, ready, given), daemon=True)
        try:
            self._process.start()
        except EOFError as error:  # the fork server was killed over it; the next start brings up another one
            raise WorkerEndedError(UNKNOWN) from error
        finally:
            far.close()  # so that its end is the end of the pipe

    @property
    def alive(self) -> bool:
        """Tell whether it may be given a job."""
        return self._process.is_alive()

    def do(self, job: bytes, seconds: float) -> bytes:
        """Return the answer to a job; WorkerEndedError where it ended over it, WorkerLateError where it was ended after so many seconds."""
        self.jobs += 1
        until = time.monotonic() + seconds
        place = ""
        with suppress(EOFError, OSError):  # it ended, perhaps in the middle of a message
            self._pipe.send_bytes(job)
            while wait([self._pipe, self._process.sentinel], max(0.0, until - time.monotonic())):
                if not self._pipe.poll():
                    break  # it ended before it answered
                message = self._pipe.recv_bytes()
                if message.startswith(_ANSWER):
                    return message[len(_ANSWER) :]
                place = message[len(_PLACE) :].decode(errors="surrogatepass")
            else:
                self.kill()
                raise WorkerLateError(place)
        self._process.join(_ENDING)
        code = self._process.exitcode
        raise WorkerEndedError(UNKNOWN if code is None else code, place)

    def close(self) -> None:
        """Let it end by itself: it has no job."""
        self._pipe.close()
        self._process.join(_ENDING)
        self.kill()

    def kill(self) -> None:
        """End it now."""
        with suppress(OSError):
            self._process.kill()
        self._process.join(_ENDING)


@dataclass(slots=True)
class _Far:
    """The end of the pipe in a worker, none in other processes; and where the job is."""

    pipe: Connection | None = None
    place: str = ""


_FAR = _Far()


def tell(place: str) -> None:
    """Let the parent know where the job is, should the worker end there; outside of a worker nobody hears it."""
    _FAR.place = place
    if _FAR.pipe is not None:
        with suppress(OSError):  # the parent is gone, and so is this worker in a moment
            _FAR.pipe.send_bytes(_PLACE + place.encode(errors="surrogatepass"))


def told() -> str:
    """Return what this job told last, "" where nothing."""
    return _FAR.place


def _work(
    pipe: Connection, answer: Callable[[bytes], bytes], ready: Callable[..., None], given: tuple[Any, ...]
) -> None:
    """Do jobs until the other end of the pipe is closed."""
    ready(*given)
    _FAR.pipe = pipe
    while True:
        try:
            job = pipe.recv_bytes()
        except (EOFError, OSError):
            return
        _FAR.place = ""
        pipe.send_bytes(_ANSWER + answer(job))
