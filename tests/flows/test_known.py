"""What a run takes in of its files from the store."""

from pathlib import Path

from core.settings import Settings
from flows import steps
from flows.known import Memory
from flows.run import Options, work_for


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
