"""The plain run, without a server: the steps in their order, over one inbox."""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from threading import Thread

from core.campaign import Campaign, roster_on
from core.problem import Code
from core.settings import Settings
from core.steps import FileStatus
from core.table import Cell, Records, Table
from flows import steps
from flows.beside import Beside
from flows.campaign import refuse_closed
from flows.errors import UserError, why
from flows.executor import executor_for
from flows.inbox import MIRROR, Inbox, inbox_at
from flows.ingest import Listed
from flows.known import Known, Memory
from flows.lock import only_run
from flows.ran import RUN_FILE
from reports.placing import place, sweep
from reports.render import Written, get_ready, places
from reports.standing import stands
from store.campaign_error import CampaignError
from store.campaigns import UNITS_FILE, load_campaign
from store.engine import StoreError
from store.identity import Key
from store.rows import campaign_key
from store.store import Store, open_store

DATABASE = "soat.db"
OCR_CACHE = "cache/ocr"
_OF_BAD = ("source", "status", "code", "message")
TOLD = ("documents", "coverage", "units", "problems", "changes")  # tables of which a run tells something when it ends


@dataclass(frozen=True, slots=True)
class Options:
    """What a run may be told beside its folders."""

    workers: int = 0
    force: bool = False
    database: str = ""
    scheduler: str = ""  # address of a Dask cluster's scheduler; "": the settings', and else this machine alone
    as_of: date | None = None  # the day whose roster is asked; None: the campaign's deadline


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run leaves behind."""

    campaign: Campaign
    tables: tuple[Table, ...]
    written: Written
    files: int
    read: int
    directive_found: bool
    changed: int | None  # cells of the matrix; None where there was nothing to do, and the last run's results stand
    quarantined: tuple[dict[str, Cell], ...]  # of files that could not be used, what `_OF_BAD` names of documents.csv

    def records(self, table: str) -> Records:
        """Return the rows of a table by column names; they are read while they are gone through."""
        return next(Records(one) for one in self.tables if one.name == table)

    @property
    def returned(self) -> int:
        """How many units have returned their report."""
        return sum(bool(row["returned"]) for row in self.records("units"))


def check_places(place: Path | str, out: Path) -> Inbox:
    """Return the inbox of a path or URL; UserError where the places cannot serve: no inbox, OUT inside INBOX, OUT not writable."""
    inbox = inbox_at(place, out)
    if not inbox.url and out.resolve().is_relative_to(inbox.folder.resolve()):
        raise UserError(f"Thư mục kết quả {out} nằm trong thư mục nhận {place}. Chọn thư mục kết quả ở nơi khác.")
    try:
        out.mkdir(parents=True, exist_ok=True)
        probe = out / ".soat-write-test"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise UserError(f"Không ghi được vào thư mục kết quả {out} ({why(error)}).", status=1) from error
    return inbox


def campaign_at(folder: Path, as_of: date | None = None) -> Campaign:
    """Load a campaign folder with the roster of a day, by default its deadline; UserError names file, line and reason."""
    try:
        campaign = load_campaign(folder)
    except CampaignError as error:
        raise UserError(f"Không đọc được chiến dịch: {error}") from error
    day = as_of or campaign.deadline
    found = roster_on(campaign, day)
    if not found.units:
        raise UserError(f"Ngày {day:%d/%m/%Y} không có đơn vị nào của {folder / UNITS_FILE} còn hiệu lực.")
    return found


@contextmanager
def work_for(  # noqa: PLR0913, PLR0917 - one argument for each thing that the user chooses
    place: Path | str,
    campaign_dir: Path,
    out: Path,
    settings: Settings,
    options: Options,
    progress: steps.Progress | None = None,
) -> Iterator[steps.Work]:
    """Open what the steps share, and close it again; UserError for every mistake that the user can put right."""
    inbox = check_places(place, out)
    refuse_closed(campaign_dir)
    campaign = campaign_at(campaign_dir, options.as_of)
    settings = settings if settings.cache_dir else settings.model_copy(update={"cache_dir": out.resolve() / OCR_CACHE})
    campaign_dir = campaign_dir.absolute()  # other machines may do the work
    seen = (out.resolve(), inbox.folder, campaign_dir)
    with (
        only_run(out),
        opened(out, settings, options.database) as store,
        executor_for(settings, options.workers, options.scheduler or settings.scheduler, seen) as executor,
        Beside() as beside,
    ):
        for folder in (out, out / "tables"):
            sweep(folder)
        if not inbox.url:
            shutil.rmtree(out / MIRROR, ignore_errors=True)  # of an inbox that lay elsewhere
        work = steps.Work(inbox, campaign_dir, campaign, out, settings, store, executor, beside, options.force)
        yield work if progress is None else replace(work, progress=progress)


def opened(out: Path, settings: Settings, database: str = "") -> Store:
    """Return the open store of a results folder; UserError says why it cannot be opened."""
    try:
        return open_store(database or settings.database or out.resolve() / DATABASE)
    except StoreError as error:
        raise UserError(str(error), status=1) from error


def run(work: steps.Work) -> RunResult:
    """Do all steps; UserError where the inbox is empty or the disk refuses."""
    try:
        files = steps.register(work)
        if not files:
            raise UserError(f"Thư mục nhận {work.inbox.place} chưa có tệp nào. Chép báo cáo vào đó rồi chạy lại.")
        own = steps.register_campaign_files(work)
        inputs = steps.inputs_of(work, files, own)
        if result := unchanged(work, len(files), inputs):
            return without_secrets(work, result)
        Thread(target=get_ready).start()  # while workers start and read
        count, found, key_of = _known(work, files, steps.unread(work, (*files, *own)))
        counts = {"files": len(files), "read": count}
        files = tuple(listed for listed in files if listed.code)  # of the others it is known what was read
        directive = steps.find_directive(work, (*found, *steps.gather(work, own)))
        steps.assess(work, steps.unassessed(work, found, directive), directive)
        joined, info = steps.join(work, files, found, directive, counts=counts, inputs=inputs)
        del files, own, found  # of all that grows with the inbox, only the rows are held from here on
        outcome, kept = steps.cover(work, joined)
        del joined
        steps.publish(work, outcome, kept, info, key_of)
        del outcome
        return without_secrets(work, finish(work, counts["files"], count))
    except StoreError as error:
        raise UserError(str(error), status=1) from error
    except OSError as error:
        raise UserError(f"Không ghi được kết quả vào {work.out} ({why(error)}).", status=1) from error


def _known(work: steps.Work, files: Sequence[Listed], lacking: Sequence[Listed]) -> tuple[int, tuple[Known, ...], Key]:
    """Read what is lacking; return how many that were, what is then known of the files, and the key of their citations."""
    new, memory = {listed.sha256 for listed in lacking}, Memory(work.store, work.campaign)
    with ThreadPoolExecutor(1) as pool:  # what is known already is taken in while workers start and read
        taken = pool.submit(memory.take_in, [listed for listed in files if listed.sha256 not in new])
        count = steps.read(work, lacking)
    taken.result()
    return count, steps.gather(work, files, memory), memory.citation_key()


def without_secrets(work: steps.Work, result: RunResult) -> RunResult:
    """Delete the copies of secret documents that were fetched: they are not kept. Return the result as it is."""
    work.inbox.drop_copies({str(row["source"]) for row in result.quarantined if row["code"] == Code.SECRET})
    return result


def unchanged(work: steps.Work, files: int, inputs: str) -> RunResult | None:
    """Return the last run's result where a new run over so many files would come to the same; None where there is something to do.

    Published tables whose files were touched, or never written, are written, and so are those that somebody has corrected
    since; a forced run does everything.
    """
    last = work.store.last_run(work.campaign)
    if work.force or last is None or last.inputs != inputs:
        return None
    if not stands(work.out, inputs) or work.store.reviews_waiting(work.campaign):
        return finish(work, files, 0)
    tables = work.store.stored_tables(work.campaign, TOLD)
    return _result(work, tables, places(work.out), (files, 0), last.counts, changed=None)


def _result(  # noqa: PLR0913 - all that it tells
    work: steps.Work,
    tables: tuple[Table, ...],
    written: Written,
    files: tuple[int, int],
    counts: Mapping[str, int],
    *,
    changed: int | None,
) -> RunResult:
    """Return what a run leaves behind; `files` are how many there are, and how many were read."""
    documents = next(Records(table) for table in tables if table.name == "documents")
    bad = tuple(row for row in documents.only(*_OF_BAD) if row["status"] == FileStatus.QUARANTINED)
    return RunResult(work.campaign, tables, written, *files, bool(counts.get("directive")), changed, bad)


def finish(work: steps.Work, files: int, count: int) -> RunResult:
    """Write what was published, with the corrections that came meanwhile: the last step, the same for every entry."""
    tables, written = steps.tabulate(work)
    while work.store.reviews_waiting(work.campaign):  # somebody corrected a cell, and could not have the folder
        steps.correct(work)
        tables, written = steps.tabulate(work)
    told = {
        "inbox": work.inbox.place,
        "campaign": str(work.campaign_dir.resolve()),
        "key": campaign_key(work.campaign),
    }
    place(work.out / RUN_FILE, (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode())
    last = work.store.last_run(work.campaign)
    counts = last.counts if last else {}
    return _result(work, tables, written, (files, count), counts, changed=counts.get("changed", 0))
