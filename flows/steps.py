"""The steps of a run, each one call: register, read, gather, find the dispatch, assess, join, cover, publish, tabulate."""

import gc
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from core.campaign import Campaign
from core.pieces import pieces
from core.problem import Code, Problem, Stage, problem
from core.settings import Settings
from core.steps import FileRow, Joined, JoinedRow, Outcome, Seen, Step, brief_of, slim_assessment
from core.table import Table
from flows.beside import Beside
from flows.corrected import corrected, published_again, write_tables
from flows.document import (
    AssessJob,
    ReadJob,
    ReadKept,
    TextJob,
    assess_kept,
    campaign_for,
    describe_kept,
)
from flows.executor import Executor
from flows.findings import AT_ONCE, Kept
from flows.inbox import Inbox
from flows.ingest import Listed, list_inbox
from flows.known import ONCE, Known, Memory, key_of
from flows.reading import read_all
from flows.rows import lost_item, row_of, row_of_listed, without_text
from flows.saving import saving
from flows.versions import context_of, program, versions
from nlp.assess import directive_sentences
from reports.render import Written
from store.codec import ASSESSMENT, DESCRIPTION, READ_ITEMS
from store.identity import Key
from store.packing import Packed
from store.rows import campaign_key
from store.store import RunInfo, StepResult, Store

Progress = Callable[[str, str], None]  # step, source


def _silent(_step: str, _source: str) -> None:
    return


@dataclass(frozen=True, slots=True)
class Work:
    """Everything that the steps of one run share."""

    inbox: Inbox
    campaign_dir: Path
    campaign: Campaign
    out: Path
    settings: Settings
    store: Store
    executor: Executor
    beside: Beside
    force: bool = False
    progress: Progress = _silent
    lost: dict[str, Problem] = field(
        default_factory=dict
    )  # of this run: why a document, by its sha256, was not understood
    started: datetime = field(default_factory=lambda: datetime.now(UTC))


def register(work: Work) -> tuple[Listed, ...]:
    """List the inbox; a file that stands as it stood when it was hashed is not opened."""
    inbox = str(work.inbox.folder.resolve())
    seen = work.store.seen(inbox)
    files = work.inbox.listed(work.settings, {} if work.force else seen, work.progress, force=work.force)
    steady = [listed for listed in files if listed.steady]
    now = (Seen(listed.source, listed.stamp, listed.sha256) for listed in steady)
    gone = seen.keys() - {listed.source for listed in steady}
    work.store.see(inbox, (one for one in now if seen.get(one.source) != one), gone)
    return files


def register_campaign_files(work: Work) -> tuple[Listed, ...]:
    """List the documents in the campaign's folder: its dispatch may lie there."""
    found = list_inbox(work.campaign_dir, work.settings)
    return tuple(listed for listed in found if listed.path.suffix not in {".toml", ".csv"} and listed.code is None)


def unread(work: Work, files: Sequence[Listed]) -> tuple[Listed, ...]:
    """Return those of the files whose bytes were not yet read, each content once."""
    keys = {key_of(listed.sha256, Step.BRIEF): listed for listed in files if listed.code is None}
    missing = set(keys) if work.force else work.store.missing(keys)
    return tuple(keys[key] for key in sorted(missing, key=lambda key: key.sha256))


def read(work: Work, files: Sequence[Listed]) -> int:
    """Read and describe the files; return how many they were. What is found in a file is saved in one transaction."""
    jobs = [ReadJob(listed.source, listed.path, work.settings) for listed in files]
    sha256_of = {job.path: listed.sha256 for job, listed in zip(jobs, files, strict=True)}
    with saving(work.store) as keep_found:
        for job, done in read_all(work.executor, jobs):
            keep_found(_results_of(sha256_of[job.path], done))
            work.progress("read", job.source)
    return len(jobs)


