"""The plain run, without a server: the steps in their order, over one inbox."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from core.campaign import Campaign
from core.settings import Settings
from core.steps import FileRow, FileStatus, Outcome
from core.table import Table
from extractors.workers.sandbox import Sandbox
from flows import steps
from flows.errors import UserError
from flows.ingest import Listed
from flows.lock import only_run
from reports.placing import place
from reports.render import Written
from store.campaign_error import CampaignError
from store.campaigns import load_campaign
from store.engine import StoreError
from store.store import Store, open_store

DATABASE = "soat.db"
OCR_CACHE = "cache/ocr"
RUN_FILE = "run.json"  # where the last run's inbox and campaign lay, for `soat verify`


@dataclass(frozen=True, slots=True)
class Options:
    """What a run may be told beside its folders."""

    workers: int = 0
    force: bool = False
    database: str = ""


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run leaves behind."""

    campaign: Campaign
    outcome: Outcome
    tables: tuple[Table, ...]
    written: Written
    files: int
    read: int
    directive_found: bool

    @property
    def quarantined(self) -> tuple[FileRow, ...]:
        """The files that could not be used."""
        return tuple(row for row in self.outcome.files if row.status is FileStatus.QUARANTINED)


def check_places(inbox: Path, out: Path) -> None:
    """Raise UserError where the folders cannot serve: no inbox, OUT inside INBOX, OUT not writable."""
    if not inbox.exists():
        raise UserError(f"Không có thư mục nhận {inbox}. Kiểm tra lại đường dẫn.")
    if not inbox.is_dir():
        raise UserError(f"{inbox} không phải thư mục. Chỉ đường dẫn tới thư mục chứa các báo cáo.")
    if out.resolve().is_relative_to(inbox.resolve()):
        raise UserError(f"Thư mục kết quả {out} nằm trong thư mục nhận {inbox}. Chọn thư mục kết quả ở nơi khác.")
    try:
        out.mkdir(parents=True, exist_ok=True)
        probe = out / ".soat-write-test"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        reason = f"{error.strerror}"
        raise UserError(f"Không ghi được vào thư mục kết quả {out} ({reason}). Chọn thư mục khác.", status=1) from error


def campaign_at(folder: Path) -> Campaign:
    """Load a campaign folder; UserError names file, line and reason."""
    try:
        return load_campaign(folder)
    except CampaignError as error:
        raise UserError(f"Không đọc được chiến dịch: {error}") from error


@contextmanager
def work_for(  # noqa: PLR0913, PLR0917 - one argument for each thing that the user chooses
    inbox: Path,
    campaign_dir: Path,
    out: Path,
    settings: Settings,
    options: Options,
    progress: steps.Progress | None = None,
) -> Iterator[steps.Work]:
    """Open what the steps share, and close it again; UserError for every mistake that the user can put right."""
    check_places(inbox, out)
    campaign = campaign_at(campaign_dir)
    settings = settings if settings.cache_dir else settings.model_copy(update={"cache_dir": out.resolve() / OCR_CACHE})
    workers = options.workers or settings.workers
    with (
        only_run(out),
        _opened(options.database or settings.database or out.resolve() / DATABASE) as store,
        Sandbox(workers, settings.seconds_per_file, settings.megabytes_per_file, settings.busy_seconds) as sandbox,
    ):
        work = steps.Work(inbox, campaign_dir, campaign, out, settings, store, sandbox, options.force)
        yield work if progress is None else replace(work, progress=progress)


def _opened(database: str | Path) -> Store:
    """Return the open store; UserError says why it cannot be opened."""
    try:
        return open_store(database)
    except StoreError as error:
        raise UserError(str(error), status=1) from error


def run(work: steps.Work) -> RunResult:
    """Do all steps; UserError where the inbox is empty or the disk refuses."""
    files = steps.register(work)
    if not files:
        raise UserError(f"Thư mục nhận {work.inbox} chưa có tệp nào. Chép báo cáo vào đó rồi chạy lại.")
    own = steps.register_campaign_files(work)
    try:
        count = steps.read(work, (*files, *own))
        directive = steps.find_directive(work, (*files, *own))
        steps.assess(work, files, directive)
        return finish(work, files, directive, count)
    except StoreError as error:
        raise UserError(str(error), status=1) from error
    except OSError as error:
        raise UserError(f"Không ghi được kết quả: {error.strerror}: {error.filename}.", status=1) from error


def finish(work: steps.Work, files: tuple[Listed, ...], directive: tuple[str, ...], count: int) -> RunResult:
    """Conclude and write the tables: the last two steps, the same for every entry."""
    outcome = steps.conclude(work, files, directive, {"files": len(files), "read": count})
    tables, written = steps.tabulate(work)
    places = {"inbox": str(work.inbox.resolve()), "campaign": str(work.campaign_dir.resolve())}
    place(work.out / RUN_FILE, (json.dumps(places, ensure_ascii=False, indent=1) + "\n").encode())
    return RunResult(work.campaign, outcome, tables, written, len(files), count, bool(directive))
