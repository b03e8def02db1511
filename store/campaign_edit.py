"""Edits of a campaign's two files as texts: what is not changed stays as people wrote it, comments and order too."""

import csv
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AoT, Array, Comment, Table, Whitespace

from core.campaign import Campaign, Task, TaskKind
from store.campaign_error import CampaignError, read_text
from store.campaign_words import tidy
from store.campaigns import CAMPAIGN_FILE, UNITS_FILE, campaign_of, listed
from store.roster import COLUMNS, separator_of
from store.toml_lines import Place, key_lines

BACKUPS = "ban-cu"  # folder of the files as they were before each saving
_UNSAID = {"kind": TaskKind.ACTIVITY.value}  # what a key means that is not there
_TASK_KEYS = ("title", "kind", "terms", "weak_terms", "except_terms", "references")


@dataclass(frozen=True, slots=True)
class Texts:
    """The two files of a campaign's folder as texts."""

    toml: str
    units: str

    def campaign(self, folder: Path) -> Campaign:
        """Return the campaign that they make; CampaignError says what is wrong in which line."""
        return campaign_of(folder, self.toml, self.units)


def texts_of(folder: Path) -> Texts:
    """Return the files of a folder; CampaignError where one is missing or no text."""
    return Texts(read_text(folder / CAMPAIGN_FILE), read_text(folder / UNITS_FILE))


# campaign.toml


def with_head(toml: str, values: Mapping[str, object]) -> str:
    """Return the text with these values in `[campaign]`; a value of None takes its key out."""
    document = tomlkit.parse(toml)
    head = document["campaign"]
    if isinstance(head, Table):
        _change(head, values)
    return tomlkit.dumps(document)


def with_tasks(toml: str, tasks: Sequence[tuple[int | None, Task]]) -> str:
    """Return the text with these tasks: each with its place among those that stand there, None for a new one.

    Tasks whose place is not named are taken out. Those that stay keep their order; new ones come behind them.
    """
    document = tomlkit.parse(toml)
    old = document["tasks"]
    if not isinstance(old, AoT):
        raise TypeError("tasks are no array of tables")
    changed = {place: task for place, task in tasks if place is not None}
    for place in reversed(range(len(old))):
        if place in changed:
            _change(old[place], _values(changed[place]))
        else:
            del old[place]
    for task in (task for place, task in tasks if place is None):
        if len(old):
            old[-1].add(tomlkit.nl())
        table = tomlkit.table()
        for key, value in _values(task).items():
            if value or key not in {"weak_terms", "except_terms", "references"}:
                table.add(key, _item(value))
        old.append(table)
    return tomlkit.dumps(document)


def _values(task: Task) -> dict[str, object]:
    return {"id": task.id, **{key: getattr(task, key) for key in _TASK_KEYS}, "kind": task.kind.value}


def _change(table: Table, values: Mapping[str, object]) -> None:
    """Give a table these values, each where its key stands."""
    new: dict[str, object] = {}
    for key, value in values.items():
        if key not in table:
            if value not in (None, (), "", _UNSAID.get(key)):
                new[key] = value
        elif value is None:
            del table[key]
        elif isinstance(value, tuple):
            _set_list(table, key, value)
        elif _plain(table[key]) != value and not (key == "id" and str(_plain(table[key])) == value):
            table[key] = value
    _put_in(table, new)


def _put_in(table: Table, new: Mapping[str, object]) -> None:
    """Add keys before the comments and blank lines that end a table: these speak of the next one."""
    body = table.value.body
    end = len(body)
    while end and isinstance(body[end - 1][1], (Comment, Whitespace)):
        end -= 1
    trail = body[end:]
    del body[end:]
    for key, value in new.items():
        table.add(key, _item(value))
    body.extend(trail)


def _item(value: object) -> Any:
    return listed(value) if isinstance(value, tuple) else value


def _plain(value: Any) -> object:
    """Return a value as its form shows it."""
    plain = value.unwrap() if hasattr(value, "unwrap") else value
    return tidy(plain) if isinstance(plain, str) else plain


def _set_list(table: Table, key: str, wanted: tuple[str, ...]) -> None:
    """Take out and add what differs, so that the list keeps its lines; a list in another order is written anew."""
    array = table[key]
    old = [str(_plain(item)) for item in array] if isinstance(array, Array) else []
    if tuple(dict.fromkeys(old)) == wanted:
        return
    kept = [word for word in old if word in wanted]
    if not isinstance(array, Array) or len(set(old)) < len(old) or kept != list(wanted[: len(kept)]):
        table[key] = listed(wanted)
        return
    for at in reversed(range(len(old))):
        if old[at] not in wanted:
            del array[at]
    for word in wanted[len(kept) :]:
        array.append(word)


def place_at(toml: str, line: int | None) -> Place:
    """Return which table or key stands in a line, as `("tasks", 2, "kind")`; () where none does."""
    there = [place for place, number in key_lines(toml).items() if number == line]
    return max(there, key=len, default=())


# units.csv


def rows_of(units: str) -> list[dict[str, str]]:
    """Return the rows of the roster as they are written, blank ones left out; {} for a cell too many or too few."""
    rows = [row for row in csv.reader(StringIO(units, newline=""), delimiter=separator_of(units)) if any(row)]
    header = [tidy(name) for name in rows[0]] if rows else []
    return [dict(zip(header, row, strict=False)) for row in rows[1:]]


