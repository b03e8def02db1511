"""One run at a time."""

import subprocess
import sys
from pathlib import Path

import pytest

from flows.errors import UserError
from flows.lock import LOCK_FILE, only_run

_HOLD = """
import sys, time
from pathlib import Path
from flows.lock import only_run
with only_run(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_run_is_told_to_wait(tmp_path: Path) -> None:
    """While one run holds a folder another one ends with a clear line, and changes nothing."""
    with only_run(tmp_path):
        with pytest.raises(UserError, match="Một lần chạy khác") as told, only_run(tmp_path):
            pass
        assert told.value.status == 1
    with only_run(tmp_path):
        assert (tmp_path / LOCK_FILE).exists()


def test_a_killed_run_leaves_no_lock(tmp_path: Path) -> None:
    """A run that is killed holds nothing any more: the next one goes on."""
    holder = subprocess.Popen([sys.executable, "-c", _HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(UserError), only_run(tmp_path):
        pass
    holder.kill()
    holder.wait()
    holder.stdout.close()
    with only_run(tmp_path):
        pass
