"""The steps of the way and what each leaves behind, keyed so that nothing is done twice."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.campaign import Campaign
from core.coverage import Assessment, Coverage, Standing
from core.dispatch import Dispatch, Kind
from core.document import Envelope, Reading
from core.problem import Problem
from core.reference import Reference


class Step(StrEnum):
    """A step of work on one file."""

    READ = "read"  # extractors: bytes -> ReadItem for the file and each member
    DESCRIBE = "describe"  # nlp, without campaign: Document -> Description
    ASSESS = "assess"  # nlp, for a campaign: Document, Description -> Assessment


@dataclass(frozen=True, slots=True)
class StepKey:
    """What a step's result depends on: the file's bytes, the step's code and tables, the campaign."""

    sha256: str
    step: Step
    version: str
    context: str = ""  # hash of the campaign and its dispatch's sentences, for ASSESS


@dataclass(frozen=True, slots=True)
class ReadItem:
    """What was read of a file (`suffix` "") or of a member inside it (`suffix` "!inner/name.docx")."""

    suffix: str
    reading: Reading  # without members: they are items of their own
    envelope: Envelope | None = None


@dataclass(frozen=True, slots=True)
class Description:
    """What a document says of itself and of others."""

    dispatch: Dispatch
    references: tuple[Reference, ...] = ()


class FileStatus(StrEnum):
    """What became of a file."""

    OK = "ok"
    QUARANTINED = "quarantined"
    DUPLICATE = "duplicate"
    SUPERSEDED = "superseded"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class FileRow:
    """Everything known of one file, or member, of the inbox: a row of documents.csv with its findings."""

    source: str  # path below INBOX with "/"; `outer!inner` for members
    sha256: str  # "" where the bytes were never read
    size: int  # bytes
    media_type: str
    status: FileStatus
    code: str = ""
    message: str = ""  # Vietnamese
    kind: Kind = Kind.OTHER
    counts: bool = False
    unit_id: str | None = None
    received_on: date | None = None
    pages: int = 0
    ocr_pages: int = 0
    characters: int = 0
    completeness: float | None = None
    description: Description | None = None
    assessment: Assessment | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run found out about an inbox for a campaign; the tables are made of this."""

    campaign: Campaign
    files: tuple[FileRow, ...]  # sorted by source
    coverage: tuple[Coverage, ...]  # units × tasks, in the order of the roster and the dispatch
    standings: tuple[Standing, ...]  # in the order of the roster
