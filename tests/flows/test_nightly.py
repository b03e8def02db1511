"""Laws of the nightly run: a real Prefect server, a worker and a deployment write the same tables as `soat run`."""

import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from prefect import Task
from prefect.states import Failed, State

from extractors.workers.sandbox import Sandbox
from flows import nightly
from flows.errors import LostError, UserError
from flows.ingest import Listed
from flows.nightly import BATCH, _batches, _passing, batches_to_read
from flows.run import RunResult
from store.engine import StoreError
from tests.flows.prefect_server import PATIENCE, Server

RunOver = Callable[..., RunResult]
HandedOut = Callable[[Path], dict[str, bytes]]


def failed(error: Exception) -> State[Any]:
    """Return the state that Prefect gives a task that raised `error`."""
    return Failed(data=error, message=repr(error))


@pytest.mark.parametrize(
    "error",
    [
        OSError(5, "Input/output error"),
        ConnectionResetError(),
        TimeoutError(),
        StoreError("held", passing=True),
        LostError("gone"),
    ],
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


@pytest.mark.parametrize(("workers", "sizes"), [(2, [BATCH, BATCH, 1]), (5, [40, 1]), (99, [41])])
def test_batches_hold_every_file_once(workers: int, sizes: list[int]) -> None:
    """Batches are of BATCH files, or more where many workers wait for them, in order, and none is lost."""
    files = tuple(range(2 * BATCH + 1))
    with Sandbox(workers, 60, 600) as executor:  # it starts no process before there is a job
        batches = list(_batches(files, executor))
    assert [one for batch in batches for one in batch] == list(files)
    assert [len(batch) for batch in batches] == sizes


def test_batches_to_read_need_the_same() -> None:
    """Scans, old Word files and all others are in batches apart, so that each batch bears the tag of what it needs."""
    names = ["a.docx", "b.pdf", "c.doc", "d.eml", "e.PNG", "f.rtf"]
    files = [Listed(name, "") for name in names]
    with Sandbox(2, 60, 600) as executor:
        batches = [[one.source for one in batch] for batch in batches_to_read(files, executor)]
    assert batches == [["c.doc", "f.rtf"], ["b.pdf", "e.PNG"], ["a.docx", "d.eml"]]


def test_no_step_may_hang_for_ever() -> None:
    """Each task has a time after which it is ended, and all but telling people are then tried again."""
    tasks = [one for one in vars(nightly).values() if isinstance(one, Task)]
    assert len(tasks) == 8
    assert all(one.timeout_seconds for one in tasks)
    assert [one.name for one in tasks if not one.retries] == ["notify"]


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
    assert set(artifacts) >= {"soat-matrix", "soat-problems", "soat-summary", "soat-changes"}
    changes = json.loads(artifacts["soat-changes"]["data"])
    assert ("Thanh tra tỉnh Tuyên Quang", "thanh tra.docx") in {(row["đơn vị"], row["vì"]) for row in changes}
    assert "Thanh tra tỉnh Tuyên Quang" in [row["Đơn vị"] for row in json.loads(artifacts["soat-matrix"]["data"])]
    problems = json.loads(artifacts["soat-problems"]["data"])
    assert [row["mã"] for row in problems if row["tệp"] == "lỗi.docx"] == ["corrupt"]
    assert str(out / "coverage.xlsx") in artifacts["soat-summary"]["data"]


@pytest.mark.slow
def test_a_cancelled_run_leaves_a_store_that_goes_on(
    server: Server, inbox: Path, out: Path, ran: Path, handed_out: HandedOut
) -> None:
    """A run cancelled in the middle ends Cancelled, lets go of the folder, and the next one ends with the same results."""
    run = server.begin("on-demand", inbox=str(inbox), out=str(out))
    until = time.monotonic() + PATIENCE
    while not (out / "soat.db").exists():
        assert time.monotonic() < until, server.log(run)
        time.sleep(0.1)
    server.ask("POST", f"/flow_runs/{run['id']}/set_state", {"state": {"type": "CANCELLING"}})
    run = server.ended(run)
    assert run["state"]["type"] in {"CANCELLED", "COMPLETED"}, server.log(run)
    run = server.run("on-demand", inbox=str(inbox), out=str(out))
    assert run["state"]["type"] == "COMPLETED", server.log(run)
    assert handed_out(out) == handed_out(ran)


@pytest.mark.slow
def test_the_reminder_is_deployed(server: Server, ran: Path) -> None:
    """It asks each morning in Vietnam's time; on a day that is none of its days it ends Completed without a word."""
    found = server.ask("GET", "/deployments/name/soat-reminder/reminder")
    schedules = [one["schedule"] for one in found["schedules"] if one["active"]]
    assert [(one["cron"], one["timezone"]) for one in schedules] == [("0 8 * * *", "Asia/Ho_Chi_Minh")]
    run = server.run("reminder", flow="soat-reminder", out=str(ran))
    assert run["state"]["type"] == "COMPLETED", server.log(run)
    question = {"artifacts": {"flow_run_id": {"any_": [run["id"]]}}}
    assert server.ask("POST", "/artifacts/filter", question) == []


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
