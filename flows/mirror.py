"""A copy below OUT of an inbox that lies elsewhere: a night lists it once, and copies only what is new or changed.

Each file lies under its own name in a folder named by a digest of its source. So no name of a store leads anywhere, and
neither names that differ by case alone nor a file that is named as a folder can meet; and what reading makes of a name is
the same as in a local inbox. An index tells which state of which file was copied: a line more after each copy, so that a
run that is killed has lost nothing.
"""

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from core.problem import Code
from core.settings import Settings
from core.steps import FileStatus
from flows.ingest import Listed, file_at, is_passing
from flows.remote import RefusedError, RemoteFile, RemoteFolder
from reports.placing import place, sweep

_INDEX = "index.jsonl"
_LONGEST = 255  # bytes of a name that every file system takes
_IGNORED = {Code.LINK, Code.UNSUPPORTED, Code.TEMPORARY}
_SIZED = {Code.TEMPORARY, Code.TOO_LARGE}

Told = Callable[[str, str], None]  # step, source
State = tuple[int | None, str]  # size, and what the store told


@dataclass(frozen=True, slots=True)
class Mirror:
    """The folder of the copies; nobody but its owner looks into it."""

    folder: Path

    def make(self) -> None:
        """Have the folder, and none of what a killed run left half-copied."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        sweep(self.folder)

    def walk(self) -> Iterator[Listed]:
        """Yield every file that was copied; nothing is opened."""
        return (file_at(str(self.path_of(source).parent), source) for source in self._kept())

    def path_of(self, source: str) -> Path:
        """Return where a file's copy lies."""
        digest = hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()
        return self.folder / digest[:40] / source.rpartition("/")[2]

    def refresh(self, remote: RemoteFolder, settings: Settings, told: Told, *, force: bool = False) -> list[Listed]:
        """Make the copies those of the folder as it stands; return the files that are there and were not copied, with the reason.

        A file that changes within the settling time is left for the next run, whatever the store's clock says.
        """
        begun = time.monotonic()
        found = remote.files()
        looked_at = [(file, _left(file, self, settings.max_bytes)) for file in found]
        left = [one for _, one in looked_at if one]
        wanted = [file for file, one in looked_at if not one]
        kept = self._kept()
        new = [file for file in wanted if force or not self._holds(file, kept)]
        copied = self._copy_all(remote, new, told)
        gone = kept.keys() - {file.source for file in wanted}
        if new:
            time.sleep(max(0.0, begun + settings.settle_seconds - time.monotonic()))
            now = {file.source: file for file in remote.files()}
            for file in new:
                if now.get(file.source) == file and file.source in copied:
                    continue
                gone.add(file.source)
                if file.source in now:
                    grows = now[file.source] != file
                    left.append(_row(file, self, Code.TEMPORARY if grows else Code.UNREADABLE))
        if new or gone:
            self.drop(gone)
        return left

    def drop(self, sources: Collection[str]) -> None:
        """Delete the copies of files, which are gone or are to be forgotten, and what no index tells of."""
        kept = {source: state for source, state in self._kept().items() if source not in sources}
        lines = (_line(source, state) for source, state in kept.items())
        place(self.folder / _INDEX, "".join(lines).encode(), mode=0o600)
        known = {self.path_of(source).parent for source in kept}
        for folder in self.folder.iterdir():
            if folder.is_dir() and folder not in known:
                shutil.rmtree(folder, ignore_errors=True)

    def _kept(self) -> dict[str, State]:
        """Return what was copied, by source; the later line of a source holds, and half a line tells nothing."""
        kept: dict[str, State] = {}
        try:
            lines = (self.folder / _INDEX).read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return kept
        for line in lines:
            try:
                source, size, state = json.loads(line)
            except ValueError:
                continue
            kept[source] = size, state
        return kept

    def _holds(self, file: RemoteFile, kept: Mapping[str, State]) -> bool:
        """Tell whether this very state of a file lies here."""
        if not file.state or kept.get(file.source) != (file.size, file.state):
            return False
        try:
            return self.path_of(file.source).stat().st_size == file.size
        except OSError:
            return False

    def _copy_all(self, remote: RemoteFolder, files: Iterable[RemoteFile], told: Told) -> set[str]:
        """Copy files; return the sources of those that are here whole. LostError where the way to the store is cut."""
        copied = set()
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        with (
            os.fdopen(os.open(self.folder / _INDEX, flags, 0o600), "a", encoding="utf-8") as index,
            ThreadPoolExecutor(remote.at_a_time) as pool,
        ):
            for file in pool.map(lambda one: one if self._copy(remote, one) else None, files):
                if file is not None:
                    index.write(_line(file.source, (file.size, file.state)))
                    index.flush()
                    copied.add(file.source)
                    told("copy", file.source)
        return copied

    def _copy(self, remote: RemoteFolder, file: RemoteFile) -> bool:
        """Copy one file beside and move it into its place; False where it cannot be had whole."""
        beside = self.folder / f".{uuid4().hex}.part"
        try:
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
                for chunk in remote.chunks(file):
                    stream.write(chunk)
                stream.flush()
                os.fsync(stream.fileno())
            if beside.stat().st_size != file.size:
                return False
            target = self.path_of(file.source)
            target.parent.mkdir(mode=0o700, exist_ok=True)
            beside.replace(target)
        except RefusedError:
            return False
        finally:
            beside.unlink(missing_ok=True)
        return True


def _line(source: str, state: State) -> str:
    return json.dumps((source, *state)) + "\n"


def _left(file: RemoteFile, mirror: Mirror, limit: int) -> Listed | None:
    """Return the row of a file that is not to be copied; None where it is."""
    name = file.source.rpartition("/")[2]
    if not _is_path(file.source):
        return _row(file, mirror, Code.BAD_NAME)
    if file.kind != "file":
        return _row(file, mirror, Code.LINK if file.kind == "link" else Code.UNSUPPORTED)
    if is_passing(name):
        return _row(file, mirror, Code.TEMPORARY)
    if file.size is None:
        return _row(file, mirror, Code.UNREADABLE)
    return _row(file, mirror, Code.TOO_LARGE) if file.size > limit else None


def _is_path(source: str) -> bool:
    """Tell whether a key could be the path of a file below a folder: no way up, no empty part, no name too long."""
    parts = source.split("/")
    long = len(parts[-1].encode("utf-8", "surrogatepass")) > _LONGEST
    return "\0" not in source and not long and not {"", ".", ".."} & set(parts)


def _row(file: RemoteFile, mirror: Mirror, code: Code) -> Listed:
    """Return a file that is not read, as a local inbox would list it."""
    status = FileStatus.IGNORED if code in _IGNORED else FileStatus.QUARANTINED
    size = file.size if code in _SIZED else None
    shown, folder = file.source.replace("\0", "\ufffd"), str(mirror.path_of(file.source).parent)
    return Listed(shown, folder, size or 0, status=status, code=code)
