"""The steps of a run, each one call: register, read, find the dispatch, assess, conclude, tabulate."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from core.campaign import Campaign
from core.coverage import Assessment
from core.problem import Code, Problem, Stage, problem
from core.settings import Settings
from core.steps import Description, FileRow, Outcome, ReadItem, Step, StepKey
from core.table import Table
from extractors.office.libreoffice import MOST_A_START, OFFICE_SUFFIXES
from extractors.workers.sandbox import Sandbox
from flows.document import AssessJob, ReadDone, ReadJob, assess_document, describe_item, read_and_describe, read_batch
from flows.ingest import Listed, list_inbox
from flows.rows import lost_item, row_of, row_of_listed, without_text
from flows.versions import context_of, versions
from nlp.assess import directive_sentences, is_directive
from nlp.coverage import cover
from reports.render import Written, write_all
from store.codec import ASSESSMENT, DESCRIPTION, READ_ITEMS
from store.store import RunInfo, StepResult, Store

Progress = Callable[[str, str], None]  # step, source

_ONCE = "once"  # context of a reading that is good for one run: it is not of the bytes that were listed


def _silent(_step: str, _source: str) -> None:
    return


@dataclass(frozen=True, slots=True)
class Work:
    """Everything that the steps of one run share."""

    inbox: Path
    campaign_dir: Path
    campaign: Campaign
    out: Path
    settings: Settings
    store: Store
    sandbox: Sandbox
    force: bool = False
    progress: Progress = _silent
    lost: dict[str, Problem] = field(
        default_factory=dict
    )  # of this run: why a document, by its sha256, was not understood
    started: datetime = field(default_factory=lambda: datetime.now(UTC))


def register(work: Work) -> tuple[Listed, ...]:
    """List the inbox."""
    return list_inbox(work.inbox, work.settings)


def register_campaign_files(work: Work) -> tuple[Listed, ...]:
    """List the documents in the campaign's folder: its dispatch may lie there."""
    found = list_inbox(work.campaign_dir, work.settings)
    return tuple(listed for listed in found if listed.path.suffix not in {".toml", ".csv"} and listed.code is None)


def read(work: Work, files: Sequence[Listed]) -> int:
    """Read and describe what is not yet known of the files; return how many were read."""
    readable = {listed.sha256: listed for listed in files if listed.code is None}
    keys = {_key(sha256, Step.READ): listed for sha256, listed in readable.items()}
    missing = set(keys) if work.force else work.store.missing(keys)
    jobs = [ReadJob(keys[key].source, keys[key].path, work.settings) for key in sorted(missing, key=lambda k: k.sha256)]
    sha256_of = {listed.path: listed.sha256 for listed in readable.values()}
    for job, done in _read_all(work, jobs):
        work.store.save(_results_of(sha256_of[job.path], done))
        work.progress("read", job.source)
    _describe_again(work, [key for key in keys if key not in missing])
    return len(jobs)


