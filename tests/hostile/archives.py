"""Hostile archives: what grows, nests, lies, points elsewhere or is locked."""

import binascii
import struct
import zlib
from functools import partial
from pathlib import Path

from core.problem import Code
from tests.hostile.case import Case, case, written
from tests.hostile.packing import Entry, deflated, raw_zip, stored, zeros, zipped

WORDS = "Trường học đã tổ chức 12 buổi tuyên truyền"
_UTF8 = 0x800
_LINK = 0xA1FF << 16
_MEMBERS_LOST = (Code.CONTAINER, Code.CORRUPT, Code.EMPTY)
_GROWN = (Code.TOO_LARGE, Code.TOO_MANY_MEMBERS)


def _flat() -> bytes:
    size = 10 << 30
    return raw_zip([Entry(b"a.txt", zeros(size), size)])


def _lying() -> bytes:
    return raw_zip([stored(b"a.txt", WORDS.encode()), Entry(b"b.txt", zeros(2 << 30), 500)])


def _overlapping(count: int = 250) -> bytes:
    """Many names of one packed kernel, as zipbomb.me has it: each of them grows to 100 MB."""
    kernel = Entry(b"0.txt", zeros(100 << 20), 100 << 20)
    more = [Entry(b"%d.txt" % n, b"", 100 << 20, offset=0, packed_size=len(kernel.packed)) for n in range(1, count)]
    return raw_zip([kernel, *more])


def _thick(level: int) -> bytes:
    """Archives in archives, each ten times its content, and none of them suspicious by its own ratio."""
    line = "".join(f"{n * 7919 % 100_003} {n * 104_729 % 1_000_003}\n" for n in range(300)).encode()
    content = zipped({f"{n}.txt": line * 200 for n in range(10)})
    for _ in range(level):
        content = zipped({f"{n}.zip": content for n in range(10)}, method=0)
    return content


def _nested(depth: int) -> bytes:
    content = zipped({"a.txt": WORDS.encode()})
    for _ in range(depth):
        content = zipped({"trong.zip": content})
    return content


def _tree(depth: int) -> bytes:
    """42.zip's shape: sixteen archives in each, five deep, gigabytes at the bottom."""
    content = raw_zip([Entry(b"0.dll", zeros(4 << 30), 4 << 30)])
    for _ in range(depth):
        content = zipped({f"lib {n}.zip": content for n in range(16)})
    return content


def _many(count: int) -> bytes:
    return raw_zip([stored(b"%d.txt" % number, b"a") for number in range(count)])


def _paths() -> bytes:
    names = [
        "../../trèo.txt",
        "/etc/tuyệt đối.txt",
        "C:\\Windows\\ổ đĩa.txt",
        "..\\..\\chéo.txt",
        "a/../../b.txt",
        "\\\\may\\chia se.txt",
    ]
    return raw_zip([stored(name.encode(), WORDS.encode(), flags=_UTF8) for name in names])


def _names() -> bytes:
    names = [
        b"",
        b"/",
        b"\0.txt",
        b"a\nb.txt",
        b"=1+1.txt",
        b"\xff\xfe.txt",
        b"x" * 65_000,
        b"!!.txt",
        "\u202etxt.exe".encode(),
        b"a.txt",
        b"a.txt",
    ]
    return raw_zip([stored(name, WORDS.encode()) for name in names])


def _links() -> bytes:
    return raw_zip([stored(b"link.txt", b"/etc/passwd", attributes=_LINK), stored(b"up", b"../..", attributes=_LINK)])


def _zipcrypto(content: bytes, password: bytes) -> bytes:
    """Lock bytes as ZIP 2.0 does."""
    keys = [0x12345678, 0x23456789, 0x34567890]

    def turn(byte: int) -> None:
        keys[0] = binascii.crc32(bytes([byte]), keys[0] ^ 0xFFFFFFFF) ^ 0xFFFFFFFF
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = binascii.crc32(bytes([keys[1] >> 24]), keys[2] ^ 0xFFFFFFFF) ^ 0xFFFFFFFF

    for byte in password:
        turn(byte)
    locked = bytearray()
    for byte in content:
        mixed = (keys[2] | 2) & 0xFFFF
        locked.append(byte ^ (mixed * (mixed ^ 1) >> 8 & 0xFF))
        turn(byte)
    return bytes(locked)


