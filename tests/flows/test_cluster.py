"""Laws of the run over many machines: the same tables, nothing lost with a machine, and one clear line where it cannot go on."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from distributed import Client, LocalCluster

from bench.made_inbox import make_inbox
from core.problem import Problem
from core.settings import Settings
from flows.cluster import Cluster
from flows.errors import LostError, UserError
from flows.run import Options, RunResult, run, work_for

FILES = 40
PATIENCE = 60.0  # seconds for a program to come up on a busy machine

RunOver = Callable[..., RunResult]
HandedOut = Callable[[Path], dict[str, bytes]]


@contextmanager
def machines(count: int, **environment: str) -> Iterator[LocalCluster]:
    """A cluster of so many machines with one thread each, on the loopback; processes of their own, with nannies."""
    with LocalCluster(
        n_workers=count,
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address=None,
        memory_limit=0,
        env=environment,
    ) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory, run_once: RunOver) -> Path:
    """A folder with an inbox of FILES files, and the results of a run by this machine alone."""
    folder = tmp_path_factory.mktemp("many")
    make_inbox(folder / "inbox", FILES)
    run_once(folder / "inbox", folder / "out", workers=1)
    return folder


def free_port() -> int:
    """Return a port of the loopback that nobody holds."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def halve(number: int) -> float:
    """Give a job that any machine can do."""
    return number / 2


def fail(number: int) -> float:
    """Give a job that ends badly for one number."""
    if number == 7:
        os.abort()
    return float(number)


@pytest.mark.slow
def test_the_tables_are_those_of_one_core(
    inbox: Path, ran: Path, out: Path, run_over: RunOver, handed_out: HandedOut
) -> None:
    """Two machines write byte for byte what one process writes: tables, workbook and page."""
    with machines(2) as cluster:
        result = run_over(inbox, out, scheduler=cluster.scheduler_address)
    assert result.read == 4
    assert handed_out(out) == handed_out(ran)
    assert not list(out.glob(".soat-cluster-*"))


@pytest.mark.slow
def test_a_killed_machine_loses_nothing(many: Path, out: Path, handed_out: HandedOut) -> None:
    """A machine that is killed in mid-run, with what it had begun, changes no byte of the tables."""
    settings = Settings(settle_seconds=0)
    with machines(2) as cluster, Client(cluster) as client:
        before = set(client.run(os.getpid).values())
        read: list[str] = []

        def kill_one(step: str, _source: str) -> None:
            read.append(step)
            if len(read) in {5, FILES + 5}:  # while files are read, and again while they are assessed
                os.kill(next(iter(client.run(os.getpid).values())), signal.SIGKILL)

        told = Options(scheduler=cluster.scheduler_address)
        with work_for(many / "inbox", settings.default_campaign, out, settings, told, kill_one) as work:
            result = run(work)
        assert len(before & set(client.run(os.getpid).values())) < 2
    assert result.read == FILES
    assert handed_out(out) == handed_out(many / "out")


@pytest.mark.slow
def test_a_bad_job_costs_its_own_row(tmp_path: Path) -> None:
    """A job that kills its process becomes a problem on the machine, which goes on with the others, in the same process."""
    with machines(1) as cluster, Client(cluster) as client:
        before = client.run(os.getpid)
        with Cluster(cluster.scheduler_address, Settings(), (tmp_path,)) as executor:
            assert executor.workers == 1
            done = dict(executor.run(fail, range(20)))
        assert client.run(os.getpid) == before
    assert isinstance(done.pop(7), Problem)
    assert done == {number: float(number) for number in range(20) if number != 7}


@pytest.mark.slow
def test_a_machine_with_other_limits_is_refused(tmp_path: Path) -> None:
    """Tables would hang on who read what: a machine that reads otherwise is named, and the run ends before it saves anything."""
    with (
        machines(1, SOAT_BUSY_SECONDS="3") as cluster,
        Cluster(cluster.scheduler_address, Settings(), (tmp_path,)) as executor,
        pytest.raises(UserError, match=rf"{socket.gethostname()}.*khác máy chủ trì"),
    ):
        list(executor.run(halve, range(4)))


@pytest.mark.slow
def test_a_machine_that_does_not_see_the_folders_is_refused(tmp_path: Path) -> None:
    """Files that a machine cannot see are not told as unreadable ones: the machine and the folder are named."""
    with (
        machines(1) as cluster,
        Cluster(cluster.scheduler_address, Settings(), (tmp_path, tmp_path / "hộp thư")) as executor,
        pytest.raises(UserError, match=r"không thấy .*hộp thư"),
    ):
        list(executor.run(halve, range(4)))


