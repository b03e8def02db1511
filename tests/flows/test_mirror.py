"""Laws of an inbox that lies elsewhere: a night copies what is new, whole or not at all, and no name leads out of the mirror."""

import errno
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest
from fsspec.registry import _registry

from core.problem import Code
from core.settings import Settings
from core.steps import FileStatus
from flows.errors import LostError, UserError
from flows.inbox import Inbox, inbox_at
from flows.ingest import Listed
from flows.mirror import Mirror
from flows.remote import RefusedError, RemoteFile, RemoteFolder, check_url
from tests.flows.stores import Bucket, Elsewhere, in_memory, serving_objects

SETTINGS = Settings(settle_seconds=0, max_bytes=1000)


@pytest.fixture(params=["memory", "s3"])
def store(request: pytest.FixtureRequest) -> Elsewhere:
    """An empty folder of each kind of store."""
    return in_memory() if request.param == "memory" else request.getfixturevalue("bucket")


@pytest.fixture
def mirror(tmp_path: Path) -> Mirror:
    """A mirror with nothing in it."""
    made = Mirror(tmp_path / "out" / "gương")
    made.make()
    return made


def night(mirror: Mirror, store: Elsewhere, **options: Any) -> tuple[list[str], dict[str, Listed]]:
    """Return what a night copied, and the files that it lists without a copy."""
    copied: list[str] = []
    told = options.pop("told", lambda _step, source: copied.append(source))
    left = mirror.refresh(RemoteFolder(store.url), options.pop("settings", SETTINGS), told, **options)
    return sorted(copied), {one.source: one for one in left}


def held(mirror: Mirror) -> dict[str, bytes]:
    """Return what lies in the mirror, by source."""
    return {one.source: one.path.read_bytes() for one in mirror.walk()}


def test_a_night_copies_what_is_new_and_drops_what_is_gone(mirror: Mirror, store: Elsewhere) -> None:
    """A first night copies all, a quiet one nothing, another what was added, changed or taken out; `force` copies all again."""
    store.put("a.docx", b"one")
    store.put("khối sở/b.pdf", b"two")
    assert night(mirror, store) == (["a.docx", "khối sở/b.pdf"], {})
    assert held(mirror) == {"a.docx": b"one", "khối sở/b.pdf": b"two"}
    assert night(mirror, store) == ([], {})
    store.put("a.docx", b"neu")  # as long as before
    store.put("c.docx", b"three")
    store.take_out("khối sở/b.pdf")
    assert night(mirror, store) == (["a.docx", "c.docx"], {})
    assert held(mirror) == {"a.docx": b"neu", "c.docx": b"three"}
    assert sum(path.is_file() for path in mirror.folder.rglob("*")) == 3  # the index too
    assert night(mirror, store, force=True) == (["a.docx", "c.docx"], {})


