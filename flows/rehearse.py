"""What a campaign that is not saved yet would make of the kept documents: nothing is read again, nothing is published."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from core.campaign import Campaign
from core.settings import Settings
from core.steps import Joined, Outcome, Step, StepKey
from flows import steps
from flows.beside import Beside
from flows.corrected import corrected, items_of, reading_of
from flows.document import AssessJob, assess_kept, campaign_for, sandbox_for
from flows.errors import UserError
from flows.findings import Kept
from flows.forking import WARM
from flows.inbox import Inbox
from flows.known import Memory
from flows.review import Desk
from flows.saving import saving
from flows.versions import context_of, versions
from nlp.assess import directive_sentences, is_directive
from store.packing import Packed
from store.store import StepResult

Tell = Callable[[int, int], None]  # how many documents are done, of how many


def rehearse(desk: Desk, campaign: Campaign, folder: Path, settings: Settings, tell: Tell) -> Outcome:
    """Return the outcome that the documents of the desk's last run would have under a campaign of that folder.

    What is found is kept under the campaign's own key: the run that follows has it. UserError where the program is
    another one than in the last run, for then the two could not be compared.
    """
    store, joined = desk.store, desk.joined
    if versions() != joined.versions:
        raise UserError("Chương trình đã được cập nhật từ lần chạy gần nhất. Chạy lại trước, rồi mới xem trước được.")
    kept = Kept(store, joined)
    with sandbox_for(settings, modules=WARM) as sandbox, Beside() as beside:
        work = steps.Work(Inbox("", Path()), folder, campaign, Path(), settings, store, sandbox, beside)
        directive = _directive(work, joined, kept) or steps.find_directive(
            work, Memory(store, campaign).known(steps.register_campaign_files(work))
        )
        context = context_of(campaign, directive)
        wanted = {one.row.sha256 for one in joined.rows if one.described}
        missing = {key.sha256 for key in store.missing(_keys(wanted, context))}
        tell(0, len(missing))
        with saving(store) as keep:
            for done, (job, result) in enumerate(sandbox.run(assess_kept, _jobs(work, joined, missing, directive)), 1):
                if isinstance(result, Packed):
                    keep([StepResult(_key(job.sha256, context), result)])
                tell(done, len(missing))
    assessed = wanted - {key.sha256 for key in store.missing(_keys(wanted, context))}
    rows = tuple(replace(one, assessed=one.row.sha256 in assessed) for one in joined.rows)
    found = replace(joined, campaign=campaign, rows=rows, context=context)
    kept = Kept(store, found)
    return corrected(store, found, kept.slim_rows(found.rows), kept)


def _key(sha256: str, context: str) -> StepKey:
    return StepKey(sha256, Step.ASSESS, versions()[Step.ASSESS], context)


def _keys(names: set[str], context: str) -> Iterator[StepKey]:
    return (_key(name, context) for name in names)


def _directive(work: steps.Work, joined: Joined, kept: Kept) -> tuple[str, ...]:
    """Return the sentences of the campaign's dispatch, where it lies in the inbox."""
    for one, row in zip(joined.rows, kept.whole_rows(joined.rows), strict=True):
        description = row.description
        if description and is_directive(description, work.campaign):
            for item in items_of(work.store, one.outer, joined.versions):
                if item.reading.sha256 == one.row.sha256 and item.reading.document:
                    return directive_sentences(item.reading.document, description)
    return ()


def _jobs(work: steps.Work, joined: Joined, wanted: set[str], directive: tuple[str, ...]) -> Iterator[AssessJob]:
    """Yield each document once; only the texts of those in work are held in memory."""
    left, packed = set(wanted), campaign_for(work.campaign, directive)
    for one in joined.rows:
        row = one.row
        if row.sha256 not in left or not one.described:
            continue
        left.discard(row.sha256)
        reading = reading_of(work.store, one.outer, joined.versions)
        description = work.store.payload(StepKey(row.sha256, Step.DESCRIBE, joined.versions[Step.DESCRIBE]))
        if reading is not None and description is not None:
            yield AssessJob(row.source, row.sha256, reading, description, packed)
