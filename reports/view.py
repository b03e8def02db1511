"""Joins the contract's tables into what people look at: units × tasks with their sentences, counts, lists."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from core.campaign import Campaign, TaskKind
from core.coverage import Status
from core.review import PROGRAM
from core.table import Cell, Records, Table
from core.text import slug
from reports.reasons import reasons
from reports.words import STATUS_WORDS, StatusWord, status_word, strength

Record = dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence that proves a cell. `page` is "" where the file does not tell."""

    sentence: str
    word: StatusWord
    figures: str
    section: str
    source: str
    page: str
    why: tuple[str, ...] = ()  # Vietnamese: what in the sentence decided
    document_id: str = ""  # sha256
    start: int = 0  # in the document's text
    end: int = 0
    attested: bool = False  # a reviewer stands for it


@dataclass(frozen=True, slots=True)
class CellView:
    """A cell of the matrix; `anchor` is unique on a page and stays the same from run to run."""

    anchor: str
    unit_id: str
    unit_name: str
    task_id: str
    task_title: str
    word: StatusWord
    addressed: bool
    confidence: float | None  # in [0, 1]
    decided_by: str
    source: str  # of the document that decided, "" where none did
    is_report: bool  # the task is the report itself
    lines: tuple[Line, ...]  # strongest first
    program: StatusWord  # what the program alone says
    note: str  # the reviewers' remarks
    left_out: int = 0  # sentences behind those of `lines`

    @property
    def reviewed(self) -> bool:
        """Tell whether a person decided the cell."""
        return self.decided_by not in {PROGRAM, ""}


@dataclass(frozen=True, slots=True)
class UnitView:
    """A row of the matrix."""

    id: str
    name: str
    kind: str
    returned: bool
    received_on: str  # ISO, "" where unknown
    days_late: int
    documents: int
    cells: tuple[CellView, ...]
    difficulties: tuple[Record, ...]
    proposals: tuple[Record, ...]

    @property
    def addressed(self) -> int:
        """Count the tasks that the unit carried out."""
        return sum(cell.addressed for cell in self.cells)

    @property
    def late(self) -> bool:
        """Tell whether the report came after the deadline."""
        return self.returned and self.days_late > 0


@dataclass(frozen=True, slots=True)
class TaskView:
    """A column of the matrix with its sums over the units."""

    id: str
    title: str
    addressed: int  # units
    counts: tuple[tuple[StatusWord, int], ...]  # in the order of the legend, zeros included


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something about a file that somebody has to know or to do."""

    source: str
    severity: str
    code: str
    message: str
    page: str


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that the last run with a change has changed; None where there was no such cell before, or is none now."""

    unit_name: str
    task_id: str
    task_title: str
    before: StatusWord | None
    after: StatusWord | None
    cause: str  # key of CAUSES
    because: str


@dataclass(frozen=True, slots=True)
class View:
    """Everything that the workbook, the page and the terminal show."""

    campaign: Campaign
    units: tuple[UnitView, ...]
    tasks: tuple[TaskView, ...]
    documents: Records  # of any number: gone through, never kept
    references: Records  # as many
    directives: tuple[Record, ...]
    troubles: tuple[Trouble, ...]  # the worst first
    loose: tuple[Record, ...]  # evidence rows and remarks of no unit or task of the campaign: shown, never dropped
    changes: tuple[Change, ...]
    reviews: tuple[Record, ...]  # what people corrected, the oldest first

    @property
    def returned(self) -> tuple[UnitView, ...]:
        """Return the units whose report is there."""
        return tuple(unit for unit in self.units if unit.returned)

    @property
    def missing(self) -> tuple[UnitView, ...]:
        """Return the units that sent nothing."""
        return tuple(unit for unit in self.units if not unit.returned)

    @property
    def late(self) -> tuple[UnitView, ...]:
        """Return the units whose report came too late, the latest first."""
        return tuple(sorted((unit for unit in self.units if unit.late), key=lambda unit: -unit.days_late))

    @property
    def not_received(self) -> tuple[Record, ...]:
        """Return the cited documents with a number that do not lie in the inbox, the most widely cited first."""
        return tuple(one for one in self.directives if one.get("number") and not flag(one.get("in_inbox")))

    @property
    def addressed(self) -> int:
        """Count the cells that are carried out."""
        return sum(unit.addressed for unit in self.units)

    @property
    def cells(self) -> int:
        """Count the cells."""
        return sum(len(unit.cells) for unit in self.units)


