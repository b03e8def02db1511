"""The documents that the reports cite: how widely, where the citations contradict each other, what was never received."""

from collections import defaultdict
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from core.text import fold
from reports.citations import picture
from reports.view import Record, text
from reports.words import FORMS, ROLES
from web.visit import Here, Visit, missing

router = APIRouter()
_ONLY = {"lech": "trích dẫn không khớp nhau", "chua-co": "chưa có trong thư mục nhận", "co": "có trong thư mục nhận"}
_NAMED = ("number", "title", "doc_type", "issuer", "canonical")


@router.get("/van-ban", response_class=HTMLResponse)
def ledger(
    here: Here,
    tim: Annotated[str, Query(max_length=200)] = "",
    loc: Annotated[str, Query(max_length=40)] = "",
) -> HTMLResponse:
    """List the cited documents."""
    words = fold(tim).split()
    rows = here.now.rows["directives"]
    kept = [row for row in rows if all(word in fold(" ".join(text(row[name]) for name in _NAMED)) for word in words)]
    return here.page(
        "ledger.html",
        rows=[row for row in kept if _is_chosen(row, loc)],
        total=len(rows),
        conflicts=sum(bool(row["warnings"]) for row in rows),
        absent=sum(not row["in_inbox"] for row in rows),
        find=tim,
        only=loc,
        filters=_ONLY,
        graph=picture(here.now.tables) if not words and not loc else None,
    )


def _is_chosen(row: Record, only: str) -> bool:
    return {"lech": bool(row["warnings"]), "chua-co": not row["in_inbox"], "co": bool(row["in_inbox"])}.get(only, True)


@router.get("/van-ban/xem", response_class=HTMLResponse)
def cited(here: Here, khoa: Annotated[str, Query(max_length=500)]) -> HTMLResponse:
    """Show one cited document: which reports cite it, with which words."""
    row = next((row for row in here.now.rows["directives"] if row["canonical"] == khoa), None)
    row = row or missing("Không có văn bản này trong danh mục.")
    return here.page("cited.html", row=row, citing=_citing(here, khoa), roles=ROLES, forms=FORMS)


def _citing(here: Visit, key: str) -> list[tuple[Record, str, list[Record]]]:
    """Return the files that cite a document, each with its unit's name and its citations."""
    found: defaultdict[str, list[Record]] = defaultdict(list)
    for reference in here.now.rows["references"]:
        if reference["canonical"] == key:
            found[text(reference["source"])].append(reference)
    rows = [(here.now.sources[source], citations) for source, citations in found.items()]
    units = here.now.units
    return [
        (row, units[unit].name if (unit := text(row["unit_id"])) in units else "", citations) for row, citations in rows
    ]
