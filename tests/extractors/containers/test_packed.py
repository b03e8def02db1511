import bz2
import gzip
import io
import lzma
import random
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from core.problem import Code
from extractors import triage
from extractors.containers import packed
from extractors.containers.members import Room, Unpacked
from extractors.containers.packed import read_packed
from extractors.piece import OddFileError
from tests.doubles.rar import rar4, rar5

libarchive = pytest.importorskip("libarchive", exc_type=Exception) if packed.available() else None
pytestmark = pytest.mark.skipif(libarchive is None, reason="libarchive is not installed")

Made = Callable[[dict[str, bytes]], bytes]
ROOM = Room(500, 200_000_000)
FILES = {"thư mục/báo cáo.txt": b"m\xe1\xbb\x99t" * 100, "b.txt": b"hai"}


def _seven(members: dict[str, bytes]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.7z")
        with libarchive.file_writer(str(path), "7zip") as archive:
            for name, content in members.items():
                archive.add_file_from_memory(name, len(content), content)
        return path.read_bytes()


def _tar(members: dict[str, bytes], mode: str = "w") -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=mode) as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return stream.getvalue()


def _told(found: Unpacked) -> list[tuple[str, bytes | Code]]:
    return [(one.name, one.problem.code if one.problem else one.content) for one in found.members]


def _read(content: bytes, name: str = "a", room: Room = ROOM) -> Unpacked:
    return read_packed(content, triage.media_type(content), name, room)


@pytest.mark.parametrize(
    "made",
    [_seven, rar4, rar5, _tar, *(lambda files, mode=mode: _tar(files, mode) for mode in ("w:gz", "w:bz2", "w:xz"))],
    ids=["7z", "rar4", "rar5", "tar", "tgz", "tbz", "txz"],
)
def test_archives_give_their_files(made: Made) -> None:
    """Whatever packed them, the files come out with their names, in the archive's order."""
    assert _told(_read(made(FILES))) == list(FILES.items())


@pytest.mark.parametrize(("pack", "end"), [(gzip.compress, "gz"), (bz2.compress, "bz2"), (lzma.compress, "xz")])
def test_a_compressed_file_is_one_member(pack: Callable[[bytes], bytes], end: str) -> None:
    """A file that is only compressed has its own name without the ending."""
    assert _told(_read(pack(b"x" * 500), f"báo cáo.docx.{end}")) == [("báo cáo.docx", b"x" * 500)]


@pytest.mark.parametrize("made", [rar4, rar5])
def test_a_locked_member_is_told(made: Callable[..., bytes]) -> None:
    """A member with a password is named as one, and the others are read."""
    assert _told(_read(made(FILES, locked="b.txt"))) == [
        ("thư mục/báo cáo.txt", FILES["thư mục/báo cáo.txt"]),
        ("b.txt", Code.ENCRYPTED),
    ]


def test_a_program_with_an_archive_behind_it_is_read() -> None:
    """Self-extracting archives are archives."""
    made = b"MZ" + bytes(3000) + rar4(FILES)
    assert triage.media_type(made) == triage.RAR
    assert _told(_read(made)) == list(FILES.items())


@pytest.mark.parametrize("made", [_seven, rar4, rar5, _tar])
def test_a_cut_archive_says_so(made: Made) -> None:
    """An archive that was sent in part is broken, whatever could be read of it."""
    noise = random.Random(1).randbytes(10_240)  # noqa: S311 - bytes that do not pack
    found = _read(made({"a.txt": noise, "b.txt": noise[::-1]})[:12_000])
    assert Code.CORRUPT in {one.code for one in found.problems} | {
        one.problem.code for one in found.members if one.problem
    }
    assert all(one.problem or len(one.content) == 10_240 for one in found.members)


def test_links_and_devices_are_not_followed() -> None:
    """What is no file is named, and nothing behind it is opened."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, kind in (
            ("a", tarfile.SYMTYPE),
            ("b", tarfile.FIFOTYPE),
            ("c", tarfile.LNKTYPE),
            ("d", tarfile.DIRTYPE),
        ):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "../../etc/passwd"
            archive.addfile(info)
    assert _told(_read(stream.getvalue())) == [("a", Code.LINK), ("b", Code.UNSUPPORTED), ("c", Code.LINK)]


def test_a_compressed_bomb_is_refused() -> None:
    """A stream that grows beyond measure is stopped while it is read."""
    with pytest.raises(OddFileError) as odd:
        _read(gzip.compress(b"0" * 40_000_000))
    assert odd.value.problem.code is Code.TOO_LARGE


def test_what_does_not_fit_ends_a_stream() -> None:
    """Where more comes than may, the rest is not unpacked, and the archive says so."""
    found = _read(gzip.compress(bytes(range(256)) * 40), "a.gz", Room(500, 5000))
    assert _told(found) == [("a", Code.TOO_LARGE)]
    assert Code.TOO_LARGE in {one.code for one in found.problems}


def test_members_over_the_limit_are_counted() -> None:
    """How many members were left out is said."""
    found = _read(_tar({f"{n}": b"x" for n in range(5)}), room=Room(2, 1000))
    assert [one.name for one in found.members] == ["0", "1"]
    assert [one.code for one in found.problems] == [Code.TOO_MANY_MEMBERS]
    assert "Còn 3 tệp" in found.problems[0].message


def test_without_the_library_an_archive_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without libarchive names it."""
    monkeypatch.setitem(__import__("sys").modules, "libarchive", None)
    with pytest.raises(OddFileError) as odd:
        _read(rar4(FILES))
    assert odd.value.problem.code is Code.MISSING_TOOL
    assert "libarchive13" in odd.value.problem.message
