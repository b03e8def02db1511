"""Laws of listing an inbox: every file has exactly one row, and nothing in the inbox is changed."""

import hashlib
import os
import socket
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from core.problem import Code
from core.settings import Settings
from core.steps import FileStatus, Seen
from flows import ingest
from flows.ingest import Listed, list_inbox

NOBODY = 65534
State = Callable[[Path], dict[str, tuple[int, int, bytes]]]


def listed(inbox: Path, **settings: object) -> dict[str, Listed]:
    """Return what was listed by source; no source may come twice."""
    found = list_inbox(inbox, Settings(**settings))
    assert [one.source for one in found] == sorted(one.source for one in found)
    assert max(Counter(one.source for one in found).values(), default=1) == 1
    return {one.source: one for one in found}


def old(path: Path, content: bytes = b"x") -> Path:
    """Write a file that was last changed long ago."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    return path


@contextmanager
def without_rights() -> Iterator[Path]:
    """Give an inbox in which permission bits bind, though the tests may run as root."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@contextmanager
def as_nobody() -> Iterator[None]:
    """Be a user without rights for a while, where we are root."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_files_of_all_folders_are_listed_with_their_hash(tmp_path: Path) -> None:
    """A regular file, however deep, is listed by its path below the inbox, with size and sha256, ready to be read."""
    old(tmp_path / "b.docx", b"two")
    old(tmp_path / "a" / "sâu" / "c.pdf", b"three")
    found = listed(tmp_path)
    assert list(found) == ["a/sâu/c.pdf", "b.docx"]
    one = found["a/sâu/c.pdf"]
    assert (one.size, one.status, one.code) == (5, FileStatus.OK, None)
    assert one.sha256 == hashlib.sha256(b"three").hexdigest()


def test_an_empty_inbox_and_empty_folders_have_no_rows(tmp_path: Path) -> None:
    """Folders are no files: without files there are no rows."""
    (tmp_path / "trống" / "trống").mkdir(parents=True)
    assert listed(tmp_path) == {}


def test_links_are_named_and_not_followed(tmp_path: Path) -> None:
    """A link to a file, a folder, itself or nothing is one row `link`, and what it leads to is not listed through it."""
    inbox, outside = tmp_path / "in", tmp_path / "outside"
    old(outside / "secret.docx")
    inbox.mkdir()
    (inbox / "file").symlink_to(outside / "secret.docx")
    (inbox / "folder").symlink_to(outside)
    (inbox / "loop").symlink_to(inbox / "loop")
    (inbox / "up").symlink_to(inbox)
    (inbox / "nowhere").symlink_to(tmp_path / "nowhere")
    found = listed(inbox)
    assert set(found) == {"file", "folder", "loop", "up", "nowhere"}
    assert {(one.status, one.code, one.sha256) for one in found.values()} == {(FileStatus.IGNORED, Code.LINK, "")}


def test_pipes_and_sockets_are_named_and_not_opened(tmp_path: Path) -> None:
    """A pipe, which would block whoever opens it, and a socket are rows `unsupported`."""
    os.mkfifo(tmp_path / "pipe.docx")
    here = Path.cwd()
    os.chdir(tmp_path)  # the name of a socket may have 108 bytes
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind("socket.pdf")
            found = listed(tmp_path)
    finally:
        os.chdir(here)
    assert {name: one.code for name, one in found.items()} == dict.fromkeys(
        ("pipe.docx", "socket.pdf"), Code.UNSUPPORTED
    )
    assert {one.status for one in found.values()} == {FileStatus.IGNORED}


@pytest.mark.parametrize(
    "name",
    [
        "~$o cao.docx",
        ".~lock.báo cáo.odt#",
        "._báo cáo.docx",
        "Thumbs.db",
        "desktop.ini",
        ".DS_Store",
        "x.pdf.part",
        "x.pdf.crdownload",
        "X.TMP",
        "x.docx.partial",
        "x.download",
    ],
)
def test_lock_and_system_files_are_ignored(tmp_path: Path, name: str) -> None:
    """What Word, the file manager or a browser leaves beside a file is a row `temporary`, unread."""
    old(tmp_path / name)
    one = listed(tmp_path)[name]
    assert (one.status, one.code, one.sha256) == (FileStatus.IGNORED, Code.TEMPORARY, "")


@pytest.mark.parametrize("name", ["mẫu.tmp.docx", "part", "báo cáo ~$.docx", ".ẩn.docx", "thumbs.db.pdf", "no suffix"])
def test_names_that_only_look_temporary_are_read(tmp_path: Path, name: str) -> None:
    """A file is left out for its whole marker only: hidden files and odd names are read."""
    old(tmp_path / name)
    assert listed(tmp_path)[name].code is None


def test_young_files_that_rest_are_read(tmp_path: Path) -> None:
    """A file just written is looked at once more after the time to settle, and read when it has not changed."""
    (tmp_path / "young.docx").write_bytes(b"done")
    started = time.monotonic()
    one = listed(tmp_path, settle_seconds=0.3)["young.docx"]
    assert time.monotonic() - started >= 0.3
    assert (one.code, one.sha256) == (None, hashlib.sha256(b"done").hexdigest())


def test_settled_files_are_not_waited_for(tmp_path: Path) -> None:
    """Without young files nobody waits."""
    old(tmp_path / "old.docx")
    started = time.monotonic()
    listed(tmp_path, settle_seconds=20)
    assert time.monotonic() - started < 10


def test_a_file_from_the_future_is_read(tmp_path: Path) -> None:
    """A day ahead of our clock, as shares of other machines have, does not keep a file that rests out for ever."""
    path = old(tmp_path / "future.docx")
    os.utime(path, (time.time() + 1e7, time.time() + 1e7))
    assert listed(tmp_path, settle_seconds=0.1)["future.docx"].code is None


def test_growing_files_are_left_for_the_next_run(tmp_path: Path) -> None:
    """A file that changes, shrinks or goes away while it is waited for is a row `temporary`; its neighbours are read."""
    for name in ("growing", "going", "rewritten", "resting"):
        (tmp_path / name).write_bytes(b"begin")

    def change() -> None:
        time.sleep(0.3)
        with (tmp_path / "growing").open("ab") as stream:
            stream.write(b" more")
        (tmp_path / "going").unlink()
        (tmp_path / "rewritten").write_bytes(b"BEGIN")

    writer = threading.Thread(target=change)
    writer.start()
    found = listed(tmp_path, settle_seconds=1.5)
    writer.join()
    codes = {name: one.code for name, one in found.items()}
    assert codes == {
        "growing": Code.TEMPORARY,
        "going": Code.TEMPORARY,
        "rewritten": Code.TEMPORARY,
        "resting": None,
    }


def test_what_may_not_be_read_is_named() -> None:
    """A file or folder without the right to read it is one row `unreadable`, in quarantine; its neighbours are listed."""
    with without_rights() as inbox:
        shut = old(inbox / "shut.docx")
        folder = old(inbox / "folder" / "inside.docx").parent
        old(inbox / "open.docx")
        shut.chmod(0)
        folder.chmod(0)
        with as_nobody():
            found = listed(inbox)
        folder.chmod(0o755)
    assert {name: (one.status, one.code) for name, one in found.items()} == {
        "shut.docx": (FileStatus.QUARANTINED, Code.UNREADABLE),
        "folder": (FileStatus.QUARANTINED, Code.UNREADABLE),
        "open.docx": (FileStatus.OK, None),
    }


def test_a_folder_whose_files_cannot_be_looked_at() -> None:
    """Files of a folder that may be listed but not entered keep a row each."""
    with without_rights() as inbox:
        folder = old(inbox / "folder" / "inside.docx").parent
        folder.chmod(0o444)
        with as_nobody():
            found = listed(inbox)
        folder.chmod(0o755)
    assert {name: one.code for name, one in found.items()} == {"folder/inside.docx": Code.UNREADABLE}


def test_a_fault_of_the_disk_is_a_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fails while a file is hashed costs that file its row and no other."""
    old(tmp_path / "bad.docx")
    old(tmp_path / "good.docx")
    whole = Path.open

    def failing(self: Path, *arguments: object, **options: object) -> object:
        if self.name == "bad.docx":
            raise OSError(5, "Input/output error")
        return whole(self, *arguments, **options)  # type: ignore[call-overload] - handed on as it came

    monkeypatch.setattr(Path, "open", failing)
    found = listed(tmp_path)
    assert (found["bad.docx"].status, found["bad.docx"].code) == (FileStatus.QUARANTINED, Code.UNREADABLE)
    assert found["good.docx"].code is None