def _results_of(sha256: str, done: ReadKept | Problem) -> Iterator[StepResult]:
    if isinstance(done, Problem):
        yield from _unread(sha256, "", done)
    elif done.sha256 and done.sha256 != sha256:  # written anew since it was listed: what was read may be half of it
        yield from _unread(sha256, ONCE, problem(Stage.READ, Code.TEMPORARY))
    else:
        context = "" if done.sha256 else ONCE  # else it went away
        yield StepResult(key_of(sha256, Step.READ, context), done.items)
        yield StepResult(key_of(sha256, Step.BRIEF, context), done.briefs)
        for member, description in done.descriptions:
            yield StepResult(key_of(member, Step.DESCRIBE), description)


def _unread(sha256: str, context: str, why: Problem) -> Iterator[StepResult]:
    item = lost_item(sha256, why)
    yield StepResult(key_of(sha256, Step.READ, context), (item,))
    yield StepResult(key_of(sha256, Step.BRIEF, context), (brief_of(item),))


def gather(work: Work, files: Sequence[Listed], memory: Memory | None = None) -> tuple[Known, ...]:
    """Return what is known of the files; what was read before the describing code or its tables changed is described again.

    `memory`: what was taken in of them already.
    """
    memory = memory or Memory(work.store, work.campaign)
    found = memory.known(files)
    lacking = [one for one in found if one.brief.readable and one.description is None]
    jobs = (TextJob(one.brief.sha256, reading) for one, reading in _readings(work, lacking))
    with saving(work.store) as keep_found:
        for job, description in work.executor.run(describe_kept, jobs):
            if isinstance(description, Packed):
                keep_found([StepResult(key_of(job.sha256, Step.DESCRIBE), description)])
            elif isinstance(description, Problem):
                work.lost[job.sha256] = description
    return memory.known(files) if lacking else found


def _readings(work: Work, wanted: Iterable[Known]) -> Iterator[tuple[Known, bytes]]:
    """Yield each content once with what was read of its file, text and all, as it is kept; file after file."""
    seen: set[str] = set()
    for (file, context), members in groupby(wanted, key=lambda one: (one.file, one.context)):
        reading = work.store.payload(key_of(file, Step.READ, context))
        for one in members:
            if reading is not None and one.brief.sha256 not in seen:
                seen.add(one.brief.sha256)
                yield one, reading


def find_directive(work: Work, found: Iterable[Known]) -> tuple[str, ...]:
    """Return the sentences of the campaign's dispatch, out of the inbox or the campaign's folder; () where it is not there."""
    for one, reading in _readings(work, (one for one in found if one.is_directive)):
        description = work.store.load(key_of(one.brief.sha256, Step.DESCRIBE), DESCRIPTION)
        for item in READ_ITEMS.decode(reading) or ():
            if item.reading.sha256 == one.brief.sha256 and item.reading.document and description:
                return directive_sentences(item.reading.document, description)
    return ()


def unassessed(work: Work, found: Iterable[Known], directive: tuple[str, ...]) -> tuple[Known, ...]:
    """Return those that were not yet held against the campaign, each content once."""
    context = context_of(work.campaign, directive)
    keys = {
        key_of(one.brief.sha256, Step.ASSESS, context): one
        for one in reversed(tuple(found))  # of copies the first
        if one.description
    }
    missing = set(keys) if work.force else work.store.missing(keys)
    return tuple(one for key, one in reversed(keys.items()) if key in missing)


def assess(work: Work, found: Sequence[Known], directive: tuple[str, ...]) -> int:
    """Hold documents against the campaign; return how many. Only the texts of those in work are held in memory."""
    context = context_of(work.campaign, directive)
    count = 0
    with saving(work.store) as keep_found:
        for job, done in work.executor.run(assess_kept, _assess_jobs(work, found, directive)):
            if isinstance(done, Packed):
                keep_found([StepResult(key_of(job.sha256, Step.ASSESS, context), done)])
            elif isinstance(done, Problem):
                work.lost[job.sha256] = done
            work.progress("assess", job.source)
            count += 1
    return count


