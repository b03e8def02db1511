"""Campaign folders: campaign.toml (the dispatch, its tasks) and units.csv (the roster), read strictly, written with comments."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import tomlkit
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails
from tomlkit import TOMLDocument
from tomlkit.items import AoT, Array, Table

from core.campaign import Campaign, Task, TaskKind
from core.office import Office
from store.campaign_error import CampaignError, read_text, refusal
from store.campaign_words import day, subject_terms, tidy
from store.roster import units_of, units_text
from store.toml_lines import Place, key_lines, line_of

CAMPAIGN_FILE = "campaign.toml"
UNITS_FILE = "units.csv"

# Names of the matrix's own columns, which no task can take.
_TAKEN = {"unit_id", "unit_name", "tasks_addressed"}


def load_campaign(folder: Path) -> Campaign:
    """Return the campaign of a folder; CampaignError says in Vietnamese what is wrong in which line of which file."""
    if not folder.is_dir():
        raise CampaignError(folder, None, "không có thư mục đợt báo cáo này.")
    return campaign_of(folder, read_text(folder / CAMPAIGN_FILE), read_text(folder / UNITS_FILE))


def campaign_of(folder: Path, toml: str, units: str) -> Campaign:
    """Return the campaign that the texts of a folder's two files make, on the disk or not yet; CampaignError as for `load_campaign`."""
    read = _read(folder / CAMPAIGN_FILE, toml)
    head = read.campaign
    return Campaign(
        name=head.name,
        number="".join(head.number.split()),
        issued_on=head.issued_on,
        issuer=head.issuer,
        reporting_year=head.reporting_year,
        deadline=head.deadline,
        subject_terms=_unique(head.subject_terms) or subject_terms(head.name),
        tasks=tuple(
            Task(
                id=task.id,
                title=task.title,
                kind=task.kind,
                terms=_unique(task.terms),
                weak_terms=_unique(task.weak_terms),
                except_terms=_unique(task.except_terms),
                references=_unique(task.references),
            )
            for task in read.tasks
        ),
        units=units_of(folder / UNITS_FILE, units),
        office=_office(read.office),
        closed_on=head.closed_on,
    )


def write_campaign(
    campaign: Campaign, folder: Path, *, notes: Mapping[str, str] | None = None, overwrite: bool = False
) -> None:
    """Write a campaign's folder, to be reviewed by people.

    `notes` are Vietnamese remarks for the reviewer, shown as comments: by key of `[campaign]` ("deadline"), or by
    task ("task 3"). CampaignError where a file is already there and `overwrite` is not said.
    """
    paths = (folder / CAMPAIGN_FILE, folder / UNITS_FILE)
    for path in paths:
        if path.exists() and not overwrite:
            raise CampaignError(path, None, "tệp đã có. Chọn thư mục khác, hoặc cho phép ghi đè.")
    texts = (_toml(campaign, notes or {}), units_text(paths[1], campaign.known_units))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, text in zip(paths, texts, strict=True):
            beside = path.with_name(f".{path.name}.new")
            beside.write_text(text, encoding="utf-8", newline="\n")
            os.replace(beside, path)  # noqa: PTH105 - the two read alike, and this one says what it does
    except OSError as error:
        raise CampaignError(folder, None, f"không ghi được ({error.strerror}).") from error


# Reading


def _not_empty(words: str) -> str:
    if not words:
        raise refusal("không được bỏ trống.")
    return words


