"""Laws of the nightly run: a real Prefect server, a worker and a deployment write the same tables as `soat run`."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from prefect.states import Failed, State

from flows.errors import UserError
from flows.nightly import BATCH, _batches, _passing
from flows.run import RunResult
from store.engine import StoreError

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120  # seconds for a server to answer, or a run to end, on a busy machine

RunOver = Callable[..., RunResult]
HandedOut = Callable[[Path], dict[str, bytes]]


def failed(error: Exception) -> State[Any]:
    """Return the state that Prefect gives a task that raised `error`."""
    return Failed(data=error, message=repr(error))


@pytest.mark.parametrize(
    "error",
    [OSError(5, "Input/output error"), ConnectionResetError(), TimeoutError(), StoreError("held", passing=True)],
)
def test_passing_faults_are_tried_again(error: Exception) -> None:
    """A share that dropped away, a connection or a database that is held may be better in a minute."""
    assert _passing(None, None, failed(error)) is True


@pytest.mark.parametrize(
    "error", [UserError("wrong"), StoreError("other schema"), ValueError("bug"), KeyError("bug"), MemoryError()]
)
def test_lasting_faults_are_not_tried_again(error: Exception) -> None:
    """A user's mistake, a database of another program or an error of ours is the same in a minute: the run fails now."""
    assert _passing(None, None, failed(error)) is False


def test_batches_hold_every_file_once() -> None:
    """Batches are of at most BATCH files, in order, and none is lost."""
    files = tuple(range(2 * BATCH + 1))
    batches = list(_batches(files))  # type: ignore[arg-type] - what it cuts does not matter
    assert [one for batch in batches for one in batch] == list(files)
    assert [len(batch) for batch in batches] == [BATCH, BATCH, 1]


@dataclass(frozen=True)
class Server:
    """A running Prefect server with a worker and our deployments."""

    api: httpx.Client

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """Return the server's answer to a question; like Prefect's own client, ask again where its SQLite was busy."""
        until = time.monotonic() + PATIENCE
        answer = self.api.request(method, path, json=body)
        while answer.status_code == httpx.codes.SERVICE_UNAVAILABLE and time.monotonic() < until:
            time.sleep(1)
            answer = self.api.request(method, path, json=body)
        answer.raise_for_status()
        return answer.json()

    def run(self, deployment: str, **parameters: object) -> dict[str, Any]:
        """Run a deployment and return the flow run once it has ended."""
        found = self.ask("GET", f"/deployments/name/soat-nightly/{deployment}")
        run = self.ask("POST", f"/deployments/{found['id']}/create_flow_run", {"parameters": parameters})
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            run = self.ask("GET", f"/flow_runs/{run['id']}")
            if run["state"]["type"] in {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}:
                return dict(run)
            time.sleep(0.5)
        pytest.fail(f"the run has not ended: {run['state']}")

    def log(self, run: dict[str, Any]) -> str:
        """Return what a flow run said."""
        question = {"logs": {"flow_run_id": {"any_": [run["id"]]}}}
        return "\n".join(line["message"] for line in self.ask("POST", "/logs/filter", question))


def free_port() -> int:
    """Return a port of the loopback that nobody holds."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def stop(process: "subprocess.Popen[bytes]") -> None:
    """End a program that we started, and whatever it started."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, sign)
        except ProcessLookupError:
            break
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            continue
    process.wait(20)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A Prefect server of our own on the loopback, a process worker, and the deployments of prefect.yaml."""
    home = tmp_path_factory.mktemp("prefect")
    port = free_port()
    url = f"http://127.0.0.1:{port}/api"
    environment = {
        **os.environ,
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_HOME": str(home),
        "PREFECT_API_URL": url,
        "PREFECT_WORKER_QUERY_SECONDS": "1",
        "PYTHONPATH": str(ROOT),
        "SOAT_HOME": str(ROOT),
        "SOAT_SETTLE_SECONDS": "0",
        "SOAT_WORKERS": "2",
    }
    started: list[subprocess.Popen[bytes]] = []

    def start(*arguments: str) -> "subprocess.Popen[bytes]":
        with (home / f"{arguments[0]}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "prefect", *arguments],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        started.append(process)
        return process

    def do(*arguments: str) -> None:
        command = [sys.executable, "-m", "prefect", "--no-prompt", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False, text=True)
        assert done.returncode == 0, done.stdout + done.stderr

    try:
        serving = start("server", "start", "--host", "127.0.0.1", "--port", str(port))
        with httpx.Client(base_url=url, timeout=30, trust_env=False) as api:
            wait_for(api, serving, home / "server.log")
            do("work-pool", "create", "soat", "--type", "process")
            do("deploy", "--all")
            start("worker", "start", "--pool", "soat", "--type", "process")
            yield Server(api)
    finally:
        for process in reversed(started):
            stop(process)


def wait_for(api: httpx.Client, serving: "subprocess.Popen[bytes]", log: Path) -> None:
    """Wait until the server answers; skip the tests where it cannot start."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if serving.poll() is not None:
            pytest.skip(f"no Prefect server can start here: {log.read_text(errors='replace')[-500:]}")
        try:
            if api.get("/health").status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            time.sleep(0.5)
    pytest.skip(f"the Prefect server does not answer after {PATIENCE} s")


