"""The campaigns: all that lie beside the one shown, a new one out of a dispatch, closing, copying, running again."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile

from core.account import Deed, Role
from core.campaign import Campaign
from core.problem import Problem
from core.text import slug
from reports.view import text
from store.campaign_edit import Texts, create, of_next_year, save, texts_of, with_head
from store.campaign_error import CampaignError
from store.campaigns import CAMPAIGN_FILE
from web.desk import Campaigns, RefusedError
from web.guard import own_form
from web.originals import safe_name
from web.visit import Here, Visit, missing, part

router = APIRouter()
_OwnForm = Depends(own_form)
_LONGEST_NAME = 80  # signs of a folder's name
_LARGEST_DISPATCH = 50_000_000  # bytes
ACTS = {"dong": "closed", "mo": "opened"}


@dataclass(frozen=True, slots=True)
class Folder:
    """A campaign's folder, with what makes it unusable."""

    path: Path
    campaign: Campaign | None
    fault: str
    current: bool  # its results are those shown

    @property
    def at(self) -> str:
        """Return the address of its page."""
        return f"/dot/d/{part(self.path.name)}"


async def sent(request: Request) -> FormData:
    """Give the fields of a form of any length; nothing of it is read before it is known who comes (see access.py)."""
    return await request.form()


Sent = Annotated[FormData, Depends(sent)]


def campaigns_of(here: Visit) -> Campaigns:
    """Return what the pages need of the flows; 404 where they show results alone."""
    return here.desk.place.campaigns or missing("Trang này chỉ xem kết quả.")


def need_admin(here: Visit) -> None:
    """Let only administrators pass; everybody where there are no accounts."""
    account = here.request.state.account
    if account is not None and account.role is not Role.ADMIN:
        raise HTTPException(403, "Chỉ người quản trị sửa được đợt báo cáo và danh sách đơn vị.")


def tell(here: Visit, deed: Deed) -> None:
    """Write down in the audit log what somebody with an account did."""
    account = here.request.state.account
    if account is not None:
        here.desk.place.store.accounts.tell(account.name, deed)


def folders(here: Visit) -> list[Folder]:
    """Return the campaigns: the one shown first, the others by name."""
    current = campaigns_of(here).current
    try:
        beside = [path for path in current.parent.iterdir() if (path / CAMPAIGN_FILE).is_file()]
    except OSError:
        beside = []
    found = [path for path in beside if path != current and not path.name.startswith(".")]
    return [_folder(path, current) for path in (current, *sorted(found))]


def _folder(path: Path, current: Path) -> Folder:
    try:
        return Folder(path, texts_of(path).campaign(path), "", path == current)
    except CampaignError as error:
        return Folder(path, None, str(error), path == current)


def folder_of(here: Visit, name: str) -> Folder:
    """Return the campaign's folder of that name; 404 where there is none: names lead to folders only by the list of them."""
    return next((one for one in folders(here) if one.path.name == name), None) or missing("Không có đợt báo cáo này.")


def open_folder(here: Visit, name: str) -> Folder:
    """Return a folder that may be edited by who asks."""
    need_admin(here)
    found = folder_of(here, name)
    if found.campaign and found.campaign.closed_on:
        raise HTTPException(409, "Đợt báo cáo đã đóng: chỉ xem. Người quản trị mở lại được ở trang Đợt báo cáo.")
    return found


@router.get("/dot", response_class=HTMLResponse)
def overview(here: Here) -> HTMLResponse:
    """Show all campaigns, and the way to a new one."""
    campaigns = campaigns_of(here)
    rows = [row for row in here.now.rows["documents"] if row["document_id"] and row["status"] == "ok"]
    rows.sort(key=lambda row: (row["kind"] != "directive", row["kind"] == "report", text(row["source"])))
    return here.page("campaigns.html", folders=folders(here), dispatches=rows, run=campaigns.run_state())


@router.get("/dot/chay", response_class=HTMLResponse)
def run_state(here: Here) -> Response:
    """Show how the run stands that was started from the pages."""
    if not here.wants_part:
        return RedirectResponse("/dot", 303)
    return here.page("run.html", run=campaigns_of(here).run_state())


