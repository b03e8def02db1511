"""The law of chance: whatever happens to the bytes of a good file, it ends with a document or a code, and no worker is left."""

import psutil
import pytest

from tests.hostile.fuzz import fuzz
from tests.hostile.mutations import FORMATS, good, mutated

SEEDS = 5000


def test_a_seed_always_makes_the_same_file() -> None:
    """What a failing seed made can be made again."""
    assert [mutated(seed) for seed in range(60)] == [mutated(seed) for seed in range(60)]
    changed = [seed for seed in range(60) if mutated(seed)[1] != good(FORMATS[seed % len(FORMATS)])]
    assert len(changed) > 50


def _check(first: int, count: int) -> None:
    ended = list(fuzz(first, count))
    faults = [f"python -m tests.hostile.fuzz --write {one.seed} FILE   # {one.fault}" for one in ended if one.fault]
    assert faults == []
    assert {one.seed for one in ended} == set(range(first, first + count))
    commands = [" ".join(child.cmdline()) for child in psutil.Process().children(recursive=True)]
    assert not [command for command in commands if "forkserver" in command and "from_parent" in command]


def test_a_few_mutated_files() -> None:
    """Of the files of some seeds each has a document or a code."""
    _check(0, 60)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_thousands_of_mutated_files() -> None:
    """The same of five thousand, of every format."""
    _check(10_000, SEEDS)
