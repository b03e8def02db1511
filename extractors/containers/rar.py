"""Which members of a RAR 5 archive have a password: libarchive reads their enciphered bytes as spoilt ones."""

from collections.abc import Iterator

_SIGNATURE = b"Rar!\x1a\x07\x01\x00"
_FILE = 2  # kind of a header
_WITH_EXTRA, _WITH_DATA = 0x1, 0x2  # flags of a header
_CIPHER_RECORD = 1
_MAX_HEADERS = 50_000


def locked_members(content: bytes) -> frozenset[int]:
    """Return the places (from 0) of the archive's file headers whose data is enciphered; none in other archives."""
    if not content.startswith(_SIGNATURE):
        return frozenset()
    locked = set()
    try:
        for place, (start, end) in enumerate(_files(content)):
            if _is_locked(content, start, end):
                locked.add(place)
    except (IndexError, ValueError):
        pass  # broken from here on: libarchive says so
    return frozenset(locked)


def _files(content: bytes) -> Iterator[tuple[int, int]]:
    """Yield where the extra records of each file header lie."""
    at = len(_SIGNATURE)
    for _ in range(_MAX_HEADERS):
        if at >= len(content):
            return
        size, body = _number(content, at + 4)
        end = body + size
        kind, at = _number(content, body)
        flags, at = _number(content, at)
        extra, at = _number(content, at) if flags & _WITH_EXTRA else (0, at)
        data, at = _number(content, at) if flags & _WITH_DATA else (0, at)
        if kind == _FILE:
            yield max(end - extra, at), end
        at = end + data


def _is_locked(content: bytes, start: int, end: int) -> bool:
    while start < end:
        size, at = _number(content, start)
        if _number(content, at)[0] == _CIPHER_RECORD:
            return True
        start = at + max(size, 1)
    return False


def _number(content: bytes, at: int) -> tuple[int, int]:
    """Return a number of seven bits a byte, and the place behind it."""
    value = 0
    for shift in range(0, 70, 7):
        byte = content[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if not byte & 0x80:
            return value, at
    raise ValueError
