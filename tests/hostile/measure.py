"""Reads one hostile file as a run would, and measures time and memory of the worker's whole process tree."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psutil

from core.campaign import Campaign
from core.problem import Problem
from core.settings import Settings
from core.steps import FileRow, ReadItem, brief_of
from extractors.workers.sandbox import Sandbox
from flows.document import AssessJob, ReadJob, ReadKept, assess_kept, campaign_for, read_to_keep
from flows.ingest import list_inbox
from flows.rows import lost_item, row_of, row_of_listed
from store.campaigns import load_campaign
from store.codec import READ_ITEMS
from tests.hostile.case import Case

SECONDS = 15.0  # the law: a file ends within
MEGABYTES = 700.0  # the law: and within
_MEGABYTE = 1_000_000
_EVERY = 0.01  # seconds between two looks at the processes


@dataclass(frozen=True, slots=True)
class Measured:
    """What became of a file. `busy` is processor time of the tree, which other work on the machine does not lengthen."""

    row: FileRow
    texts: tuple[str, ...]  # of the file and its members
    members: int
    seconds: float
    busy: float  # seconds
    peak: float  # megabytes (10^6 bytes), resident


def open_sandbox(settings: Settings) -> Sandbox:
    """Return a sandbox of one worker with the limits that a run has."""
    return Sandbox(1, settings.seconds_per_file, settings.megabytes_per_file, settings.busy_seconds)


def measure(case: Case, folder: Path, sandbox: Sandbox, settings: Settings) -> Measured:
    """Make the case's file in `folder`, read, describe and assess it in the worker, and remove it."""
    path = case.write(folder)
    old = time.time() - 3600
    os.utime(path, (old, old))
    try:
        return _measured(path.parent, path, sandbox, settings)
    finally:
        path.unlink()


def _measured(inbox: Path, path: Path, sandbox: Sandbox, settings: Settings) -> Measured:
    _warm(sandbox, inbox, settings)
    worker = _pid_of(sandbox)
    started = time.monotonic()
    with _watch(worker) as watch:
        (listed,) = (one for one in list_inbox(inbox, settings) if one.path == path)
        if listed.code is not None:
            return Measured(row_of_listed(listed), (), 0, time.monotonic() - started, 0.0, 0.0)
        ((_, done),) = sandbox.run(read_to_keep, [ReadJob(listed.source, path, settings)])
        if isinstance(done, Problem):
            items: tuple[ReadItem, ...] = (lost_item(listed.sha256, done),)
            lost: Problem | None = None
        else:
            items, lost = READ_ITEMS.decode(done.items.payload) or (), _assess_all(done, listed.source, sandbox)
    seconds = time.monotonic() - started
    row = row_of(listed.source, brief_of(items[0]), None, None, _campaign())
    if lost is not None:
        row = row_of(listed.source, brief_of(lost_item(listed.sha256, lost)), None, None, _campaign())
    texts = tuple(item.reading.document.text for item in items if item.reading.document)
    return Measured(row, texts, len(items) - 1, seconds, watch.busy, watch.peak / _MEGABYTE)


def _assess_all(done: ReadKept, source: str, sandbox: Sandbox) -> Problem | None:
    """Assess every document; return the problem of one that could not be."""
    campaign = campaign_for(_campaign(), ())
    jobs = [
        AssessJob(source, sha256, done.items.payload, description.payload, campaign)
        for sha256, description in done.descriptions
    ]
    lost = None
    for _, assessed in sandbox.run(assess_kept, jobs):
        if isinstance(assessed, Problem):
            lost = assessed
    return lost


@cache
def _campaign() -> Campaign:
    return load_campaign(Settings().default_campaign)


def _warm(sandbox: Sandbox, folder: Path, settings: Settings) -> None:
    """Let the worker load what it needs, so that a case is charged with its own cost only."""
    path = folder / "ấm.txt"
    path.write_text("Trường học đã tổ chức 12 buổi tuyên truyền.", encoding="utf-8")
    try:
        for _ in sandbox.run(read_to_keep, [ReadJob(path.name, path, settings)]):
            pass
    finally:
        path.unlink()


def _pid_of(sandbox: Sandbox) -> int:
    ((_, pid),) = sandbox.run(_own_pid, [0])
    if isinstance(pid, Problem):
        raise TypeError(pid.message)
    return pid


def _own_pid(_: int) -> int:
    return os.getpid()


class _Watch:
    """Looks at a process tree again and again: the largest sum of resident memory, and the processor time used."""

    def __init__(self, pid: int) -> None:
        self.peak = 0
        self._root = psutil.Process(pid)
        self._spent: dict[int, float] = {}
        self._first = self._time_of(self._root)

    @property
    def busy(self) -> float:
        return sum(self._spent.values()) - self._first

    def look(self) -> None:
        total = 0
        try:
            tree = [self._root, *self._root.children(recursive=True)]
        except psutil.Error:
            return
        for process in tree:
            try:
                total += process.memory_info().rss
                self._spent[process.pid] = self._time_of(process)
            except psutil.Error:
                continue
        self.peak = max(self.peak, total)

    def _time_of(self, process: psutil.Process) -> float:
        times = process.cpu_times()
        return float(times.user + times.system)


@contextmanager
def _watch(pid: int) -> Iterator[_Watch]:
    watch, stop = _Watch(pid), threading.Event()

    def looking() -> None:
        while not stop.wait(_EVERY):
            watch.look()

    thread = threading.Thread(target=looking, daemon=True)
    watch.look()
    thread.start()
    try:
        yield watch
    finally:
        stop.set()
        thread.join()


def faults(case: Case, measured: Measured) -> list[str]:
    """Return what of the law a case broke, () where nothing."""
    row = measured.row
    found = []
    if row.code not in case.codes:
        found.append(f"code {row.code or '-'} for {'|'.join(sorted(case.codes)) or '-'}")
    if row.status not in case.statuses:
        found.append(f"status {row.status}")
    if measured.busy > SECONDS or measured.seconds > 4 * SECONDS:  # a busy machine lengthens only the second
        found.append(f"{measured.seconds:.0f} s")
    if measured.peak > MEGABYTES:
        found.append(f"{measured.peak:.0f} MB")
    if case.holds and not any(case.holds in text for text in measured.texts):
        found.append("words lost")
    if case.lacks and any(case.lacks in text for text in measured.texts):
        found.append("words that may not be read")
    return found
