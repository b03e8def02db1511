"""Files inside a PDF: its attachments become members, unless what is packed in it grows beyond measure."""

import zlib
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

import pypdfium2 as pdfium

from core.problem import Code
from core.text import matching
from extractors.containers.members import Basket, Room, Unpacked
from extractors.piece import Content

_BLOCK = 65_536
_MAX_STREAM = 100_000_000  # bytes of one unpacked stream; pdfium takes twice that, and unpacks up to 1 GB
_MAX_STREAMS = 100_000
_MAX_STACK = 6  # streams packed again and again
_COVER = 800  # letters of a cover page that tells only which program shows the portfolio
_COVER_WORDS = ("portfolio", "adobe")
_STREAM, _END = b"stream", b"end"
_ZLIB = b"\x78"


class _SwellsError(Exception):
    """A stream unpacks to more than may be."""


def read_attachments(content: bytes, body: Content, room: Room) -> Unpacked:
    """Return a PDF's own text and its attachments; a cover page that only names a program is no text."""
    document = pdfium.PdfDocument(content)
    try:
        count = document.count_attachments()
        if not count:
            return Unpacked(body=body)
        basket = Basket(room)
        refusal = _refusal(content)
        for index in range(count):
            if basket.full:
                basket.leave()
            else:
                _take(document, index, refusal, basket)
    finally:
        document.close()
    found = basket.unpacked()
    return replace(found, body=Content(()) if _is_cover(body) else body)


def _take(document: pdfium.PdfDocument, index: int, refusal: Code | None, basket: Basket) -> None:
    name = f"tep-{index + 1}"
    try:
        attachment = document.get_attachment(index)
        name = attachment.get_name() or name
        if refusal:
            basket.refuse(name, refusal)
        else:
            basket.put(name, bytes(attachment.get_data()))
    except (pdfium.PdfiumError, UnicodeDecodeError):
        basket.refuse(name, Code.CORRUPT)


def _is_cover(body: Content) -> bool:
    text = matching(" ".join(piece.text for piece in body.pieces))
    return len(text) < _COVER and all(word in text for word in _COVER_WORDS)


def _refusal(content: bytes) -> Code | None:
    """Return why the attachments must not be unpacked, None where they may be."""
    if b"/Encrypt" in content:
        return Code.ENCRYPTED  # how large they get cannot be seen beforehand
    if b"/LZWDecode" in content:
        return Code.UNSUPPORTED
    try:
        for count, start in enumerate(_streams(content)):
            if count > _MAX_STREAMS:
                return Code.TOO_LARGE
            _measure(_blocks(content, start), 0, [_MAX_STREAM])
    except _SwellsError:
        return Code.TOO_LARGE
    return None


def _streams(content: bytes) -> Iterator[int]:
    at = content.find(_STREAM)
    while at >= 0:
        behind = at + len(_STREAM)
        if content[at - len(_END) : at] != _END:
            yield behind + (2 if content[behind : behind + 1] == b"\r" else 1)
        at = content.find(_STREAM, behind)


def _blocks(content: bytes, start: int) -> Iterator[bytes]:
    for at in range(start, len(content), _BLOCK):
        yield content[at : at + _BLOCK]


def _measure(packed: Iterator[bytes], stack: int, left: list[int]) -> None:
    """Unpack to nowhere, through all layers; _SwellsError where more comes out of them than `left`."""
    if stack > _MAX_STACK:
        raise _SwellsError
    pieces = _unpacked(packed, left)
    first = next(pieces, b"")
    whole = chain([first], pieces)
    if first.startswith(_ZLIB):
        _measure(whole, stack + 1, left)
    for _ in whole:
        pass


def _unpacked(packed: Iterator[bytes], left: list[int]) -> Iterator[bytes]:
    unpacker = zlib.decompressobj()
    for block in packed:
        waiting = block
        while waiting and not unpacker.eof:
            try:
                piece = unpacker.decompress(waiting, _BLOCK)
            except zlib.error:
                return
            left[0] -= len(piece)
            if left[0] < 0:
                raise _SwellsError
            if piece:
                yield piece
            waiting = unpacker.unconsumed_tail
        if unpacker.eof:
            return
