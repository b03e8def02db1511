"""Editing a campaign: its tasks, their terms, the deadline; what that changes is shown before it is saved."""

import tomllib
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic_core import PydanticCustomError
from starlette.datastructures import FormData

from core.account import Deed
from core.campaign import Task, TaskKind
from store.campaign_edit import Texts, place_at, save, texts_of, with_head, with_tasks
from store.campaign_error import CampaignError
from store.campaign_words import day, tidy
from store.campaigns import CAMPAIGN_FILE
from web.campaigns import Folder, Sent, campaigns_of, folder_of, need_admin, open_folder, tell
from web.drafts import Draft, Drafts, changes_of, lines_of, words_of
from web.guard import own_form
from web.visit import Here, Visit, missing

router = APIRouter()
_OwnForm = Depends(own_form)
_SHOWN = 500  # cells that a preview lists
_LISTS = ("terms", "weak_terms", "except_terms", "references")
_KINDS = {TaskKind.ACTIVITY: "làm bằng hoạt động", TaskKind.REPORT: "chính là việc gửi báo cáo"}
Errors = dict[tuple[str | int, ...], str]  # by the place in campaign.toml


@dataclass(frozen=True, slots=True)
class TaskForm:
    """A task as its fields show it; lists have an item a line."""

    place: str  # among the tasks that stand in the file, "" for a new one
    id: str
    title: str
    kind: str
    terms: str = ""
    weak_terms: str = ""
    except_terms: str = ""
    references: str = ""
    gone: bool = False


def drafts_of(here: Visit) -> Drafts:
    """Return the drafts of this server."""
    found: Drafts = here.request.app.state.drafts
    return found


def base_of(here: Visit, folder: Folder, draft_id: str) -> tuple[Texts, Texts]:
    """Return the files as they stand, and as a draft of them has them; 404 where the draft is not kept any more."""
    if not draft_id:
        texts = read(folder)
        return texts, texts
    draft = drafts_of(here).get(draft_id)
    if draft is None or draft.folder != folder.path:
        missing("Bản nháp này không còn (chương trình đã khởi động lại). Sửa lại từ đầu.")
    return draft.before, draft.after


def read(folder: Folder) -> Texts:
    """Return the files of a folder; 422 with the reason where they make no campaign."""
    try:
        texts = texts_of(folder.path)
        texts.campaign(folder.path)
    except CampaignError as error:
        raise HTTPException(422, f"{error} Sửa tệp bằng trình soạn thảo văn bản rồi mở lại trang.") from error
    return texts


@router.get("/dot/d/{name}", response_class=HTMLResponse)
def form(here: Here, name: str, nhap: Annotated[str, Query(max_length=40)] = "") -> HTMLResponse:
    """Show a campaign with all that can be edited of it, as its files have it or as a draft does."""
    folder = folder_of(here, name)
    _, texts = base_of(here, folder, nhap)
    campaign = texts.campaign(folder.path)
    return _page(here, folder, nhap, _head_form(texts.toml), [_task_form(at, task) for at, task in enumerate(campaign.tasks)], {})  # fmt: skip


def _page(  # noqa: PLR0913, PLR0917 - what the form shows
    here: Visit, folder: Folder, nhap: str, head: Mapping[str, str], tasks: list[TaskForm], errors: Errors
) -> HTMLResponse:
    account = here.request.state.account
    may = account is None or account.role == "admin"
    closed = folder.campaign.closed_on if folder.campaign else None
    said = {".".join(map(str, place)): reason for place, reason in errors.items()}
    return here.page(
        "campaign.html",
        422 if errors else 200,
        folder=folder, nhap=nhap, head=head, tasks=tasks, errors=said, kinds=_KINDS, editable=may and not closed, closed=closed,
    )  # fmt: skip


def _head_form(toml: str) -> dict[str, str]:
    head: dict[str, Any] = tomllib.loads(toml)["campaign"]
    shown = {key: str(head.get(key, "")) for key in ("name", "number", "issuer", "reporting_year")}
    for key in ("issued_on", "deadline"):
        value = day(head[key]) if head.get(key) else None
        shown[key] = f"{value:%d/%m/%Y}" if isinstance(value, date) else ""
    return {**shown, "subject_terms": "\n".join(head.get("subject_terms", []))}


def _task_form(place: int, task: Task) -> TaskForm:
    terms, weak, excepted, references = ("\n".join(getattr(task, name)) for name in _LISTS)
    return TaskForm(str(place), task.id, task.title, task.kind.value, terms, weak, excepted, references)


@router.post("/dot/d/{name}", dependencies=[_OwnForm])
def edit(here: Here, name: str, fields: Sent) -> Response:
    """Take an edit as a draft, and lead to what it changes; or show the form again with what is wrong at its field."""
    folder = open_folder(here, name)
    nhap = str(fields.get("nhap") or "")
    before, base = base_of(here, folder, nhap)
    head, tasks = _sent_head(fields), _sent_tasks(fields)
    if folder.current:  # another dispatch or year would be another campaign, without the corrections of this one
        head |= {key: value for key, value in _head_form(base.toml).items() if key in {"number", "reporting_year"}}
    errors, values = _head_values(head)
    if not errors:
        kept = [(int(one.place) if one.place.isdecimal() else None, _task(one)) for one in tasks if not one.gone]
        after = Texts(with_tasks(with_head(base.toml, values), kept), base.units) if kept else base
        try:
            if not kept:
                raise CampaignError(folder.path, None, "đợt báo cáo cần ít nhất một nhiệm vụ.")  # noqa: TRY301 - told as the reader tells it
            draft = drafts_of(here).put(campaigns_of(here), folder.path, before, after)
        except CampaignError as error:
            errors = _errors(after.toml, error, [at for at, one in enumerate(tasks) if not one.gone])
        else:
            return RedirectResponse(f"/dot/ban-nhap/{draft.id}", 303)
    return _page(here, folder, nhap, head, tasks, errors)


