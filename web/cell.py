"""A cell: every sentence behind it in its context, why the program decided so, and the page of the original beside it."""

from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from core.document import Block, BlockKind, Document
from core.review import last_of
from core.text import Span
from reports.view import CellView, Line, number, text
from web.queue import queue_of
from web.review import queue_at, reviewer_of
from web.visit import Here, Visit, cell_at, file_at

router = APIRouter()
_AROUND = 240  # characters of context on either side


@dataclass(frozen=True, slots=True)
class Proof:
    """A sentence with the words around it, and the ids of the other tasks that it bears on."""

    line: Line
    before: str
    after: str
    others: tuple[str, ...]


@router.get("/o/{unit_id:path}/{task_id}", response_class=HTMLResponse)
def cell(here: Here, unit_id: str, task_id: str) -> HTMLResponse:
    """Show a cell, with the way to those beside it in the matrix."""
    found = here.cell(unit_id, task_id)
    own = list(here.unit(unit_id).cells)
    at = own.index(found)
    column = [row.cells[at] for row in here.now.view.units]
    row = column.index(found)
    beside = {
        "nhiệm vụ trước": own[at - 1] if at else None,
        "nhiệm vụ sau": own[at + 1] if at + 1 < len(own) else None,
        "đơn vị trước": column[row - 1] if row else None,
        "đơn vị sau": column[row + 1] if row + 1 < len(column) else None,
    }
    links = {name: (cell_at(one.unit_id, one.task_id), one) for name, one in beside.items() if one}
    return _page(here, found, links, in_queue=False)


@router.get("/ra-soat/o/{unit_id:path}/{task_id}", response_class=HTMLResponse)
def queued(here: Here, unit_id: str, task_id: str) -> HTMLResponse:
    """Show a cell in the queue of what is to be reviewed, with the way to the next one."""
    found = here.cell(unit_id, task_id)
    queue = queue_of(here.now, here.desk.place.store.reviews(here.now.campaign))
    beside = {"ô trước": queue.before(found), "bỏ qua, ô sau": queue.behind(found)}
    links = {name: (queue_at(one), one) for name, one in beside.items() if one}
    return _page(here, found, links, in_queue=True, left=len(queue.waiting))


def _page(
    here: Visit, found: CellView, links: dict[str, tuple[str, CellView]], *, in_queue: bool, left: int = 0
) -> HTMLResponse:
    reviews = here.desk.place.store.reviews(here.now.campaign)
    own = [
        row for row in here.now.rows["reviews"] if (row["unit_id"], row["task_id"]) == (found.unit_id, found.task_id)
    ]
    shown = max((number(row["review_id"]) for row in here.now.rows["reviews"]), default=0)
    return here.page(
        "cell.html",
        cell=found,
        unit=here.unit(found.unit_id),
        start=_start(here, found, found.unit_id),
        proofs=[proof(here, line, found.task_id) for line in found.lines],
        links=links,
        in_queue=in_queue,
        left=left,
        counting=[r for r in here.now.rows["documents"] if r["counts"] and r["unit_id"] == found.unit_id],
        reviews=own[::-1],
        undoable=last_of(reviews, found.unit_id, found.task_id),
        pending=[one for one in reviews if one.id > shown and one.cell == (found.unit_id, found.task_id)],
        reviewer=reviewer_of(here.request, here),
    )


def _start(here: Visit, found: CellView, unit_id: str) -> str:
    """Return the address of the page to show at first: of the best sentence, else the first of the unit's report."""
    if found.lines and found.lines[0].document_id:
        return f"{file_at(found.lines[0].document_id)}/trang?tu={found.lines[0].start}&den={found.lines[0].end}"
    own = (row for row in here.now.rows["documents"] if row["counts"] and row["unit_id"] == unit_id)
    sha256 = next((text(row["document_id"]) for row in own), "")
    return f"{file_at(sha256)}/trang" if sha256 else ""


def proof(here: Visit, line: Line, task_id: str) -> Proof:
    """Return a sentence of a task in its context."""
    held = here.desk.text(here.now, line.source)
    span = Span(line.start, line.end)
    before, after = around(held.item.reading.document, span) if held and held.item.reading.document else ("", "")
    tasks = here.now.bearing.get((line.document_id, line.start, line.end), ())
    return Proof(line, before, after, tuple(task for task in tasks if task != task_id))


def around(document: Document, span: Span) -> tuple[str, str]:
    """Return what stands before and behind a span: in its paragraph, else in the paragraphs next to it."""
    blocks = [block for block in document.blocks if block.kind is not BlockKind.RUNNING]
    touched = [at for at, block in enumerate(blocks) if block.span.overlaps(span)]
    if not touched:
        return "", ""
    first, last = blocks[touched[0]], blocks[touched[-1]]
    before = document.text[first.span.start : span.start] or _text(document, blocks[max(touched[0] - 1, 0)], first)
    after = document.text[span.end : last.span.end] or _text(
        document, blocks[min(touched[-1] + 1, len(blocks) - 1)], last
    )
    return _tail(before), _head(after)


def _text(document: Document, block: Block, own: Block) -> str:
    """Return a neighbouring block's text, "" where there is no neighbour."""
    return "" if block is own else block.span.of(document.text)


def _tail(text: str) -> str:
    return text if len(text) <= _AROUND else "…" + text[-_AROUND:].partition(" ")[2]


def _head(text: str) -> str:
    return text if len(text) <= _AROUND else text[:_AROUND].rpartition(" ")[0] + "…"
