"""Where the reports lie: a folder of this machine, or one elsewhere, of which a mirror lies below OUT."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from core.settings import Settings
from core.steps import Seen
from flows.errors import UserError
from flows.ingest import Listed, hashed, list_inbox, walk
from flows.mirror import Mirror, Told
from flows.ran import RUN_FILE
from flows.remote import RemoteFolder, check_url, is_url

MIRROR = "cache/inbox"  # below OUT


@dataclass(frozen=True, slots=True)
class Inbox:
    """An inbox by the name that the user gave it, and the folder in which its files are read."""

    place: str  # an absolute path, or a URL
    folder: Path

    @property
    def url(self) -> str:
        """Return the URL of an inbox that lies elsewhere; "" for a folder of this machine."""
        return self.place if is_url(self.place) else ""

    def walk(self) -> Iterator[Listed]:
        """Yield every file by name alone: nothing is opened, and nobody asked over the network."""
        return Mirror(self.folder).walk() if self.url else walk(self.folder)

    def listed(
        self, settings: Settings, seen: Mapping[str, Seen], told: Told, *, force: bool = False
    ) -> tuple[Listed, ...]:
        """Return every file as it stands, sorted by source, after what lies elsewhere was fetched.

        UserError and LostError where that cannot be had; what was fetched before is kept. `force` fetches all again.
        """
        if not self.url:
            return list_inbox(self.folder, settings, seen)
        mirror = Mirror(self.folder)
        mirror.make()
        left = mirror.refresh(RemoteFolder(self.url), settings, told, force=force)
        return hashed(sorted((*mirror.walk(), *left), key=lambda one: one.source), settings, seen)

    def drop_copies(self, sources: Collection[str]) -> None:
        """Delete what was copied of these files; a folder of this machine is never touched."""
        if self.url:
            Mirror(self.folder).drop(sources)


def inbox_at(place: str | Path, out: Path) -> Inbox:
    """Return the inbox that the user names; UserError where there is none, or it cannot serve."""
    if is_url(str(place)):
        check_url(str(place))
        return Inbox(str(place), out.absolute() / MIRROR)
    folder = Path(place)
    if not folder.exists():
        raise UserError(f"Không có thư mục nhận {folder}. Kiểm tra lại đường dẫn.")
    if not folder.is_dir():
        raise UserError(f"{folder} không phải thư mục. Chỉ đường dẫn tới thư mục chứa các báo cáo.")
    return Inbox(str(folder.resolve()), folder.absolute())


def inbox_of(out: Path) -> Inbox:
    """Return the inbox of the last run over `out`; UserError where there was none."""
    try:
        place = json.loads((out / RUN_FILE).read_text(encoding="utf-8"))["inbox"]
        folder = Path(place)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(f"{out} không có kết quả của soát (thiếu {RUN_FILE}). Chạy `soat run` trước.") from error
    return Inbox(place, out.absolute() / MIRROR if is_url(place) else folder)