_ATTESTED = {"confirmed", "added"}
_SEVERITY_ORDER = ("error", "warning", "info")


def view(tables: Sequence[Table], campaign: Campaign) -> View:
    """Return the view of the contract's `tables`; a table that is missing counts as empty."""
    by_name = {table.name: table for table in tables}
    many = {name: Records(by_name.get(name, Table(name, "", (), ()))) for name in ("documents", "references")}
    rows = {name: table.records() for name, table in by_name.items() if name not in many}
    evidence = rows.get("evidence", [])
    remarks = rows.get("remarks", [])
    groups = _Groups(
        _grouped(rows.get("coverage", []), "unit_id", "task_id"),
        _grouped(evidence, "unit_id", "task_id"),
        _grouped(remarks, "unit_id", "kind"),
    )
    unit_rows = rows.get("units", []) or [
        {"unit_id": u.id, "unit_name": u.name, "kind": u.kind} for u in campaign.units
    ]
    anchors = _Anchors()
    units = tuple(_unit(row, campaign, groups, anchors) for row in unit_rows)
    known_units = {unit.id for unit in units}
    known_cells = {(cell.unit_id, cell.task_id) for unit in units for cell in unit.cells}
    return View(
        campaign,
        units,
        tuple(_task(index, task.id, task.title, units) for index, task in enumerate(campaign.tasks)),
        many["documents"],
        many["references"],
        tuple(rows.get("directives", [])),
        _troubles(many["documents"].only("source", "status", "code", "message"), rows.get("problems", [])),
        tuple(r for r in evidence if (text(r.get("unit_id")), text(r.get("task_id"))) not in known_cells)
        + tuple(r for r in remarks if text(r.get("unit_id")) not in known_units),
        tuple(_change(record) for record in rows.get("changes", [])),
        tuple(rows.get("reviews", [])),
    )


class SharedView:
    """The view of tables, made once for all that ask for it; another process that is handed it makes its own."""

    def __init__(self, tables: Sequence[Table], campaign: Campaign) -> None:
        self._of = tables, campaign
        self._view: View | None = None

    def __call__(self) -> View:
        """Return the view."""
        if self._view is None:
            self._view = view(*self._of)
        return self._view

    def __reduce__(self) -> tuple[Any, ...]:
        return SharedView, self._of


def _change(record: Record) -> Change:
    before, after = text(record.get("before")), text(record.get("after"))
    return Change(
        text(record.get("unit_name")),
        text(record.get("task_id")),
        text(record.get("task_title")),
        status_word(before) if before else None,
        status_word(after) if after else None,
        text(record.get("cause")),
        text(record.get("because")),
    )


def text(cell: Cell) -> str:
    """Return a cell as text, None as ""."""
    return "" if cell is None else str(cell)


def number(cell: Cell) -> int:
    """Return a cell as a whole number, 0 where it is none."""
    try:
        return int(cell) if cell is not None else 0
    except ValueError:
        return 0


def flag(cell: Cell) -> bool:
    """Return a cell as a truth value; tables read back from CSV have it as a word."""
    return cell is True or text(cell).lower() == "true"


_slug = lru_cache(maxsize=4096)(slug)  # a unit's stands in each of its cells


