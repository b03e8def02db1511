"""Packed bytes that no honest tool writes: endless deflate streams, ZIP archives header by header, OLE files sector by sector."""

import io
import struct
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

_CHUNK = 1 << 20
_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def deflated(unit: bytes, times: int, *, zlib_header: bool = False) -> bytes:
    """Return a deflate stream that grows to `unit` repeated `times` over, without ever making that."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 15 if zlib_header else -15)
    first = packer.compress(unit) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(unit) + packer.flush(zlib.Z_FULL_FLUSH)
    return first + again * (times - 1) + packer.flush(zlib.Z_FINISH)


def zeros(size: int, *, zlib_header: bool = False, fill: bytes = b"\0") -> bytes:
    """Return a deflate stream of about `size` bytes of `fill`."""
    return deflated(fill * (_CHUNK // len(fill)), max(1, size // _CHUNK), zlib_header=zlib_header)


@dataclass(frozen=True, slots=True)
class Entry:
    """A member of an archive as its headers tell it, true or not."""

    name: bytes
    packed: bytes
    size: int  # told, unpacked
    method: int = 8
    crc: int = 0
    flags: int = 0
    attributes: int = 0  # external
    offset: int | None = None  # told, where it is not the true one
    packed_size: int | None = None  # told, where it is not the true one


def stored(name: bytes, content: bytes, **more: int) -> Entry:
    """Return a member that is not packed."""
    return replace(Entry(name, content, len(content), 0, zlib.crc32(content)), **more)  # type: ignore[arg-type]


def raw_zip(entries: Sequence[Entry]) -> bytes:
    """Return an archive with exactly these headers."""
    body, directory = io.BytesIO(), io.BytesIO()
    for entry in entries:
        offset = body.tell() if entry.offset is None else entry.offset
        size = len(entry.packed) if entry.packed_size is None else entry.packed_size
        facts = struct.pack(
            "<HHHHHLLLHH", 20, entry.flags, entry.method, 0, 33, entry.crc, size, min(entry.size, 0xFFFFFFFF),
            len(entry.name), 0,
        )  # fmt: skip
        if entry.offset is None:
            body.write(b"PK\x03\x04" + facts + entry.name + entry.packed)
        directory.write(b"PK\x01\x02" + struct.pack("<H", 0x31E) + facts)
        directory.write(struct.pack("<HHHLL", 0, 0, 0, entry.attributes, offset) + entry.name)
    start, size = body.tell(), directory.tell()
    end = struct.pack("<HHHHLLH", 0, 0, min(len(entries), 65535), min(len(entries), 65535), size, start, 0)
    return body.getvalue() + directory.getvalue() + b"PK\x05\x06" + end


def zipped(members: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return an honest archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 12, 1, 8, 0, 0)), content, method)
    return stream.getvalue()


def ole(streams: dict[str, bytes], *, cyclic: bool = False) -> bytes:
    """Return an OLE file of these streams (each at least 4,096 bytes long, filled up); `cyclic` makes the chains endless."""
    fat: list[int] = []
    sectors: list[bytes] = []

    def put(content: bytes) -> int:
        first = len(sectors)
        count = -(-len(content) // _SECTOR)
        sectors.extend(content[at : at + _SECTOR].ljust(_SECTOR, b"\0") for at in range(0, len(content), _SECTOR))
        fat.extend(range(first + 1, first + count))
        fat.append(first if cyclic else _END)
        return first

    filled = {name: content.ljust(4096, b"\0") for name, content in streams.items()}
    places = {name: put(content) for name, content in filled.items()}
    names = list(filled)
    entries = [_entry("Root Entry", 5, _END, 0, 1 if names else _FREE, _FREE)]
    for index, name in enumerate(names, start=1):
        right = index + 1 if index < len(names) else _FREE
        entries.append(_entry(name, 2, places[name], len(filled[name]), _FREE, right))
    directory = put(b"".join(entries))
    fats = -(-(len(fat) + 128) // 128)
    fat_at = len(sectors)
    fat += [_FAT] * fats
    fat += [_FREE] * (fats * 128 - len(fat))
    table = struct.pack(f"<{len(fat)}L", *fat)
    sectors += [table[at : at + _SECTOR] for at in range(0, len(table), _SECTOR)]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<LLLLLLLLL", 0, fats, directory, 0, 4096, _END, 0, _END, 0)
    head += struct.pack("<109L", *range(fat_at, fat_at + fats), *[_FREE] * (109 - fats))
    return head + b"".join(sectors)


def _entry(  # noqa: PLR0917 - the fields of the format
    name: str, kind: int, start: int, size: int, child: int, right: int
) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBBLLL", len(text), kind, 1, _FREE, right, child)
        + bytes(36)
        + struct.pack("<LQ", start, size)
    )
