"""How much time is left to read a file: set where its reading begins, asked by the readers of long files."""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_UNTIL: ContextVar[float] = ContextVar("until", default=math.inf)
_RESERVE = 0.12  # of the limit: kept for the layout of what was read, and for finding header and references in it


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Let the file that is read inside end after `seconds`."""
    token = _UNTIL.set(time.monotonic() + seconds * (1 - _RESERVE))
    try:
        yield
    finally:
        _UNTIL.reset(token)


def reading_ends() -> float:
    """Return the monotonic time at which a reader is to hand over what it has; infinite where nobody set a limit."""
    return _UNTIL.get()
