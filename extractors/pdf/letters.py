"""The characters of a page's text layer as columns of numbers: codes, places, and the runs that share font and baseline.

What pdfium is asked once for each word or run instead of each character is what makes reading fast.
"""

import ctypes
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from extractors.layout.lines import Word
from extractors.pdf import calls
from extractors.pdf.turning import Turn

Numbers = NDArray[np.float64]
Indices = NDArray[np.int64]
Marks = NDArray[np.bool_]
Codes = NDArray[np.uint32]

_HYPHENS = (0x02, 0xFFFE, 0xAD)  # pdfium's marks for a hyphen at a line's end
_BLANK, _HARD_BLANK, _HYPHEN, _LINE_FEED = 0x20, 0xA0, 0x2D, 0x0A
_ASCENT, _DESCENT = 0.9, 0.22  # of the letter size
_TALLEST = 2.0  # of the letter size: a taller box means that the size is not the one on paper
_LEVEL = 0.2  # the steepest slope of a baseline that counts as level
_BOLD_WEIGHT = 600
_INVISIBLE = 3  # text render mode: neither filled nor stroked
_NAME = 128  # bytes of a font's name
_as_word = partial(tuple.__new__, Word)  # what Word._make does, without a call of Python for each word


@dataclass(frozen=True, slots=True)
class Letters:
    """A page's characters in pdfium's order: codes, hyphens and blanks unified, and which of them are blanks."""

    textpage: int
    height: float  # of the page as it is shown
    turn: Turn | None
    codes: Codes
    blank: Marks

    @property
    def text(self) -> str:
        """The characters, one for each index."""
        return self.codes.tobytes().decode("utf-32-le", "replace")


@dataclass(frozen=True, slots=True)
class Boxes:
    """Rectangles in points from the page's top left."""

    left: Numbers
    top: Numbers
    right: Numbers
    bottom: Numbers


@dataclass(frozen=True, slots=True)
class Font:
    """What a font's name and weight tell."""

    name: str
    bold: bool
    italic: bool


@dataclass(frozen=True, slots=True)
class Runs:
    """Characters that one text object wrote: `of` tells the run of each asked index, the rest is a value a run."""

    of: Indices
    fonts: list[Font]
    base: Numbers  # from the page's top
    size: Numbers  # of the letters on paper
    quarter: Indices  # to which side the letters go: 0 right, 1 up, 2 left, 3 down, -1 askew
    visible: Marks


def letters_of(textpage: int, count: int, height: float, turn: Turn | None) -> Letters:
    """Return the first `count` characters."""
    codes = _codes(textpage, count)
    for code in _HYPHENS:
        codes[codes == code] = _HYPHEN
    codes[(codes >= 0xD800) & (codes < 0xE000)] = 0xFFFD  # halves of pairs
    codes[codes > 0x10FFFF] = 0xFFFD
    return Letters(textpage, height, turn, codes, (codes <= _BLANK) | (codes == _HARD_BLANK))


def _codes(textpage: int, count: int) -> Codes:
    buffer = np.empty(count + 1, np.uint16)
    if calls.get_text(textpage, 0, count, buffer.ctypes.data) == count + 1:
        return buffer[:count].astype(np.uint32)
    # Text and characters differ in number where one of them has no letter or needs two units.
    return np.fromiter(map(calls.get_unicode, repeat(textpage), range(count)), np.uint32, count)


def boxes_of(letters: Letters, indices: Sequence[int]) -> Boxes:
    """Return the places of these characters: as wide as they advance, for most fonts as high as a line."""
    count = len(indices)
    found = np.zeros((count, 4), np.float32)
    start = found.ctypes.data
    deque(map(calls.loose_box, repeat(letters.textpage), indices, range(start, start + 16 * count, 16)), maxlen=0)
    left, top, right, bottom = found.T.astype(np.float64)
    if letters.turn:
        left, bottom, right, top = letters.turn(left, bottom, right, top)
    return Boxes(left, letters.height - top, right, letters.height - bottom)


def runs_of(letters: Letters, indices: Sequence[int], fonts: dict[int, Font]) -> Runs:
    """Return the runs of these characters; `fonts` remembers the fonts of a page by their handles."""
    textpage, count = letters.textpage, len(indices)
    objects = _objects(letters, indices)
    changes = np.ones(count, np.bool_)
    changes[1:] = objects[1:] != objects[:-1]
    starts = np.flatnonzero(changes)
    firsts = [indices[start] for start in starts.tolist()]
    handles = objects[starts].tolist()
    places, steps = _placed(letters, firsts)
    sizes = np.fromiter(map(calls.font_size, repeat(textpage), firsts), np.float64, len(firsts))
    size = sizes * np.hypot(steps[:, 2], steps[:, 3])
    across, upward = places.T
    along, up = steps[:, 0], steps[:, 1]
    if letters.turn:
        tip = letters.turn(across + along, upward + up, across + along, upward + up)
        across, upward, _, _ = letters.turn(across, upward, across, upward)
        along, up = tip[0] - across, tip[1] - upward
    return Runs(
        of=np.cumsum(changes) - 1,
        fonts=_fonts(textpage, firsts, handles, fonts),
        base=letters.height - upward,
        size=size,
        quarter=_quarters(along, up),
        visible=np.fromiter(map(calls.render_mode, handles), np.int64, len(handles)) != _INVISIBLE,
    )


