"""The roster of a campaign: its units, one edited at a time, with the strict checks told at the field."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic_core import PydanticCustomError

from reports.words import UNIT_KINDS
from store.campaign_edit import Texts, rows_of, with_unit, without_unit
from store.campaign_error import CampaignError
from store.campaign_words import day
from store.roster import COLUMNS
from web.campaign_form import base_of, drafts_of
from web.campaigns import Folder, Sent, campaigns_of, folder_of, open_folder
from web.guard import own_form
from web.visit import Here, Visit, missing

router = APIRouter()
_OwnForm = Depends(own_form)
_Draft = Annotated[str, Query(max_length=40)]
_NEW = "moi"
_LISTS = ("symbols", "aliases", "successor")  # an item a line in the form, parted by "|" in the file
_DAYS = ("valid_from", "valid_to")  # 30/06/2025 in the form, 2025-06-30 in the file
_HEADINGS = {
    "unit_id": ("Mã", "ngắn, không dấu, không đổi về sau: stp"),
    "name": ("Tên", "như trên báo cáo"),
    "kind": ("Khối", ""),
    "symbols": ("Ký hiệu", "trong số văn bản: STP của 312/BC-STP; mỗi dòng một ký hiệu"),
    "aliases": ("Tên gọi khác", "mỗi dòng một tên"),
    "valid_from": ("Từ ngày", "bỏ trống: từ trước tới nay"),
    "valid_to": ("Đến hết ngày", "bỏ trống: đang hoạt động"),
    "successor": ("Đơn vị kế thừa", "mã; mỗi dòng một mã khi bị chia cho nhiều nơi"),
    "note": ("Ghi chú", ""),
}


@router.get("/dot/d/{name}/don-vi", response_class=HTMLResponse)
def roster(here: Here, name: str, nhap: _Draft = "") -> HTMLResponse:
    """List the units of a campaign, those that ended or come later too."""
    folder = folder_of(here, name)
    _, texts = base_of(here, folder, nhap)
    campaign = texts.campaign(folder.path)
    rows = [
        (place, row, unit) for place, (row, unit) in enumerate(zip(rows_of(texts.units), campaign.units, strict=True))
    ]
    return here.page(
        "roster.html", folder=folder, nhap=nhap, rows=rows, deadline=campaign.deadline, editable=_may(here, folder)
    )


@router.get("/dot/d/{name}/don-vi/{place}", response_class=HTMLResponse)
def unit(here: Here, name: str, place: str, nhap: _Draft = "") -> HTMLResponse:
    """Show a unit's row to be edited; "moi" is a new one."""
    folder = open_folder(here, name)
    _, texts = base_of(here, folder, nhap)
    row = {} if place == _NEW else _row(texts, place)
    cells = {column: row.get(column, "") for column in COLUMNS}
    cells |= {column: cells[column].replace("|", "\n") for column in _LISTS}
    cells |= {column: _typed(cells[column], "%d/%m/%Y") for column in _DAYS}
    return _page(here, folder, nhap, place, cells, {})


@router.post("/dot/d/{name}/don-vi/{place}", dependencies=[_OwnForm])
def edit(here: Here, name: str, place: str, fields: Sent) -> Response:
    """Take the edit of a row as a draft, and lead to what it changes; or show the form again with what is wrong."""
    folder = open_folder(here, name)
    nhap = str(fields.get("nhap") or "")
    before, base = base_of(here, folder, nhap)
    cells = {column: str(fields.get(column) or "").strip() for column in COLUMNS}
    at = None if place == _NEW else _place(base, place)
    if fields.get("viec") == "bo" and at is not None:
        units = without_unit(base.units, at)
    else:
        written = cells | {
            column: "|".join(filter(None, map(str.strip, cells[column].splitlines()))) for column in _LISTS
        }
        units = with_unit(base.units, at, written | {column: _typed(cells[column], "%Y-%m-%d") for column in _DAYS})
    try:
        draft = drafts_of(here).put(campaigns_of(here), folder.path, before, Texts(base.toml, units))
    except CampaignError as error:
        return _page(here, folder, nhap, place, cells, _errors(error))
    return RedirectResponse(f"/dot/ban-nhap/{draft.id}", 303)


def _page(  # noqa: PLR0913, PLR0917 - what the form shows
    here: Visit, folder: Folder, nhap: str, place: str, cells: dict[str, str], errors: dict[str, str]
) -> HTMLResponse:
    kinds = UNIT_KINDS if cells["kind"] in {"", *UNIT_KINDS} else {**UNIT_KINDS, cells["kind"]: cells["kind"]}
    return here.page(
        "roster_unit.html", 422 if errors else 200,
        folder=folder, nhap=nhap, place=place, cells=cells, errors=errors, headings=_HEADINGS, lists=_LISTS, days=_DAYS, kinds=kinds,
    )  # fmt: skip


def _errors(error: CampaignError) -> dict[str, str]:
    """Return a mistake at the field that it names; "" stands for the whole form."""
    said = error.reason.partition("(")[0]
    column = next((column for column in COLUMNS if column in said.split() or f"ô {column}" in said), "")
    if "mã đơn vị" in said:
        column = "unit_id"
    where = f"{error.path.name}, dòng {error.line}: " if error.line else ""
    return {column: f"{where}{error.reason}"}


def _typed(cell: str, form: str) -> str:
    """Return a day in a form; what is none stays, to be told."""
    try:
        value = day(cell) if cell else None
    except PydanticCustomError:
        return cell
    return f"{value:{form}}" if isinstance(value, date) else ""


def _may(here: Visit, folder: Folder) -> bool:
    account = here.request.state.account
    closed = folder.campaign is not None and folder.campaign.closed_on is not None
    return (account is None or account.role == "admin") and not closed


def _place(texts: Texts, place: str) -> int:
    if not place.isdecimal() or int(place) >= len(rows_of(texts.units)):
        missing("Không có dòng này trong danh sách đơn vị.")
    return int(place)


def _row(texts: Texts, place: str) -> dict[str, str]:
    return rows_of(texts.units)[_place(texts, place)]
