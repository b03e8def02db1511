"""Writes RAR archives whose members are stored as they are: the libraries at hand only read them."""

import struct
import zlib

_LOCKED_4 = 0x04
_LOCKED_5 = b"\x01\x00\x00\x0f" + bytes(32)  # encryption record: version, flags, rounds, salt, start


def rar4(members: dict[str, bytes], *, locked: str = "") -> bytes:
    """Return a RAR 4 archive; the member `locked` is marked as encrypted."""
    made = b"Rar!\x1a\x07\x00" + _head4(0x73, 0, bytes(6))
    for name, content in members.items():
        raw = name.encode()
        flags = 0x8000 | (_LOCKED_4 if name == locked else 0)
        size = struct.pack(
            "<IIBIIBBHI", len(content), len(content), 3, zlib.crc32(content), 0, 20, 0x30, len(raw), 0o100644
        )
        made += _head4(0x74, flags, size + raw) + content
    return made + _head4(0x7B, 0x4000, b"")


def rar5(members: dict[str, bytes], *, locked: str = "") -> bytes:
    """Return a RAR 5 archive; the member `locked` is marked as encrypted."""
    made = b"Rar!\x1a\x07\x01\x00" + _head5(_number(1) + _number(0) + _number(0))
    for name, content in members.items():
        raw = name.encode()
        extra = _number(len(_LOCKED_5)) + _LOCKED_5 if name == locked else b""
        head = _number(2) + _number(0x02 | (0x01 if extra else 0)) + (_number(len(extra)) if extra else b"")
        head += _number(len(content)) + _number(0x04) + _number(len(content)) + _number(0o100644)
        head += struct.pack("<I", zlib.crc32(content)) + _number(0) + _number(1) + _number(len(raw)) + raw
        made += _head5(head + extra) + content
    return made + _head5(_number(5) + _number(0) + _number(0))


def _head4(kind: int, flags: int, rest: bytes) -> bytes:
    body = struct.pack("<BHH", kind, flags, 7 + len(rest)) + rest
    return struct.pack("<H", zlib.crc32(body) & 0xFFFF) + body


def _head5(body: bytes) -> bytes:
    sized = _number(len(body)) + body
    return struct.pack("<I", zlib.crc32(sized)) + sized


def _number(value: int) -> bytes:
    made = bytearray()
    while value > 0x7F:
        made.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*made, value])
