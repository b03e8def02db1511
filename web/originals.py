"""Originals for the pages: their bytes, their page pictures and places on them, made in workers and kept by hash."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, Thread
from typing import Self, TypeVar

from core.document import Box
from core.problem import Code, Problem, Severity, Stage, problem
from core.settings import Settings
from core.table import Cell
from extractors.preview.show import (
    Form,
    Original,
    PictureJob,
    Sight,
    SightJob,
    bytes_of,
    draw,
    form_of,
    print_pages,
    see,
)
from extractors.workers.sandbox import Sandbox
from reports.placing import place
from reports.view import Record, text
from web.desk import Desk, Snapshot, outers_of

T = TypeVar("T")
R = TypeVar("R")

PAGES = "cache/pages"
WIDTHS = (1100, 2000)  # pixels: beside the sentences, and alone
_WORKERS = 2
_PDF = "application/pdf"
_LONGEST_NAME = 200  # bytes of a name without its ending: file systems take 255
_ENDING = 10  # signs


@dataclass
class Originals:
    """A context manager: it holds the worker processes. Every method returns what it found, or the problem why not."""

    desk: Desk
    _sandbox: Sandbox = field(init=False)
    _printing: Lock = field(default_factory=Lock)

    def __enter__(self) -> Self:
        settings = self._settings
        limits = (settings.seconds_per_file, settings.megabytes_per_file, settings.busy_seconds)
        self._sandbox = Sandbox(_WORKERS, *limits, modules=("extractors.preview.show",))
        self._sandbox.__enter__()
        Thread(target=self._warm, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._sandbox.__exit__(None, None, None)

    @property
    def _settings(self) -> Settings:
        return self.desk.place.settings

    def _warm(self) -> None:
        """Let the workers start and import before the first page is asked for."""
        list(self._sandbox.run(form_of, [_PDF] * _WORKERS))

    def content(self, snapshot: Snapshot, row: Record) -> bytes | Problem:
        """Return the bytes of the original; not of one that a secret document lies in, which would go with it."""
        if inside := secret_inside(snapshot, row):
            return problem(Stage.READ, Code.SECRET, f"(trong tệp này: {inside})", severity=Severity.ERROR)
        found = self._original(snapshot, row)
        return found if isinstance(found, Problem) else self._done(bytes_of, found)

    def sight(
        self, snapshot: Snapshot, row: Record, words: str, page: int | None, boxes: tuple[Box, ...]
    ) -> Sight | Problem:
        """Return the page on which `words` stand, else `page`, else the first."""
        found = self._paged(snapshot, row)
        if isinstance(found, Problem):
            return found
        if found.media_type == _PDF and text(row["document_id"]) != found.sha256:
            page, boxes = None, ()  # printed: what reading knew of pages is not of these
        return self._done(see, SightJob(found, words, page, boxes))

    def picture(self, snapshot: Snapshot, row: Record, page: int, width: int) -> bytes | Problem:
        """Return the picture of a page (JPEG), `width` pixels wide."""
        kept = self._folder() / f"{text(row['document_id'])}-{page}-{width}.jpg"
        if kept.is_file():
            return kept.read_bytes()
        found = self._paged(snapshot, row)
        if isinstance(found, Problem):
            return found
        return self._keep(kept, self._done(draw, PictureJob(found, page, width)))

    def _original(self, snapshot: Snapshot, row: Record) -> Original | Problem:
        """Return the file of the inbox that a row stands for; names lead to files only by the list of the inbox."""
        if row["code"] == Code.SECRET:
            return problem(Stage.READ, Code.SECRET, severity=Severity.ERROR)
        paths = self.desk.place.sources()
        path = next((paths[name] for name in outers_of(text(row["source"])) if name in paths), None)
        if path is None or not row["document_id"]:
            return problem(Stage.READ, Code.UNREADABLE, "(tệp không còn trong thư mục nhận)", severity=Severity.ERROR)
        held = self.desk.text(snapshot, text(row["source"]))
        media = held.item.reading.media_type if held else ""
        return Original(path, text(row["document_id"]), media, self._settings)

    def _paged(self, snapshot: Snapshot, row: Record) -> Original | Problem:
        """Return what has pages: the file itself, or what LibreOffice printed of it, kept by its hash."""
        found = self._original(snapshot, row)
        if isinstance(found, Problem):
            return found
        form = form_of(found.media_type)
        if form is Form.TEXT:
            return problem(Stage.READ, Code.UNSUPPORTED, "Tệp loại này không có trang để xem.")
        if form is not Form.OFFICE:
            return found
        kept = self._folder() / f"{found.sha256}.pdf"
        with self._printing:
            if not kept.is_file() and isinstance(done := self._keep(kept, self._done(print_pages, found)), Problem):
                return done
        return Original(kept, "", _PDF, self._settings)

    def _folder(self) -> Path:
        folder = self.desk.place.out / PAGES
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    def _keep(self, path: Path, done: bytes | Problem) -> bytes | Problem:
        if isinstance(done, bytes):
            place(path, done, mode=0o600)  # pages of documents, as private as the store
        return done

    def _done(self, function: Callable[[T], R | Problem], job: T) -> R | Problem:
        return next(done for _, done in self._sandbox.run(function, [job]))


def row_of(snapshot: Snapshot, sha256: str) -> Record | None:
    """Return the row of the file with this hash, of copies the one that counts; None where there is none."""
    rows = snapshot.documents.get(sha256, ()) if sha256 else ()
    return rows[0] if rows else None


def secret_inside(snapshot: Snapshot, row: Record) -> str:
    """Return the name of a secret document that lies in a file, "" where none is known."""
    starts = tuple(f"{text(copy['source'])}!" for copy in snapshot.documents.get(text(row["document_id"]), ()))
    if not starts:
        return ""
    return next((source.split("!", 1)[1] for source in snapshot.secret if source.startswith(starts)), "")


def safe_name(source: Cell) -> str:
    """Return a file's own name without folders and containers, as any system takes it."""
    name = text(source).replace("\\", "/").rsplit("!", 1)[-1].rsplit("/", 1)[-1]
    kept = "".join(sign for sign in name if sign.isprintable() and sign not in '"<>:|?*').strip(". ")
    stem, dot, ending = kept.rpartition(".")
    if not stem or len(ending) > _ENDING:
        stem, dot, ending = kept, "", ""
    return (_cut(stem, _LONGEST_NAME) + dot + ending) or "tep"


def _cut(words: str, most: int) -> str:
    """Return the beginning of a text that takes `most` bytes at most in UTF-8, whole letters alone."""
    return words.encode("utf-8", "replace")[:most].decode("utf-8", "ignore").rstrip()
