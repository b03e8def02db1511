"""Laws of `soat serve`: one command brings up server, schedule and runner, and takes all of them down again."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import time as hour
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from flows.errors import UserError
from flows.serve import serve

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 240  # seconds, on a busy machine


def test_a_port_in_use_is_said(inbox: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where another program answers at the port, the user is told to choose another one, and nothing is started."""
    monkeypatch.setenv("PREFECT_API_URL", "")
    monkeypatch.setenv("PREFECT_HOME", "")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UserError, match="--port"):
            serve(inbox, None, out, at=hour(1, 30), port=port)


def test_folders_are_looked_at_first(tmp_path: Path, out: Path) -> None:
    """A wrong folder is said before a server starts."""
    with pytest.raises(UserError, match="Không có thư mục"):
        serve(tmp_path / "không có", None, out, at=hour(1, 30), port=1)


@pytest.mark.slow
def test_one_command_serves_and_leaves_nothing_behind(inbox: Path, out: Path) -> None:
    """The nightly run stands in the schedule, ends well when it is asked for, and stopping the command stops all."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "flows.entry", "serve", str(inbox), "--out", str(out), "--at", "02:15"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with (
        subprocess.Popen([*command, "--port", str(port)], cwd=ROOT, env=environment, stdout=subprocess.PIPE) as serving,
        httpx.Client(base_url=f"http://127.0.0.1:{port}/api", timeout=30, trust_env=False) as api,
    ):
        try:
            deployment = _when(lambda: api.get("/deployments/name/soat-nightly/nightly"))
            (schedule,) = deployment["schedules"]
            assert (schedule["schedule"]["cron"], schedule["schedule"]["timezone"]) == (
                "15 2 * * *",
                "Asia/Ho_Chi_Minh",
            )
            begun = _when(lambda: api.post(f"/deployments/{deployment['id']}/create_flow_run", json={}))
            until = time.monotonic() + PATIENCE
            while begun["state"]["type"] not in {"COMPLETED", "FAILED", "CRASHED"} and time.monotonic() < until:
                time.sleep(1)
                begun = _when(partial(api.get, f"/flow_runs/{begun['id']}"))
            assert begun["state"]["type"] == "COMPLETED"
            assert (out / "tables" / "coverage.csv").exists()
        finally:
            started = psutil.Process(serving.pid).children(recursive=True)
            serving.send_signal(signal.SIGTERM)
            serving.wait(60)
    _, left = psutil.wait_procs(started, timeout=30)
    assert not left


def _when(ask: Callable[[], httpx.Response]) -> dict[str, Any]:
    """Return the answer once there is one."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            answer = ask()
        except httpx.TransportError:
            time.sleep(0.5)
            continue
        if answer.is_success:  # while it starts, its SQLite is now and then busy
            return dict(answer.json())
        time.sleep(0.5)
    pytest.fail("nothing answers")