def _assess_jobs(work: Work, found: Sequence[Known], directive: tuple[str, ...]) -> Iterator[AssessJob]:
    campaign = campaign_for(work.campaign, directive)
    for one, reading in _readings(work, found):
        description = work.store.payload(key_of(one.brief.sha256, Step.DESCRIBE))
        if description is not None:
            yield AssessJob(one.source, one.brief.sha256, reading, description, campaign)


def join(  # noqa: PLR0913 - all that the outcome hangs on
    work: Work,
    files: Iterable[Listed],
    found: Sequence[Known],
    directive: tuple[str, ...],
    *,
    counts: Mapping[str, int] | None = None,
    inputs: str = "",
) -> tuple[Joined, RunInfo]:
    """Join all files, each with its slim row, and tell of the run until here.

    Of `files` only those are looked at that are not read; `counts` is what was counted. `inputs` is the digest of all
    that the outcome hangs on; it is not kept where a worker's end or a file in change did.
    """
    counts = counts or {}
    work.beside.get_ready(counts.get("files", 0))
    context = context_of(work.campaign, directive)
    rows = [_joined(row_of_listed(listed), "") for listed in files if listed.code]
    for piece in pieces(found, AT_ONCE):
        rows += _rows_of(work, piece, context)
    passing = bool(work.lost) or any(one.context == ONCE for one in found)
    info = RunInfo(
        work.started,
        datetime.now(UTC),
        {str(step): name for step, name in versions().items()} | {"campaign": context},
        {**counts, "directive": int(bool(directive))},
        "" if passing else inputs,
    )
    return Joined(work.campaign, tuple(rows), versions(), context), info


def cover(work: Work, joined: Joined) -> tuple[Outcome, Kept]:
    """Return the outcome of what was joined, with people's corrections and slim rows, and what gives these their findings."""
    gc.freeze()  # rows are held to the end, and to look through them again and again would take long
    work.store.keep_joined(joined)
    kept = Kept(work.store, joined)
    return corrected(work.store, joined, [one.row for one in joined.rows], kept), kept


def publish(work: Work, outcome: Outcome, kept: Kept, info: RunInfo, key_of: Key | None = None) -> None:
    """Put the outcome into the store, and with it what is told of the run, which ends here.

    `key_of` is the key of the citations in all that was gathered, where it is known. Of what was lost since, it says too much.
    """
    told = replace(info, finished=datetime.now(UTC))
    work.store.publish(outcome, told, kept, None if work.lost else key_of)


def _rows_of(work: Work, piece: Sequence[Known], context: str) -> Iterator[JoinedRow]:
    """Yield the row of each file and member."""
    keys = (key_of(one.brief.sha256, Step.ASSESS, context) for one in piece if one.brief.readable)
    assessments = {key.sha256: slim_assessment(value) for key, value in work.store.load_many(keys, ASSESSMENT)}
    for one in piece:
        sha256 = one.brief.sha256
        if sha256 in work.lost:
            row = row_of(one.source, without_text(one.brief, work.lost[sha256]), None, None, work.campaign)
        else:
            row = row_of(one.source, one.brief, one.description, assessments.get(sha256), work.campaign)
        yield _joined(row, one.file)


def _joined(row: FileRow, file: str) -> JoinedRow:
    return JoinedRow(row, file, described=row.description is not None, assessed=row.assessment is not None)


def correct(work: Work) -> None:
    """Apply the corrections that people made since to what the last run joined, and publish it anew."""
    published_again(work.store, campaign_key(work.campaign))


def tabulate(work: Work) -> tuple[tuple[Table, ...], Written]:
    """Write the published tables in every form; files that stand as they would be written are left."""
    return write_tables(work.store, work.campaign, work.out, versions(), work.beside.begin)


def inputs_of(work: Work, files: Iterable[Listed], own: Iterable[Listed]) -> str:
    """Return a digest of all that the tables hang on: the files, the campaign and its own documents, the program."""
    listed = [(one.source, one.sha256, one.size, one.status, one.code) for one in files]
    told = (program(), work.campaign, listed, sorted(one.sha256 for one in own))
    return hashlib.sha256(repr(told).encode()).hexdigest()
