"""What a run takes in of its files from the store."""

import shutil
from pathlib import Path

from core.settings import Settings
from core.steps import Step
from flows import steps
from flows.known import Memory
from flows.run import Options, work_for
from store.identity import keys_of


def test_what_is_taken_in_by_and_by_is_the_same(inbox: Path, ran: Path) -> None:
    """Files that were taken in before, or twice, are known as those of one go; what was not read is not known."""
    settings = Settings(settle_seconds=0)
    with work_for(inbox, settings.default_campaign, ran, settings, Options()) as work:
        files = steps.register(work)
        whole = Memory(work.store, work.campaign).known(files)
        memory = Memory(work.store, work.campaign)
        for some in (files[:1], files[:2], ()):
            memory.take_in(some)
        assert memory.known(files) == whole
        assert len(whole) == len(files)
        assert sum(one.is_directive for one in whole) == 1
        (inbox / "mới.txt").write_text("Kính gửi", encoding="utf-8")
        assert memory.known(steps.register(work)) == whole


def test_the_key_of_citations_is_that_of_all_rows(inbox: Path, ran: Path, sample_files: dict[str, Path]) -> None:
    """However files are taken in, their citations have the keys that the rows of the outcome give them; a copy counts once."""
    shutil.copy(sample_files["sgddt"], inbox / "1.docx")
    shutil.copy(sample_files["sgddt"], inbox / "2.docx")
    settings = Settings(settle_seconds=0)
    with work_for(inbox, settings.default_campaign, ran, settings, Options()) as work:
        files = steps.register(work)
        steps.read(work, steps.unread(work, files))
        memory = Memory(work.store, work.campaign)
        memory.take_in(reversed(files[2:]))
        found = memory.known(files)
        outcome, kept = steps.cover(work, steps.join(work, files, found, ())[0])
        rows = list(kept(outcome.files, Step.DESCRIBE))
    key, known = keys_of(rows), memory.citation_key()
    cited = [(row, one) for row in rows if row.description for one in row.description.references]
    assert len(cited) > len(files)
    assert [known(row, one) for row, one in cited] == [key(row, one) for row, one in cited]
