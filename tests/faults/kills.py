"""Kills a run at a random moment, lets the next one go on, and holds what it writes to what an undisturbed run wrote."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.made_inbox import make_inbox
from flows.lock import LOCK_FILE

FILES = 40
MANY = 240  # so that a process beside the run writes the workbook
VICTIMS = ("the run", "a worker", "a child", "all at once")
_PATIENCE = 300.0  # seconds for a run on a busy machine
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Arena:
    """An inbox, what an undisturbed run over it hands out, and how long that worked once it held its folder."""

    inbox: Path
    handed_out: dict[str, bytes]
    seconds: float


@dataclass(frozen=True, slots=True)
class Kill:
    """One kill: of what, how long after the run held its folder, how it ended, and which results are then not the same."""

    victim: str
    seconds: float
    status: int
    different: tuple[str, ...]
    said: str  # by the second run


def arena(folder: Path, files: int = FILES) -> Arena:
    """Make an inbox of so many files below `folder` and run over it undisturbed."""
    inbox, out = folder / "inbox", folder / "whole"
    make_inbox(inbox, files)
    run = start(inbox, out)
    _wait_for(out / LOCK_FILE, run)
    held = time.monotonic()
    said = run.communicate(timeout=_PATIENCE)[1]
    if run.returncode:
        raise RuntimeError(said)
    return Arena(inbox, handed_out(out), time.monotonic() - held)


def kill_once(place: Arena, out: Path, seed: int, after: float = 0.0) -> Kill:
    """Start a run into the empty folder `out`, kill something of it at a random moment, and run again until the end.

    `after`: not before so much of its time, a share, has gone by.
    """
    chance = random.Random(seed)  # noqa: S311 - no secret, and the same each time
    victim, seconds = VICTIMS[seed % len(VICTIMS)], chance.uniform(after * place.seconds, place.seconds)
    run = start(place.inbox, out)
    _wait_for(out / LOCK_FILE, run)
    time.sleep(seconds)
    _strike(run, victim, chance)
    run.communicate(timeout=_PATIENCE)
    again = start(place.inbox, out)
    said = again.communicate(timeout=_PATIENCE)[1]
    if again.returncode:
        return Kill(victim, seconds, run.returncode, ("the second run failed",), said)
    found = handed_out(out)
    names = sorted(found.keys() | place.handed_out.keys())
    different = tuple(name for name in names if found.get(name) != place.handed_out.get(name))
    left = tuple(path.name for path in (*out.glob(".*.part"), *(out / "tables").glob(".*.part")))
    shutil.rmtree(out)
    return Kill(victim, seconds, run.returncode, different + left, said)


def start(inbox: Path, out: Path, *options: str) -> "subprocess.Popen[str]":
    """Start the program over an inbox, in a session of its own, with two workers."""
    command = [sys.executable, "-m", "flows.entry", "run", str(inbox), "--out", str(out), "--quiet", "--workers", "2"]
    return subprocess.Popen(
        [*command, *options],
        cwd=_ROOT,
        env={**os.environ, "SOAT_SETTLE_SECONDS": "0"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def handed_out(out: Path) -> dict[str, bytes]:
    """Return the results below `out` by name: every table, the workbook, the page, the graph."""
    paths = [*(out / "tables").glob("*.csv"), *(out / name for name in ("coverage.xlsx", "index.html"))]
    return {path.name: path.read_bytes() for path in (*paths, out / "citations.graphml")}


def _wait_for(path: Path, run: "subprocess.Popen[str]") -> None:
    until = time.monotonic() + _PATIENCE
    while not path.exists() and run.poll() is None and time.monotonic() < until:
        time.sleep(0.005)


def _strike(run: "subprocess.Popen[str]", victim: str, chance: random.Random) -> None:
    """Send SIGKILL to the run, to one of its processes, or to all; nothing where they are gone already."""
    try:
        whole = psutil.Process(run.pid)
        children = whole.children(recursive=True)
        direct = {child.pid for child in whole.children()}
    except psutil.NoSuchProcess:
        return
    workers = [child for child in children if child.pid not in direct]  # the fork server's children
    chosen = {
        "the run": [whole],
        "a worker": [chance.choice(workers)] if workers else [],
        "a child": [chance.choice(children)] if children else [],
        "all at once": [whole, *children],
    }[victim]
    for process in chosen:
        try:
            process.send_signal(signal.SIGKILL)
        except psutil.NoSuchProcess:
            continue
