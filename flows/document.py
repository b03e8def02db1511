"""What a worker process does with one file; every function here is pure of its job and picklable.

What is to be kept comes back packed, and what was kept goes out as it is kept: the one process that saves neither packs
nor opens anything, so that it keeps up with many workers.
"""

import hashlib
import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from core.campaign import Campaign
from core.problem import Code, Problem, Severity, Stage, problem
from core.settings import Settings
from core.steps import Description, ReadItem, Step, brief_of
from extractors.office.libreoffice import convert_ahead
from extractors.read import read_tree
from extractors.workers import timer
from extractors.workers.sandbox import Sandbox
from extractors.workers.worker import tell
from nlp.assess import CampaignReader, assess, prepare
from nlp.describe import describe
from store.codec import DESCRIPTION, READ_ITEMS
from store.packing import Packed, TooLargeError, pack


def sandbox_for(settings: Settings, workers: int = 0, modules: tuple[str, ...] = (__name__,)) -> Sandbox:
    """Return worker processes with the limits of the settings, which have these modules from their birth."""
    limits = settings.seconds_per_file, settings.megabytes_per_file, settings.busy_seconds
    return Sandbox(workers or settings.workers, *limits, modules=modules)


@dataclass(frozen=True, slots=True)
class ReadJob:
    """A file to be read and described."""

    source: str
    path: Path
    settings: Settings
    lost: tuple[tuple[str, Problem], ...] = ()  # members that ended a worker, by their suffixes: they are left out


@dataclass(frozen=True, slots=True)
class ReadDone:
    """The file and its members as read, each with its description where there is a document."""

    items: tuple[ReadItem, ...]
    descriptions: tuple[Description | None, ...]


def read_and_describe(job: ReadJob) -> ReadDone:
    """Read a file with its members, and their headers and references."""
    items = read_tree(job.path, job.settings, dict(job.lost))
    return ReadDone(items, tuple(_described(items)))


def _described(items: Sequence[ReadItem]) -> Iterator[Description | None]:
    for item in items:
        if len(items) > 1:
            tell(item.suffix)
        yield describe_item(item)
    tell("")


@dataclass(frozen=True, slots=True)
class ReadKept:
    """The same, as it is to be kept."""

    sha256: str  # of the bytes that were read; "" where they had gone
    items: Packed
    briefs: Packed
    descriptions: tuple[tuple[str, Packed], ...]  # of each document, by its sha256


def read_to_keep(job: ReadJob) -> ReadKept | Problem:
    """Read and describe a file and pack what is to be kept of it; the problem of one that gives more than any good file."""
    done = read_and_describe(job)
    timer.restart()  # reading has bounded what there is to pack
    try:
        return ReadKept(
            done.items[0].reading.sha256,
            pack(Step.READ, done.items),
            pack(Step.BRIEF, tuple(brief_of(item) for item in done.items)),
            tuple(
                (item.reading.sha256, pack(Step.DESCRIBE, description))
                for item, description in zip(done.items, done.descriptions, strict=True)
                if description is not None
            ),
        )
    except TooLargeError:
        return problem(Stage.READ, Code.TOO_LARGE, severity=Severity.ERROR)


def read_batch(jobs: Sequence[ReadJob]) -> tuple[ReadKept | Problem | None, ...]:
    """Read and describe files; several of old word processors are converted together, None is one to be read again alone."""
    if len(jobs) == 1:
        return (read_to_keep(jobs[0]),)
    contents = [_bytes_of(job) for job in jobs]
    alone = convert_ahead(contents, jobs[0].settings)
    done: list[ReadKept | Problem | None] = []
    for job, content in zip(jobs, contents, strict=True):
        timer.restart()  # each file has the whole time
        done.append(None if hashlib.sha256(content).hexdigest() in alone else read_to_keep(job))
    return tuple(done)


def _bytes_of(job: ReadJob) -> bytes:
    """Return what is to be converted of the file: nothing where it is gone or too large, which its reading tells."""
    try:
        return job.path.read_bytes() if job.path.stat().st_size <= job.settings.max_bytes else b""
    except OSError:
        return b""


def describe_item(item: ReadItem) -> Description | None:
    """Return the description of what was read, None where nothing was."""
    return describe(item.reading.document) if item.reading.document else None


@dataclass(frozen=True, slots=True)
class TextJob:
    """A document to be described: what was read of its file, as it is kept, and which of its members it is."""

    sha256: str
    reading: bytes


def describe_kept(job: TextJob) -> Packed | None:
    """Return the packed description of what was read, None where nothing was."""
    item = _item(job.reading, job.sha256)
    description = describe_item(item) if item else None
    return pack(Step.DESCRIBE, description) if description else None


@dataclass(frozen=True, slots=True)
class AssessJob:
    """A described document to be held against a campaign."""

    source: str
    sha256: str
    reading: bytes  # of its file, as it is kept
    description: bytes  # as it is kept
    campaign: bytes  # see `campaign_for`


def campaign_for(campaign: Campaign, directive: tuple[str, ...]) -> bytes:
    """Return a campaign and the sentences of its dispatch as jobs carry them: packed once for thousands of documents."""
    return pickle.dumps((campaign, directive), pickle.HIGHEST_PROTOCOL)


def assess_kept(job: AssessJob) -> Packed | None:
    """Return, packed, what the document means for the campaign; None where what was kept of it cannot be read any more."""
    item, description = _item(job.reading, job.sha256), DESCRIPTION.decode(job.description)
    if item is None or item.reading.document is None or description is None:
        return None
    timer.restart()  # opening a large container takes its time, and is no fault of this member
    found = assess(item.reading.document, description, item.envelope, job.source, ready_for(job.campaign))
    return pack(Step.ASSESS, found)


def _item(reading: bytes, sha256: str) -> ReadItem | None:
    """Return the member with this hash of what was read of a file; None where there is none with a document."""
    return next((one for one in _items(reading) if one.reading.sha256 == sha256 and one.reading.document), None)


_OPENED: dict[bytes, tuple[ReadItem, ...]] = {}  # the last one: the members of a container come one after the other


def _items(reading: bytes) -> tuple[ReadItem, ...]:
    if reading not in _OPENED:
        _OPENED.clear()
        _OPENED[reading] = READ_ITEMS.decode(reading) or ()
    return _OPENED[reading]


@lru_cache(maxsize=2)
def ready_for(campaign: bytes) -> CampaignReader:
    """Return a packed campaign, ready for reading many documents."""
    return prepare(*pickle.loads(campaign))  # noqa: S301 - the run packed it
