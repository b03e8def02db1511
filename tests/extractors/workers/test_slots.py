import os
import time
from multiprocessing import get_context
from pathlib import Path
from threading import Event, Thread

from extractors.workers.slots import cores, slot


def _hold(folder: Path) -> None:
    with slot(1, time.monotonic() + 5, folder):
        (folder / "held").touch()
        time.sleep(60)


def test_no_more_are_held_than_there_are(tmp_path: Path) -> None:
    """With every slot held, the next one waits until its time is over and is told so."""
    folder = tmp_path / "slots"
    with slot(2, 0, folder) as one, slot(2, 0, folder) as two, slot(2, time.monotonic() + 0.1, folder) as three:
        assert (one, two, three) == (True, True, False)
    with slot(2, 0, folder) as again:
        assert again


def test_who_waits_gets_the_slot_that_comes_free(tmp_path: Path) -> None:
    """A thread that waits goes on as soon as another one lets go."""
    folder = tmp_path / "slots"
    got = Event()

    def wait() -> None:
        with slot(1, time.monotonic() + 30, folder) as held:
            if held:
                got.set()

    with slot(1, 0, folder):
        thread = Thread(target=wait)
        thread.start()
        assert not got.wait(0.1)
    thread.join(30)
    assert got.is_set()


def test_a_killed_holder_frees_its_slot(tmp_path: Path) -> None:
    """A worker that is killed leaves no slot locked."""
    folder = tmp_path / "slots"
    holder = get_context("spawn").Process(target=_hold, args=(folder,))
    holder.start()
    deadline = time.monotonic() + 30
    while not (folder / "held").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    with slot(1, 0, folder) as held:
        assert not held
    holder.kill()
    holder.join()
    with slot(1, time.monotonic() + 5, folder) as held:
        assert held


def test_a_folder_that_others_may_write_to_is_not_trusted(tmp_path: Path) -> None:
    """A slot folder that was put there by someone else makes nobody wait, and is left alone."""
    folder = tmp_path / "slots"
    folder.mkdir()
    folder.chmod(0o777)
    with slot(1, 0, folder) as one, slot(1, 0, folder) as two:
        assert (one, two) == (True, True)
    assert list(folder.iterdir()) == []


def test_there_is_at_least_one_core() -> None:
    """The number of slots is never none."""
    assert 1 <= cores() <= (os.cpu_count() or 1)