class _Anchors:
    """Gives out names that are safe in links, each once."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def __call__(self, *parts: str) -> str:
        base = "-".join(_slug(part) or "x" for part in parts)
        name, copy = base, 1
        while name in self._given:
            copy += 1
            name = f"{base}-{copy}"
        self._given.add(name)
        return name


@dataclass(frozen=True, slots=True)
class _Groups:
    """Records by (unit, task), or (unit, kind) for what units raise."""

    coverage: dict[tuple[str, ...], list[Record]]
    lines: dict[tuple[str, ...], list[Record]]
    raised: dict[tuple[str, ...], list[Record]]


def _grouped(records: Iterable[Record], *names: str) -> dict[tuple[str, ...], list[Record]]:
    groups: dict[tuple[str, ...], list[Record]] = {}
    for record in records:
        groups.setdefault(tuple(text(record.get(name)) for name in names), []).append(record)
    return groups


def _unit(row: Record, campaign: Campaign, groups: _Groups, anchors: _Anchors) -> UnitView:
    unit_id, name, returned = text(row.get("unit_id")), text(row.get("unit_name")), flag(row.get("returned"))
    cells = []
    for task in campaign.tasks:
        key = (unit_id, task.id)
        found = groups.coverage.get(key, [{}])[-1]
        word = status_word(text(found.get("status")), returned=returned)
        score = found.get("confidence")
        cells.append(
            CellView(
                anchors(unit_id, task.id),
                unit_id,
                name,
                task.id,
                task.title,
                word,
                strength(word.key) >= Status.DONE.strength,
                float(score) if isinstance(score, int | float) else None,
                text(found.get("decided_by")),
                text(found.get("source")),
                task.kind is TaskKind.REPORT,
                _lines(groups.lines.get(key, []), found),
                status_word(text(found.get("program_status") or found.get("status")), returned=returned),
                text(found.get("note")),
            )
        )
    return UnitView(
        unit_id,
        name,
        text(row.get("kind")),
        returned,
        text(row.get("received_on")),
        number(row.get("days_late")),
        number(row.get("documents")),
        tuple(cells),
        tuple(groups.raised.get((unit_id, "difficulty"), ())),
        tuple(groups.raised.get((unit_id, "proposal"), ())),
    )


def _lines(records: list[Record], decided: Record) -> tuple[Line, ...]:
    """Return a cell's sentences, strongest first; where there are none, the one that the coverage row itself names."""
    if not records and text(decided.get("evidence")):
        records = [{**decided, "sentence": decided.get("evidence")}]

    def rank(record: Record) -> tuple[int, float, str, int]:
        score = record.get("score")
        return (
            -strength(text(record.get("status"))),
            -float(score) if isinstance(score, int | float) else 0.0,
            text(record.get("source")),
            number(record.get("start")),
        )

    return tuple(
        Line(
            text(r.get("sentence")),
            status_word(text(r.get("status"))),
            text(r.get("figures")),
            text(r.get("section")),
            text(r.get("source")),
            text(r.get("page")),
            reasons(text(r.get("features"))),
            text(r.get("document_id")),
            number(r.get("start")),
            number(r.get("end")),
            attested=bool(_ATTESTED & set(text(r.get("features")).split("; "))),
        )
        for r in sorted(records, key=rank)
    )


def _task(index: int, task_id: str, title: str, units: tuple[UnitView, ...]) -> TaskView:
    words = [unit.cells[index].word.key for unit in units]
    counts = tuple((word, words.count(key)) for key, word in STATUS_WORDS.items())
    return TaskView(task_id, title, sum(unit.cells[index].addressed for unit in units), counts)


def _troubles(documents: Iterable[Record], problems: list[Record]) -> tuple[Trouble, ...]:
    """Return the problems, and each file that was not used without a problem of its own."""
    found = [
        Trouble(*(text(p.get(name)) for name in ("source", "severity", "code", "message", "page"))) for p in problems
    ]
    told = {(trouble.source, trouble.code) for trouble in found}
    for row in documents:
        source, status, code = (text(row.get(name)) for name in ("source", "status", "code"))
        if status not in {"", "ok"} and (source, code) not in told:
            severity = "error" if status == "quarantined" else "info"
            found.append(Trouble(source, severity, code, text(row.get("message")), ""))

    def rank(trouble: Trouble) -> tuple[int, str, str]:
        known = trouble.severity in _SEVERITY_ORDER
        return (_SEVERITY_ORDER.index(trouble.severity) if known else 1, trouble.source, trouble.code)

    return tuple(sorted(found, key=rank))
