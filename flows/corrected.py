"""What a run joined, corrected by people, and written as tables: without the inbox, so that a correction shows at once."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from core.campaign import Campaign
from core.document import Document
from core.steps import FileRow, Findings, Joined, Outcome, ReadItem, Step, StepKey
from core.table import Table
from flows.errors import UserError
from flows.findings import Kept
from flows.known import ONCE
from flows.versions import program
from nlp.coverage import cover
from nlp.given import given
from nlp.reviewed import DocumentOf, apply_reviews
from reports.render import Written, write_all
from reports.standing import Begin, here
from reports.words import STAGES
from store.codec import READ_ITEMS
from store.store import Store


def corrected(store: Store, joined: Joined, rows: Sequence[FileRow], findings: Findings) -> Outcome:
    """Return the outcome of a run with all corrections that people made of its campaign; its rows may be slim."""
    reviews = store.reviews(joined.campaign)
    named = given(rows, reviews, joined.campaign)
    program = cover(named, joined.campaign, findings)
    return apply_reviews(program, reviews, documents(store, joined), findings)


def published_again(store: Store, key: str) -> Joined:
    """Publish what the last run of the campaign of that key joined, with all corrections until now; UserError without a run."""
    joined = store.joined(key)
    if joined is None:
        raise UserError("Chưa có lần chạy nào để áp dụng kết quả rà soát. Chạy `soat run` trước.")
    kept = Kept(store, joined)
    store.publish(corrected(store, joined, kept.slim_rows(joined.rows), kept), findings=kept)
    return joined


def documents(store: Store, joined: Joined) -> DocumentOf:
    """Return the function that gives the text of a joined file or member by its sha256; None where none was read."""
    outer = {one.row.sha256: one.outer for one in joined.rows if one.outer}

    @lru_cache(maxsize=64)
    def document_of(sha256: str) -> Document | None:
        items = items_of(store, outer.get(sha256, ""), joined.versions)
        return next((item.reading.document for item in items if item.reading.sha256 == sha256), None)

    return document_of


def items_of(store: Store, sha256: str, versions: Mapping[Step, str]) -> tuple[ReadItem, ...]:
    """Return what was read of a file of the inbox, itself and its members; () where nothing was."""
    reading = reading_of(store, sha256, versions)
    return (READ_ITEMS.decode(reading) if reading else None) or ()


def reading_of(store: Store, sha256: str, versions: Mapping[Step, str]) -> bytes | None:
    """Return the same as it is kept; None where nothing was read."""
    keys = (StepKey(sha256, Step.READ, versions[Step.READ], context) for context in ("", ONCE))
    return next((found for key in keys if (found := store.payload(key)) is not None), None)


def write_tables(
    store: Store, campaign: Campaign, out: Path, versions: Mapping[Step, str], begin: Begin = here
) -> tuple[tuple[Table, ...], Written]:
    """Write the published tables of a campaign in every form, long files by `begin`; those that stand as they would be written are left."""
    tables, last = store.stored_tables(campaign), store.last_run(campaign)
    names = {
        f"Phiên bản bước {STAGES[step].lower()}": name for step, name in versions.items() if step is not Step.BRIEF
    }
    inputs = last.inputs if last else ""
    written = write_all(tables, campaign, out, versions=names, program=program(), made_of=inputs, begin=begin)
    return tables, written