def test_a_file_over_the_limit_is_not_opened(tmp_path: Path) -> None:
    """A terabyte that takes no room on the disk is refused at once: hashing it would take an hour."""
    path = old(tmp_path / "sparse.pdf")
    os.truncate(path, 1 << 40)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    one = listed(tmp_path)["sparse.pdf"]
    assert (one.status, one.code, one.size, one.sha256) == (FileStatus.QUARANTINED, Code.TOO_LARGE, 1 << 40, "")


ODD = [
    b"hai\ndong.docx",
    b"tab\there.docx",
    "ẩ".encode() * 84 + b"x.x",  # 255 bytes: as long as a name may be
    "\u202excod.oac oab.exe".encode(),  # shown from right to left
    "\u200bẩn\u2066.docx".encode(),
    "Bao cao\u0301.docx".encode(),  # decomposed
    b"T\xe0i ch\xednh.docx",  # Latin-1: no UTF-8
    b"\xff\xfe",
    b"=cmd|' C calc'!A0.docx",
    b"a!b.docx",
    b"-rf",
    b" ",
    b"'\"`$(x);&.docx",
]


def test_odd_names_have_a_row_each(tmp_path: Path) -> None:
    """A name of any bytes that a file system takes is listed under a source of its own."""
    assert len(ODD[2]) == 255
    for name in ODD:
        (tmp_path / os.fsdecode(name)).write_bytes(name)
    found = list_inbox(tmp_path, Settings())
    assert {os.fsencode(one.path.name) for one in found} == set(ODD)
    assert len({one.source for one in found}) == len(ODD)
    for one in found:
        assert one.sha256 == hashlib.sha256(os.fsencode(one.path.name)).hexdigest()


