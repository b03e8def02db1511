"""What a worker process does with one file; every function here is pure of its job and picklable."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from core.campaign import Campaign
from core.coverage import Assessment
from core.document import Document, Envelope
from core.settings import Settings
from core.steps import Description, ReadItem
from extractors.read import read_tree
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