def _sent_head(fields: FormData) -> dict[str, str]:
    names = ("name", "number", "issuer", "reporting_year", "issued_on", "deadline", "subject_terms")
    return {name: str(fields.get(name) or "") for name in names}


def _sent_tasks(fields: FormData) -> list[TaskForm]:
    """Return the tasks of a form, whose fields come in their order; an empty new one is left out."""
    columns = {name: [str(value) for value in fields.getlist(f"t_{name}")] for name in ("place", "id", "title", "kind", *_LISTS)}  # fmt: skip
    if len({len(values) for values in columns.values()}) != 1:
        raise HTTPException(422, "Biểu mẫu thiếu ô. Tải lại trang rồi làm lại.")
    gone = set(fields.getlist("bo"))
    found = [TaskForm(**dict(zip(columns, row, strict=True))) for row in zip(*columns.values(), strict=True)]
    return [
        replace(one, gone=bool(one.place) and one.place in gone)
        for one in found
        if one.place or any((one.id.strip(), one.title.strip(), one.terms.strip()))
    ]


def _head_values(head: Mapping[str, str]) -> tuple[Errors, dict[str, object]]:
    """Return what is wrong with the head's fields, and their values."""
    errors: Errors = {}
    values: dict[str, object] = {key: tidy(head[key]) for key in ("name", "number", "issuer")}
    values["subject_terms"] = lines(head["subject_terms"]) or None
    for key in ("issued_on", "deadline"):
        try:
            values[key] = day(head[key]) if head[key].strip() else None
        except PydanticCustomError as error:
            errors["campaign", key] = error.message()
    if not head["deadline"].strip():
        errors["campaign", "deadline"] = "cần hạn gửi báo cáo."
    year = head["reporting_year"].strip()
    if year.isdecimal() and len(year) == 4:
        values["reporting_year"] = int(year)
    else:
        errors["campaign", "reporting_year"] = "phải là năm có bốn chữ số."
    return errors, values


def lines(typed: str) -> tuple[str, ...]:
    """Return the lines of a field, each once, blank ones left out."""
    return tuple(dict.fromkeys(word for line in typed.splitlines() if (word := tidy(line))))


def _task(one: TaskForm) -> Task:
    lists = {name: lines(getattr(one, name)) for name in _LISTS}
    return Task(tidy(one.id), tidy(one.title), TaskKind(one.kind if one.kind in set(TaskKind) else "activity"), **lists)


def _errors(toml: str, error: CampaignError, shown: list[int]) -> Errors:
    """Return a mistake at the field that it speaks of; () stands for the whole form. `shown` has the form's place of each task."""
    place = place_at(toml, error.line) if error.path.name == CAMPAIGN_FILE else ()
    if place[:1] == ("tasks",) and len(place) > 1 and isinstance(place[1], int):
        place = ("tasks", shown[place[1]], *place[2:])
    where = f"{error.path.name}, dòng {error.line}: " if error.line else ""
    return {place: f"{where}{error.reason}"}


# What an edit changes


@router.get("/dot/ban-nhap/{draft_id}", response_class=HTMLResponse)
def preview(here: Here, draft_id: str) -> HTMLResponse:
    """Show what a draft changes: cells of the matrix, and lines of the files."""
    need_admin(here)
    draft = copy(_draft(here, draft_id))  # as it is now: its outcome may come while the page is made
    changes = list(changes_of(here.now, draft.outcome)) if draft.outcome else []
    late = sum(bool(one.days_late) for one in draft.outcome.standings) if draft.outcome else 0
    return here.page(
        "effect.html" if here.wants_part else "preview.html",
        draft=draft,
        folder=draft.folder,
        changes=changes[:_SHOWN],
        counts=(len(changes), sum(one.rises for one in changes)),
        late=(len(here.now.view.late), late),
        edits=list(words_of(draft)),
        files=[("campaign.toml", lines_of(draft.before.toml, draft.after.toml)), ("units.csv", lines_of(draft.before.units, draft.after.units))],
    )  # fmt: skip


@router.post("/dot/ban-nhap/{draft_id}", dependencies=[_OwnForm])
def keep(here: Here, draft_id: str) -> Response:
    """Save a draft; the old files stay as copies beside it."""
    draft = _draft(here, draft_id)
    open_folder(here, draft.folder.name)
    try:
        save(draft.folder, draft.before, draft.after)
    except CampaignError as error:
        raise HTTPException(409, str(error)) from error
    drafts_of(here).drop(draft_id)
    tell(here, Deed.CAMPAIGN)
    return RedirectResponse(f"/dot?luu={'dang-xem' if draft.compares else 'khac'}", 303)


def _draft(here: Visit, draft_id: str) -> Draft:
    return drafts_of(here).get(draft_id) or missing(
        "Bản nháp này không còn: đã lưu, hoặc chương trình đã khởi động lại."
    )
