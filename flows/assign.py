"""Gives a file to the unit that sent it, where the program could not tell or was wrong: kept like every correction."""

from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path

from core.review import Action, Review, assigning, assignments
from core.settings import Settings
from core.steps import FileRow
from flows.errors import UserError
from flows.review import Desk, desk, record, republish

_FEWEST = 8  # signs of a hash that name a file
_NAMED = 5  # files that a message names


def taken_back(desk: Desk, sha256: str, reviewer: str, at: datetime) -> Review:
    """Return the undoing of a file's last assignment that counts; UserError where there is none."""
    last = assignments(desk.store.reviews(desk.campaign)).get(sha256)
    if last is None:
        raise UserError("Chưa ai giao tệp này cho đơn vị nào nên không có gì để hoàn tác.")
    return Review(last.unit_id, "", Action.UNDO, reviewer, at, undoes=last.id)


def assign_by_hand(  # noqa: PLR0913 - one argument an option of the command line
    out: Path,
    settings: Settings,
    file: str,
    unit: str,
    *,
    note: str = "",
    reviewer: str = "",
    back: bool = False,
    database: str = "",
) -> str:
    """Give a file to a unit as `soat assign` asks, or take that back; write the tables; return a Vietnamese line."""
    if back == bool(unit):
        raise UserError("Cho biết đơn vị nào gửi tệp này, hoặc chỉ --undo để hoàn tác lần giao gần nhất.")
    with desk(out, settings, database) as opened:
        row = _file(opened, file)
        name, at = reviewer or getuser(), datetime.now(UTC)
        unit_id = next((one.id for one in opened.campaign.units if unit in {one.id, one.name, *one.aliases}), unit)
        try:
            wanted = (
                taken_back(opened, row.sha256, name, at) if back else assigning(row.sha256, unit_id, name, at, note)
            )
            made = record(opened, wanted)
        except ValueError as error:
            raise UserError(f"Không ghi được: tên người rà soát hoặc ghi chú không hợp lệ ({error}).") from error
        shown = republish(opened)
    said = "hoàn tác, theo lại chương trình" if back else f"giao cho {unit_id}"
    later = "" if shown else " Một lần chạy đang ghi kết quả và sẽ đưa vào khi xong."
    return f"Đã ghi: {row.source}: {said} (lần {made.id}, {name}).{later}"


def _file(desk: Desk, named: str) -> FileRow:
    """Return the file that a source, a bare file name or the beginning of a hash names; UserError where not just one."""
    rows = [one.row for one in desk.joined.rows if one.row.sha256]
    found = [row for row in rows if row.source == named] or [
        row
        for row in rows
        if row.source.endswith((f"/{named}", f"!{named}"))
        or (len(named) >= _FEWEST and row.sha256.startswith(named.lower()))
    ]
    if not found:
        raise UserError(f"Không có tệp “{named}” trong lần chạy gần nhất. Tên tệp: cột source của documents.csv.")
    if len({row.sha256 for row in found}) > 1:
        names = "; ".join(row.source for row in found[:_NAMED])
        raise UserError(f"Có {len(found)} tệp như vậy: {names}. Ghi rõ cả đường dẫn.")
    return found[0]
