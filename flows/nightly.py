"""The nightly run as a Prefect flow: the same steps as `soat run`, one task a batch of files."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE

from core.settings import Settings
from flows import steps
from flows.ingest import Listed
from flows.run import Options, RunResult, finish, work_for
from reports.terminal import terminal_matrix
from store.engine import StoreError

BATCH = 20  # files a task: enough that a task's own cost (15 ms) is nothing, few enough to be done again
_RETRIES = 3
_WAITS = [10.0, 60.0, 300.0]  # seconds between tries


def _passing(_task: Any, _run: Any, state: Any) -> bool:
    """Tell whether a fault may pass by itself: a share that dropped away, a database that is held; nothing else is tried again."""
    error = state.result(raise_on_failure=False)
    return isinstance(error, OSError) or (isinstance(error, StoreError) and error.passing)


_STEADY: dict[str, Any] = {
    "retries": _RETRIES,
    "retry_delay_seconds": _WAITS,
    "retry_condition_fn": _passing,
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


@task(name="find directive", **_STEADY)
def directive_task(work: steps.Work, files: Sequence[Listed]) -> tuple[str, ...]:
    """Find the campaign's dispatch."""
    return steps.find_directive(work, files)


@task(name="assess", **_STEADY)
def assess_task(work: steps.Work, batch: Sequence[Listed], directive: tuple[str, ...]) -> int:
    """Hold a batch of files against the campaign."""
    return steps.assess(work, batch, directive)


@task(name="tabulate", **_STEADY)
def tabulate_task(work: steps.Work, files: tuple[Listed, ...], directive: tuple[str, ...], count: int) -> RunResult:
    """Join the files and write the tables."""
    return finish(work, files, directive, count)


@flow(name="soat-nightly", validate_parameters=True, persist_result=False)
def nightly_run(
    inbox: str, campaign: str = "", out: str = "out", workers: int = 0, database: str = ""
) -> dict[str, int]:
    """Read the inbox, write the tables into `out` and leave the matrix and the problems as artifacts.

    Returns the run's counts. An empty inbox ends the run without touching the tables.
    """
    settings = Settings()
    logger = get_run_logger()
    folder = Path(campaign) if campaign else settings.default_campaign
    with work_for(Path(inbox), folder, Path(out), settings, Options(workers=workers, database=database)) as work:
        files, own = register_task(work)
        if not files:
            logger.warning("Thư mục nhận %s chưa có tệp nào; giữ nguyên các bảng cũ.", inbox)
            return {"files": 0, "read": 0, "quarantined": 0, "returned": 0}
        everything = (*files, *own)
        count = sum(read_task(work, batch) for batch in _batches(everything))
        directive = directive_task(work, everything)
        for batch in _batches(files):
            assess_task(work, batch, directive)
        result = tabulate_task(work, files, directive, count)
    leave_artifacts(result)
    returned = sum(standing.returned for standing in result.outcome.standings)
    logger.info("Xong: %d tệp, đọc mới %d, không dùng được %d.", result.files, result.read, len(result.quarantined))
    return {"files": result.files, "read": result.read, "quarantined": len(result.quarantined), "returned": returned}


def _batches(files: Sequence[Listed]) -> Iterator[Sequence[Listed]]:
    for start in range(0, len(files), BATCH):
        yield files[start : start + BATCH]


def leave_artifacts(result: RunResult) -> None:
    """Leave the matrix, the list of problems and the places of the results with the flow run."""
    matrix = terminal_matrix(result.tables, result.campaign)
    rows = [dict(zip(matrix.header, (cell.text for cell in row), strict=True)) for row in matrix.rows]
    create_table_artifact(rows, key="soat-matrix", description=matrix.title)
    problems = [
        {"tệp": row.source, "mã": row.code, "việc cần làm": row.message}
        for row in result.outcome.files
        if row.code and not row.counts
    ]
    create_table_artifact(problems or [{"tệp": "", "mã": "", "việc cần làm": "Không có"}], key="soat-problems")
    legend = " · ".join(cell.text for cell in matrix.legend)
    text = "\n".join([f"**{matrix.title}**", "", legend, "", *(f"- {line}" for line in matrix.summary), ""])
    create_markdown_artifact(f"{text}\n- {result.written.workbook}\n- {result.written.page}\n", key="soat-summary")
