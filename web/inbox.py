"""Files put into the inbox from the pages: beside and then moved into place, never over anything that lies there."""

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, Depends, HTTPException
from fastapi.responses import HTMLResponse
from starlette.datastructures import UploadFile

from core.account import Deed
from web.campaigns import Sent, campaigns_of, tell
from web.guard import own_form
from web.originals import safe_name
from web.visit import Here

router = APIRouter()
MOST_FILES = 60  # at once
_PART = ".part"  # the listing of an inbox passes over files of this ending: they are being written
_PASSED_OVER = (".part", ".crdownload", ".tmp", ".download", ".partial")
_SYSTEM = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db"})
_TRIES = 100  # numbers behind a name that is taken


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file that was sent."""

    sent_as: str
    name: str = ""  # in the inbox; "" where it was not taken
    reason: str = ""


@router.post("/hop-thu", response_class=HTMLResponse, dependencies=[Depends(own_form)])
def upload(here: Here, fields: Sent) -> HTMLResponse:
    """Take files into the inbox, and tell of each what became of it."""
    campaigns = campaigns_of(here)
    if campaigns.closed():
        raise HTTPException(409, "Đợt báo cáo đã đóng: không nhận thêm tệp.")
    if campaigns.elsewhere:
        raise HTTPException(
            409, f"Thư mục nhận nằm ở {campaigns.elsewhere}: gửi tệp thẳng vào đó, lần chạy sau sẽ đọc."
        )
    files = [one for one in fields.getlist("tep") if isinstance(one, UploadFile) and one.filename]
    if not files:
        raise HTTPException(422, "Chưa chọn tệp nào.")
    if len(files) > MOST_FILES:
        raise HTTPException(413, f"Mỗi lần gửi nhiều nhất {MOST_FILES} tệp; gói nén được tính là một.")
    taken = list(_taken(files, campaigns.inbox, here.desk.place.settings.max_bytes))
    if any(one.name for one in taken):
        tell(here, Deed.UPLOAD)
    return here.page("uploaded.html", taken=taken)


def _taken(files: list[UploadFile], inbox: Path, most: int) -> Iterator[Taken]:
    for file in files:
        shown = safe_name(file.filename)
        try:
            yield take(file, inbox, most)
        except OSError as error:
            yield Taken(shown, reason=f"không ghi được vào thư mục nhận ({error.strerror})")


def take(file: UploadFile, inbox: Path, most: int) -> Taken:
    """Put one file into the inbox under a safe name; OSError where the disk refuses."""
    shown = safe_name(file.filename)
    name = shown.lstrip("~$._ ") or "tep"
    if name.lower().endswith(_PASSED_OVER) or name.lower() in _SYSTEM:
        return Taken(shown, reason="tệp tạm hoặc tệp của hệ điều hành, không phải báo cáo")
    size = file.file.seek(0, os.SEEK_END)
    file.file.seek(0)
    if not size:
        return Taken(shown, reason="tệp rỗng (0 byte)")
    if size > most:
        return Taken(shown, reason="tệp quá lớn; tách tệp, hoặc nâng giới hạn SOAT_MAX_BYTES")
    beside = inbox / f".soat-{secrets.token_hex(8)}{_PART}"
    try:
        with beside.open("xb") as stream:
            shutil.copyfileobj(file.file, stream)
            stream.flush()
            os.fsync(stream.fileno())
        return _placed(beside, inbox, name, shown)
    finally:
        beside.unlink(missing_ok=True)


def _placed(beside: Path, inbox: Path, name: str, shown: str) -> Taken:
    """Give a file that was written its name, or one with a number where another file has it."""
    stem, dot, ending = name.rpartition(".")
    stem, ending = (stem, dot + ending) if stem else (name, "")
    for number in range(1, _TRIES + 1):
        target = inbox / (name if number == 1 else f"{stem} ({number}){ending}")
        try:
            _move(beside, target)
        except FileExistsError:
            if _same(beside, target):
                return Taken(shown, reason=f"đã có trong thư mục nhận ({target.name})")
            continue
        return Taken(shown, target.name)
    return Taken(shown, reason="đã có quá nhiều tệp cùng tên")


def _move(beside: Path, target: Path) -> None:
    """Let the file have its name; FileExistsError where something has it."""
    try:
        target.hardlink_to(beside)
    except FileExistsError:
        raise
    except OSError:  # a share that knows no links
        with target.open("xb"):
            pass
        os.replace(beside, target)  # noqa: PTH105 - over the empty file that was just made


def _same(one: Path, other: Path) -> bool:
    if not other.is_file() or one.stat().st_size != other.stat().st_size:
        return False
    return _digest(one) == _digest(other)


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
