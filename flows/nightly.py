"""The nightly run as a Prefect flow: the same steps as `soat run`, one task a batch of files."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.utilities.annotations import quote

from core.pieces import pieces
from core.settings import Notices, Settings
from extractors.needs import Need, need_of
from flows import steps
from flows.errors import LostError
from flows.executor import Executor
from flows.ingest import Listed
from flows.known import Known
from flows.notify import Notice, notice_of, reminder, send
from flows.run import Options, RunResult, campaign_at, finish, opened, unchanged, without_secrets, work_for
from reports.terminal import terminal_matrix
from store.engine import StoreError

T = TypeVar("T")

BATCH = 20  # files a task: enough that a task's own cost (15 ms) is nothing, few enough to be done again
_EACH = 8  # files a task for each worker at least: machines of a cluster are not to stand idle at the end of each task
LIMITED = {need: f"soat-{need}" for need in (Need.OCR, Need.LIBREOFFICE)}  # tags whose tasks a server may limit
_RETRIES = 3
_WAITS = [10.0, 60.0, 300.0]  # seconds between tries
_LONGEST = 3600.0  # seconds for a step that calls no worker; then something hangs, a share or a database
_NOTIFYING = 120.0


def _passing(_task: Any, _run: Any, state: Any) -> bool:
    """Tell whether a fault may pass by itself: a share or a cluster that dropped away, a database that is held; nothing else is tried again."""
    error = state.result(raise_on_failure=False)
    return isinstance(error, OSError | LostError) or (isinstance(error, StoreError) and error.passing)


_STEADY: dict[str, Any] = {
    "retries": _RETRIES,
    "retry_delay_seconds": _WAITS,
    "retry_condition_fn": _passing,
    "timeout_seconds": _LONGEST,
    "cache_policy": NO_CACHE,  # the store knows what is done
    "persist_result": False,
}


@task(name="register", **_STEADY)
def register_task(work: steps.Work) -> tuple[tuple[Listed, ...], tuple[Listed, ...]]:
    """List the inbox and the campaign's own documents."""
    return steps.register(work), steps.register_campaign_files(work)


@task(name="read", **_STEADY)
def read_task(work: steps.Work, batch: Sequence[Listed]) -> int:
    """Read and describe a batch of files."""
    return steps.read(work, batch)


@task(name="gather", **_STEADY)
def gather_task(work: steps.Work, files: Sequence[Listed]) -> tuple[Known, ...]:
    """Gather what is known of the files, and describe again what an older version described."""
    return steps.gather(work, files)


@task(name="find directive", **_STEADY)
def directive_task(work: steps.Work, found: Sequence[Known]) -> tuple[str, ...]:
    """Find the campaign's dispatch."""
    return steps.find_directive(work, found)


@task(name="assess", **_STEADY)
def assess_task(work: steps.Work, batch: Sequence[Known], directive: tuple[str, ...]) -> int:
    """Hold a batch of documents against the campaign."""
    return steps.assess(work, batch, directive)


@task(name="cover", **_STEADY)
def cover_task(  # noqa: PLR0913, PLR0917 - all that the outcome hangs on
    work: steps.Work,
    files: Sequence[Listed],
    found: Sequence[Known],
    directive: tuple[str, ...],
    count: int,
    inputs: str,
) -> None:
    """Join the files into the tables of the store."""
    counts = {"files": len(files), "read": count}
    joined, info = steps.join(work, files, found, directive, counts=counts, inputs=inputs)
    steps.publish(work, *steps.cover(work, joined), info)


@task(name="tabulate", **_STEADY)
def tabulate_task(work: steps.Work, files: int, count: int) -> RunResult:
    """Write the tables in every form."""
    return finish(work, files, count)


@task(name="notify", cache_policy=NO_CACHE, persist_result=False, timeout_seconds=_NOTIFYING)
def notify_task(notice: Notice) -> None:
    """Tell people, where the settings say so; a mail server that does not answer fails no run."""
    for failure in send(notice, Notices()):
        get_run_logger().warning(failure)


@flow(name="soat-nightly", validate_parameters=True, persist_result=False)
def nightly_run(
    inbox: str, campaign: str = "", out: str = "out", workers: int = 0, database: str = ""
) -> dict[str, int]:
    """Read the inbox, write the tables into `out` and leave the matrix and the problems as artifacts.

    The inbox is a folder or a URL (`s3://…`). Returns the run's counts. An empty inbox ends the run without touching the tables.
    """
    settings = Settings()
    logger = get_run_logger()
    folder = Path(campaign) if campaign else settings.default_campaign
    with work_for(inbox, folder, Path(out), settings, Options(workers=workers, database=database)) as work:
        files, own = register_task(work)
        if not files:
            logger.warning("Thư mục nhận %s chưa có tệp nào; giữ nguyên các bảng cũ.", inbox)
            return {"files": 0, "read": 0, "quarantined": 0, "returned": 0}
        inputs = steps.inputs_of(work, files, own)
        result = without_secrets(work, unchanged(work, len(files), inputs) or _night(work, files, own, inputs))
    leave_artifacts(result)
    notify_task(notice_of(result))
    logger.info("Xong: %d tệp, đọc mới %d, không dùng được %d.", result.files, result.read, len(result.quarantined))
    return {
        "files": result.files,
        "read": result.read,
        "quarantined": len(result.quarantined),
        "returned": result.returned,
    }