def _locked() -> bytes:
    content = WORDS.encode()
    crc = zlib.crc32(content)
    packed = _zipcrypto(bytes(11) + bytes([crc >> 24]) + content, b"khoa")
    return raw_zip([Entry(b"a.txt", packed, len(content), 0, crc, flags=1)])


def _seven_zip_locked() -> bytes:
    """A 7z archive whose header itself is locked with AES: not even the names can be seen."""
    packed = bytes(range(256))
    coder = b"\x24\x06\xf1\x07\x01\x0a\x53\x07" + bytes(8)
    folder = b"\x07\x0b\x01\x00\x01" + coder + b"\x0c" + b"\x81\x00" + b"\x00"
    header = b"\x17\x06\x00\x01\x09\x81\x00\x00" + folder + b"\x00"
    start = struct.pack("<QQL", len(packed), len(header), zlib.crc32(header))
    return b"7z\xbc\xaf\x27\x1c\x00\x04" + struct.pack("<L", zlib.crc32(start)) + start + packed + header


def _cut(share: float) -> bytes:
    whole = zipped({f"{n}.txt": f"{WORDS} {n * 7919}".encode() * 20 for n in range(50)})
    return whole[: int(len(whole) * share)]


def _bomb_beside_report() -> bytes:
    return zipped({"bao cao.txt": WORDS.encode(), "bom.zip": raw_zip([Entry(b"a.txt", zeros(10 << 30), 10 << 30)])})


def _plain_large(path: Path) -> None:
    """190 MB that are not packed at all, in one member."""
    unit = f"{WORDS} trong năm\n".encode() * 20_000
    with path.open("wb") as stream:
        stream.write(raw_zip([stored(b"a.bin", b"\0\1\2" + unit * (190_000_000 // len(unit)))]))


def _gzip() -> bytes:
    return b"\x1f\x8b\x08\0\0\0\0\0\0\3" + zeros(4 << 30) + bytes(8)


CASES: tuple[Case, ...] = (
    case("archives/flat-10-gigabytes.zip", _flat, *_GROWN),
    case("archives/lying-size.zip", _lying, *_GROWN, Code.CORRUPT, Code.CONTAINER),
    case("archives/overlapping.zip", _overlapping, *_GROWN, Code.CORRUPT),
    case("archives/thick.zip", partial(_thick, 2), Code.CONTAINER, Code.TIMEOUT, *_GROWN),
    case("archives/nested-200.zip", partial(_nested, 200), Code.CONTAINER),
    case("archives/42.zip", partial(_tree, 4), Code.CONTAINER, *_GROWN),
    case("archives/100000-members.zip", partial(_many, 100_000), Code.TOO_MANY_MEMBERS),
    case("archives/paths.zip", _paths, Code.CONTAINER, holds=WORDS),
    case("archives/names.zip", _names, *_MEMBERS_LOST, holds=WORDS),
    case("archives/links.zip", _links, Code.CONTAINER, Code.LINK, lacks="root:"),
    case("archives/locked.zip", _locked, Code.ENCRYPTED, Code.CONTAINER),
    case("archives/locked.7z", _seven_zip_locked, Code.ENCRYPTED, Code.UNSUPPORTED, Code.CORRUPT),
    case("archives/cut-at-half.zip", partial(_cut, 0.5), Code.CORRUPT),
    case("archives/cut-at-the-end.zip", partial(_cut, 0.99), Code.CORRUPT),
    case("archives/bomb-beside-report.zip", _bomb_beside_report, Code.CONTAINER, Code.TOO_LARGE, holds=WORDS),
    written("archives/190-megabytes.zip", _plain_large, Code.CONTAINER, Code.TOO_LARGE, Code.MEMORY),
    case("archives/gzip-bomb.gz", _gzip, Code.EMPTY, Code.UNSUPPORTED, Code.CONTAINER, *_GROWN),
    case(
        "archives/deflated-twice.zip",
        lambda: zipped({"a.zip": raw_zip([Entry(b"a.txt", deflated(b"a" * 1000, 1_000_000), 1_000_000_000)])}),
        Code.CONTAINER,
        *_GROWN,
    ),
    case("wrong/zip.pdf", lambda: zipped({"a.txt": WORDS.encode()}), Code.WRONG_TYPE, Code.CONTAINER, holds=WORDS),
)