def with_unit(units: str, place: int | None, cells: Mapping[str, str]) -> str:
    """Return the text with these cells in the row of that place among the units, at the end where None; other rows stay as written."""
    lines = list(StringIO(units, newline=""))
    reader = csv.reader(StringIO(units, newline=""), delimiter=separator_of(units))
    spans: list[tuple[int, int, list[str]]] = []
    start = 0
    for row in reader:
        if any(row):
            spans.append((start, reader.line_num, row))
        start = reader.line_num
    header = [tidy(name) for name in spans[0][2]]
    missing = [name for name in COLUMNS if cells.get(name) and name not in header]
    if missing:  # a column that the file lacks: every row gets one more cell
        return with_unit(_with_columns(units, spans, missing), place, cells)
    if place is None:
        whole = units if not units or units.endswith("\n") else f"{units}\n"
        return whole + _row([cells.get(name, "") for name in header], units)
    begin, end, row = spans[place + 1]
    new = [cells.get(name, old) for name, old in zip(header, row, strict=False)]
    return "".join([*lines[:begin], _row(new, units), *lines[end:]])


def without_unit(units: str, place: int) -> str:
    """Return the text without the row of that place among the units."""
    lines = list(StringIO(units, newline=""))
    reader = csv.reader(StringIO(units, newline=""), delimiter=separator_of(units))
    start, at = 0, -1
    for row in reader:
        if any(row):
            if at == place:
                return "".join([*lines[:start], *lines[reader.line_num :]])
            at += 1
        start = reader.line_num
    return units


def _with_columns(units: str, spans: Iterable[tuple[int, int, list[str]]], names: Sequence[str]) -> str:
    rows = [row for _, _, row in spans]
    return "".join(_row([*row, *(names if at == 0 else [""] * len(names))], units) for at, row in enumerate(rows))


def _row(cells: Sequence[str], like: str) -> str:
    out = StringIO()
    csv.writer(out, delimiter=separator_of(like), lineterminator="\r\n" if "\r\n" in like else "\n").writerow(cells)
    return out.getvalue()


# Saving


def save(folder: Path, before: Texts, after: Texts, now: datetime | None = None) -> tuple[Path, ...]:
    """Put the texts in the place of those that were read; return the copies that were kept of the old files.

    CampaignError where they make no campaign, where a file was changed meanwhile, or where the disk refuses.
    """
    after.campaign(folder)
    kept: list[Path] = []
    changed = [
        (name, old, new)
        for name, old, new in ((CAMPAIGN_FILE, before.toml, after.toml), (UNITS_FILE, before.units, after.units))
        if old != new
    ]
    if texts_of(folder) != before:
        raise CampaignError(folder, None, "tệp đã được sửa ở nơi khác trong lúc này. Mở lại trang rồi sửa tiếp.")
    stamp = (now or datetime.now(UTC)).astimezone()
    try:
        for name, _, new in changed:
            path = folder / name
            copy = _free(folder / BACKUPS / f"{stamp:%Y%m%d-%H%M%S}-{name}")
            copy.parent.mkdir(exist_ok=True)
            content = path.read_bytes()
            copy.write_bytes(content)
            kept.append(copy)
            mark = b"\xef\xbb\xbf" if content.startswith(b"\xef\xbb\xbf") else b""
            beside = path.with_name(f".{name}.new")
            beside.write_bytes(mark + new.encode("utf-8"))
            os.replace(beside, path)  # noqa: PTH105 - as in campaigns.py
    except OSError as error:
        raise CampaignError(folder, None, f"không ghi được ({error.strerror}).") from error
    return tuple(kept)


def _free(path: Path) -> Path:
    """Return the path, with a number where something stands there."""
    number = 1
    found = path
    while found.exists():
        number += 1
        found = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return found


def create(folder: Path, texts: Texts) -> None:
    """Put texts into a new folder; CampaignError where they make no campaign, something stands there, or the disk refuses."""
    texts.campaign(folder)
    try:
        folder.mkdir(parents=True)
        for name, text in ((CAMPAIGN_FILE, texts.toml), (UNITS_FILE, texts.units)):
            (folder / name).write_bytes(text.encode("utf-8"))
    except FileExistsError:
        raise CampaignError(folder, None, "thư mục đã có. Chọn tên khác.") from None
    except OSError as error:
        raise CampaignError(folder, None, f"không ghi được ({error.strerror}).") from error


# Another year


def of_next_year(texts: Texts) -> Texts:
    """Return a campaign's texts for the year behind it: year, deadline and the year in its name; the roster stays.

    The number and day of the new dispatch are not known: the number stays, to be looked at, the day is taken out.
    """
    head = tomlkit.parse(texts.toml)["campaign"].unwrap()
    year, deadline = int(head["reporting_year"]), head["deadline"]
    values: dict[str, object] = {
        "name": tidy(str(head["name"])).replace(str(year), str(year + 1)),
        "issued_on": None,
        "reporting_year": year + 1,
        "closed_on": None,
    }
    if isinstance(deadline, date):
        values["deadline"] = _a_year_later(deadline)
    return Texts(with_head(texts.toml, values), texts.units)


def _a_year_later(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year + 1, day=28)
