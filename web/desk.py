"""What all pages share: the store's tables joined once a change, the texts that were read, and the originals."""

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Generic, TypeVar

from markupsafe import Markup

from core.campaign import Campaign
from core.problem import Code
from core.review import Review
from core.settings import Settings
from core.steps import Description, Outcome, ReadItem
from core.table import Table
from reports.view import CellView, Record, UnitView, View, text, view
from store.codec import DESCRIPTION, READ_ITEMS
from store.store import Store

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
_TEXTS = 64  # documents held ready
_TABLES = 16


@dataclass(frozen=True, slots=True)
class RunState:
    """A run that was started from the pages."""

    since: datetime | None = None  # None: none was
    status: int | None = None  # its exit status; None while it works
    said: str = ""


@dataclass(frozen=True, slots=True)
class Campaigns:
    """What the pages about campaigns and the inbox need of the flows; every function raises RefusedError."""

    current: Path  # the folder of the campaign that the last run took; others lie beside it
    inbox: Path
    draft: Callable[[Path, Path], tuple[str, ...]]  # read a dispatch into a new folder; what is to be looked at
    rehearse: Callable[[Campaign, Path, Callable[[int, int], None]], Outcome]  # what it would come to; tells how far
    run_again: Callable[[], None]
    run_state: Callable[[], RunState]
    closed: Callable[[], date | None]  # since when the current one is
    elsewhere: str = ""  # the URL of an inbox that lies in a store: nothing is put there from the pages


@dataclass(frozen=True, slots=True)
class Place:
    """What `soat web` is started over. The functions are those of the flows, which no page knows."""

    out: Path
    settings: Settings
    store: Store
    key: str  # of the campaign in the store
    user: str  # the account under which the pages run: as whom people review unless they say another name
    sources: Callable[[], Mapping[str, Path]]  # the inbox's files by their names in the tables
    record: Callable[[Review], Review]  # keep a correction; RefusedError
    papers: Callable[
        [], Mapping[str, Path]
    ]  # write the synthesis ("tong-hop") and the letter ("don-doc"); RefusedError
    republish: Callable[[], bool]  # write all tables with every correction; False where a run does it; RefusedError
    campaigns: Campaigns | None = None  # None: the pages show results alone


class RefusedError(Exception):
    """What was asked cannot be done; the message says in Vietnamese why."""


@dataclass(frozen=True)
class Snapshot:
    """The tables of one state of the store, joined for looking at."""

    key: str
    campaign: Campaign
    tables: tuple[Table, ...]

    @cached_property
    def view(self) -> View:
        """Everything that the matrix shows."""
        return view(self.tables, self.campaign)

    @cached_property
    def rows(self) -> dict[str, list[Record]]:
        """The tables' records by name."""
        return {table.name: table.records() for table in self.tables}

    @cached_property
    def units(self) -> dict[str, UnitView]:
        """The units by id."""
        return {unit.id: unit for unit in self.view.units}

    @cached_property
    def cells(self) -> dict[tuple[str, str], CellView]:
        """The matrix's cells by unit and task."""
        return {(cell.unit_id, cell.task_id): cell for unit in self.view.units for cell in unit.cells}

    @cached_property
    def documents(self) -> dict[str, list[Record]]:
        """The rows of files by their hash; copies share one, that which counts comes first."""
        found: defaultdict[str, list[Record]] = defaultdict(list)
        for row in sorted(self.rows["documents"], key=lambda row: not row["counts"]):
            found[text(row["document_id"])].append(row)
        return dict(found)

    @cached_property
    def sources(self) -> dict[str, Record]:
        """The rows of files by their source."""
        return {text(row["source"]): row for row in self.rows["documents"]}

    @cached_property
    def secret(self) -> tuple[str, ...]:
        """The sources of documents that are set aside as secret."""
        return tuple(text(row["source"]) for row in self.rows["documents"] if row["code"] == Code.SECRET)

    @cached_property
    def bearing(self) -> dict[tuple[str, int, int], tuple[str, ...]]:
        """The tasks that a sentence (document, start, end) bears on."""
        found: defaultdict[tuple[str, int, int], list[str]] = defaultdict(list)
        for row in self.rows["evidence"]:
            found[text(row["document_id"]), _at(row, "start"), _at(row, "end")].append(text(row["task_id"]))
        return {key: tuple(tasks) for key, tasks in found.items()}


def _at(row: Record, name: str) -> int:
    return int(row[name] or 0)


class Kept(Generic[K, V]):
    """The last few values that were made; made once for each key while it is there."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[K, V] = OrderedDict()
        self._lock = Lock()
        self._making = Lock()  # who comes while a value is made waits for it, and makes no second one

    def get(self, key: K, make: Callable[[], V]) -> V:
        """Return the value of `key`, made by `make` where it is not at hand."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        with self._making:
            with self._lock:
                if key in self._values:
                    return self._values[key]
            value = make()
            with self._lock:
                self._values[key] = value
                while len(self._values) > self._most:
                    self._values.popitem(last=False)
        return value


@dataclass(frozen=True, slots=True)
class Text:
    """A file as it was read and described."""

    item: ReadItem
    description: Description | None


@dataclass(frozen=True)
class Desk:
    """The shared things of one server."""

    place: Place
    tables: Kept[Hashable, Markup] = field(default_factory=lambda: Kept(_TABLES))  # the matrix as it was asked for last
    _snapshots: Kept[str, Snapshot] = field(default_factory=lambda: Kept(2))
    _texts: Kept[tuple[str, str], Text | None] = field(default_factory=lambda: Kept(_TEXTS))

    def now(self) -> Snapshot:
        """Return the tables as the store has them now; joined anew only after a run or a correction."""
        state = self.place.store.state(self.place.key)
        return self._snapshots.get(state, lambda: self._join(state))

    def _join(self, state: str) -> Snapshot:
        campaign = self.place.store.campaign(self.place.key)
        if campaign is None:
            raise RefusedError("Kho dữ liệu không còn kết quả nào của đợt báo cáo này. Chạy lại `soat run`.")
        return Snapshot(state, campaign, self.place.store.tables(campaign))

    def text(self, snapshot: Snapshot, source: str) -> Text | None:
        """Return what was read of a source; None where nothing is kept of it."""
        row = snapshot.sources.get(source)
        return self._texts.get((snapshot.key, source), lambda: self._read(snapshot, row)) if row else None

    def _read(self, snapshot: Snapshot, row: Record) -> Text | None:
        """Look into what reading left of the file, or of the container around it."""
        sha256 = text(row["document_id"])
        for source in outers_of(text(row["source"])):
            outer = snapshot.sources.get(source)
            items = self.place.store.newest(text(outer["document_id"]), READ_ITEMS) if outer else None
            for item in items or ():
                if item.reading.sha256 == sha256:
                    return Text(item, self.place.store.newest(sha256, DESCRIPTION))
        return None


def outers_of(source: str) -> tuple[str, ...]:
    """Return the files that may hold a source: itself, since names may hold a "!", and what stands before each "!"."""
    parts = source.split("!")
    return (source, *("!".join(parts[:count]) for count in range(1, len(parts))))
