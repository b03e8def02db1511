"""From a dispatch on disk to a draft of a campaign folder."""

import json
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path

from core.problem import Problem
from core.settings import Settings
from flows.errors import UserError
from flows.ran import RUN_FILE
from flows.show import open_file
from nlp.tasks import draft_campaign, with_units
from store.campaign_error import CampaignError
from store.campaigns import CAMPAIGN_FILE, load_campaign, write_campaign


def campaign_folder(out: Path) -> Path:
    """Return the campaign's folder of the last run over `out`; UserError where there was none."""
    try:
        return Path(json.loads((out / RUN_FILE).read_text(encoding="utf-8"))["campaign"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(f"{out} không có kết quả của soát (thiếu {RUN_FILE}). Chạy `soat run` trước.") from error


def closed_on(folder: Path) -> date | None:
    """Return since when the campaign of a folder is closed; None where it is open, or where that cannot be told."""
    try:
        facts = (folder / CAMPAIGN_FILE).stat()
    except OSError:
        return None
    return _closed(folder, facts.st_mtime_ns, facts.st_size)


@lru_cache(maxsize=64)
def _closed(folder: Path, _changed: int, _size: int) -> date | None:
    try:
        return load_campaign(folder).closed_on
    except CampaignError:
        return None


def refuse_closed(folder: Path) -> None:
    """Raise UserError where the campaign of a folder is closed."""
    if day := closed_on(folder):
        raise UserError(
            f"Đợt báo cáo {folder} đã đóng ngày {day:%d/%m/%Y}: chỉ xem, không chạy lại, không sửa. "
            f"Muốn mở lại thì xóa dòng closed_on trong {CAMPAIGN_FILE}."
        )


def new_campaign(dispatch: Path, out: Path, settings: Settings) -> Iterator[str]:
    """Write the draft into `out` and yield what to look at (Vietnamese lines); UserError where the file cannot serve."""
    done = open_file(dispatch, settings)
    if isinstance(done, Problem):
        raise UserError(f"{dispatch}: {done.message}", status=1)
    item, description = done.items[0], done.descriptions[0]
    if item.reading.document is None or description is None:
        reason = item.reading.problems[0].message if item.reading.problems else "không có nội dung"
        raise UserError(f"{dispatch}: {reason}", status=1)
    draft = draft_campaign(item.reading.document, description)
    if not draft.campaign.tasks:
        raise UserError(
            f"{dispatch}: không thấy nhiệm vụ đánh số nào. Kiểm tra có đúng văn bản giao nhiệm vụ không.", status=1
        )
    try:
        write_campaign(with_units(draft), out, notes=draft.notes)
    except CampaignError as error:
        raise UserError(str(error)) from error
    yield f"Đã lập bản nháp {out / 'campaign.toml'}: {len(draft.campaign.tasks)} nhiệm vụ."
    for place, note in draft.notes.items():
        yield f"  Cần xem lại {place}: {note}".replace("\n", "\n    ")
