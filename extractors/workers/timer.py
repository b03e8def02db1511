"""The processor time that a worker may spend on one file; the kernel ends a worker that spends more, whatever it runs.

It is time of the processor, not of the clock, so that a busy machine loses no file.
"""

import signal
from dataclasses import dataclass

ENDED_BY = signal.SIGPROF  # what ends such a worker; nobody catches it, so that no library can hold it up
MEMBER = 0.1  # seconds more for each file inside a container: an archive of 300 reports is no attack; a report takes about as much
PAGE = 0.03  # seconds more for each page of a PDF: a good one takes a third of it


@dataclass(slots=True)
class _Timer:
    """The one timer of this process, since the kernel has one; `limit` is 0 outside of a worker's job."""

    limit: float = 0.0


_TIMER = _Timer()


def start(seconds: float) -> None:
    """Begin a job: from now on this process may spend `seconds` of the processor."""
    _TIMER.limit = seconds
    signal.setitimer(signal.ITIMER_PROF, seconds)


def stop() -> None:
    """End a job: what comes between jobs is not counted."""
    _TIMER.limit = 0.0
    signal.setitimer(signal.ITIMER_PROF, 0.0)


def restart() -> None:
    """Give the whole time again: a program that has a limit of its own did its work, such as recognising a page."""
    if _TIMER.limit:
        signal.setitimer(signal.ITIMER_PROF, _TIMER.limit)


def more(seconds: float) -> None:
    """Give a little more, up to the whole time: for a further member of a container, or a further page."""
    if _TIMER.limit:
        left, _ = signal.getitimer(signal.ITIMER_PROF)
        signal.setitimer(signal.ITIMER_PROF, min(_TIMER.limit, left + seconds))
