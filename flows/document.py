"""What a worker process does with one file; every function here is pure of its job and picklable."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from core.campaign import Campaign
from core.coverage import Assessment
from core.document import Document, Envelope
from core.settings import Settings
from core.steps import Description, ReadItem
from extractors.office.libreoffice import convert_ahead
from extractors.read import read_tree
from extractors.workers import timer
from nlp.assess import CampaignReader, assess, prepare
from nlp.describe import describe


@dataclass(frozen=True, slots=True)
class ReadJob:
    """A file to be read and described."""

    source: str
    path: Path
    settings: Settings


@dataclass(frozen=True, slots=True)
class ReadDone:
    """The file and its members as read, each with its description where there is a document."""

    items: tuple[ReadItem, ...]
    descriptions: tuple[Description | None, ...]


def read_and_describe(job: ReadJob) -> ReadDone:
    """Read a file with its members, and their headers and references."""
    items = read_tree(job.path, job.settings)
    return ReadDone(items, tuple(describe_item(item) for item in items))


def read_batch(jobs: Sequence[ReadJob]) -> tuple[ReadDone | None, ...]:
    """Read and describe files; several of old word processors are converted together, None is one to be read again alone."""
    if len(jobs) == 1:
        return (read_and_describe(jobs[0]),)
    contents = [_bytes_of(job) for job in jobs]
    alone = convert_ahead(contents, jobs[0].settings)
    done: list[ReadDone | None] = []
    for job, content in zip(jobs, contents, strict=True):
        timer.restart()  # each file has the whole time
        done.append(None if hashlib.sha256(content).hexdigest() in alone else read_and_describe(job))
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
class AssessJob:
    """A described document to be held against a campaign."""

    source: str
    document: Document
    description: Description
    envelope: Envelope | None
    campaign: Campaign
    directive: tuple[str, ...]


def assess_document(job: AssessJob) -> Assessment:
    """Return what the document means for the campaign."""
    return assess(job.document, job.description, job.envelope, job.source, _ready(job.campaign, job.directive))


@lru_cache(maxsize=2)
def _ready(campaign: Campaign, directive: tuple[str, ...]) -> CampaignReader:
    return prepare(campaign, directive)