def _task_id(value: object) -> object:
    """Return an id as text: people write 1 and "1"."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _free(task_id: str) -> str:
    if task_id in _TAKEN:
        raise refusal(f"“{task_id}” là tên cột của bảng kết quả, không dùng làm mã nhiệm vụ được.")
    return task_id


def _day_or_blank(value: object) -> object:
    return None if value == "" else day(value)


_Words = Annotated[str, AfterValidator(tidy)]
_Name = Annotated[str, AfterValidator(tidy), AfterValidator(_not_empty)]
_List = list[_Name]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Head(_Strict):
    name: _Name
    number: _Words
    issued_on: Annotated[date | None, BeforeValidator(_day_or_blank)] = None
    issuer: _Words
    reporting_year: int = Field(ge=1945, le=2200)
    deadline: Annotated[date, BeforeValidator(day)]
    subject_terms: _List = []
    closed_on: Annotated[date | None, BeforeValidator(_day_or_blank)] = None


class _OfficeTable(_Strict):
    issuer: _Words = ""
    superior: _Words = ""
    place: _Words = ""
    report_symbol: _Words = ""
    letter_symbol: _Words = ""
    authority: _Words = ""
    signer_title: _Words = ""
    signer: _Words = ""
    addressees: _List = []
    recipients: _List = []


class _TaskTable(_Strict):
    id: Annotated[_Name, BeforeValidator(_task_id), AfterValidator(_free)]
    title: _Name
    kind: Annotated[TaskKind, Field(strict=False)] = TaskKind.ACTIVITY
    terms: _List = []
    weak_terms: _List = []
    except_terms: _List = []
    references: _List = []


class _File(_Strict):
    campaign: _Head
    office: _OfficeTable = _OfficeTable()
    tasks: list[_TaskTable] = Field(min_length=1)


def _read(path: Path, text: str) -> _File:
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CampaignError(path, *_syntax(str(error), text)) from None
    lines = key_lines(text)
    try:
        read = _File.model_validate(content)
    except ValidationError as error:
        # A misspelt key is also a missing one: the misspelling is what helps.
        first = min(
            error.errors(include_url=False),
            key=lambda found: (found["type"] != "extra_forbidden", line_of(lines, found["loc"]) or 0),
        )
        raise CampaignError(path, line_of(lines, first["loc"]), _reason(first)) from None
    seen: dict[str, int | None] = {}
    for index, task in enumerate(read.tasks):
        line = line_of(lines, ("tasks", index, "id"))
        if task.id in seen:
            raise CampaignError(path, line, f"mã nhiệm vụ “{task.id}” đã có ở dòng {seen[task.id]}.")
        seen[task.id] = line
    return read


def _office(said: _OfficeTable) -> Office:
    plain = said.model_dump(exclude={"addressees", "recipients"})
    return Office(**plain, addressees=tuple(said.addressees), recipients=tuple(said.recipients))


# The beginnings of the parser's sentences, and what they mean to somebody who does not know TOML.
_SYNTAX = {
    "Cannot overwrite": "khóa này đã có ở trên.",
    "Cannot declare": "bảng này đã có ở trên.",
    "Expected '=' after a key": "thiếu dấu “=” sau tên khóa.",
    "Expected ']'": "thiếu dấu “]”.",
    "Unclosed array": "danh sách mở “[” mà không đóng “]”.",
    "Unterminated string": "chữ mở nháy mà không đóng nháy.",
    "Illegal character": "chữ mở nháy mà không đóng nháy, hoặc có ký tự không hợp lệ.",
    "Expected newline": "có chữ thừa sau giá trị; mỗi khóa viết trên một dòng.",
    "Invalid date": "ngày không có thật. Ví dụ: 2024-12-05.",
    "Invalid value": "giá trị không hợp lệ; chữ phải đặt trong nháy kép, ngày viết 2024-12-05.",
    "Invalid statement": "dòng không đúng dạng khóa = giá trị.",
    "Unescaped '\\'": "dấu “\\” trong nháy kép phải viết thành “\\\\”.",
}


def _syntax(message: str, text: str) -> tuple[int, str]:
    """Return line and Vietnamese reason of what the TOML parser says."""
    what, _, where = message.rpartition(" (at ")
    words = where.replace(",", " ").replace(")", " ").split()
    line = int(words[1]) if words[:1] == ["line"] else len(text.splitlines())
    reason = next((said for start, said in _SYNTAX.items() if what.startswith(start)), what)
    return line, f"sai cú pháp TOML: {reason}"


def _reason(error: ErrorDetails) -> str:
    place, kind = error["loc"], error["type"]
    named = [part for part in place if isinstance(part, str)]
    name = f"“{named[-1]}”" if named else "tệp"
    if len(place) > 1 and isinstance(place[-1], int):
        name += f" (mục thứ {place[-1] + 1})"
    if kind == "missing":
        return _MISSING.get(place, f"thiếu khóa {name}.")
    if kind == "extra_forbidden":
        known = _known(place)
        near = get_close_matches(named[-1], known, n=1)
        return f"khóa lạ {name}. " + (f"Có phải “{near[0]}”?" if near else f"Các khóa được dùng: {', '.join(known)}.")
    if kind == "refused":
        return f"{name}: {error['ctx']['reason']}"
    if kind == "enum":
        return f"{name} là “{error['input']}”, chỉ nhận: {', '.join(TaskKind)}."
    return f"{name} {_WRONG.get(kind, 'không hợp lệ.')}"


_MISSING: dict[Place, str] = {
    ("campaign",): "thiếu bảng [campaign].",
    ("tasks",): "thiếu bảng [[tasks]]: đợt báo cáo cần ít nhất một nhiệm vụ.",
}
_WRONG = {
    "string_type": "phải là chữ đặt trong nháy kép.",
    "int_type": "phải là số nguyên, không đặt trong nháy.",
    "list_type": 'phải là danh sách, ví dụ ["a", "b"].',
    "too_short": "không được trống.",
    "date_type": "phải là ngày, ví dụ 2024-12-05.",
    "model_type": "phải là một bảng.",
    "greater_than_equal": "phải là năm có bốn chữ số.",
    "less_than_equal": "phải là năm có bốn chữ số.",
}


def _known(place: Place) -> list[str]:
    models: dict[int, type[BaseModel]] = {1: _File, 2: _OfficeTable if place[0] == "office" else _Head, 3: _TaskTable}
    return list(models[len(place)].model_fields)


def _unique(words: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


# Writing

_HEAD_COMMENTS = {
    "number": "số, ký hiệu của văn bản giao nhiệm vụ",
    "reporting_year": "năm của báo cáo",
    "deadline": "hạn gửi; số ngày chậm tính từ ngày này",
    "subject_terms": "báo cáo về việc này có một trong các từ này ở trích yếu",
}
_TASK_COMMENTS = {
    "kind": "activity: làm bằng hoạt động; report: chính là việc gửi báo cáo",
    "terms": "từ đặc trưng: một từ là đủ để câu nói về nhiệm vụ này",
    "weak_terms": "từ chung: chỉ tính khi đi cùng từ khác, hoặc đứng dưới đề mục của nhiệm vụ",
    "except_terms": "cụm từ mà từ đặc trưng đứng trong đó thì không tính",
    "references": "số, ký hiệu các văn bản mà nhiệm vụ nêu",
}


def _toml(campaign: Campaign, notes: Mapping[str, str]) -> str:
    document = tomlkit.document()
    document.add(tomlkit.comment("Đợt báo cáo: một văn bản giao nhiệm vụ, các nhiệm vụ của nó và hạn gửi báo cáo."))
    document.add(tomlkit.comment(f"Danh sách đơn vị phải báo cáo ở tệp {UNITS_FILE} bên cạnh."))
    document.add(tomlkit.nl())
    head = tomlkit.table()
    values: dict[str, object] = {
        "name": campaign.name,
        "number": campaign.number,
        "issued_on": campaign.issued_on,
        "issuer": campaign.issuer,
        "reporting_year": campaign.reporting_year,
        "deadline": campaign.deadline,
        "subject_terms": campaign.subject_terms,
    }
    for key, value in values.items():
        _note(head, notes.get(key))
        if value is None:
            head.add(tomlkit.comment(f"{key} = 2024-01-31  # bỏ trống: văn bản chưa ghi ngày"))
        else:
            _add(head, key, value, _HEAD_COMMENTS.get(key, ""))
    document.add("campaign", head)
    _add_office(document, campaign.office)
    tasks = tomlkit.aot()
    for task in campaign.tasks:
        _add_task(tasks, task, notes.get(f"task {task.id}"), explained=task is campaign.tasks[0])
    document.add("tasks", tasks)
    return tomlkit.dumps(document)


def _add_office(document: TOMLDocument, office: Office) -> None:
    """Add what is said of the letterhead; what is not said is derived from the campaign."""
    said = {field.name: getattr(office, field.name) for field in fields(office) if getattr(office, field.name)}
    if not said:
        return
    table = tomlkit.table()
    table.add(tomlkit.comment("thể thức của báo cáo tổng hợp và công văn đôn đốc (soat report)"))
    for key, value in said.items():
        _add(table, key, value, "")
    document.add("office", table)


def _add_task(tasks: AoT, task: Task, note: str | None, *, explained: bool) -> None:
    table = tomlkit.table()
    _note(table, note)
    values = {
        "id": task.id,
        "title": task.title,
        "kind": task.kind.value,
        "terms": task.terms,
        "weak_terms": task.weak_terms,
        "except_terms": task.except_terms,
        "references": task.references,
    }
    for key, value in values.items():
        if not explained and key in {"weak_terms", "except_terms"} and not value:
            continue
        _add(table, key, value, _TASK_COMMENTS.get(key, "") if explained else "")
    tasks.append(table)


def _note(table: Table, note: str | None) -> None:
    for line in (note or "").splitlines():
        table.add(tomlkit.comment(f"CẦN XEM LẠI: {tidy(line)}"))


def _add(table: Table, key: str, value: object, comment: str) -> None:
    if comment:
        table.add(tomlkit.comment(comment))
    table.add(key, listed(value) if isinstance(value, tuple) else value)


def listed(items: tuple[str, ...]) -> Array:
    """Return a list of words as campaign.toml has it: a word a line where they are many."""
    array = tomlkit.array()
    array.extend(items)
    return array.multiline(len(items) > 3)
