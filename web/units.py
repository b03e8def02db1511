"""A unit: how it stands, its row of the matrix, its files, what it raises, what it cites, and how all that came to be."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from reports.reader import FIELDS
from reports.view import text
from reports.words import CAUSES
from web.visit import Here

router = APIRouter()


@router.get("/don-vi/{unit_id:path}", response_class=HTMLResponse)
def unit(here: Here, unit_id: str) -> HTMLResponse:
    """Show a unit."""
    found = here.unit(unit_id)
    files = [row for row in here.now.rows["documents"] if row["unit_id"] == unit_id]
    counting = {text(row["source"]) for row in files if row["counts"]}
    cited = [row for row in here.now.rows["references"] if row["source"] in counting]
    return here.page(
        "unit.html",
        unit=found,
        files=files,
        heads=[row for row in files if row["counts"]],
        fields=[(name, heading) for name, heading in FIELDS.items() if name in _SHOWN],
        cited=list({text(row["canonical"]) or text(row["text"]): row for row in cited}.values()),
        citations=len(cited),
        history=here.desk.place.store.history(here.now.campaign, unit_id),
        causes=CAUSES,
    )


_SHOWN = frozenset({"number", "doc_type", "issued_on", "issuer", "place", "subject", "signer"})