def test_listing_changes_nothing(tmp_path: Path, state_of: State) -> None:
    """Names, content, modes and times of the inbox are after the listing what they were before."""
    for name in ODD:
        old(tmp_path / os.fsdecode(name))
    (tmp_path / "link").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    before = state_of(tmp_path)
    listed(tmp_path)
    assert state_of(tmp_path) == before


def seen_of(found: dict[str, Listed]) -> dict[str, Seen]:
    """Return what a store would remember of these files."""
    return {one.source: Seen(one.source, one.stamp, one.sha256) for one in found.values() if one.steady}


def test_a_file_that_stands_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While size, times and inode are the same its hash is the remembered one."""
    monkeypatch.setattr(ingest, "_TICK", 0)
    old(tmp_path / "a.docx")
    time.sleep(0.05)  # longer than the kernel's coarse clock
    seen = seen_of(listed(tmp_path))
    assert set(seen) == {"a.docx"}
    monkeypatch.setattr(ingest.hashlib, "file_digest", lambda *_: pytest.fail("opened"))
    (again,) = list_inbox(tmp_path, Settings(), seen)
    assert (again.sha256, again.steady) == (seen["a.docx"].sha256, True)


@pytest.mark.parametrize("how", ["content", "time put back", "other file"])
def test_a_changed_file_is_hashed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    """Same size, same name, even the same time of change: the inode or its time of state tells."""
    monkeypatch.setattr(ingest, "_TICK", 0)
    path = old(tmp_path / "a.docx", b"one")
    time.sleep(0.05)
    seen = seen_of(listed(tmp_path))
    if how == "other file":
        old(tmp_path / "b", b"two").replace(path)
    else:
        path.write_bytes(b"two")
    if how == "time put back":
        os.utime(path, (1_700_000_000, 1_700_000_000))
    (again,) = list_inbox(tmp_path, Settings(settle_seconds=0), seen)
    assert again.sha256 == hashlib.sha256(b"two").hexdigest()


def test_a_file_changed_just_before_its_hashing_is_not_remembered(tmp_path: Path) -> None:
    """Within one tick of a coarse clock it could be written again and look the same."""
    (tmp_path / "a.docx").write_bytes(b"one")
    old(tmp_path / "b.docx")  # an old time of change, but its state is of now
    assert seen_of(listed(tmp_path, settle_seconds=0)) == {}


def test_a_file_from_the_future_is_never_remembered(tmp_path: Path) -> None:
    """A clock set back, or a sender's wrong one, costs hashing and nothing else."""
    path = old(tmp_path / "a.docx")
    os.utime(path, (time.time() + 90_000, time.time() + 90_000))
    found = listed(tmp_path, settle_seconds=0)
    assert found["a.docx"].sha256
    assert seen_of(found) == {}
