"""The roster of a campaign: units.csv, a row a unit, lists separated by `|`."""

import csv
from collections.abc import Iterator, Sequence
from datetime import date
from io import StringIO
from pathlib import Path

from pydantic_core import PydanticCustomError

from core.campaign import Unit
from store.campaign_error import CampaignError, read_text
from store.campaign_words import day, tidy

_REQUIRED = ("unit_id", "name", "kind", "symbols", "valid_from", "valid_to", "note")
COLUMNS = ("unit_id", "name", "kind", "symbols", "aliases", "valid_from", "valid_to", "successor", "note")
_LIST = "|"


def read_units(path: Path) -> tuple[Unit, ...]:
    """Return the units of a file; CampaignError as for `units_of`."""
    return units_of(path, read_text(path))


def units_of(path: Path, text: str) -> tuple[Unit, ...]:
    """Return the units in the order of the text; CampaignError names the line of `path` that cannot be used."""
    rows = _rows(path, text)
    line, header = next(rows, (1, []))
    if not header:
        raise CampaignError(path, None, "tệp không có dòng nào.")
    _check_header(path, line, header)
    units: list[Unit] = []
    lines: dict[str, int] = {}
    for line, cells in rows:
        if len(cells) != len(header):
            raise CampaignError(
                path,
                line,
                f"có {len(cells)} ô, cần {len(header)} ô như dòng tiêu đề. Ô có dấu phẩy phải đặt trong nháy kép.",
            )
        unit = _unit(path, line, dict(zip(header, cells, strict=True)))
        if unit.id in lines:
            raise CampaignError(path, line, f"mã đơn vị “{unit.id}” đã có ở dòng {lines[unit.id]}.")
        lines[unit.id] = line
        units.append(unit)
    if not units:
        raise CampaignError(path, None, "danh sách đơn vị trống: mỗi đơn vị phải báo cáo cần một dòng.")
    _check_successors(path, units, lines)
    return tuple(units)


def units_text(path: Path, units: Sequence[Unit]) -> str:
    """Return units.csv as text; CampaignError, naming `path`, where a list holds its own separator."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for unit in units:
        if any(_LIST in item for item in (*unit.symbols, *unit.aliases, *unit.successors)):
            raise CampaignError(path, None, f"ký hiệu, tên gọi hoặc đơn vị kế thừa của “{unit.id}” có dấu “{_LIST}”.")
        writer.writerow(
            (
                unit.id,
                unit.name,
                unit.kind,
                _LIST.join(unit.symbols),
                _LIST.join(unit.aliases),
                unit.valid_from or "",
                unit.valid_to or "",
                _LIST.join(unit.successors),
                unit.note,
            )
        )
    return out.getvalue()


def _rows(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    """Give each row that is not blank, with the line on which it starts."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator_of(text), strict=True)
    start = 1
    try:
        for cells in reader:
            tidied = [tidy(cell) for cell in cells]
            if any(tidied):
                yield start, tidied
            start = reader.line_num + 1
    except csv.Error as error:
        raise CampaignError(path, start, "dấu nháy kép mở mà không đóng, hoặc đặt sai chỗ.") from error


def separator_of(text: str) -> str:
    """Return what parts the cells of a roster's text: Excel set to Vietnamese writes semicolons."""
    head = text.lstrip("\r\n").partition("\n")[0]
    return ";" if ";" in head and "," not in head else ","


def _check_header(path: Path, line: int, header: list[str]) -> None:
    missing = [name for name in _REQUIRED if name not in header]
    if missing:
        raise CampaignError(path, line, f"dòng tiêu đề thiếu cột {', '.join(missing)}.")
    unknown = [name for name in header if name not in COLUMNS]
    if unknown:
        raise CampaignError(path, line, f"cột lạ “{unknown[0]}”. Các cột được dùng: {', '.join(COLUMNS)}.")
    if len(set(header)) < len(header):
        raise CampaignError(path, line, "dòng tiêu đề có cột lặp lại.")


def _unit(path: Path, line: int, cells: dict[str, str]) -> Unit:
    for name in ("unit_id", "name"):
        if not cells[name]:
            raise CampaignError(path, line, f"ô {name} bỏ trống.")
    valid_from, valid_to = (_day(path, line, name, cells[name]) for name in ("valid_from", "valid_to"))
    if valid_from and valid_to and valid_to < valid_from:
        raise CampaignError(path, line, f"valid_to ({valid_to}) đứng trước valid_from ({valid_from}).")
    return Unit(
        id=cells["unit_id"],
        name=cells["name"],
        kind=cells["kind"],
        symbols=_list(cells["symbols"]),
        aliases=_list(cells.get("aliases", "")),
        valid_from=valid_from,
        valid_to=valid_to,
        successors=_list(cells.get("successor", "")),
        note=cells["note"],
    )


def _check_successors(path: Path, units: Sequence[Unit], lines: dict[str, int]) -> None:
    """Raise CampaignError for a successor that is not there, that cannot have followed, or that leads back in a circle."""
    by_id = {unit.id: unit for unit in units}
    for unit in units:
        line = lines[unit.id]
        for one in unit.successors:
            if one not in by_id:
                raise CampaignError(path, line, f"successor “{one}” không có trong danh sách đơn vị.")
        if circle := _circle(unit, by_id):
            raise CampaignError(path, line, f"successor đi vòng tròn: {' → '.join(circle)}.")
    for unit in units:
        line = lines[unit.id]
        if unit.successors and unit.valid_to is None:
            raise CampaignError(path, line, "có successor thì phải có valid_to: ngày cuối cùng của đơn vị.")
        for one in unit.successors:
            end = by_id[one].valid_to
            if end and unit.valid_to and end <= unit.valid_to:
                raise CampaignError(
                    path,
                    line,
                    f"successor “{one}” (dòng {lines[one]}) hết hiệu lực ngày {end}, không sau {unit.valid_to}.",
                )


def _circle(start: Unit, by_id: dict[str, Unit]) -> tuple[str, ...]:
    """Return the chain of successors that leads from a unit back to itself, () where none does."""
    waiting: list[tuple[str, ...]] = [(start.id,)]
    seen = {start.id}
    while waiting:
        chain = waiting.pop()
        unit = by_id.get(chain[-1])
        for one in unit.successors if unit else ():
            if one == start.id:
                return (*chain, one)
            if one not in seen:
                seen.add(one)
                waiting.append((*chain, one))
    return ()


def _day(path: Path, line: int, name: str, cell: str) -> date | None:
    if not cell:
        return None
    try:
        value = day(cell)
    except PydanticCustomError as error:
        raise CampaignError(path, line, f"ô {name}: {error.message()}") from None
    return value if isinstance(value, date) else None


def _list(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.strip() for item in cell.split(_LIST) if item.strip()))