@flow(name="soat-reminder", validate_parameters=True, persist_result=False)
def reminder_run(campaign: str = "", out: str = "out", database: str = "") -> list[str]:
    """Tell 7, 3 and 1 days before the deadline which units have not sent their report; return their names.

    The day is Vietnam's. Units are those of the last run.
    """
    settings = Settings()
    asked = campaign_at(Path(campaign) if campaign else settings.default_campaign)
    with opened(Path(out), settings, database) as store:
        units = store.tables(asked, ["units"])[0].records()
    returned = {row["unit_id"] for row in units if row["returned"]}
    missing = tuple(unit.name for unit in asked.units if unit.id not in returned)
    notice = reminder(asked, missing, datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date())
    if notice is None:
        get_run_logger().info("Hôm nay không phải ngày nhắc, hoặc mọi đơn vị đã gửi.")
        return []
    create_markdown_artifact("\n".join((f"**{notice.subject}**", "", *notice.lines)), key="soat-reminder")
    notify_task(notice)
    return list(missing)


def _night(work: steps.Work, files: tuple[Listed, ...], own: tuple[Listed, ...], inputs: str) -> RunResult:
    """Do the steps behind listing, each a task; `quote` keeps Prefect from walking through thousands of values."""
    count = sum(_reading(work, batch) for batch in batches_to_read(steps.unread(work, (*files, *own)), work.executor))
    found = gather_task.with_options(timeout_seconds=_longest(work, files))(work, quote(files))
    directive = directive_task(work, quote((*found, *gather_task(work, quote(own)))))
    for batch in _batches(steps.unassessed(work, found, directive), work.executor):
        assess_task.with_options(timeout_seconds=_longest(work, batch))(work, batch, directive)
    cover_task(work, quote(files), quote(found), quote(directive), count, inputs)
    return tabulate_task(work, len(files), count)


def _reading(work: steps.Work, batch: Sequence[Listed]) -> int:
    """Read a batch as a task that bears the tag of what it needs: the files of a batch need the same."""
    tag = LIMITED.get(need_of(batch[0].source))
    return read_task.with_options(tags=[tag] if tag else None, timeout_seconds=_longest(work, batch))(work, batch)


def _longest(work: steps.Work, batch: Sequence[object]) -> float:
    """Return the seconds after which a batch hangs: workers end each file, so only something around them can."""
    return _LONGEST + len(batch) * work.settings.seconds_per_file


def batches_to_read(files: Sequence[Listed], executor: Executor) -> Iterator[Sequence[Listed]]:
    """Yield all files in batches, those together that need the same program."""
    for need in Need:
        yield from _batches([listed for listed in files if need_of(listed.source) is need], executor)


def _batches(work: Sequence[T], executor: Executor) -> Iterator[list[T]]:
    return pieces(work, max(BATCH, _EACH * executor.workers)) if work else iter(())


def leave_artifacts(result: RunResult) -> None:
    """Leave the matrix, the list of problems and the places of the results with the flow run."""
    matrix = terminal_matrix(result.tables, result.campaign)
    rows = [dict(zip(matrix.header, (cell.text for cell in row), strict=True)) for row in matrix.rows]
    create_table_artifact(rows, key="soat-matrix", description=matrix.title)
    problems = [
        {"tệp": row["source"], "mã": row["code"], "việc cần làm": row["message"]}
        for row in result.records("documents")
        if row["code"] and not row["counts"]
    ]
    create_table_artifact(problems or [{"tệp": "", "mã": "", "việc cần làm": "Không có"}], key="soat-problems")
    changes = [
        {
            "đơn vị": row["unit_name"],
            "nhiệm vụ": row["task_id"],
            "trước": row["before"],
            "sau": row["after"],
            "vì": row["because"],
        }
        for row in result.records("changes")
    ]
    create_table_artifact(changes or [{"đơn vị": "Không có"}], key="soat-changes", description="Thay đổi gần nhất")
    legend = " · ".join(cell.text for cell in matrix.legend)
    text = "\n".join([f"**{matrix.title}**", "", legend, "", *(f"- {line}" for line in matrix.summary), ""])
    create_markdown_artifact(f"{text}\n- {result.written.workbook}\n- {result.written.page}\n", key="soat-summary")
