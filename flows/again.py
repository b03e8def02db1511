"""Runs again, as a program of its own beside the pages, over the inbox and the campaign of the last run."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import IO

from core.settings import Settings, environment_with
from flows.errors import UserError

_ROOT = Path(__file__).resolve().parent.parent
_SAID = 2_000  # signs of what the run said last


@dataclass
class Again:
    """One run at a time; what it says is kept until the next one."""

    settings: Settings
    _run: "subprocess.Popen[bytes] | None" = None
    _said: "IO[bytes] | None" = None
    _since: datetime | None = None
    _lock: Lock = field(default_factory=Lock)

    def start(self, inbox: str, campaign: Path, out: Path) -> None:
        """Start a run; UserError where one is at work."""
        with self._lock:
            if self._run is not None and self._run.poll() is None:
                raise UserError("Đang chạy rồi: đợi lần này xong.")
            self._said = tempfile.TemporaryFile()  # noqa: SIM115 - it is read while the run writes
            self._run = subprocess.Popen(  # noqa: S603 - this program itself, over folders of the last run
                _command(inbox, campaign, out),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._said,
                env=environment_with(self.settings),
                cwd=_ROOT,  # where `-m` finds the program
                start_new_session=True,  # Ctrl+C ends the pages; a run that is at work is finished
            )
            self._since = datetime.now(UTC)

    def state(self) -> tuple[datetime | None, int | None, str]:
        """Return since when a run is at work or was started, its exit status (None while it works), and what it said."""
        with self._lock:
            if self._run is None or self._said is None:
                return None, None, ""
            status = self._run.poll()
            size = os.fstat(self._said.fileno()).st_size
            said = os.pread(self._said.fileno(), _SAID, max(0, size - _SAID)).decode("utf-8", "replace")
            return self._since, status, said.strip()


def _command(inbox: str, campaign: Path, out: Path) -> Sequence[str]:
    given = ("run", inbox, "--campaign", str(campaign.resolve()), "--out", str(out.resolve()), "--quiet")
    return (sys.executable, "-m", "flows.cli", *given)
