"""Starts the program that forks workers: it imports what they need while a run imports its own."""

import os
from multiprocessing import forkserver
from pathlib import Path

from flows.ran import RUN_FILE

WARM = ("flows.warm",)  # the modules that workers have from their birth


def start_forking(inbox: str, campaign: Path, out: Path) -> None:
    """Start it now where workers will most likely be needed: where something came into the folders since the last run wrote `out`.

    Where this guesses wrong, the first worker starts it, and waits for it; where nothing came, it would only take time from the run.
    """
    last = _written(out / RUN_FILE)
    folders = (folder for top in (inbox, campaign) for folder, _, _ in os.walk(top))
    if _written(inbox) and any(_written(folder) > last for folder in folders):
        forkserver.set_forkserver_preload(list(WARM))
        forkserver.ensure_running()


def _written(path: Path | str) -> float:
    """Return when a file was written last, or a name in a folder; 0 where it is not there."""
    try:
        return Path(path).stat().st_mtime
    except OSError:
        return 0.0
