"""Writes all tables again after corrections, beside the pages: many that come quickly are written once."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Condition, Thread
from typing import Self

from web.desk import Place, RefusedError

_LOG = logging.getLogger("soat")
_AT_MOST = 60.0  # seconds that the end of a server waits for the last writing


@dataclass
class Publisher:
    """A context manager: it holds the one thread that writes. Corrections themselves are kept before it is asked."""

    place: Place
    ready: Callable[[], object] = lambda: None  # join the tables for the pages, before the first of them asks
    _asked: int = 0
    _done: int = 0
    _ending: bool = False
    _turn: Condition = field(default_factory=Condition)
    _thread: Thread = field(init=False)

    def __enter__(self) -> Self:
        self._thread = Thread(target=self._work, daemon=True, name="publisher")
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        with self._turn:
            self._ending = True
            self._turn.notify_all()
        self._thread.join(_AT_MOST)

    def ask(self, patience: float = 0.0) -> bool:
        """Have the tables written; wait up to `patience` seconds for it, and tell whether they are."""
        with self._turn:
            self._asked += 1
            mine = self._asked
            self._turn.notify_all()
            return self._turn.wait_for(lambda: self._done >= mine, patience) if patience else False

    def _work(self) -> None:
        self._try(self.ready)
        while True:
            with self._turn:
                self._turn.wait_for(lambda: self._asked > self._done or self._ending)
                if self._asked == self._done:
                    return
                asked = self._asked
            self._try(self.place.republish, self.ready)
            with self._turn:
                self._done = asked
                self._turn.notify_all()

    @staticmethod
    def _try(*acts: Callable[[], object]) -> None:
        try:
            for act in acts:
                act()
        except RefusedError as error:
            _LOG.warning("%s", error)
        except Exception:  # noqa: BLE001 - the thread must outlive whatever one writing meets: the next one may go well
            _LOG.exception("Không ghi lại được các bảng.")
