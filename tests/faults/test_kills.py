"""The law of crashes: whatever is killed, and whenever, the next run ends with the tables of an undisturbed one."""

from pathlib import Path

import pytest

from tests.faults.kills import arena, kill_once

KILLS = 10  # `python -m bench.faults --kills 200` does more

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]


def test_a_killed_run_costs_nothing(tmp_path: Path) -> None:
    """Run, worker, fork server or all of them killed at random moments: byte-identical results, and nothing left behind."""
    place = arena(tmp_path)
    kills = [kill_once(place, tmp_path / f"out{seed}", seed) for seed in range(KILLS)]
    assert [kill for kill in kills if kill.different] == []
    assert any(kill.status for kill in kills), "no run was killed while it worked"
