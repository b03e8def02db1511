"""What somebody has to do or to know: files that could not be used, doubts, what nobody could be given."""

from itertools import groupby

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from reports.words import SEVERITIES
from web.sender import UNDECIDED
from web.visit import Here

router = APIRouter()


@router.get("/can-xu-ly", response_class=HTMLResponse)
def troubles(here: Here) -> HTMLResponse:
    """List the problems, the worst first, with what to do about each."""
    groups = [
        (severity, SEVERITIES.get(severity, severity), list(same))
        for severity, same in groupby(here.now.view.troubles, key=lambda trouble: trouble.severity)
    ]
    ids = {source: row["document_id"] for source, row in here.now.sources.items()}
    return here.page(
        "troubles.html",
        groups=groups,
        ids=ids,
        undecided=UNDECIDED,
        loose=here.now.view.loose,
        missing=here.now.view.missing,
    )
