import io
import struct
import zipfile
import zlib

import pytest

from core.problem import Code
from extractors.containers.archive import read_archive
from extractors.containers.members import Room, Unpacked
from extractors.piece import OddFileError

ROOM = Room(500, 200_000_000)


def _zip(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return stream.getvalue()


def _told(found: Unpacked) -> list[tuple[str, bytes | Code]]:
    return [(one.name, one.problem.code if one.problem else one.content) for one in found.members]


def _renamed(archive: bytes, before: bytes, after: bytes) -> bytes:
    """Return the archive with a name of the same length, as a program without Unicode would write it."""
    assert len(before) == len(after)
    return archive.replace(before, after)


def test_members_come_in_order_without_system_files() -> None:
    """Files come as the archive lists them; folders and what systems leave behind do not."""
    found = read_archive(_zip(("b/", b""), ("b/2.txt", b"two"), ("__MACOSX/._1", b"x"), ("1.txt", b"one")), ROOM)
    assert _told(found) == [("b/2.txt", b"two"), ("1.txt", b"one")]


@pytest.mark.parametrize(
    "raw", ["xã.txt".encode(), "xa\u0303.txt".encode(), b"xa\xde.txt"], ids=["utf-8", "nfd", "cp1258"]
)
def test_names_without_the_unicode_mark_are_told(raw: bytes) -> None:
    """A name whose bytes are UTF-8, decomposed or of a Vietnamese Windows comes out as it was typed."""
    found = read_archive(_renamed(_zip(("0" * len(raw), b"x")), b"0" * len(raw), raw), ROOM)
    assert found.members[0].name == "xã.txt"


def test_the_unicode_path_field_tells_the_name() -> None:
    """Info-ZIP's field holds while it belongs to the plain name, and is left aside when it does not."""

    def made(plain: bytes) -> bytes:
        info = zipfile.ZipInfo("bao.txt")
        field = b"\x01" + struct.pack("<I", zlib.crc32(plain)) + "báo.txt".encode()
        info.extra = struct.pack("<HH", 0x7075, len(field)) + field
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr(info, b"x")
        return stream.getvalue()

    assert [one.name for one in read_archive(made(b"bao.txt"), ROOM).members] == ["báo.txt"]
    assert [one.name for one in read_archive(made(b"khac.txt"), ROOM).members] == ["bao.txt"]


def test_a_name_that_is_not_what_it_says_costs_nothing() -> None:
    """Bytes that claim to be UTF-8 and are not leave all members readable."""
    archive = _zip(("xã.txt", b"x"), ("b.txt", b"y"))
    found = read_archive(_renamed(archive, "xã".encode(), b"x\xe3z"), ROOM)
    assert [one.content for one in found.members] == [b"x", b"y"]
    assert found.problems == ()


def _locked(archive: bytes, name: bytes) -> bytes:
    """Return the archive with the mark of encryption on a member, in its header and in the directory."""
    made = bytearray(archive)
    for magic, flags, place in ((b"PK\x03\x04", 6, 30), (b"PK\x01\x02", 8, 46)):
        start = -1
        while (start := made.find(magic, start + 1)) >= 0:
            if made[start + place :].startswith(name):
                made[start + flags] |= 1
    return bytes(made)


def test_a_locked_member_does_not_lock_the_others() -> None:
    """A member with a password is told by name; the others are read."""
    found = read_archive(_locked(_zip(("a.txt", b"a"), ("b.txt", b"b")), b"a.txt"), ROOM)
    assert _told(found) == [("a.txt", Code.ENCRYPTED), ("b.txt", b"b")]
    assert found.problems == ()


def test_an_archive_wholly_locked_says_so_itself() -> None:
    """Where every member has a password, so has the archive."""
    found = read_archive(_locked(_zip(("a.txt", b"a")), b"a.txt"), ROOM)
    assert _told(found) == [("a.txt", Code.ENCRYPTED)]
    assert [one.code for one in found.problems] == [Code.ENCRYPTED]


def test_a_spoilt_or_unknown_member_costs_itself_only() -> None:
    """Wrong bytes, or a way of packing that nobody here knows, are that member's problem."""
    made = bytearray(_zip(("a.txt", b"abcabc"), ("b.txt", b"b"), ("c.txt", b"c"), method=zipfile.ZIP_STORED))
    made[made.find(b"abcabc")] ^= 1
    for magic, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        start = made.find(magic, made.find(magic, 0) + 1)
        made[start + place] = 9
    assert _told(read_archive(bytes(made), ROOM)) == [
        ("a.txt", Code.CORRUPT),
        ("b.txt", Code.UNSUPPORTED),
        ("c.txt", b"c"),
    ]


def test_a_link_is_not_followed() -> None:
    """A symbolic link in an archive is named as one."""
    info = zipfile.ZipInfo("a.txt")
    info.external_attr = 0o120777 << 16
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(info, "/etc/passwd")
    assert _told(read_archive(stream.getvalue(), ROOM)) == [("a.txt", Code.LINK)]


def test_a_member_too_large_does_not_keep_the_others_out() -> None:
    """What does not fit is named; what fits is read."""
    found = read_archive(_zip(("a.txt", b"a" * 50), ("b.txt", b"b" * 200), ("c.txt", b"c" * 50)), Room(500, 100))
    assert _told(found) == [("a.txt", b"a" * 50), ("b.txt", Code.TOO_LARGE), ("c.txt", b"c" * 50)]


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_bomb_is_refused_by_its_directory(method: int) -> None:
    """An archive that says to grow beyond measure is not unpacked."""
    with pytest.raises(OddFileError) as odd:
        read_archive(_zip(("a.txt", bytes(30_000_000)), method=method), ROOM)
    assert odd.value.problem.code is Code.TOO_LARGE


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_bomb_that_lies_about_its_size_gives_no_more_than_it_says(method: int) -> None:
    """Packed data that holds more than the directory says is a spoilt member."""
    made = bytearray(_zip(("a.txt", bytes(30_000_000)), method=method))
    for magic, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", made, made.find(magic) + place, 1000)
    assert _told(read_archive(bytes(made), ROOM)) == [("a.txt", Code.CORRUPT)]


def test_members_that_lie_over_each_other_are_refused() -> None:
    """One packed file under many names is a bomb."""
    made = _zip(("a.txt", b"x" * 100))
    start = made.find(b"PK\x01\x02")
    entry, end = made[start : start + 51], bytearray(made[start + 51 :])
    struct.pack_into("<HHI", end, 8, 2, 2, 2 * len(entry))
    with pytest.raises(OddFileError) as odd:
        read_archive(made[:start] + entry + entry.replace(b"a.txt", b"b.txt") + end, ROOM)
    assert odd.value.problem.code is Code.TOO_LARGE


def test_a_directory_of_millions_is_not_even_listed() -> None:
    """The directory's size is looked at before the library reads it."""
    made = bytearray(_zip(("a.txt", b"x")))
    struct.pack_into("<I", made, made.find(b"PK\x05\x06") + 12, 50_000_000)
    with pytest.raises(OddFileError) as odd:
        read_archive(bytes(made), ROOM)
    assert odd.value.problem.code is Code.TOO_MANY_MEMBERS


def test_a_cut_archive_gives_what_is_whole() -> None:
    """Of an archive that was sent in part the members before the cut are read, and the loss is told."""
    made = _zip(("a.txt", b"first" * 20), ("b.txt", b"second" * 20), method=zipfile.ZIP_STORED)
    found = read_archive(made[: made.find(b"second") + 30], ROOM)
    assert _told(found) == [("a.txt", b"first" * 20), ("b.txt", Code.CORRUPT)]
    assert [one.code for one in found.problems] == [Code.CORRUPT]


def test_streamed_large_and_prefixed_archives_are_read() -> None:
    """Sizes behind the data, the large form of the directory, and a program before the archive change nothing."""

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise OSError

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"a" * 99)
    large = io.BytesIO()
    with zipfile.ZipFile(large, "w") as archive, archive.open("a.txt", "w", force_zip64=True) as stream:
        stream.write(b"a" * 99)
    for made in (pipe.getvalue(), large.getvalue(), b"MZ" + bytes(5000) + _zip(("a.txt", b"a" * 99))):
        assert _told(read_archive(made, ROOM)) == [("a.txt", b"a" * 99)]
