"""Columns of values that pdfium tells of a page's letters, asked in one go: no object of Python for each of them.

pdfium writes what it tells of a letter to an address. The room for a block of letters, and the addresses in it, are made
once a thread.
"""

import ctypes
import threading
from collections import deque
from collections.abc import Callable, Sequence
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extractors.pdf import calls

_BLOCK = 1024  # letters asked in one go
_BOX, _PLACE, _MATRIX = np.dtype((np.float32, 4)), np.dtype((np.float64, 2)), np.dtype((np.float32, 6))


class _Room:
    """Room for a block of values of one shape; `parts` addresses are handed over for each, at equal distances."""

    def __init__(self, shape: np.dtype[Any], parts: int = 1) -> None:
        self._values = np.zeros(_BLOCK, shape)
        owner = (ctypes.c_char * self._values.nbytes).from_buffer(self._values.data)
        step = shape.itemsize // parts
        self._addresses = [
            [ctypes.byref(owner, shape.itemsize * index + part * step) for index in range(_BLOCK)]
            for part in range(parts)
        ]

    def asked(self, function: Callable[..., Any], textpage: Any, indices: Sequence[int]) -> NDArray[Any]:
        """Return what the function tells of these letters, zeros where it tells nothing."""
        blocks = []
        for start in range(0, len(indices), _BLOCK):
            some = indices[start : start + _BLOCK]
            values = self._values[: len(some)]
            values[:] = 0
            deque(map(function, repeat(textpage), some, *self._addresses), maxlen=0)
            blocks.append(values.copy())
        return blocks[0] if len(blocks) == 1 else np.concatenate(blocks or [self._values[:0]])


class _Rooms(threading.local):
    def __init__(self) -> None:
        self.boxes, self.places, self.matrices = _Room(_BOX), _Room(_PLACE, 2), _Room(_MATRIX)


_ROOMS = _Rooms()


def loose_boxes(textpage: Any, indices: Sequence[int]) -> NDArray[np.float32]:
    """Return left, top, right, bottom of these letters in the page's own points: as wide as they advance."""
    return _ROOMS.boxes.asked(calls.loose_box, textpage, indices)


def origins(textpage: Any, indices: Sequence[int]) -> NDArray[np.float64]:
    """Return where these letters begin on their baselines."""
    return _ROOMS.places.asked(calls.origin, textpage, indices)


def matrices(textpage: Any, indices: Sequence[int]) -> NDArray[np.float32]:
    """Return these letters' matrices: a step along the baseline, a step up, the place."""
    return _ROOMS.matrices.asked(calls.matrix, textpage, indices)


def font_sizes(textpage: Any, indices: Sequence[int]) -> NDArray[np.float64]:
    """Return the letter sizes that the file says, not yet scaled to paper."""
    return np.fromiter(map(calls.font_size, repeat(textpage), indices), np.float64, len(indices))


def text_objects(textpage: Any, indices: Sequence[int]) -> NDArray[np.uint64]:
    """Return the addresses of the text objects that wrote these letters, 0 for what pdfium made up."""
    return np.fromiter(map(calls.text_object, repeat(textpage), indices), np.uint64, len(indices))


def generated(textpage: Any, indices: Sequence[int]) -> int:
    """Return how many of these letters pdfium made up."""
    return sum(map(calls.is_generated, repeat(textpage), indices))


def characters(textpage: Any, count: int) -> NDArray[np.uint32]:
    """Return the codes of the first `count` letters."""
    return np.fromiter(map(calls.get_unicode, repeat(textpage), range(count)), np.uint32, count)
