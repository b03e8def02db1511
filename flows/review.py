"""A correction by a person: kept at once, then shown in all tables without the inbox being read."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path

from core.campaign import Campaign
from core.coverage import Status
from core.review import Action, Review, last_of, undone
from core.settings import Settings
from core.steps import Joined
from core.text import fold
from flows.campaign import campaign_folder, refuse_closed
from flows.corrected import published_again, write_tables
from flows.errors import UserError, why
from flows.lock import HeldError, only_run
from flows.ran import RUN_FILE
from flows.run import opened
from flows.tables import read_table
from reports.reviewing import agreement_words
from reports.words import ACTIONS, FATES, STATUS_WORDS
from store.engine import StoreError
from store.rows import campaign_key
from store.store import Store

PATIENCE = 5.0  # seconds that a correction waits for another one, or for the end of a run, to be written


@dataclass(frozen=True, slots=True)
class Desk:
    """A results folder with its open store, and the campaign as its last run took it."""

    out: Path
    store: Store
    joined: Joined

    @property
    def campaign(self) -> Campaign:
        """Return the campaign."""
        return self.joined.campaign


@contextmanager
def desk(out: Path, settings: Settings, database: str = "") -> Iterator[Desk]:
    """Open the results of the last run over `out`; UserError where there are none."""
    key = _key_of(out)
    try:
        with opened(out, settings, database) as store:
            joined = store.joined(key)
            if joined is None:
                raise UserError(f"Cơ sở dữ liệu không có kết quả của {out}. Chạy lại `soat run`.")
            yield Desk(out, store, joined)
    except StoreError as error:
        raise UserError(str(error), status=1) from error


def _key_of(out: Path) -> str:
    try:
        return str(json.loads((out / RUN_FILE).read_text(encoding="utf-8"))["key"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(f"{out} không có kết quả của soát (thiếu {RUN_FILE}). Chạy `soat run` trước.") from error


def record(desk: Desk, review: Review) -> Review:
    """Keep a review; return it with its id. UserError where there is no such cell or nothing to undo, or the campaign is closed.

    It shows in the tables after `republish`.
    """
    refuse_closed(campaign_folder(desk.out))
    tasks = {task.id for task in desk.campaign.tasks}
    of_a_file = review.action is Action.ASSIGN or (review.action is Action.UNDO and not review.task_id)
    if of_a_file:
        _check_file(desk, review)
    elif review.unit_id not in {unit.id for unit in desk.campaign.units} or review.task_id not in tasks:
        raise UserError(f"Không có ô “{review.unit_id}”, nhiệm vụ “{review.task_id}” trong đợt báo cáo này.")
    if review.action is Action.UNDO:
        reviews = desk.store.reviews(desk.campaign)
        found = next((one for one in reviews if one.id == review.undoes and one.cell == review.cell), None)
        if found is None or found.id in undone(reviews):
            raise UserError("Không có lần rà soát nào như vậy ở ô này để hoàn tác.")
    if review.action is Action.SET:
        review = replace(review, program=desk.store.program_status(desk.campaign, *review.cell))
    return desk.store.append_review(desk.campaign, review)


def _check_file(desk: Desk, review: Review) -> None:
    """Raise UserError where a review gives away a file that the last run did not read, or to a unit that is not in the roster."""
    if review.action is Action.UNDO:
        return  # what it undoes is looked for
    if review.unit_id not in {unit.id for unit in desk.campaign.units}:
        units = ", ".join(unit.id for unit in desk.campaign.units)
        raise UserError(f"Không có đơn vị “{review.unit_id}” trong danh sách của đợt này. Các mã: {units}.")
    if review.quote is None or review.quote.document_id not in {one.row.sha256 for one in desk.joined.rows} - {""}:
        raise UserError("Không có tệp này trong lần chạy gần nhất.")


def undo(desk: Desk, unit_id: str, task_id: str, reviewer: str, at: datetime) -> Review:
    """Undo the latest review of a cell that still counts; UserError where there is none."""
    last = last_of(desk.store.reviews(desk.campaign), unit_id, task_id)
    if last is None:
        raise UserError("Ô này chưa có lần rà soát nào để hoàn tác.")
    return record(desk, Review(unit_id, task_id, Action.UNDO, reviewer, at, undoes=last.id))


def republish(desk: Desk, patience: float = PATIENCE) -> bool:
    """Write all tables of the last run anew with every review until now, without reading the inbox.

    False where a run holds the folder: it takes the reviews up itself before it ends. UserError where it cannot be written.
    """
    try:
        with only_run(desk.out, patience):
            joined = published_again(desk.store, campaign_key(desk.campaign))
            write_tables(desk.store, joined.campaign, desk.out, joined.versions)
    except HeldError:
        return False
    except OSError as error:
        raise UserError(f"Không ghi được kết quả vào {desk.out} ({why(error)}).", status=1) from error
    return True


def by_hand(  # noqa: PLR0913 - one argument an option of the command line
    out: Path,
    settings: Settings,
    unit: str,
    task: str,
    *,
    status: str = "",
    note: str = "",
    reviewer: str = "",
    back: bool = False,
    database: str = "",
) -> str:
    """Correct one cell as `soat review` asks, write the tables, and return what was done in a Vietnamese line."""
    if back == bool(status or note):
        raise UserError("Cho biết việc cần làm với ô này: --status và/hoặc --note, hoặc chỉ --undo.")
    wanted = _status(status) if status else None
    with desk(out, settings, database) as opened:
        unit_id = next((one.id for one in opened.campaign.units if unit in {one.id, one.name}), unit)
        name, at = reviewer or getuser(), datetime.now(UTC)
        try:
            if back:
                made = undo(opened, unit_id, task, name, at)
            else:
                action = Action.SET if wanted else Action.NOTE
                made = record(opened, Review(unit_id, task, action, name, at, status=wanted, note=note))
        except ValueError as error:
            raise UserError(
                f"Không ghi được lần rà soát: tên người rà soát hoặc ghi chú không hợp lệ ({error})."
            ) from error
        shown = republish(opened)
    said = {Action.SET: f"đặt mức “{STATUS_WORDS[wanted].label}”" if wanted else "", Action.UNDO: "hoàn tác"}
    later = "" if shown else " Một lần chạy đang ghi kết quả và sẽ đưa vào khi xong."
    return f"Đã ghi: {unit_id}, nhiệm vụ {task}: {said.get(made.action, 'ghi chú')} (lần {made.id}, {name}).{later}"


def _status(word: str) -> Status:
    """Return the status that a word names, as in the tables or in Vietnamese; UserError lists them."""
    labels = {fold(STATUS_WORDS[status].label): status for status in Status}
    found = labels.get(fold(word)) or (Status(word) if word in set(Status) else None)
    if found is None:
        known = ", ".join(f"{status} ({STATUS_WORDS[status].label})" for status in Status)
        raise UserError(f"Không có mức “{word}”. Các mức: {known}.")
    return found


def listed(out: Path) -> Iterator[str]:
    """Yield the reviews of the last tables as Vietnamese lines, and how often the program agrees with them."""
    for row in read_table(out, "reviews", {"review_id", "unit_id", "task_id", "action", "source", "fate"}):
        status = f" “{STATUS_WORDS[row['status']].label}”" if row["status"] else ""
        words = f": “{row['sentence']}”" if row["sentence"] else ""
        note = f" - {row['note']}" if row["note"] else ""
        about = f"nhiệm vụ {row['task_id']}" if row["task_id"] else row["source"] or "tệp không còn"
        yield (
            f"{row['review_id']}. {row['reviewed_at']} {row['reviewer']}: {row['unit_id']}, {about}: "
            f"{ACTIONS[row['action']]}{status}{words}{note} [{FATES[row['fate']]}]"
        )
    yield agreement_words(list(read_table(out, "coverage", {"decided_by", "program_status", "status"})))
