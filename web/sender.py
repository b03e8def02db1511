"""Who sent a file: where the program could not tell, or was wrong, people say it; kept like every correction."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException
from fastapi.responses import RedirectResponse, Response

from core.problem import Code
from core.review import LONGEST_NOTE, Action, Review, assigning, assignments
from reports.view import Record, UnitView, text
from store.codec import ASSESSMENT
from web.guard import own_form
from web.review import PATIENCE, reviewer_of
from web.visit import Here, Visit, file_at

router = APIRouter()
UNDECIDED = frozenset({Code.UNIT_UNKNOWN, Code.UNIT_AMBIGUOUS, Code.UNIT_NOT_IN_ROSTER})
_LONGEST_ID = 200


@dataclass(frozen=True, slots=True)
class Sender:
    """What can be said of who sent a file."""

    waits: bool  # somebody has to say it
    likely: tuple[UnitView, ...]  # the units that the program could not choose between
    others: tuple[UnitView, ...]
    said: Review | None  # what counts of what people said


def sender_of(here: Visit, row: Record) -> Sender:
    """Return what can be said of who sent the file of a row."""
    found = here.desk.place.store.newest(text(row["document_id"]), ASSESSMENT)
    ids = dict.fromkeys((*found.unit_candidates, *found.sent_by)) if found else {}
    likely = tuple(here.now.units[one] for one in ids if one in here.now.units)
    others = tuple(unit for unit in here.now.view.units if unit not in likely)
    said = assignments(here.desk.place.store.reviews(here.now.campaign)).get(text(row["document_id"]))
    return Sender(row["code"] in UNDECIDED, likely, others, said)


@router.post("/tep/{sha256}/don-vi", dependencies=[Depends(own_form)])
def say(
    here: Here,
    sha256: str,
    *,
    viec: Annotated[Action, Form()] = Action.ASSIGN,
    don_vi: Annotated[str, Form(max_length=_LONGEST_ID)] = "",
    ghi_chu: Annotated[str, Form(max_length=LONGEST_NOTE)] = "",
) -> Response:
    """Keep who sent the file, or take that back; then show the file again."""
    here.document(sha256)
    who, at = reviewer_of(here.request, here), datetime.now(UTC)
    try:
        if viec is Action.UNDO:
            here.desk.place.record(_taken_back(here, sha256, who, at))
        else:
            here.desk.place.record(assigning(sha256, here.unit(don_vi).id, who, at, ghi_chu.strip()))
    except ValueError as error:
        raise HTTPException(422, "Chưa đủ thông tin: cần đơn vị và tên người quyết định.") from error
    here.publisher.ask(PATIENCE)
    return RedirectResponse(f"{file_at(sha256)}#giao", 303)


def _taken_back(here: Visit, sha256: str, who: str, at: datetime) -> Review:
    last = assignments(here.desk.place.store.reviews(here.now.campaign)).get(sha256)
    if last is None:
        raise HTTPException(409, "Chưa ai giao tệp này cho đơn vị nào nên không có gì để hoàn tác.")
    return Review(last.unit_id, "", Action.UNDO, who, at, undoes=last.id)
