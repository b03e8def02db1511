"""The characters of a page's text layer as columns of numbers: codes, places, and the runs that share font and baseline."""

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extractors.pdf import asked, calls
from extractors.pdf.turning import Turn

Numbers = NDArray[np.float64]
Indices = NDArray[np.int64]
Marks = NDArray[np.bool_]
Codes = NDArray[np.uint32]

_HYPHENS = (0x02, 0xFFFE, 0xAD)  # pdfium's marks for a hyphen at a line's end
_BLANK, _HARD_BLANK, _HYPHEN, _UNKNOWN = 0x20, 0xA0, 0x2D, 0xFFFD
_LAST = 0x10FFFF  # of Unicode
_READ_AS: Codes = np.arange(0x10000, dtype=np.uint32)
_READ_AS[list(_HYPHENS)] = _HYPHEN
_READ_AS[0xD800:0xE000] = _UNKNOWN  # halves of pairs
_ASCENT, _DESCENT = 0.9, 0.22  # of the letter size
_TALLEST = 2.0  # of the letter size: a taller box means that the size is not the one on paper
_LEVEL = 0.2  # the steepest slope of a baseline that counts as level
_BOLD_WEIGHT = 600
_INVISIBLE = 3  # text render mode: neither filled nor stroked
_NAME = 128  # bytes of a font's name


@dataclass(frozen=True, slots=True)
class Letters:
    """A page's characters in pdfium's order: codes, hyphens and blanks unified, and which of them are blanks."""

    textpage: int
    at: Any  # the same in the form that swift calls take
    height: float  # of the page as it is shown
    turn: Turn | None
    codes: Codes
    blank: Marks

    @property
    def text(self) -> str:
        """The characters, one for each index, every blank a space."""
        return text_of(np.where(self.blank, np.uint32(_BLANK), self.codes))


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
    handles: list[int]  # of the text objects


def letters_of(textpage: int, count: int, height: float, turn: Turn | None) -> Letters:
    """Return the first `count` characters."""
    codes = _codes(textpage, count)
    return Letters(textpage, calls.at(textpage), height, turn, codes, (codes <= _BLANK) | (codes == _HARD_BLANK))


def _codes(textpage: int, count: int) -> Codes:
    buffer = np.empty(count + 1, np.uint16)
    if calls.get_text(textpage, 0, count, buffer.ctypes.data) == count + 1:
        return _READ_AS[buffer[:count]]
    # Text and characters differ in number where one of them has no letter or needs two units.
    codes = asked.characters(calls.at(textpage), count)
    read: Codes = np.where(codes < len(_READ_AS), _READ_AS[np.minimum(codes, len(_READ_AS) - 1)], codes)
    read[read > _LAST] = _UNKNOWN
    return read


def boxes_of(letters: Letters, indices: Sequence[int]) -> Boxes:
    """Return the places of these characters: as wide as they advance, for most fonts as high as a line."""
    left, top, right, bottom = asked.loose_boxes(letters.at, indices).T.astype(np.float64)
    if letters.turn:
        left, bottom, right, top = letters.turn(left, bottom, right, top)
    return Boxes(left, letters.height - top, right, letters.height - bottom)


def runs_of(letters: Letters, indices: Sequence[int], fonts: dict[int, Font]) -> Runs:
    """Return the runs of these characters; `fonts` remembers the fonts of a page by their handles."""
    objects = asked.text_objects(letters.at, indices)
    changes = np.ones(len(objects), np.bool_)
    np.not_equal(objects[1:], objects[:-1], out=changes[1:])
    starts = changes.nonzero()[0]
    firsts = [indices[start] for start in starts.tolist()]
    handles = objects[starts].tolist()
    steps = asked.matrices(letters.at, firsts)
    size = asked.font_sizes(letters.at, firsts) * np.hypot(steps[:, 2], steps[:, 3])
    across, upward = asked.origins(letters.at, firsts).T
    if letters.turn:
        across, upward, _, _ = letters.turn(across, upward, across, upward)
    return Runs(
        of=changes.cumsum() - 1,
        fonts=_fonts(letters.textpage, firsts, handles, fonts),
        base=letters.height - upward,
        size=size,
        quarter=_quarters(steps, letters.turn),
        handles=handles,
    )


def quarters_of(letters: Letters, indices: Sequence[int]) -> Indices:
    """Return to which side these characters go, as `Runs` tell it."""
    return _quarters(asked.matrices(letters.at, indices), letters.turn)


def _quarters(steps: NDArray[np.float32], turn: Turn | None) -> Indices:
    along, up = steps[:, 0], steps[:, 1]
    if turn:
        start, tip = turn(0.0, 0.0, 0.0, 0.0), turn(along, up, along, up)
        along, up = tip[0] - start[0], tip[1] - start[1]
    if ((along > 0) & (np.abs(up) <= _LEVEL * along)).all():  # as on nearly every page
        return np.zeros(len(steps), np.int64)
    level, steep = np.abs(up) <= _LEVEL * np.abs(along), np.abs(along) <= _LEVEL * np.abs(up)
    found: Indices = np.select([level & (along > 0), steep & (up > 0), level, steep], [0, 1, 2, 3], -1)
    return found


def _fonts(textpage: int, firsts: list[int], objects: list[int], known: dict[int, Font]) -> list[Font]:
    handles = list(map(calls.object_font, objects))
    for handle in set(handles).difference(known):
        known[handle] = _font(textpage, firsts[handles.index(handle)])
    return list(map(known.__getitem__, handles))


def _font(textpage: int, index: int) -> Font:
    name, flags = ctypes.create_string_buffer(_NAME), ctypes.c_int()
    calls.font_info(textpage, index, ctypes.addressof(name), _NAME, ctypes.addressof(flags))
    plain = name.value.decode("utf-8", "replace")
    lower = plain.lower()
    bold = "bold" in lower or "black" in lower or calls.font_weight(textpage, index) >= _BOLD_WEIGHT
    return Font(plain, bold, "italic" in lower or "oblique" in lower)


def text_of(codes: Codes) -> str:
    """Return the characters of these codes, one for each."""
    return codes.tobytes().decode("utf-32-le", "replace")


def hidden_share(runs: Runs, lengths: Indices) -> float:
    """Return which share of the letters cannot be seen, by the lengths of the stretches that were asked."""
    hidden = np.array(list(map(calls.render_mode, runs.handles))) == _INVISIBLE
    return float(np.average(hidden[runs.of], weights=lengths))


def top_of(base: Numbers, size: Numbers) -> Numbers:
    """Return the upper edge of letters of this size on this baseline."""
    return base - _ASCENT * size


def bottom_of(base: Numbers, size: Numbers) -> Numbers:
    """Return the lower edge of letters of this size on this baseline."""
    return base + _DESCENT * size


def upright(runs: Runs, boxes: Boxes) -> Boxes:
    """Return these boxes as high as the letters' size says, where it says it truly."""
    base, size = runs.base[runs.of], runs.size[runs.of]
    top, bottom = top_of(base, size), bottom_of(base, size)
    wrong = (runs.quarter[runs.of] != 0) | ~(boxes.bottom - boxes.top <= _TALLEST * size)
    if wrong.any():
        top[wrong], bottom[wrong] = boxes.top[wrong], boxes.bottom[wrong]
    return Boxes(boxes.left, top, boxes.right, bottom)
