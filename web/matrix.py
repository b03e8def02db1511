"""The first page: units × tasks, found, filtered, put in order; sums by task and by kind of unit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from core.text import fold
from reports.view import CellView, TaskView, UnitView
from reports.words import UNIT_KINDS, StatusWord, strength
from web.visit import Here, Visit, page_text

router = APIRouter()
_QUOTE = 220  # characters of the best sentence that a cell shows in passing
_WAYS: dict[str, tuple[str, Callable[[UnitView], tuple[bool | int | str, ...]]]] = {
    "thieu": ("thiếu và muộn trước", lambda unit: (unit.returned, -unit.days_late, unit.addressed)),
    "it": ("làm ít trước", lambda unit: (unit.addressed,)),
    "nhieu": ("làm nhiều trước", lambda unit: (-unit.addressed,)),
    "ten": ("theo tên", lambda unit: (fold(unit.name),)),
}
_STATES: dict[str, tuple[str, Callable[[UnitView], bool]]] = {
    "thieu": ("chưa gửi", lambda unit: not unit.returned),
    "muon": ("gửi muộn", lambda unit: unit.late),
    "dung-han": ("gửi đúng hạn", lambda unit: unit.returned and not unit.late),
}
_BY_TASK = "nv-"
_BY_KIND = "khoi-"


@dataclass(frozen=True, slots=True)
class Choice:
    """What the reader wants to see: words of a name, a filter, an order; "" is everything, in the roster's order."""

    find: str = ""
    only: str = ""
    order: str = ""


@dataclass(frozen=True, slots=True)
class KindSum:
    """How the units of one kind stand, and how many of them did each task."""

    name: str
    units: int
    returned: int
    late: int
    tasks: tuple[int, ...]


@router.get("/", response_class=HTMLResponse)
def matrix(
    here: Here,
    tim: Annotated[str, Query(max_length=200)] = "",
    loc: Annotated[str, Query(max_length=80)] = "",
    xep: Annotated[str, Query(max_length=80)] = "",
) -> HTMLResponse:
    """Show the matrix; htmx asks for its table alone."""
    view = here.now.view
    kinds = tuple(dict.fromkeys(unit.kind for unit in view.units if unit.kind))
    choice = Choice(tim, loc, xep)
    table = here.desk.tables.get((here.now.key, choice), lambda: _table(here, choice))
    if here.wants_part:
        return HTMLResponse(table)
    return here.page(
        "matrix.html",
        v=view,
        table=table,
        choice=choice,
        filters=[(key, label) for key, (label, _) in _STATES.items()]
        + [(f"{_BY_KIND}{kind}", UNIT_KINDS.get(kind, kind)) for kind in kinds],
        orders=[(key, label) for key, (label, _) in _WAYS.items()]
        + [(f"{_BY_TASK}{task.id}", f"nhiệm vụ {task.id}, yếu trước") for task in view.tasks],
        sums=[kind_sum(kind, view.units) for kind in kinds],
    )


def _table(here: Visit, choice: Choice) -> Markup:
    """Return the table alone; it has some thousand cells, so it is made once for each choice."""
    view = here.now.view
    made = page_text(
        here.request,
        "table.html",
        v=view,
        units=arranged(view.units, choice),
        bars=[bar(task, len(view.units)) for task in view.tasks],
        quote=_quote,
    )
    return Markup(made)  # noqa: S704 - a template made it, everything in it is escaped


def arranged(units: Sequence[UnitView], choice: Choice) -> list[UnitView]:
    """Return the chosen units in the chosen order; every word must be in the name or the id, marks and case do not count."""
    words = fold(choice.find).split()
    kept = [unit for unit in units if all(word in fold(f"{unit.name} {unit.id}") for word in words)]
    if choice.only in _STATES:
        kept = [unit for unit in kept if _STATES[choice.only][1](unit)]
    elif choice.only.startswith(_BY_KIND):
        kept = [unit for unit in kept if unit.kind == choice.only.removeprefix(_BY_KIND)]
    if choice.order in _WAYS:
        kept.sort(key=_WAYS[choice.order][1])
    elif choice.order.startswith(_BY_TASK):
        task = choice.order.removeprefix(_BY_TASK)
        kept.sort(key=lambda unit: [strength(cell.word.key) for cell in unit.cells if cell.task_id == task])
    return kept


def kind_sum(kind: str, units: Sequence[UnitView]) -> KindSum:
    """Return the sums of one kind."""
    own = [unit for unit in units if unit.kind == kind]
    columns = zip(*(unit.cells for unit in own), strict=True)
    return KindSum(
        UNIT_KINDS.get(kind, kind),
        len(own),
        sum(unit.returned for unit in own),
        sum(unit.late for unit in own),
        tuple(sum(cell.addressed for cell in column) for column in columns),
    )


def bar(task: TaskView, units: int) -> list[tuple[StatusWord, int, float, float]]:
    """Return the pieces of a task's bar: status, count, and left edge and width in hundredths of the whole."""
    pieces, at = [], 0.0
    for word, count in task.counts:
        width = round(100 * count / units, 2) if units else 0.0
        if count:
            pieces.append((word, count, round(at, 2), width))
        at += width
    return pieces


def _quote(cell: CellView) -> str:
    """Return the beginning of the cell's best sentence."""
    best = cell.lines[0].sentence if cell.lines else ""
    return best if len(best) <= _QUOTE else best[: _QUOTE - 1].rstrip() + "…"
