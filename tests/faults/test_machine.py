"""Laws of a machine that fails: full disk, folders that refuse, a database that goes away, a clock set back, two at once."""

import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import psycopg
import pytest

from flows.lock import only_run
from tests.faults.conftest import Cluster
from tests.faults.kills import Arena, arena, handed_out, start

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

_PATIENCE = 300.0
_ONE_LINE = re.compile(r"\Asoat: [^\n]+\n\Z")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Arena:
    """An inbox, and what an undisturbed run over it hands out."""
    return arena(tmp_path_factory.mktemp("faults"))


def ended(run: "subprocess.Popen[str]") -> tuple[int, str]:
    """Return how a run ended and what it said, without its warnings of files."""
    said = run.communicate(timeout=_PATIENCE)[1]
    assert "Traceback" not in said, said
    lines = [line for line in said.splitlines(keepends=True) if not line.startswith("Không thấy văn bản giao")]
    return run.returncode, "".join(lines)


def test_a_full_disk_is_said_and_costs_nothing(place: Arena, small_disk: Path) -> None:
    """One clear line; with room again the next run goes on and ends with the same results."""
    ballast, out = small_disk / "ballast", small_disk / "out"
    room = shutil.disk_usage(small_disk).free
    with ballast.open("wb") as file:
        file.write(bytes(room - 700_000))
    status, said = ended(start(place.inbox, out))
    assert status == 1
    assert _ONE_LINE.match(said), said
    assert "ổ đĩa" in said
    ballast.unlink()
    assert ended(start(place.inbox, out)) == (0, "")
    assert handed_out(out) == place.handed_out


def test_results_that_find_no_room_leave_the_old_ones(place: Arena, small_disk: Path) -> None:
    """A disk that fills up while results are written leaves each file whole: the old one or the new one."""
    inbox, out = small_disk.parent / "inbox", small_disk / "out"
    shutil.copytree(place.inbox, inbox)
    assert ended(start(inbox, out))[0] == 0
    first = handed_out(out)
    (inbox / "000" / "00000.txt").unlink()
    with (small_disk / "ballast").open("wb") as file:
        file.write(bytes(max(0, shutil.disk_usage(small_disk).free - 150_000)))
    status, said = ended(start(inbox, out))
    assert status == 1
    assert _ONE_LINE.match(said), said
    assert handed_out(out).keys() == first.keys()
    assert not list(out.rglob(".*.part"))
    (small_disk / "ballast").unlink()
    assert ended(start(inbox, out))[0] == 0
    assert handed_out(out) != first


def test_a_folder_that_refuses_is_said(place: Arena, tmp_path: Path) -> None:
    """A place where nothing can be written is said in one line."""
    (tmp_path / "tệp").write_text("")
    status, said = ended(start(place.inbox, tmp_path / "tệp" / "out"))
    assert status == 1
    assert _ONE_LINE.match(said), said


def test_the_second_of_two_runs_leaves(place: Arena, tmp_path: Path) -> None:
    """While one run holds a folder the other one says so and ends; nothing is spoilt."""
    out = tmp_path / "out"
    out.mkdir()
    with only_run(out):
        status, said = ended(start(place.inbox, out))
    assert (status, bool(_ONE_LINE.match(said)), "Một lần chạy khác" in said) == (1, True, True)
    both = [start(place.inbox, out) for _ in range(2)]
    statuses = sorted(ended(run)[0] for run in both)
    assert statuses in ([0, 1], [0, 0])  # the second may come when the first has ended
    assert handed_out(out) == place.handed_out


def test_a_database_that_goes_away_and_comes_back(place: Arena, tmp_path: Path, cluster: Cluster) -> None:
    """A server that stops in mid-run ends the run with one line; when it is back the next run goes on to the same results."""
    out = tmp_path / "out"
    run = start(place.inbox, out, "--database", cluster.url)
    until = time.monotonic() + _PATIENCE
    while not _stopped_in_the_middle(cluster) and run.poll() is None and time.monotonic() < until:
        time.sleep(0.02)
    status, said = ended(run)
    assert status == 1
    assert _ONE_LINE.match(said), said
    assert "máy chủ cơ sở dữ liệu" in said
    cluster.start()
    kept = _kept(cluster)
    assert kept >= 5
    assert ended(start(place.inbox, out, "--database", cluster.url)) == (0, "")
    assert handed_out(out) == place.handed_out


def _stopped_in_the_middle(cluster: Cluster) -> bool:
    """Stop the server once it holds some results, while a lock of ours keeps the run from saving more; tell whether it was."""
    try:
        with psycopg.connect(cluster.url, connect_timeout=3) as connection:
            connection.execute("LOCK TABLE step_results IN EXCLUSIVE MODE")
            found = connection.execute("SELECT count(*) FROM step_results").fetchone()
            if not found or found[0] < 5:
                return False
            cluster.stop()
    except psycopg.Error:  # not made yet, or stopped by us under our own connection
        return not cluster.running
    return True


def _kept(cluster: Cluster) -> int:
    """Return how many results the store holds."""
    try:
        with psycopg.connect(cluster.url, connect_timeout=3) as connection:
            found = connection.execute("SELECT count(*) FROM step_results").fetchone()
    except psycopg.Error:
        return 0  # not made yet
    return int(found[0]) if found else 0


def test_a_clock_that_was_set_back(place: Arena, tmp_path: Path) -> None:
    """Files from the future are read like others, and one that changes is noticed though its time of change goes back."""
    inbox, out = tmp_path / "inbox", tmp_path / "out"
    shutil.copytree(place.inbox, inbox)
    future = time.time() + 1_000_000
    for path in inbox.rglob("*.*"):
        os.utime(path, (future, future))
    assert ended(start(inbox, out)) == (0, "")
    assert handed_out(out) == place.handed_out
    report = inbox / "000" / "00000.txt"
    words = report.read_text(encoding="utf-8")
    report.write_text(words.replace("Thanh", "Thành"), encoding="utf-8")
    os.utime(report, (future - 500_000, future - 500_000))
    report.write_text(words, encoding="utf-8")
    os.utime(report, (1_000_000_000, 1_000_000_000))
    assert ended(start(inbox, out)) == (0, "")
    assert handed_out(out) == place.handed_out
    report.write_text(words.replace("BÁO CÁO", "KẾ HOẠCH"), encoding="utf-8")
    os.utime(report, (1_000_000_000, 1_000_000_000))
    assert ended(start(inbox, out)) == (0, "")
    assert handed_out(out)["coverage.csv"] != place.handed_out["coverage.csv"]
