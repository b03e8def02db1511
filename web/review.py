"""Correcting: a cell's status, its sentences, one that was missed; undoing; and the queue of what is least certain."""

from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import quote, unquote

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from core.coverage import Status
from core.document import Document
from core.review import LONGEST_NAME, LONGEST_NOTE, Action, Quote, Review, last_of
from core.text import Span, fold, squeeze
from reports.reviewing import agreement_words
from reports.view import CellView, text
from web.guard import own_form
from web.queue import Queue, queue_of
from web.visit import Here, Visit, cell_at, missing

router = APIRouter()
_NAME = "soat-ten"  # cookie: as whom the person at this browser reviews
_A_YEAR = 31_536_000  # seconds
_LISTED = 60  # cells and reviews that the overview shows
PATIENCE = 4.0  # seconds that a cell's page waits for the tables to show its correction
_LONGEST = 20_000  # characters of a sentence that is added
_LEAST = 8  # letters of it
_OwnForm = Depends(own_form)


def reviewer_of(request: Request, here: Visit) -> str:
    """Return as whom the person at this browser reviews.

    The account's name; without accounts the name given last, else the one of this machine's account.
    """
    if request.state.account:
        return str(request.state.account.name)
    return unquote(request.cookies.get(_NAME, "")).strip()[:LONGEST_NAME] or here.desk.place.user


def queue_at(cell: CellView) -> str:
    """Return the address of a cell in the queue."""
    return f"/ra-soat{cell_at(cell.unit_id, cell.task_id)}"


@router.get("/ra-soat", response_class=HTMLResponse)
def overview(here: Here) -> HTMLResponse:
    """Show what waits, what was done, and how far program and reviewers agree."""
    queue = _queue(here)
    return here.page(
        "queue.html",
        queue=queue,
        first=queue_at(queue.waiting[0]) if queue.waiting else "",
        cells=[(cell, queue_at(cell)) for cell in queue.waiting[:_LISTED]],
        agreement=agreement_words(here.now.rows["coverage"]),
        reviews=list(reversed(here.now.rows["reviews"]))[:_LISTED],
        reviewer=reviewer_of(here.request, here),
    )


@router.post("/ra-soat/ten", dependencies=[_OwnForm])
def rename(here: Here, ten: Annotated[str, Form(max_length=LONGEST_NAME)] = "") -> Response:
    """Remember as whom the person at this browser reviews."""
    if here.request.state.account:
        raise HTTPException(403, "Người đã đăng nhập rà soát với tên tài khoản của mình.")
    answer = RedirectResponse("/ra-soat", 303)
    answer.set_cookie(_NAME, quote(squeeze(ten)), max_age=_A_YEAR, httponly=True, samesite="strict")
    return answer


@router.post("/o/{unit_id:path}/{task_id}/ra-soat", dependencies=[_OwnForm])
def correct(  # noqa: PLR0913 - the fields of the form
    here: Here,
    unit_id: str,
    task_id: str,
    *,
    viec: Annotated[Action, Form()],
    muc: Annotated[Status | None, Form()] = None,
    tep: Annotated[str, Form(max_length=64)] = "",
    tu: Annotated[int, Form(ge=0)] = 0,
    den: Annotated[int, Form(ge=0)] = 0,
    cau: Annotated[str, Form(max_length=_LONGEST)] = "",
    ghi_chu: Annotated[str, Form(max_length=LONGEST_NOTE)] = "",
    hang: Annotated[bool, Form()] = False,
) -> Response:
    """Keep a correction, then show the cell again, or the next one of the queue."""
    cell = here.cell(unit_id, task_id)
    found = (
        _quote(here, tep, Span(tu, max(tu, den)), cau) if viec in {Action.CONFIRM, Action.REJECT, Action.ADD} else None
    )
    undoes = _last(here, cell) if viec is Action.UNDO else None
    try:
        review = Review(
            *(unit_id, task_id, viec, reviewer_of(here.request, here), datetime.now(UTC)),
            status=muc if viec in {Action.SET, Action.CONFIRM, Action.ADD} else None,
            quote=found,
            note=ghi_chu.strip(),
            undoes=undoes,
        )
    except ValueError as error:
        raise HTTPException(422, "Chưa đủ thông tin: cần mức của ô, câu, hoặc lời ghi chú.") from error
    here.desk.place.record(review)
    here.publisher.ask(0.0 if hang else PATIENCE)
    return RedirectResponse(
        _next(here, cell, stays=viec in {Action.UNDO, Action.NOTE}) if hang else cell_at(unit_id, task_id), 303
    )


def _next(here: Visit, cell: CellView, *, stays: bool) -> str:
    """Return where the queue goes on."""
    if stays:
        return queue_at(cell)
    following = _queue(here).behind(cell)
    return queue_at(following) if following else "/ra-soat"


def _queue(here: Visit) -> Queue:
    return queue_of(here.now, here.desk.place.store.reviews(here.now.campaign))


def _last(here: Visit, cell: CellView) -> int:
    last = last_of(here.desk.place.store.reviews(here.now.campaign), cell.unit_id, cell.task_id)
    if last is None:
        raise HTTPException(409, "Ô này chưa có lần rà soát nào để hoàn tác.")
    return last.id


def _quote(here: Visit, sha256: str, span: Span, words: str) -> Quote:
    """Return the sentence that is meant, as the document has it: at its place, else where its letters stand."""
    row = here.document(sha256)
    held = here.desk.text(here.now, text(row["source"]))
    document = held.item.reading.document if held else None
    if document is None:
        missing("Không còn giữ nội dung của tệp này. Chạy lại `soat run`.")
    place = place_of(document, span, words)
    if place is None:
        raise HTTPException(
            422, "Không thấy câu này trong báo cáo. Chép đúng lời của báo cáo, hoặc chọn câu ngay trong bản chữ."
        )
    return Quote(sha256, place, place.of(document.text))


def place_of(document: Document, span: Span, words: str) -> Span | None:
    """Return where `words` stand: at `span` if they stand there (or no words are given), else where their letters do."""
    wanted = _letters(words)
    if span.end <= len(document.text) and len(span):
        there = _letters(span.of(document.text))
        if there and wanted in {"", there}:
            return _trimmed(document.text, span)
    at = _letters(document.text).find(wanted) if len(wanted) >= _LEAST else -1
    if at < 0:
        return None
    places = [place for place, sign in enumerate(document.text) if sign.isalnum()]
    end = places[at + len(wanted) - 1] + 1
    while end < len(document.text) and document.text[end] in '.;!?”")':  # what ends the sentence belongs to it
        end += 1
    return Span(places[at], end)


def _letters(words: str) -> str:
    return "".join(sign for sign in fold(words) if sign.isalnum())


def _trimmed(whole: str, span: Span) -> Span:
    words = span.of(whole)
    return Span(span.start + len(words) - len(words.lstrip()), span.end - len(words) + len(words.rstrip()))