def _read_all(work: Work, jobs: Sequence[ReadJob]) -> Iterator[tuple[ReadJob, ReadDone | Problem]]:
    """Yield each job with what came of it; files of old word processors share starts of LibreOffice, all others are alone."""
    shared = [job for job in jobs if job.path.suffix.lower() in OFFICE_SUFFIXES]
    size = min(MOST_A_START, -(-len(shared) // work.sandbox.workers)) or 1
    batches = [tuple(shared[start : start + size]) for start in range(0, len(shared), size)]
    batches += [(job,) for job in jobs if job.path.suffix.lower() not in OFFICE_SUFFIXES]
    again: list[ReadJob] = []
    for batch, done in work.sandbox.run(read_batch, batches):
        for at, job in enumerate(batch):
            found = done if isinstance(done, Problem) else done[at]
            if found is None or (found is done and len(batch) > 1):
                again.append(job)  # a bad file costs those beside it only this
            else:
                yield job, found
    yield from work.sandbox.run(read_and_describe, again)


def _results_of(sha256: str, done: ReadDone | Problem) -> Iterator[StepResult]:
    if isinstance(done, Problem):
        yield StepResult(_key(sha256, Step.READ), (lost_item(sha256, done),))
        return
    found = done.items[0].reading.sha256
    if found and found != sha256:  # written anew since it was listed: what was read may be half of it
        yield StepResult(_key(sha256, Step.READ, _ONCE), (lost_item(sha256, problem(Stage.READ, Code.TEMPORARY)),))
        return
    yield StepResult(_key(sha256, Step.READ, "" if found else _ONCE), done.items)  # else it went away
    for item, description in zip(done.items, done.descriptions, strict=True):
        if description is not None:
            yield StepResult(_key(item.reading.sha256, Step.DESCRIBE), description)


def _describe_again(work: Work, known: Iterable[StepKey]) -> None:
    """Describe documents that were read before the describing code or its tables changed."""
    for _, items in work.store.load_many(known, READ_ITEMS):
        wanted = {_key(item.reading.sha256, Step.DESCRIBE): item for item in items if item.reading.document}
        todo = [wanted[key] for key in work.store.missing(wanted)]
        for item, description in work.sandbox.run(describe_item, todo):
            if isinstance(description, Description):
                work.store.save([StepResult(_key(item.reading.sha256, Step.DESCRIBE), description)])
            elif isinstance(description, Problem):
                work.lost[item.reading.sha256] = description


def _key(sha256: str, step: Step, context: str = "") -> StepKey:
    return StepKey(sha256, step, versions()[step], context)


@dataclass(frozen=True, slots=True)
class Known:
    """A file or member with what was read and said of it."""

    source: str
    item: ReadItem
    description: Description | None


def known(work: Work, files: Sequence[Listed]) -> Iterator[Known]:
    """Yield every file and member of `files` that was read, in the order of the sources."""
    for listed in files:
        if listed.code is not None:
            continue
        items = work.store.load(_key(listed.sha256, Step.READ), READ_ITEMS)
        items = items or work.store.load(_key(listed.sha256, Step.READ, _ONCE), READ_ITEMS)
        for item in items or ():
            description = work.store.load(_key(item.reading.sha256, Step.DESCRIBE), DESCRIPTION)
            yield Known(f"{listed.source}{item.suffix}", item, description)


def find_directive(work: Work, files: Sequence[Listed]) -> tuple[str, ...]:
    """Return the sentences of the campaign's dispatch, out of the inbox or the campaign's folder; () where it is not there."""
    for one in known(work, files):
        if one.description and one.item.reading.document and is_directive(one.description, work.campaign):
            return directive_sentences(one.item.reading.document, one.description)
    return ()


def assess(work: Work, files: Sequence[Listed], directive: tuple[str, ...]) -> int:
    """Hold every described document of the files against the campaign; return how many were not yet."""
    context = context_of(work.campaign, directive)
    count = 0
    for job, done in work.sandbox.run(assess_document, _to_assess(work, files, directive, context)):
        if isinstance(done, Assessment):
            work.store.save([StepResult(_key(job.document.sha256, Step.ASSESS, context), done)])
        else:
            work.lost[job.document.sha256] = done
        work.progress("assess", job.source)
        count += 1
    return count


def _to_assess(work: Work, files: Sequence[Listed], directive: tuple[str, ...], context: str) -> Iterator[AssessJob]:
    """Yield each document that is not yet assessed, once; one at a time, so that only those in work are held."""
    seen: set[str] = set()
    for one in known(work, files):
        document = one.item.reading.document
        if document is None or one.description is None or document.sha256 in seen:
            continue
        seen.add(document.sha256)
        if work.force or work.store.missing([_key(document.sha256, Step.ASSESS, context)]):
            yield AssessJob(one.source, document, one.description, one.item.envelope, work.campaign, directive)


def conclude(work: Work, files: Sequence[Listed], directive: tuple[str, ...], counts: Mapping[str, int]) -> Outcome:
    """Join all files into the outcome of the run and publish it in the store."""
    context = context_of(work.campaign, directive)
    rows: list[FileRow] = [row_of_listed(listed) for listed in files if listed.code is not None]
    for one in known(work, files):
        sha256 = one.item.reading.sha256
        if sha256 in work.lost:
            rows.append(row_of(one.source, without_text(one.item, work.lost[sha256]), None, None, work.campaign))
            continue
        assessment = work.store.load(_key(sha256, Step.ASSESS, context), ASSESSMENT)
        rows.append(row_of(one.source, one.item, one.description, assessment, work.campaign))
    outcome = cover(rows, work.campaign)
    info = RunInfo(
        work.started, datetime.now(UTC), {str(step): name for step, name in versions().items()}, dict(counts)
    )
    work.store.publish(outcome, info)
    return outcome


def tabulate(work: Work) -> tuple[tuple[Table, ...], Written]:
    """Write the published tables in every form."""
    tables = work.store.tables(work.campaign)
    names = {f"bước {step}": name for step, name in versions().items()}
    return tables, write_all(tables, work.campaign, work.out, versions=names)
