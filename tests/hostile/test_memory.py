"""The law of the run's own memory: it does not grow with the number of files."""

import pytest

from bench.parent_memory import resident_over

MANY = 2000
_GROWTH = 25.0  # megabytes: an entry and a row for each file, and no text of any


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_the_parents_memory_stays_flat() -> None:
    """After two thousand files the run's own process holds what it held after two hundred."""
    found = resident_over(MANY)
    assert found[f"read {MANY}"] - found["read 200"] < _GROWTH
    assert found[f"assess {MANY}"] - found["assess 200"] < _GROWTH
