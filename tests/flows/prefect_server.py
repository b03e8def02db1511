"""A Prefect server of our own on the loopback, with a worker and the deployments of prefect.yaml."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120  # seconds for a server to answer, or a run to end, on a busy machine
ENDED = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}


@dataclass(frozen=True)
class Server:
    """A running Prefect server with a worker and our deployments."""

    api: httpx.Client
    environment: dict[str, str]  # of programs that are to ask it

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """Return the server's answer to a question; like Prefect's own client, ask again where its SQLite was busy."""
        until = time.monotonic() + PATIENCE
        answer = self.api.request(method, path, json=body)
        while answer.status_code == httpx.codes.SERVICE_UNAVAILABLE and time.monotonic() < until:
            time.sleep(1)
            answer = self.api.request(method, path, json=body)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def begin(self, deployment: str, flow: str = "soat-nightly", **parameters: object) -> dict[str, Any]:
        """Begin a run of a deployment."""
        found = self.ask("GET", f"/deployments/name/{flow}/{deployment}")
        begun = self.ask("POST", f"/deployments/{found['id']}/create_flow_run", {"parameters": parameters})
        return dict(begun)

    def run(self, deployment: str, flow: str = "soat-nightly", **parameters: object) -> dict[str, Any]:
        """Run a deployment and return the flow run once it has ended."""
        return self.ended(self.begin(deployment, flow, **parameters))

    def ended(self, run: dict[str, Any]) -> dict[str, Any]:
        """Return a flow run once it has ended."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            run = self.ask("GET", f"/flow_runs/{run['id']}")
            if run["state"]["type"] in ENDED:
                return dict(run)
            time.sleep(0.5)
        pytest.fail(f"the run has not ended: {run['state']}")

    def do(self, script: str) -> "subprocess.CompletedProcess[str]":
        """Run a piece of Python that asks this server."""
        process = self.begin_script(script)
        said = process.communicate()[0]
        return subprocess.CompletedProcess(process.args, process.returncode, said)

    def begin_script(self, script: str) -> "subprocess.Popen[str]":
        """Start a piece of Python that asks this server; what it says, on both ways, is its output."""
        command = [sys.executable, "-c", script]
        return subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

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


@contextmanager
def serving(home: Path) -> Iterator[Server]:
    """Start a server with its files in `home`, a process worker and the deployments; skip the test where none can start."""
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
        process = start("server", "start", "--host", "127.0.0.1", "--port", str(port))
        with httpx.Client(base_url=url, timeout=30, trust_env=False) as api:
            wait_for(api, process, home / "server.log")
            do("work-pool", "create", "soat", "--type", "process")
            do("deploy", "--all")
            start("worker", "start", "--pool", "soat", "--type", "process")
            yield Server(api, environment)
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
