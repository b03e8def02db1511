"""The law of crashes: whatever is killed, and whenever, the next run ends with the tables of an undisturbed one."""

from pathlib import Path

import pytest

from tests.faults.kills import MANY, VICTIMS, arena, kill_once

_END = 0.75  # of a run: then all is read
KILLS = 10  # `python -m bench.faults --kills 200` does more

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]


def test_a_killed_run_costs_nothing(tmp_path: Path) -> None:
    """Run, worker, fork server or all of them killed at random moments: byte-identical results, and nothing left behind."""
    place = arena(tmp_path)
    kills = [kill_once(place, tmp_path / f"out{seed}", seed) for seed in range(KILLS)]
    assert [kill for kill in kills if kill.different] == []
    assert any(kill.status for kill in kills), "no run was killed while it worked"


def test_a_run_killed_while_it_writes_costs_nothing(tmp_path: Path) -> None:
    """The same at the end of a run over many files, where a process beside it writes the workbook."""
    place = arena(tmp_path, MANY)
    kills = [kill_once(place, tmp_path / f"out{seed}", seed, _END) for seed in range(len(VICTIMS))]
    assert [kill for kill in kills if kill.different] == []
