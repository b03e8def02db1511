"""Edits of a campaign that are not saved yet: their texts, and what they would change in the matrix, found out beside the pages."""

import difflib
import logging
import secrets
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, Thread

from core.campaign import Campaign
from core.coverage import Coverage
from core.steps import Outcome
from reports.words import NOT_RETURNED, StatusWord, status_word, strength
from store.campaign_edit import Texts
from web.desk import Campaigns, RefusedError, Snapshot

_LOG = logging.getLogger("soat")
_LISTS = {
    "terms": "từ đặc trưng",
    "weak_terms": "từ chung",
    "except_terms": "cụm từ không tính",
    "references": "văn bản",
}
_HELD = 12  # drafts at a time; the oldest go
_AROUND = 1  # lines of a file around what changed in it


@dataclass
class Draft:
    """One edit. `outcome` is None while it is being found out, where it cannot be, or where nothing can be compared."""

    id: str
    folder: Path
    before: Texts  # as the files stand
    after: Texts
    campaign: Campaign
    compares: bool  # the campaign is the one whose results are shown
    done: int = 0
    total: int = 0
    outcome: Outcome | None = None
    fault: str = ""

    @property
    def waits(self) -> bool:
        """Tell whether the outcome is still being found out."""
        return self.compares and self.outcome is None and not self.fault


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that would be another one."""

    unit_id: str
    unit_name: str
    task_id: str
    task_title: str
    before: StatusWord | None  # None: there was no such cell
    after: StatusWord | None  # None: there would be none
    sentence: str  # the best one that decides it, or that did
    there: bool  # the cell has a page now

    @property
    def rises(self) -> bool:
        """Tell whether the cell would say more than now."""
        return _strength(self.after) > _strength(self.before)


@dataclass
class Drafts:
    """The drafts of one server; lost when it ends."""

    _drafts: "OrderedDict[str, Draft]" = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)
    _turn: Lock = field(default_factory=Lock)  # one at a time: each takes all cores

    def put(self, campaigns: Campaigns, folder: Path, before: Texts, after: Texts) -> Draft:
        """Keep an edit and begin to find out what it changes; CampaignError where it makes no campaign."""
        draft = Draft(
            *(secrets.token_urlsafe(9), folder, before, after, after.campaign(folder)),
            compares=folder == campaigns.current,
        )
        with self._lock:
            self._drafts[draft.id] = draft
            while len(self._drafts) > _HELD:
                self._drafts.popitem(last=False)
        if draft.compares:
            Thread(target=self._rehearse, args=(campaigns, draft), daemon=True, name="rehearsal").start()
        return draft

    def get(self, draft_id: str) -> Draft | None:
        """Return a draft; None where it is not kept any more."""
        with self._lock:
            return self._drafts.get(draft_id)

    def drop(self, draft_id: str) -> None:
        """Forget a draft."""
        with self._lock:
            self._drafts.pop(draft_id, None)

    def _rehearse(self, campaigns: Campaigns, draft: Draft) -> None:
        def tell(done: int, total: int) -> None:
            draft.done, draft.total = done, total

        try:
            with self._turn:
                draft.outcome = campaigns.rehearse(draft.campaign, draft.folder, tell)
        except RefusedError as error:
            draft.fault = str(error)
        except Exception:  # noqa: BLE001 - the page must be told, whatever happened in the thread
            _LOG.exception("Không xem trước được đợt báo cáo.")
            draft.fault = "Không xem trước được vì lỗi của chương trình; vẫn lưu được."


def changes_of(now: Snapshot, outcome: Outcome) -> Iterator[Change]:
    """Yield the cells that would be other ones, in the order of the roster; what would be gone comes last."""
    units = {unit.id: unit.name for unit in outcome.campaign.units}
    tasks = {task.id: task.title for task in outcome.campaign.tasks}
    returned = {standing.unit_id for standing in outcome.standings if standing.returned}
    for cell in outcome.coverage:
        old = now.cells.get((cell.unit_id, cell.task_id))
        word = status_word(cell.status.value, returned=cell.unit_id in returned)
        if old is None and word.key == NOT_RETURNED:
            continue  # a row or a column more, of which nothing is known
        if old is None or old.word.key != word.key:
            sentence = _sentence(cell) or (old.lines[0].sentence if old and old.lines else "")
            there = old is not None
            yield Change(
                *(cell.unit_id, units[cell.unit_id], cell.task_id, tasks[cell.task_id]),
                *(old.word if old else None, word, sentence),
                there=there,
            )
    for (unit_id, task_id), old in now.cells.items():
        if (unit_id not in units or task_id not in tasks) and old.word.key != NOT_RETURNED:
            sentence = old.lines[0].sentence if old.lines else ""
            yield Change(unit_id, old.unit_name, task_id, old.task_title, old.word, None, sentence, there=True)


def words_of(draft: Draft) -> Iterator[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
    """Yield what words come and go: the task's id, the name of the list, the words that come, those that go."""
    before = {task.id: task for task in draft.before.campaign(draft.folder).tasks}
    for task in draft.campaign.tasks:
        old = before.get(task.id)
        if old is None:
            continue
        for name, heading in _LISTS.items():
            had, has = getattr(old, name), getattr(task, name)
            came, went = (tuple(word for word in one if word not in other) for one, other in ((has, had), (had, has)))
            if came or went:
                yield task.id, heading, came, went


def lines_of(before: str, after: str) -> list[tuple[str, str]]:
    """Return the lines of a file that went ("-") and came ("+"), with one around them (""), as (sign, words)."""
    compared = list(difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=_AROUND))[2:]
    return [("…", "") if line.startswith("@@") else (line[:1].strip(), line[1:]) for line in compared]


def _sentence(cell: Coverage) -> str:
    return cell.best.sentence if cell.best else ""


def _strength(word: StatusWord | None) -> int:
    return strength(word.key) if word else 0
