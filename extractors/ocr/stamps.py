"""The stamp of the office that received a page (dấu đến): a small frame whose words are no part of the document."""

from collections.abc import Sequence

from core.document import Box
from core.text import fold
from extractors.layout.lines import Word, rows_of

_UPPER = 0.5  # of the page's height: the stamp stands above
_WIDEST, _HIGHEST = 0.4, 0.2  # of the page's width and height
_SAYS = ("den", "ngay", "gio")  # đến, ngày, giờ: how one of its lines begins
_EDGE = 3.0  # points that a word may stand out of the frame


def parted(
    number: int, words: tuple[Word, ...], frames: Sequence[Box], size: tuple[float, float]
) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    """Return a page's words without those of such stamps, and these; `frames` and `size` of the page in points."""
    width, height = size
    small = [
        frame
        for frame in frames
        if frame.right - frame.left < _WIDEST * width
        and frame.bottom - frame.top < _HIGHEST * height
        and frame.bottom < _UPPER * height
    ]
    if not small:
        return words, ()
    lines = [line for row in rows_of(number, words) for line in row.lines]
    stamped: list[Word] = []
    for frame in small:
        inside = [line for line in lines if all(_is_inside(frame, word) for word in line.words)]
        if any(fold(line.text).startswith(_SAYS) for line in inside):
            stamped += [word for line in inside for word in line.words]
    return tuple(word for word in words if word not in stamped), tuple(stamped)


def _is_inside(frame: Box, word: Word) -> bool:
    return (
        frame.left - _EDGE <= word.left
        and word.right <= frame.right + _EDGE
        and frame.top - _EDGE <= (word.top + word.bottom) / 2 <= frame.bottom + _EDGE
    )
