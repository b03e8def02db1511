"""Reopens every source and checks that each sentence quoted in the tables stands there (rule: every finding can be shown)."""

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.problem import Problem
from core.settings import Settings
from core.steps import ReadItem
from core.text import squeeze
from extractors.read import read_tree
from extractors.sandbox import Sandbox
from flows.errors import UserError
from flows.run import RUN_FILE
from reports.csv import unguarded

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
    inbox = _inbox_of(out)
    by_outer: defaultdict[str, list[Quote]] = defaultdict(list)
    for quote in quotes(out / "tables"):
        by_outer[_outer(quote.source, inbox)].append(quote)
    faults: list[str] = []
    jobs = [_Job(outer, inbox / outer, settings) for outer in sorted(by_outer)]
    with Sandbox(workers or settings.workers, settings.seconds_per_file, settings.megabytes_per_file) as sandbox:
        for job, items in sandbox.run(_reopen, jobs):
            faults += _faults(job, items, by_outer[job.outer])
    return Verdict(sum(map(len, by_outer.values())), len(by_outer), tuple(sorted(faults)))


def _inbox_of(out: Path) -> Path:
    try:
        places = json.loads((out / RUN_FILE).read_text(encoding="utf-8"))
        return Path(places["inbox"])
    except (OSError, ValueError, KeyError) as error:
        raise UserError(f"{out} không có kết quả của soát (thiếu {RUN_FILE}). Chạy `soat run` trước.") from error


def quotes(tables: Path) -> Iterator[Quote]:
    """Yield every quote of the tables; UserError where a table is missing."""
    csv.field_size_limit(10**9)
    for name, column in _QUOTING:
        try:
            with (tables / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
                for row in csv.DictReader(stream):
                    start = int(row["start"]) if row.get("start") else None
                    yield Quote(
                        name, row["source"].removeprefix("./"), row["document_id"], unguarded(row[column]), start
                    )
        except OSError as error:
            raise UserError(f"Thiếu bảng {tables / name}.csv. Chạy lại `soat run`.") from error


def _outer(source: str, inbox: Path) -> str:
    """Return the file on disk that holds a source: itself, or the container before a "!"."""
    if (inbox / source).is_file():
        return source
    parts = source.split("!")
    for count in range(1, len(parts)):
        if (inbox / "!".join(parts[:count])).is_file():
            return "!".join(parts[:count])
    return parts[0]


def _faults(job: _Job, items: tuple[ReadItem, ...] | Problem, wanted: list[Quote]) -> Iterator[str]:
    if isinstance(items, Problem):
        yield f"{job.outer}: {items.message}"
        return
    texts = {f"{job.outer}{item.suffix}": item.reading for item in items}
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