@pytest.mark.slow
def test_the_deployments_are_those_of_the_file(server: Server) -> None:
    """`prefect deploy` registers the nightly run with its hour in Vietnam, one run at a time, and one without schedule."""
    nightly = server.ask("GET", "/deployments/name/soat-nightly/nightly")
    schedules = [one["schedule"] for one in nightly["schedules"] if one["active"]]
    assert [(one["cron"], one["timezone"]) for one in schedules] == [("30 1 * * *", "Asia/Ho_Chi_Minh")]
    assert nightly["work_pool_name"] == "soat"
    assert nightly["global_concurrency_limit"]["limit"] == 1
    assert server.ask("GET", "/deployments/name/soat-nightly/on-demand")["schedules"] == []


@pytest.mark.slow
@pytest.mark.parametrize("deployment", ["nightly", "on-demand"])
def test_a_deployed_run_writes_the_same_tables(  # noqa: PLR0917 - fixtures
    server: Server, inbox: Path, ran: Path, out: Path, handed_out: HandedOut, deployment: str
) -> None:
    """A run of the deployment ends Completed with its artifacts; tables, workbook and page are those of `soat run`."""
    run = server.run(deployment, inbox=str(inbox), out=str(out))
    assert run["state"]["type"] == "COMPLETED", server.log(run)
    assert handed_out(out) == handed_out(ran)
    question = {"artifacts": {"flow_run_id": {"any_": [run["id"]]}}}
    artifacts = {one["key"]: one for one in server.ask("POST", "/artifacts/filter", question)}
    assert set(artifacts) >= {"soat-matrix", "soat-problems", "soat-summary"}
    assert "Thanh tra tỉnh Tuyên Quang" in [row["Đơn vị"] for row in json.loads(artifacts["soat-matrix"]["data"])]
    problems = json.loads(artifacts["soat-problems"]["data"])
    assert [row["mã"] for row in problems if row["tệp"] == "lỗi.docx"] == ["corrupt"]
    assert str(out / "coverage.xlsx") in artifacts["soat-summary"]["data"]


@pytest.mark.slow
def test_an_empty_inbox_is_no_failure(server: Server, inbox: Path, ran: Path, handed_out: HandedOut) -> None:
    """A night on which nothing has come ends Completed, says so, and leaves the old tables."""
    before = handed_out(ran)
    shutil.rmtree(inbox)
    inbox.mkdir()
    run = server.run("on-demand", inbox=str(inbox), out=str(ran))
    assert run["state"]["type"] == "COMPLETED", server.log(run)
    until = time.monotonic() + PATIENCE  # lines come in bundles, some seconds behind the state
    while "chưa có tệp nào" not in server.log(run):
        assert time.monotonic() < until, server.log(run)
        time.sleep(0.5)
    assert handed_out(ran) == before


@pytest.mark.slow
def test_a_mistake_fails_the_run_at_once(server: Server, tmp_path: Path, out: Path) -> None:
    """A run over no inbox ends Failed, with the reason in its state and without tables."""
    run = server.run("on-demand", inbox=str(tmp_path / "không có"), out=str(out))
    assert run["state"]["type"] == "FAILED"
    assert "không có" in run["state"]["message"]
    assert not out.exists()


@pytest.mark.slow
def test_the_nightly_run_by_hand(  # noqa: PLR0917 - fixtures
    inbox: Path, ran: Path, out: Path, soat: Callable[..., Any], handed_out: HandedOut, tmp_path: Path
) -> None:
    """`soat nightly` does the same without any server of ours; of no inbox it says so in one line, with status 2."""
    done = soat("nightly", inbox, "--out", out, PREFECT_HOME=str(tmp_path / "home"))
    assert done.returncode == 0, done.stderr
    assert handed_out(out) == handed_out(ran)
    done = soat("nightly", tmp_path / "nowhere", "--out", out, PREFECT_HOME=str(tmp_path / "home"))
    assert done.returncode == 2
    assert [line for line in done.stderr.splitlines() if line.startswith("soat: ") and "nowhere" in line]