@router.post("/dot/chay", dependencies=[_OwnForm])
def run_again(here: Here) -> Response:
    """Start a run over the inbox, with the campaign as its files say now."""
    campaigns = campaigns_of(here)
    if campaigns.closed():
        raise HTTPException(409, "Đợt báo cáo đã đóng: kết quả giữ nguyên, không chạy lại.")
    campaigns.run_again()
    return RedirectResponse("/dot#chay", 303)


@router.post("/dot/lap", dependencies=[_OwnForm])
def new(here: Here, fields: Sent) -> Response:
    """Read a dispatch, out of the inbox or sent along, into the draft of a campaign in a folder of its own."""
    need_admin(here)
    campaigns = campaigns_of(here)
    upload, sha256 = fields.get("tep"), str(fields.get("ma") or "")
    with tempfile.TemporaryDirectory() as room:
        if isinstance(upload, UploadFile) and upload.filename:
            dispatch = Path(room) / safe_name(upload.filename)
            if (upload.size or 0) > _LARGEST_DISPATCH:
                raise HTTPException(413, "Văn bản lớn quá 50 MB.")
            with dispatch.open("wb") as stream:
                shutil.copyfileobj(upload.file, stream)
        elif sha256:
            row = here.document(sha256)
            content = here.originals.content(here.now, row)
            if isinstance(content, Problem):
                raise HTTPException(422, content.message)
            dispatch = Path(room) / safe_name(row["source"])
            dispatch.write_bytes(content)
        else:
            raise HTTPException(422, "Chọn một văn bản trong thư mục nhận, hoặc chọn tệp trên máy.")
        folder = _free_folder(campaigns, str(fields.get("ten") or "") or dispatch.stem)
        notes = _or_refused(lambda: campaigns.draft(dispatch, folder))
        shutil.copy(dispatch, folder / dispatch.name)  # its sentences tell what reports merely repeat
    tell(here, Deed.CAMPAIGN)
    return here.page("drafted.html", folder=_folder(folder, campaigns.current), notes=notes)


@router.post("/dot/d/{name}/chep", dependencies=[_OwnForm])
def copy(here: Here, name: str, ten: Annotated[str, Form(max_length=200)] = "") -> Response:
    """Make a campaign for the next year out of one, in a folder of its own."""
    need_admin(here)
    old = folder_of(here, name)
    if old.campaign is None:
        raise HTTPException(422, old.fault)
    year = old.campaign.reporting_year
    given = ten or (old.path.name.replace(str(year), str(year + 1)) if str(year) in name else f"{name}-{year + 1}")
    folder = _free_folder(campaigns_of(here), given)
    _saved(lambda: create(folder, of_next_year(texts_of(old.path))))
    tell(here, Deed.CAMPAIGN)
    return RedirectResponse(_folder(folder, folder).at, 303)


@router.post("/dot/d/{name}/{act}", dependencies=[_OwnForm])
def close(here: Here, name: str, act: str) -> Response:
    """Close a campaign, or open it again."""
    need_admin(here)
    found = folder_of(here, name)
    if act not in ACTS:
        missing("Không làm được việc này ở đây.")
    before = _saved(lambda: texts_of(found.path))
    after = Texts(with_head(before.toml, {"closed_on": date.today() if act == "dong" else None}), before.units)  # noqa: DTZ011 - the day of this office
    _saved(lambda: save(found.path, before, after))
    tell(here, Deed.CAMPAIGN)
    return RedirectResponse("/dot", 303)


def _free_folder(campaigns: Campaigns, name: str) -> Path:
    """Return where a new campaign is to lie; 422 where its name says nothing, or something stands there."""
    kept = slug(name)[:_LONGEST_NAME].strip("-")
    if not kept:
        raise HTTPException(422, "Đặt tên thư mục cho đợt báo cáo bằng chữ hoặc số.")
    folder = campaigns.current.parent / kept
    if folder.exists():
        raise HTTPException(422, f"Đã có thư mục “{kept}”. Đặt tên khác.")
    return folder


def _saved(act: Callable[[], Any]) -> Any:
    """Do something with a campaign's files; a mistake in them is told as it is."""
    try:
        return act()
    except CampaignError as error:
        raise HTTPException(422, str(error)) from error


def _or_refused(act: Callable[[], Any]) -> Any:
    try:
        return act()
    except RefusedError as error:
        raise HTTPException(422, str(error)) from error