def test_a_quiet_night_lists_once_and_opens_nothing(
    mirror: Mirror, store: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One listing tells that nothing changed; with news a second one, after the settling time, tells that nothing grows."""
    listings = []
    seen = RemoteFolder.files
    monkeypatch.setattr(RemoteFolder, "files", lambda self: listings.append(1) or seen(self))
    store.put("a.docx", b"one")
    night(mirror, store)
    assert len(listings) == 2
    monkeypatch.delattr(RemoteFolder, "chunks")
    night(mirror, store)
    assert len(listings) == 3


def test_a_file_that_still_grows_waits(mirror: Mirror, store: Elsewhere) -> None:
    """What changes after it was copied is not read half: it has its row, its copy goes, and the next night has it whole."""
    store.put("a.docx", b"half")
    store.put("b.docx", b"whole")
    _, left = night(
        mirror, store, told=lambda _step, source: source == "a.docx" and store.put(source, b"half and half")
    )
    assert {one.source: (one.status, one.code) for one in left.values()} == {
        "a.docx": (FileStatus.IGNORED, Code.TEMPORARY)
    }
    assert held(mirror) == {"b.docx": b"whole"}
    assert night(mirror, store) == (["a.docx"], {})
    assert held(mirror)["a.docx"] == b"half and half"


def test_hostile_names_never_leave_the_mirror(mirror: Mirror, bucket: Bucket, tmp_path: Path) -> None:
    """A key that cannot be a file's path has a row with its code; all others are read, whatever the disk makes of their names."""
    refused = ["../../evil", "..", "a/../../b", "/etc/passwd", "a//b", "./c", "a/.", "nul\0.docx", "x" * 256]
    for source in refused:
        bucket.put(source, b"x")
    odd = [
        "A.docx",
        "a.docx",
        "a.docx/trong",
        "x" * 255,
        "thư mục dài" * 30 + "/d",
        "b\\..\\c",
        "x\u202excod.docx",
        "~a!b",
    ]
    for source in odd:
        bucket.put(source, source.encode())
    before = {path for path in tmp_path.rglob("*") if not path.is_relative_to(mirror.folder)}
    copied, left = night(mirror, bucket)
    assert copied == sorted(odd)
    assert held(mirror) == {source: source.encode() for source in odd}
    assert {source.replace("\0", "\ufffd") for source in refused} == left.keys()
    assert {(one.status, one.code) for one in left.values()} == {(FileStatus.QUARANTINED, Code.BAD_NAME)}
    assert {path for path in tmp_path.rglob("*") if not path.is_relative_to(mirror.folder)} == before


def test_what_is_not_to_be_read_is_not_copied(mirror: Mirror, store: Elsewhere) -> None:
    """Passing files of systems and files over the limit have the rows of a local inbox; the marks of empty folders have none."""
    for source in ("~$a.docx", "Thumbs.db", "b.part"):
        store.put(source, b"abc")
    store.put("lớn.pdf", b"x" * 1001)
    store.put("rỗng.pdf", b"")
    if isinstance(store, Bucket):
        store.put("thư mục/", b"")
    copied, left = night(mirror, store)
    assert copied == ["rỗng.pdf"]
    assert {source: (one.code, one.size) for source, one in left.items()} == {
        "~$a.docx": (Code.TEMPORARY, 3),
        "Thumbs.db": (Code.TEMPORARY, 3),
        "b.part": (Code.TEMPORARY, 3),
        "lớn.pdf": (Code.TOO_LARGE, 1001),
    }


def test_nobody_else_looks_into_the_mirror(mirror: Mirror, store: Elsewhere) -> None:
    """Folders are 0700, files 0600."""
    store.put("a/b.docx", b"one")
    night(mirror, store)
    modes = {path.is_dir(): stat.S_IMODE(path.stat().st_mode) for path in (mirror.folder, *mirror.folder.rglob("*"))}
    assert modes == {True: 0o700, False: 0o600}


def cut(monkeypatch: pytest.MonkeyPatch, ends: Callable[[RemoteFile], Exception | None]) -> None:
    """Have the bytes of files end in the middle with what `ends` gives."""
    whole = RemoteFolder.chunks

    def chunks(self: RemoteFolder, file: RemoteFile) -> Iterator[bytes]:
        for chunk in whole(self, file):
            if error := ends(file):
                yield chunk[:1]
                raise error
            yield chunk

    monkeypatch.setattr(RemoteFolder, "chunks", chunks)


def test_a_connection_that_drops_loses_nothing(
    mirror: Mirror, store: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The try fails as one that may pass; what was copied is kept, and the next try copies only the rest."""
    for source in ("a", "b", "c"):
        store.put(source, b"whole")
    with monkeypatch.context() as patch:
        cut(patch, lambda file: LostError("gone") if file.source == "c" else None)
        with pytest.raises(LostError):
            night(mirror, store)
    assert held(mirror) == {"a": b"whole", "b": b"whole"}
    assert night(mirror, store) == (["c"], {})


def test_one_file_that_cannot_be_had_stops_no_night(
    mirror: Mirror, store: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has its row, no half and no old copy of it is read, and the next night tries again."""
    store.put("a", b"old")
    night(mirror, store)
    store.put("a", b"new one")
    store.put("b", b"whole")
    with monkeypatch.context() as patch:
        cut(patch, lambda file: RefusedError() if file.source == "a" else None)
        copied, left = night(mirror, store)
    assert (copied, {source: one.code for source, one in left.items()}) == (["b"], {"a": Code.UNREADABLE})
    assert held(mirror) == {"b": b"whole"}
    assert night(mirror, store) == (["a"], {})


def test_a_copy_is_of_the_size_that_was_listed(
    mirror: Mirror, store: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stream that ends early, without a word, leaves no half file."""
    store.put("a", b"whole")
    with monkeypatch.context() as patch:
        patch.setattr(RemoteFolder, "chunks", lambda _self, _file: iter([b"who"]))
        _, left = night(mirror, store)
    assert left["a"].code is Code.UNREADABLE
    assert held(mirror) == {}


def test_a_full_disk_is_no_fault_of_the_store(mirror: Mirror, monkeypatch: pytest.MonkeyPatch) -> None:
    """What this machine refuses is said as such, and leaves no half file."""
    store = in_memory()
    store.put("a", b"whole")

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("flows.mirror.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        night(mirror, store)
    assert [path.name for path in mirror.folder.iterdir()] == ["index.jsonl"]


def test_a_killed_run_is_gone_on_with(mirror: Mirror) -> None:
    """Half a copy, a copy that no line tells of, half a line and a copy that is gone: the next night puts all right."""
    store = in_memory()
    for source in ("a", "b"):
        store.put(source, b"whole")
    night(mirror, store)
    (mirror.folder / ".x.part").write_bytes(b"wh")
    orphan = mirror.path_of("gone")
    orphan.parent.mkdir()
    orphan.write_bytes(b"whole")
    with (mirror.folder / "index.jsonl").open("a", encoding="utf-8") as index:
        index.write('["c", 5, "mem')
    mirror.path_of("a").unlink()
    mirror.make()
    assert night(mirror, store) == (["a"], {})
    files = {path for path in mirror.folder.rglob("*") if path.is_file()}
    assert files == {mirror.folder / "index.jsonl", mirror.path_of("a"), mirror.path_of("b")}


def test_another_store_shares_no_copy(mirror: Mirror) -> None:
    """The same names in another folder are other files, though the store tells the same of them."""
    one, other = in_memory(), in_memory()
    one.put("a", b"one")
    other.put("a", b"two")
    stamp = fsspec.filesystem("memory").store
    (first,) = (entry for name, entry in stamp.items() if name.startswith(f"/{one.url[9:]}"))
    (second,) = (entry for name, entry in stamp.items() if name.startswith(f"/{other.url[9:]}"))
    second.created = first.created
    night(mirror, one)
    assert night(mirror, other) == (["a"], {})
    assert held(mirror) == {"a": b"two"}


def test_a_folder_that_cannot_be_listed_hides_no_file(mirror: Mirror, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fsspec's own walk passes over it without a word, and its files would be taken for removed."""
    store = in_memory()
    store.put("a", b"one")
    store.put("sâu/b", b"two")
    night(mirror, store)
    listing = type(store.files).ls

    def ls(self: Any, path: str, **options: Any) -> Any:
        if path.endswith("sâu"):
            raise ConnectionResetError
        return listing(self, path, **options)

    monkeypatch.setattr(type(store.files), "ls", ls)
    with pytest.raises(LostError):
        night(mirror, store)
    assert held(mirror) == {"a": b"one", "sâu/b": b"two"}


def test_a_store_that_is_gone_may_be_back_in_a_minute(
    mirror: Mirror, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No server there is a fault that passes; a bucket that is not there is the user's to put right."""
    with pytest.raises(UserError, match="Không có thư mục nhận s3://khong-co/x") as raised:
        RemoteFolder("s3://khong-co/x").files()
    assert not isinstance(raised.value, LostError)
    with serving_objects() as address:
        options = {**bucket.options, "endpoint_url": address}
    monkeypatch.setitem(fsspec.config.conf, "s3", options)  # nobody is there any more
    with pytest.raises(LostError, match=r"Không liên lạc được với s3://.+chạy lại"):
        night(mirror, bucket)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sftp://lan:bimat@may/nhan", "có mật khẩu"),
        ("file:///srv/nhan", "viết thẳng đường dẫn"),
        ("zip://a::s3://kho/b.zip", "viết thẳng đường dẫn"),
        ("khonggi://kho/nhan", "Không biết loại địa chỉ khonggi://"),
        ("s3://[kho/nhan", "không đúng"),
        ("s3://kho/nhan", r"\[missing_tool\]. Chạy make setup-s3"),
        ("gdrive://nhan", r"\[missing_tool\]. Cài gói ấy"),
    ],
)
def test_a_url_that_cannot_serve_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch, url: str, said: str) -> None:
    """Before anything is asked for over the network; a password is not repeated."""
    monkeypatch.delitem(_registry, "s3", raising=False)
    monkeypatch.setitem(sys.modules, "s3fs", None)  # not installed
    with pytest.raises(UserError, match=said) as raised:
        check_url(url)
    assert "bimat" not in str(raised.value)


def test_files_are_hashed_where_they_lie(mirror: Mirror, store: Elsewhere) -> None:
    """The listing of an inbox elsewhere is that of a folder: sorted by source, hashed, each file once."""
    store.put("b", b"two")
    store.put("a", b"one")
    store.put("~$c", b"x")
    told: list[str] = []
    found = Inbox(store.url, mirror.folder).listed(SETTINGS, {}, lambda _step, source: told.append(source))
    assert [(one.source, bool(one.sha256), one.code) for one in found] == [
        ("a", True, None),
        ("b", True, None),
        ("~$c", False, Code.TEMPORARY),
    ]
    assert sorted(told) == ["a", "b"]


def test_a_url_keeps_its_slashes(tmp_path: Path) -> None:
    """An inbox is what the user named: no path is made of a URL."""
    found = inbox_at("memory://kho/nhận", tmp_path)
    assert (found.place, found.url, found.folder) == (
        "memory://kho/nhận",
        "memory://kho/nhận",
        tmp_path / "cache/inbox",
    )
