"""Results are kept soon and whole: those of quick files some together, those of slow ones at once."""

import time

import pytest

from core.steps import Step, StepKey
from flows.saving import saving
from store.store import StepResult


class _Store:
    """Remembers what it was told to keep, a list a transaction."""

    def __init__(self) -> None:
        self.saved: list[list[str]] = []

    def save(self, results: list[StepResult]) -> None:
        """Keep results together."""
        if results:
            self.saved.append([one.key.sha256 for one in results])


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that stands until it is moved."""
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


def _results(name: str) -> list[StepResult]:
    return [StepResult(StepKey(name, step, "1"), ()) for step in (Step.READ, Step.BRIEF)]


def test_quick_files_are_kept_some_together_and_all_in_the_end(clock: list[float]) -> None:
    """Eight files share a transaction; each file's results are in one; the last few are kept when the work ends."""
    store = _Store()
    with saving(store) as keep:  # type: ignore[arg-type]  # all that it asks of a store
        for number in range(19):
            clock[0] += 0.01
            keep(_results(str(number)))
    assert [len(one) for one in store.saved] == [16, 16, 6]
    assert [name for one in store.saved for name in one] == [str(n) for n in range(19) for _ in range(2)]


def test_what_took_long_is_kept_at_once(clock: list[float]) -> None:
    """A file that came a while after the last transaction does not wait for others, nor do those that waited for it."""
    store = _Store()
    with saving(store) as keep:  # type: ignore[arg-type]  # as above
        keep(_results("quick"))
        assert store.saved == []
        clock[0] += 30
        keep(_results("scan"))
        assert store.saved == [["quick", "quick", "scan", "scan"]]


def _cut_off(store: _Store) -> None:
    with saving(store) as keep:  # type: ignore[arg-type]  # as above
        keep(_results("quick"))
        raise KeyboardInterrupt


@pytest.mark.usefixtures("clock")
def test_a_failure_keeps_nothing_more() -> None:
    """Where the work ends by an exception, it comes through, and what was not kept is done again by the next run."""
    store = _Store()
    with pytest.raises(KeyboardInterrupt):
        _cut_off(store)
    assert store.saved == []
