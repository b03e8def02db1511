"""Which unit did which task: statuses, the sentences behind them, and what a unit's file means for the campaign."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from core.dispatch import Kind
from core.text import Span

REVIEW_BELOW = 0.9  # confidence below which the program asks that somebody look at its cell: holds most of the errors


class Status(StrEnum):
    """How a sentence, or a unit, stands to a task; strongest first."""

    QUANTIFIED = "quantified"
    DONE = "done"
    NOT_DONE = "not_done"
    PLANNED = "planned"
    RESTATED = "restated"
    NONE = "none"

    @property
    def strength(self) -> int:
        """5 for quantified down to 0 for none."""
        return _STRENGTHS[self]

    @property
    def addressed(self) -> bool:
        """Tell whether the task counts as carried out."""
        return self in {Status.QUANTIFIED, Status.DONE}


_STRENGTHS = {status: len(Status) - 1 - place for place, status in enumerate(Status)}


class RemarkKind(StrEnum):
    """What a unit raises."""

    DIFFICULTY = "difficulty"
    PROPOSAL = "proposal"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sentence of one document that bears on one task."""

    task_id: str
    span: Span  # of the sentence in Document.text
    sentence: str
    status: Status
    score: float  # in [0, 1]: how surely it bears on the task with this status
    page: int | None = None
    figures: tuple[str, ...] = ()  # numbers of the activity or its result, as printed
    section: str = ""  # role of the section: results, plans, …
    features: tuple[str, ...] = ()  # why: "term:dân vận khéo", "tense:done", …
    chances: tuple[float, ...] = ()  # of each status in the order of `Status`, where the model weighed them


@dataclass(frozen=True, slots=True)
class Remark:
    """A difficulty or a proposal that a document raises."""

    kind: RemarkKind
    span: Span
    sentence: str
    page: int | None = None
    theme: str = ""  # what it is about, as data/tables/themes.csv calls it


@dataclass(frozen=True, slots=True)
class Assessment:
    """What one document means for one campaign."""

    kind: Kind
    unit_id: str | None = None
    unit_reason: str = ""  # by what the unit was known: letterhead, symbol, signature, mail, file name
    unit_candidates: tuple[str, ...] = ()  # where several are possible
    sent_by: tuple[
        str, ...
    ] = ()  # the unit named, where it is none of the roster's on the day: a successor's, or nobody's
    annual: bool = False  # an annual report on this matter for the reporting year
    reason: str = ""  # Code of the reason why it does not count, "" where it may
    replaces: tuple[str, ...] = ()  # numbers of reports that it says it replaces
    evidence: tuple[Evidence, ...] = ()
    remarks: tuple[Remark, ...] = ()
    let_go: Mapping[str, tuple[float, ...]] = field(default_factory=dict, hash=False)  # see `nlp.confidence.bounds`


@dataclass(frozen=True, slots=True)
class Coverage:
    """One cell of the matrix. `document_id` and `span` name the best sentence where there is one."""

    unit_id: str
    task_id: str
    status: Status
    confidence: float  # in [0, 1]
    evidence_count: int = 0
    best: Evidence | None = None
    document_id: str | None = None
    decided_by: str = "program"  # or the reviewer's name
    program: Status | None = None  # what the program says, where a reviewer decided; else None
    note: str = ""  # the reviewers' remarks


@dataclass(frozen=True, slots=True)
class Standing:
    """How a unit stands: whether it returned its report, when, from how many files."""

    unit_id: str
    returned: bool
    received_on: date | None = None
    days_late: int | None = None  # from the deadline; 0 where in time
    documents: int = 0
    tasks_addressed: int = 0
    tasks_total: int = 0
