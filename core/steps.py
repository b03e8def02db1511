"""The steps of the way and what each leaves behind, keyed so that nothing is done twice."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Protocol, TypeVar

from core.campaign import Campaign
from core.coverage import Assessment, Coverage, Standing
from core.dispatch import Dispatch, Found, Kind
from core.document import Envelope, PageSource, Reading
from core.problem import Problem
from core.reference import Reference
from core.review import Reviewed
from core.text import Span

T = TypeVar("T")
_NOWHERE = Span(0, 0)
_NOTHING: Mapping[str, tuple[float, ...]] = {}


class Step(StrEnum):
    """A step of work on one file."""

    READ = "read"  # extractors: bytes -> ReadItem for the file and each member
    BRIEF = "brief"  # the same without the text: what a later run needs where nothing changed
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
class Brief:
    """What is told of a file, or of a member inside it, once it was read: a ReadItem without its text."""

    suffix: str
    sha256: str
    size: int  # bytes
    media_type: str
    readable: bool  # there is a document, to be described and assessed
    pages: int = 0
    ocr_pages: int = 0
    characters: int = 0
    completeness: float | None = None
    sent_on: date | None = None  # of the e-mail that it came by
    problems: tuple[Problem, ...] = ()


def brief_of(item: ReadItem) -> Brief:
    """Return what is told of what was read."""
    reading, document = item.reading, item.reading.document
    return Brief(
        item.suffix,
        reading.sha256,
        reading.size,
        reading.media_type,
        readable=document is not None,
        pages=len(document.pages) if document else 0,
        ocr_pages=sum(page.source is PageSource.OCR for page in document.pages) if document else 0,
        characters=len(document.text) if document else 0,
        completeness=document.completeness if document else None,
        sent_on=item.envelope.sent_on if item.envelope else None,
        problems=reading.problems,
    )


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
    whole: bool = True  # False: of its findings only what tells files apart is here, see `slim`


class Findings(Protocol):
    """Gives slim rows what the steps named found in their files, in their order and a few at a time; whole rows stay."""

    def __call__(self, rows: Iterable[FileRow], *steps: Step) -> Iterator[FileRow]:
        """Yield the rows."""
        ...


def as_they_are(rows: Iterable[FileRow], *_steps: Step) -> Iterator[FileRow]:
    """Yield rows that are whole: the `Findings` of an outcome that is held in memory."""
    return iter(rows)


def slim(row: FileRow) -> FileRow:
    """Return the row as it is held together with all others: without evidence, remarks and references, which fill the memory."""
    description = row.description and slim_description(row.description)
    assessment = row.assessment and slim_assessment(row.assessment)
    return replace(row, description=description, assessment=assessment, whole=False)


def bare(row: FileRow) -> FileRow:
    """Return the row as it is kept: without any of its findings, which the steps keep."""
    return replace(row, description=None, assessment=None, whole=False)


def slim_description(description: Description) -> Description:
    """Return of a description what tells documents apart: the number and the day, without their proof."""
    dispatch = description.dispatch
    return Description(Dispatch(number=_value_alone(dispatch.number), issued_on=_value_alone(dispatch.issued_on)))


def _value_alone(found: Found[T] | None) -> Found[T] | None:
    return found and _alone(found.value)


@lru_cache(maxsize=512)  # many documents are of one day
def _alone(value: T) -> Found[T]:
    return Found(value, _NOWHERE, "")


def slim_assessment(assessment: Assessment) -> Assessment:
    """Return of an assessment what tells documents apart: the kind, the sender and what it replaces."""
    return _shared(replace(assessment, evidence=(), remarks=(), let_go=_NOTHING))


@lru_cache(maxsize=1024)  # most that a unit sends is assessed alike
def _shared(assessment: Assessment) -> Assessment:
    return assessment


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as it stood when it was hashed: while its stamp is the same, so are its bytes."""

    source: str
    stamp: str  # size, times of change and of state, inode, device
    sha256: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run found out about an inbox for a campaign; the tables are made of this."""

    campaign: Campaign
    files: tuple[FileRow, ...]  # sorted by source; whole or slim
    coverage: tuple[Coverage, ...]  # units × tasks, in the order of the roster and the dispatch
    standings: tuple[Standing, ...]  # in the order of the roster
    reviews: tuple[Reviewed, ...] = ()  # what people corrected, the oldest first


@dataclass(frozen=True, slots=True)
class JoinedRow:
    """A file's row as a run joined it, and where what its steps found in it is kept."""

    row: FileRow  # slim; it is kept bare
    outer: str  # sha256 of the inbox's file that it is, or came out of; "" where the bytes were never read
    described: bool
    assessed: bool


@dataclass(frozen=True, slots=True)
class Joined:
    """What the last run joined, so that a correction shows in all tables without the inbox being read again."""

    campaign: Campaign
    rows: tuple[JoinedRow, ...]
    versions: dict[Step, str]
    context: str  # of the assessing
