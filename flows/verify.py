"""Reopens every source and checks that each sentence quoted in the tables stands there (rule: every finding can be shown)."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from core.problem import Problem
from core.settings import Settings
from core.steps import ReadItem
from core.text import squeeze
from extractors.read import read_tree
from flows.document import sandbox_for
from flows.errors import UserError
from flows.inbox import Inbox, inbox_of
from flows.tables import read_table
from reports.words import shown
from store.cells import clean

_QUOTING = (("evidence", "sentence"), ("references", "text"), ("remarks", "sentence"))


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that a table says stand in a source, at `start` where it tells."""

    table: str
    source: str
    document_id: str
    words: str
    start: int | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found: how many quotes were looked up, and what is wrong (Vietnamese lines)."""

    quotes: int
    sources: int
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Job:
    outer: str
    path: Path
    settings: Settings


def _reopen(job: _Job) -> tuple[ReadItem, ...]:
    return read_tree(job.path, job.settings)


def verify(out: Path, settings: Settings, workers: int = 0) -> Verdict:
    """Check all quotes of the tables below `out` against the files themselves, read afresh."""
    paths = paths_in(inbox_of(out))
    by_outer: defaultdict[str, list[Quote]] = defaultdict(list)
    for quote in quotes(out):
        by_outer[_outer(quote.source, paths)].append(quote)
    faults = [fault for outer in by_outer.keys() - paths.keys() for fault in _faults(outer, (), by_outer[outer])]
    jobs = [_Job(outer, paths[outer], settings) for outer in sorted(by_outer.keys() & paths.keys())]
    with sandbox_for(settings, workers) as sandbox:
        for job, items in sandbox.run(_reopen, jobs):
            faults += _faults(job.outer, items, by_outer[job.outer])
    return Verdict(sum(map(len, by_outer.values())), len(by_outer), tuple(sorted(faults)))


def paths_in(inbox: Inbox) -> dict[str, Path]:
    """Return the inbox's files by their names as tables show them; a source that is not there leads nowhere else."""
    return {_named(listed.source): listed.path for listed in inbox.walk() if listed.code is None}


def _named(source: str) -> str:
    """Return a source as the tables show it: a name may hold what no cell can."""
    return shown(clean(source))


def quotes(out: Path) -> Iterator[Quote]:
    """Yield every quote of the tables below `out`; UserError where a table is missing or spoilt."""
    for name, column in _QUOTING:
        for row in read_table(out, name, {"source", "document_id", column}):
            try:
                yield _quote(name, row, row[column])
            except ValueError as error:  # no number
                raise UserError(f"Bảng {name}.csv đã bị sửa hỏng. Chạy lại `soat run`.") from error


def _quote(table: str, row: dict[str, str], words: str) -> Quote:
    start = int(row["start"]) if row.get("start") else None
    return Quote(table, row["source"].removeprefix("./"), row["document_id"], words, start)


def _outer(source: str, names: Collection[str]) -> str:
    """Return the file of the inbox that holds a source: itself, or the container before a "!"; the source where none does."""
    parts = source.split("!")
    prefixes = ("!".join(parts[:count]) for count in range(1, len(parts)))
    return next((name for name in (source, *prefixes) if name in names), source)


def _faults(outer: str, items: tuple[ReadItem, ...] | Problem, wanted: list[Quote]) -> Iterator[str]:
    if isinstance(items, Problem):
        yield f"{outer}: {items.message}"
        return
    texts = {_named(f"{outer}{item.suffix}"): item.reading for item in items}
    for quote in wanted:
        reading = texts.get(quote.source)
        if reading is None or reading.document is None:
            yield f"{quote.source}: không mở lại được để kiểm tra câu “{quote.words[:80]}”."
        elif reading.sha256 != quote.document_id:
            yield f"{quote.source}: tệp đã đổi nội dung từ lần chạy trước."
        elif not _stands(reading.document.text, quote):
            yield f"{quote.source}: không tìm thấy câu “{quote.words[:80]}” (bảng {quote.table})."


def _stands(text: str, quote: Quote) -> bool:
    if quote.start is None:
        return squeeze(quote.words) in squeeze(text)
    return squeeze(text[quote.start : quote.start + len(quote.words)]) == squeeze(quote.words)
