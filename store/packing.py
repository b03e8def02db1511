"""What a step left behind, packed for the database: pure work, so that workers do it and the one process that saves only writes."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from core.pieces import pieces
from core.steps import Joined, ReadItem, Step, bare
from core.text import fold, matching
from store.codec import CODECS, JOINED, JOINED_ROWS, StepValue

_NO_ROWS = b'"rows":[]'  # as JSON; within a text the marks would be escaped
MOST = 96 * 1024 * 1024  # bytes of one result; the longest decree with all its annexes gives 20 MiB
_AT_ONCE = 500  # rows that are JSON at a time: all of a large inbox are many megabytes
_MOST_CHARACTERS = 400_000  # of one text: PostgreSQL's vectors hold no more than 1 MiB


class TooLargeError(Exception):
    """A result is larger than any good file gives."""


@dataclass(frozen=True, slots=True)
class Words:
    """A text to be searched: packed, and its words in the two forms in which they are asked for."""

    sha256: str
    text: bytes
    plain: str
    folded: str


@dataclass(frozen=True, slots=True)
class Packed:
    """The result of a step as the database keeps it, with the texts to be searched in it."""

    payload: bytes
    texts: tuple[Words, ...] = ()


def pack(step: Step, value: StepValue) -> Packed:
    """Return a step's result packed; TooLargeError where it is more than `MOST`."""
    codec = CODECS[step]
    plain = codec.plain(value)
    if len(plain) > MOST:
        raise TooLargeError
    return Packed(zlib.compress(plain), tuple(_texts(value)) if step is Step.READ else ())


def pack_joined(joined: Joined) -> bytes:
    """Return what a run joined as `JOINED` reads it, its rows bare."""
    before, behind = JOINED.plain(replace(joined, rows=())).split(_NO_ROWS)
    packer = zlib.compressobj()
    parts = [packer.compress(before + _NO_ROWS[:-1])]
    for at, piece in enumerate(pieces(joined.rows, _AT_ONCE)):
        rows = JOINED_ROWS.plain(tuple(replace(one, row=bare(one.row)) for one in piece))
        parts.append(packer.compress(b","[: at and 1] + rows[1:-1]))
    return b"".join((*parts, packer.compress(b"]" + behind), packer.flush()))


def unpacked(words: bytes) -> str:
    """Return a text as `Words` has it packed."""
    return zlib.decompress(words).decode("utf-8")


def forms(text: str) -> tuple[str, str]:
    """Return the words of a text as they are compared, and without marks."""
    return bare_words(matching(text)), bare_words(fold(text))


def bare_words(text: str) -> str:
    """Return letters and digits with single blanks between words; what the databases would cut otherwise is cut here."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in text[:_MOST_CHARACTERS]).split())


def _texts(items: object) -> Iterator[Words]:
    """Yield the texts that reading gave, of each content once."""
    found = {
        item.reading.sha256: item.reading.document.text
        for item in (items if isinstance(items, tuple) else ())
        if isinstance(item, ReadItem) and item.reading.document is not None
    }
    for sha256, text in found.items():
        yield Words(sha256, zlib.compress(text.encode("utf-8", "replace")), *forms(text))