@pytest.mark.slow
def test_without_machines_the_run_says_so(tmp_path: Path) -> None:
    """A scheduler to which no machine comes is not waited for all night."""
    with (
        machines(0) as cluster,
        Cluster(cluster.scheduler_address, Settings(), (tmp_path,), patience=2) as executor,
        pytest.raises(LostError, match="Không có máy làm việc nào"),
    ):
        list(executor.run(halve, range(4)))


@pytest.mark.slow
@pytest.mark.one_database
def test_a_scheduler_that_dies_is_told_in_one_line(
    many: Path, out: Path, soat: Callable[..., Any], handed_out: HandedOut
) -> None:
    """With the documented programs: the run over a scheduler that is killed ends with status 1; the next one, alone, ends it."""
    address = f"tcp://127.0.0.1:{free_port()}"
    with (
        program(
            "scheduler", "--host", "127.0.0.1", "--port", address.rpartition(":")[2], "--no-dashboard"
        ) as scheduler,
        program("worker", address, "--nthreads", "1", "--memory-limit", "0", "--no-dashboard"),
    ):
        command = [
            sys.executable,
            "-m",
            "flows.cli",
            "run",
            many / "inbox",
            "--out",
            out,
            "--scheduler",
            address,
            "--quiet",
        ]
        running = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        until = time.monotonic() + PATIENCE
        while not (out / "soat.db").exists() or not list(out.glob(".soat-cluster-*")):
            assert running.poll() is None, running.communicate()
            assert time.monotonic() < until
            time.sleep(0.05)
        scheduler.kill()
        _, said = running.communicate(timeout=2 * PATIENCE)
    lines = [line for line in said.splitlines() if "giao nhiệm vụ" not in line]
    assert running.returncode == 1, said
    assert "Traceback" not in said, said
    assert len([line for line in lines if line.startswith("soat: ")]) == 1, said
    assert soat("run", many / "inbox", "--out", out).returncode == 0
    assert handed_out(out) == handed_out(many / "out")


@contextmanager
def program(kind: str, *arguments: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Run `dask scheduler` or `dask worker`, and end it."""
    command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.mark.slow
def test_a_cluster_that_came_back_is_asked_again(tmp_path: Path) -> None:
    """After a lost scheduler the same executor works on once there is one again, as the night's second try needs."""
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"

    def cluster() -> LocalCluster:
        return LocalCluster(
            n_workers=1,
            threads_per_worker=1,
            host="127.0.0.1",
            scheduler_port=port,
            dashboard_address=None,
            memory_limit=0,
        )

    with Cluster(address, Settings(), (tmp_path,), patience=PATIENCE) as executor:
        with cluster():
            assert dict(executor.run(halve, range(4)))[3] == 1.5
        with pytest.raises(LostError, match="Mất liên lạc"):
            list(executor.run(halve, range(4)))
        with cluster():
            assert dict(executor.run(halve, range(4)))[3] == 1.5
    assert list(tmp_path.iterdir()) == []


def test_nobody_at_the_address_is_told(tmp_path: Path) -> None:
    """An address at which no scheduler answers, or that is none, is said."""
    for address in (f"tcp://127.0.0.1:{free_port()}", "nowhere://x"):
        with (
            Cluster(address, Settings(), (tmp_path,), patience=1) as executor,
            pytest.raises(LostError, match="Không nối được với bộ điều phối"),
        ):
            list(executor.run(halve, range(4)))


def test_a_run_with_nothing_to_read_needs_no_cluster(inbox: Path, ran: Path, run_over: RunOver) -> None:
    """A night on which nothing came goes well though the cluster is switched off."""
    assert run_over(inbox, ran, scheduler=f"tcp://127.0.0.1:{free_port()}").read == 0


def test_the_missing_package_is_named(inbox: Path, out: Path) -> None:
    """Without Dask the run says what to install, in one line and with status 2."""
    without = "import sys; sys.modules['distributed'] = None; from flows.cli import main; main()"
    command = [sys.executable, "-c", without, "run", inbox, "--out", out, "--scheduler", "tcp://127.0.0.1:1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stderr
    assert "make setup-dask" in done.stderr
    assert "Traceback" not in done.stderr
