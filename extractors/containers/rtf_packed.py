"""Packed RTF of Outlook (LZFu, MS-OXRTFCP): the text of mails that have it in no other form."""

import struct

from core.problem import Code
from extractors.piece import OddFileError

# What every packer and unpacker begins with, by the format.
_START = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans SerifSymbol"
    rb"ArialTimes New RomanCourier{\colortbl\red0\green0\blue0" b"\r\n" rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)  # fmt: skip
_PACKED, _PLAIN = 0x75465A4C, 0x414C454D
_WINDOW = 4096
_MAX_BYTES = 20_000_000


def unpacked_rtf(content: bytes) -> bytes:
    """Return the RTF; OddFileError where the packed form is broken or gives too much."""
    try:
        _, size, kind, _ = struct.unpack_from("<IIII", content)
    except struct.error as error:
        raise OddFileError(Code.CORRUPT) from error
    if size > _MAX_BYTES:
        raise OddFileError(Code.TOO_LARGE)
    if kind == _PLAIN:
        return content[16 : 16 + size]
    if kind != _PACKED:
        raise OddFileError(Code.CORRUPT)
    return bytes(_unpacked(content, size))


def _unpacked(content: bytes, size: int) -> bytearray:
    """Eight steps to a byte of flags: a byte as it is, or place and length of what was written before."""
    window = bytearray(_START.ljust(_WINDOW, b"\0"))
    write = len(_START)
    made = bytearray()
    at = 16
    while at < len(content) and len(made) < size:
        flags = content[at]
        at += 1
        for bit in range(8):
            if not flags >> bit & 1:
                chunk = content[at : at + 1]
                at += 1
            else:
                pair = int.from_bytes(content[at : at + 2], "big")
                at += 2
                place, length = pair >> 4, (pair & 0xF) + 2
                if place == write or at > len(content):
                    return made
                chunk = b""
                for step in range(length):  # what is copied may be what is just being written
                    byte = window[(place + step) % _WINDOW]
                    window[write] = byte
                    write = (write + 1) % _WINDOW
                    made.append(byte)
            for byte in chunk:
                window[write] = byte
                write = (write + 1) % _WINDOW
                made.append(byte)
    return made
