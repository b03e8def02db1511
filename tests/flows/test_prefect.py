"""Laws of the nights under a real Prefect server: the schedule begins them, limits hold, many batches lock nothing."""

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bench.made_inbox import make_inbox
from flows.nightly import LIMITED
from flows.run import RunResult
from tests.flows.prefect_server import ENDED, PATIENCE, Server

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

RunOver = Callable[..., RunResult]
HandedOut = Callable[[Path], dict[str, bytes]]
_FILES = 200


def test_the_schedule_begins_a_night(server: Server, inbox: Path, ran: Path, out: Path, handed_out: HandedOut) -> None:
    """When its hour comes the server itself begins the run, the worker takes it, and the results are those of `soat run`."""
    deployment = server.ask("GET", "/deployments/name/soat-nightly/nightly")["id"]
    often = {"interval": 30, "anchor_date": "2024-01-01T00:00:00Z"}
    told = {"schedule": often, "max_scheduled_runs": 1, "parameters": {"inbox": str(inbox), "out": str(out)}}
    (schedule,) = server.ask("POST", f"/deployments/{deployment}/schedules", [told])
    try:
        run = _first(server, deployment, str(inbox))
    finally:
        server.ask("DELETE", f"/deployments/{deployment}/schedules/{schedule['id']}")
    run = server.ended(run)
    assert run["state"]["type"] == "COMPLETED", (run["state"], server.log(run))
    assert handed_out(out) == handed_out(ran)


def _first(server: Server, deployment: str, inbox: str) -> dict[str, Any]:
    """Return the run over an inbox that the schedule of a deployment has begun, once it has."""
    question = {"deployments": {"id": {"any_": [deployment]}}, "sort": "EXPECTED_START_TIME_ASC"}
    until = time.monotonic() + 2 * PATIENCE
    while time.monotonic() < until:
        for run in server.ask("POST", "/flow_runs/filter", question):
            if run["auto_scheduled"] and run["parameters"].get("inbox") == inbox and run["start_time"]:
                return dict(run)
        time.sleep(1)
    pytest.fail("the schedule began nothing")


def test_many_batches_lock_nothing(
    server: Server, tmp_path: Path, out: Path, run_over: RunOver, handed_out: HandedOut
) -> None:
    """A night of 200 batches to read and 200 to assess: every task ends Completed, and nobody says "database is locked"."""
    inbox, plain = tmp_path / "nhiều", tmp_path / "thường"
    make_inbox(inbox, _FILES)
    done = server.do(
        f"from flows import nightly\nnightly.BATCH, nightly._EACH = 1, 0\nprint('ran', {_begun(inbox, out, workers=2)})\n"
    )
    assert done.returncode == 0, done.stdout[-3000:]
    tasks = _tasks(server, _ran(done.stdout), "read", "assess")
    assert len(tasks) == 2 * _FILES
    assert {one["state"]["type"] for one in tasks} == {"COMPLETED"}
    assert {one["run_count"] for one in tasks} == {1}
    assert "is locked" not in done.stdout
    assert "is locked" not in server.log({"id": _ran(done.stdout)})
    run_over(inbox, plain)
    assert handed_out(out) == handed_out(plain)


def _begun(inbox: Path, out: Path, workers: int) -> str:
    """Return the expression that runs a night and gives the id of its flow run."""
    run = f"nightly.nightly_run({str(inbox)!r}, out={str(out)!r}, workers={workers}, return_state=True)"
    return f"{run}.state_details.flow_run_id"


def _ran(said: str) -> str:
    """Return the id of the flow run that a script tells of."""
    return next(line.removeprefix("ran ") for line in said.splitlines() if line.startswith("ran "))


def _tasks(server: Server, run: str, *names: str) -> list[dict[str, Any]]:
    """Return the task runs of these names in a flow run, once all are known to have ended."""
    question: dict[str, Any] = {"flow_runs": {"id": {"any_": [run]}}, "sort": "EXPECTED_START_TIME_ASC"}
    found: list[dict[str, Any]] = []
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:  # what became of tasks comes to the server as events, a little behind
        found = []
        while page := server.ask("POST", "/task_runs/filter", {**question, "offset": len(found)}):
            found += page
        if found and all(one["state"] and one["state"]["type"] in ENDED for one in found):
            break
        time.sleep(1)
    return [one for one in found if one["name"].rsplit("-", 1)[0] in names]


def test_only_so_many_recognise_at_a_time(server: Server, tmp_path: Path) -> None:
    """Two nights at once over scans, with one place for recognition: their tasks that need it are never in work together."""
    script = (
        "import time\n"
        "from flows import nightly, steps\n"
        "plain = steps.read\n"
        "def slow(work, batch):\n"
        "    time.sleep(4)\n"
        "    return plain(work, batch)\n"
        "steps.read = slow\n"
        "print('ran', {begun})\n"
    )
    limited = server.do("from flows.serve import keep_limits\nkeep_limits(1)\n")
    assert limited.returncode == 0, limited.stdout[-3000:]
    begun = []
    for name in ("một", "hai"):
        inbox = tmp_path / name
        inbox.mkdir()
        (inbox / "bản quét.pdf").write_bytes(b"%PDF-1.4 broken")
        night = _begun(inbox, tmp_path / f"{name}-out", workers=1)
        begun.append(server.begin_script(script.format(begun=night)))
    tasks = []
    for process in begun:
        said = process.communicate(timeout=2 * PATIENCE)[0]
        assert process.returncode == 0, said[-3000:]
        tasks += _tasks(server, _ran(said), "read")
    limits = {one["name"]: one["limit"] for one in server.ask("POST", "/v2/concurrency_limits/filter", {})}
    assert {f"tag:{tag}": 1 for tag in LIMITED.values()}.items() <= limits.items()
    assert [one["tags"] for one in tasks] == [["soat-ocr"]] * 2
    spans = sorted(
        (datetime.fromisoformat(one["start_time"]), datetime.fromisoformat(one["end_time"])) for one in tasks
    )
    assert spans[0][1] <= spans[1][0], spans


def test_a_step_that_hangs_is_begun_again(
    server: Server, inbox: Path, out: Path, ran: Path, handed_out: HandedOut
) -> None:
    """A share that answers no more ends the step when its time is over; the next try goes on to the same results."""
    done = server.do(
        "import time\n"
        "from flows import nightly, steps\n"
        "real, tries = steps.register, []\n"
        "def hanging(work):\n"
        "    tries.append(1)\n"
        "    if len(tries) == 1:\n"
        "        time.sleep(600)\n"
        "    return real(work)\n"
        "steps.register = hanging\n"
        "nightly.register_task = nightly.register_task.with_options(timeout_seconds=2, retry_delay_seconds=0)\n"
        f"nightly.nightly_run({str(inbox)!r}, out={str(out)!r})\n"
        "assert len(tries) == 2\n"
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert handed_out(out) == handed_out(ran)