def _objects(letters: Letters, indices: Sequence[int]) -> NDArray[np.uint64]:
    """Return the text objects that wrote these characters: asked at both ends of a line, and inside where they differ."""
    get, textpage = calls.text_object, letters.textpage
    at = np.asarray(indices)
    ends = np.flatnonzero(letters.codes == _LINE_FEED)
    line = np.searchsorted(ends, at)
    firsts = np.flatnonzero(np.diff(line, prepend=-1))
    lasts = np.append(firsts[1:], len(at)) - 1
    begin = np.fromiter(map(get, repeat(textpage), at[firsts].tolist()), np.uint64, len(firsts))
    end = np.fromiter(map(get, repeat(textpage), at[lasts].tolist()), np.uint64, len(lasts))
    found = np.repeat(begin, lasts - firsts + 1)
    mixed = np.flatnonzero(np.repeat(begin != end, lasts - firsts + 1))
    found[mixed] = np.fromiter(map(get, repeat(textpage), at[mixed].tolist()), np.uint64, len(mixed))
    return found


def _quarters(along: NDArray[np.floating], up: NDArray[np.floating]) -> Indices:
    level, steep = np.abs(up) <= _LEVEL * np.abs(along), np.abs(along) <= _LEVEL * np.abs(up)
    found: Indices = np.select([level & (along > 0), steep & (up > 0), level, steep], [0, 1, 2, 3], -1)
    return found


def _placed(letters: Letters, firsts: list[int]) -> tuple[Numbers, NDArray[np.float32]]:
    """Return the origins of these characters, and their matrices (a step along the baseline, a step up)."""
    count = len(firsts)
    places, steps = np.zeros((count, 2), np.float64), np.zeros((count, 6), np.float32)
    at, to = places.ctypes.data, steps.ctypes.data
    one = repeat(letters.textpage)
    deque(
        map(calls.origin, one, firsts, range(at, at + 16 * count, 16), range(at + 8, at + 8 + 16 * count, 16)), maxlen=0
    )
    deque(map(calls.matrix, one, firsts, range(to, to + 24 * count, 24)), maxlen=0)
    return places, steps


def _fonts(textpage: int, firsts: list[int], objects: list[int], known: dict[int, Font]) -> list[Font]:
    handles = list(map(calls.object_font, objects))
    for handle, index in zip(handles, firsts, strict=True):
        if handle not in known:
            known[handle] = _font(textpage, index)
    return [known[handle] for handle in handles]


def _font(textpage: int, index: int) -> Font:
    name, flags = ctypes.create_string_buffer(_NAME), ctypes.c_int()
    calls.font_info(textpage, index, ctypes.addressof(name), _NAME, ctypes.addressof(flags))
    plain = name.value.decode("utf-8", "replace")
    lower = plain.lower()
    bold = "bold" in lower or "black" in lower or calls.font_weight(textpage, index) >= _BOLD_WEIGHT
    return Font(plain, bold, "italic" in lower or "oblique" in lower)


def top_of(base: Numbers, size: Numbers) -> Numbers:
    """Return the upper edge of letters of this size on this baseline."""
    return base - _ASCENT * size


def bottom_of(base: Numbers, size: Numbers) -> Numbers:
    """Return the lower edge of letters of this size on this baseline."""
    return base + _DESCENT * size


def upright(runs: Runs, boxes: Boxes) -> Boxes:
    """Return these boxes as high as the letters' size says, where it says it truly."""
    base, size = runs.base[runs.of], runs.size[runs.of]
    sized = (runs.quarter[runs.of] == 0) & (boxes.bottom - boxes.top <= _TALLEST * size)
    top, bottom = np.where(sized, top_of(base, size), boxes.top), np.where(sized, bottom_of(base, size), boxes.bottom)
    return Boxes(boxes.left, top, boxes.right, bottom)


def made_words(texts: list[str], boxes: Boxes, fonts: list[Font]) -> tuple[Word, ...]:
    """Return the words of these columns."""
    columns = zip(
        texts,
        boxes.left.tolist(),
        boxes.top.tolist(),
        boxes.right.tolist(),
        boxes.bottom.tolist(),
        [font.bold for font in fonts],
        [font.italic for font in fonts],
        repeat(1.0),
        [font.name for font in fonts],
        strict=False,
    )
    return tuple(map(_as_word, columns))
