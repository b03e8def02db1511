"""`soat forget`: takes a unit's documents, or those read before a day, out of the store, the caches and the tables."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from core.settings import Settings
from core.steps import Joined
from flows.corrected import published_again, write_tables
from flows.errors import UserError, why
from flows.inbox import inbox_of
from flows.lock import only_run
from flows.review import Desk, desk
from flows.run import OCR_CACHE
from store.rows import campaign_key
from web.originals import PAGES

_HERE = ZoneInfo("Asia/Ho_Chi_Minh")


def forget(
    out: Path, settings: Settings, *, unit: str = "", before: date | None = None, database: str = ""
) -> Iterator[str]:
    """Forget a unit, or what was read before a day (Vietnam's), and yield what was done (Vietnamese lines).

    Files of the inbox are never touched: those that are still there are named, for the next run would read them again.
    UserError where neither or both are asked for, or there is no such unit.
    """
    if bool(unit) == (before is not None):
        raise UserError("Cho biết cần quên gì: --unit MÃ hoặc --before NGÀY (ví dụ 2024-01-31), chỉ một trong hai.")
    instant = datetime.combine(before, time(), _HERE) if before else None
    with desk(out, settings, database) as opened, only_run(out):
        if unit and unit not in {one.id for one in opened.campaign.units}:
            raise UserError(f"Không có đơn vị “{unit}” trong đợt báo cáo này.")
        sources = _sources(opened, unit, instant)
        kept, gone = _parted(opened.joined, sources)
        documents = {one.row.sha256 for one in gone.rows} | {one.outer for one in gone.rows} - {""}
        earlier = opened.store.read_before(instant) if instant else opened.store.of_unit(unit)
        earlier -= documents | {one.row.sha256 for one in kept.rows} | {one.outer for one in kept.rows}
        documents |= earlier
        opened.store.forget(documents, keep=kept)
        try:
            joined = published_again(opened.store, campaign_key(opened.campaign))
            opened.store.forget_history(sources, unit or None, instant)
            write_tables(opened.store, joined.campaign, out, joined.versions)
        except OSError as error:
            raise UserError(f"Không ghi được kết quả vào {out} ({why(error)}).", status=1) from error
        opened.store.sweep()
        _forget_recognised(settings.cache_dir or out / OCR_CACHE, instant)
        _forget_pages(out / PAGES, documents)
        inbox = inbox_of(out)
        there = {listed.source for listed in inbox.walk()}
        left = {one: name for one in sources for name in there if one == name or one.startswith(f"{name}!")}
        inbox.drop_copies(set(left.values()))
    yield f"Đã quên {len(gone.rows)} tệp và những gì tìm thấy trong đó."
    if earlier:
        yield f"Đã quên {len(earlier)} tệp đã đọc trước đây, nay không còn trong bảng nào."
    for source in sorted(left):
        yield f"Vẫn còn trong thư mục nhận, lần chạy sau sẽ đọc lại: {source}"


def _sources(desk: Desk, unit: str, instant: datetime | None) -> set[str]:
    """Return the sources, as the last run joined them, of what is to be forgotten."""
    if instant:
        old = desk.store.read_before(instant)
        return {one.row.source for one in desk.joined.rows if one.row.sha256 in old or one.outer in old}
    documents = desk.store.tables(desk.campaign, ["documents"])[0].records()
    own = {row["document_id"] for row in documents if row["unit_id"] == unit and row["document_id"]}
    return {one.row.source for one in desk.joined.rows if one.row.sha256 in own}


def _parted(joined: Joined, sources: set[str]) -> tuple[Joined, Joined]:
    """Return what stays and what goes."""
    kept = tuple(one for one in joined.rows if one.row.source not in sources)
    gone = tuple(one for one in joined.rows if one.row.source in sources)
    return replace(joined, rows=kept), replace(joined, rows=gone)


def _forget_recognised(folder: Path, instant: datetime | None) -> None:
    """Delete what tesseract said: all of it, for pictures name no unit, or what was kept before an instant."""
    if instant is None:
        shutil.rmtree(folder, ignore_errors=True)
        return
    for path in folder.rglob("*"):
        if path.is_file() and path.stat().st_mtime < instant.timestamp():
            path.unlink(missing_ok=True)


def _forget_pages(folder: Path, documents: set[str]) -> None:
    """Delete the pictures of pages, and what was printed, of documents: they are named by the hash."""
    for path in folder.glob("*"):
        if path.name.partition(".")[0].partition("-")[0] in documents:
            path.unlink(missing_ok=True)
