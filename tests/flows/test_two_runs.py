"""Laws of several runs over one PostgreSQL, as several Prefect workers with a shared file system start them."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.made_inbox import make_inbox
from core.settings import Settings
from flows.lock import LOCK_FILE
from flows.run import RunResult

FILES = 60
PATIENCE = 300.0  # seconds for a run on a busy machine

RunOver = Callable[..., RunResult]
HandedOut = Callable[[Path], dict[str, bytes]]


def start(inbox: Path, out: Path, *options: object) -> "subprocess.Popen[str]":
    """Begin a run as a program of its own."""
    command = [sys.executable, "-m", "flows.cli", "run", str(inbox), "--out", str(out), "--quiet", *map(str, options)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


@pytest.mark.slow
def test_the_second_of_two_runs_says_so_and_leaves(
    tmp_path: Path, out: Path, postgres: str, run_over: RunOver, handed_out: HandedOut
) -> None:
    """Two workers begin the same run over one database and one folder: one does it, the other ends in one line, status 1."""
    inbox = tmp_path / "hộp thư"
    make_inbox(inbox, FILES)
    first = start(inbox, out, "--database", postgres)
    until = time.monotonic() + PATIENCE
    while not (out / LOCK_FILE).exists():
        assert first.poll() is None, first.communicate()
        assert time.monotonic() < until
        time.sleep(0.01)
    second = start(inbox, out, "--database", postgres)
    _, said = second.communicate(timeout=PATIENCE)
    assert second.returncode == 1, said
    assert [line for line in said.splitlines() if "Một lần chạy khác" in line], said
    assert "Traceback" not in said
    _, said = first.communicate(timeout=PATIENCE)
    assert first.returncode == 0, said
    run_over(inbox, tmp_path / "một mình")
    assert handed_out(out) == handed_out(tmp_path / "một mình")


@pytest.mark.slow
def test_runs_of_two_campaigns_share_a_database(
    tmp_path: Path, postgres: str, run_over: RunOver, handed_out: HandedOut
) -> None:
    """Two offices' nights run at the same time over one database, each as if it were alone."""
    inboxes = {"2024": tmp_path / "nhận 1", "2025": tmp_path / "nhận 2"}
    campaigns = {year: tmp_path / year for year in inboxes}
    for seed, (year, inbox) in enumerate(inboxes.items()):
        make_inbox(inbox, FILES, seed)
        _campaign_of(year, campaigns[year])
    running = {
        year: start(inbox, tmp_path / f"out {year}", "--campaign", campaigns[year], "--database", postgres)
        for year, inbox in inboxes.items()
    }
    for year, run in running.items():
        _, said = run.communicate(timeout=PATIENCE)
        assert run.returncode == 0, said
        alone = tmp_path / f"một mình {year}"
        run_over(inboxes[year], alone, campaign=campaigns[year])
        assert handed_out(tmp_path / f"out {year}") == handed_out(alone)


def _campaign_of(year: str, folder: Path) -> None:
    """Copy the shipped campaign as another office's, of another number."""
    folder.mkdir()
    shipped = Settings().default_campaign
    (folder / "units.csv").write_bytes((shipped / "units.csv").read_bytes())
    told = (shipped / "campaign.toml").read_text(encoding="utf-8")
    (folder / "campaign.toml").write_text(told.replace('number = "1185/', f'number = "{year}/', 1), encoding="utf-8")
