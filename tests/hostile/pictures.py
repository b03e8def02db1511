"""Hostile pictures: sizes that are only told, frames without end, data that is cut off."""

import io
import struct
import zlib
from functools import partial

from PIL import Image

from core.problem import Code
from tests.hostile.case import Case, case
from tests.hostile.packing import zeros

_LOST = (Code.TOO_LARGE, Code.CORRUPT, Code.NO_TEXT, Code.MEMORY)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">L", len(content)) + kind + content + struct.pack(">L", zlib.crc32(kind + content))


def _png(width: int, height: int, packed: bytes, *before: bytes) -> bytes:
    head = _chunk(b"IHDR", struct.pack(">LLBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(before) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def _png_text() -> bytes:
    text = _chunk(b"zTXt", b"a\0\0" + zeros(2 << 30, zlib_header=True, fill=b"a"))
    return _png(8, 8, zlib.compress(b"\0" + bytes(8) * 9), text)


def _jpeg(width: int, height: int) -> bytes:
    """Return a small JPEG that tells this size."""
    stream = io.BytesIO()
    Image.new("L", (16, 16), 255).save(stream, "JPEG")
    whole = bytearray(stream.getvalue())
    at = whole.index(b"\xff\xc0") + 5
    whole[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(whole)


def _tiff(frames: int, width: int = 8, *, loop: bool = False) -> bytes:
    """Return a TIFF of `frames` directories that share one strip."""
    data_at = 8
    strip = b"\xff" * 8
    tags = [(256, width), (257, 8), (258, 8), (259, 1), (262, 1), (273, data_at), (277, 1), (278, 8), (279, 8)]
    fields = b"".join(struct.pack("<HHLL", tag, 4, 1, value) for tag, value in tags)
    size = 2 + len(fields) + 4
    body = []
    for number in range(frames):
        following = data_at + len(strip) + size * (number + 1)
        last = number == frames - 1
        body.append(
            struct.pack("<H", len(tags))
            + fields
            + struct.pack("<L", (data_at + len(strip) if loop else 0) if last else following)
        )
    return b"II*\0" + struct.pack("<L", data_at + len(strip)) + strip + b"".join(body)


def _gif(frames: int) -> bytes:
    one = b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    return b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff" + one * frames + b";"


def _bmp() -> bytes:
    return (
        b"BM"
        + struct.pack("<LHHL", 100, 0, 0, 54)
        + struct.pack("<LllHHLLllLL", 40, 100_000, 100_000, 1, 24, 0, 0, 0, 0, 0, 0)
        + bytes(100)
    )


def _cut(form: str) -> bytes:
    stream = io.BytesIO()
    Image.effect_noise((400, 400), 60).convert("RGB").save(stream, form)
    whole = stream.getvalue()
    return whole[: len(whole) // 2]


CASES: tuple[Case, ...] = (
    case("pictures/100000-square.png", partial(_png, 100_000, 100_000, zeros(64 << 20, zlib_header=True)), *_LOST),
    case("pictures/thin.png", partial(_png, 100_000_000, 1, zeros(100 << 20, zlib_header=True)), *_LOST),
    case("pictures/text-bomb.png", _png_text, *_LOST),
    case("pictures/65500-square.jpg", partial(_jpeg, 65_500, 65_500), *_LOST),
    case("pictures/10900-square.jpg", partial(_jpeg, 10_900, 10_900), *_LOST, Code.MEMORY, Code.CRASHED),
    case("pictures/1000000-frames.tif", partial(_tiff, 1_000_000), *_LOST),
    case("pictures/frame-loop.tif", partial(_tiff, 3, loop=True), *_LOST),
    case("pictures/wide.tif", partial(_tiff, 1, 2_000_000_000), *_LOST),
    case("pictures/100000-frames.gif", partial(_gif, 100_000), *_LOST, Code.UNSUPPORTED),
    case("pictures/100000-square.bmp", _bmp, *_LOST, Code.UNSUPPORTED),
    case("pictures/cut.jpg", partial(_cut, "JPEG"), *_LOST),
    case("pictures/cut.png", partial(_cut, "PNG"), *_LOST),
    case("pictures/cut.tif", partial(_cut, "TIFF"), *_LOST),
    case("pictures/cut.webp", partial(_cut, "WEBP"), *_LOST),
)
