"""Keeps what workers find: of quick files some together, since a transaction for each would cost more than what it keeps."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from store.store import StepResult, Store

Keep = Callable[[Iterable[StepResult]], None]
_AT_ONCE = 8  # files: a run that is killed has to do no more than these again
_SOON = 0.25  # seconds: what took longer than this to come is kept at once


@contextmanager
def saving(store: Store) -> Iterator[Keep]:
    """Give a function that takes the results of one file, and keeps them soon: all of them or none, in one transaction.

    All are kept when the block ends; where it ends by an exception, the last few are not.
    """
    held: list[StepResult] = []
    files, last = 0, time.monotonic()

    def write() -> None:
        nonlocal files, last
        store.save(held)
        held.clear()
        files, last = 0, time.monotonic()

    def keep(results: Iterable[StepResult]) -> None:
        nonlocal files
        held.extend(results)
        files += 1
        if files >= _AT_ONCE or time.monotonic() - last >= _SOON:
            write()

    yield keep
    write()
