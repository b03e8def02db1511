"""From a PDF page's own coordinates to those of the page as it is shown, or as its text is read."""

import ctypes
from collections.abc import Callable
from typing import Any

from extractors.pdf import calls

Turn = Callable[[Any, Any, Any, Any], tuple[Any, Any, Any, Any]]  # left, bottom, right, top: numbers, or arrays of them


def turn_of(page: int) -> Turn | None:
    """Return the way from the page's own rectangles to the shown ones (upwards, from 0), None where they are the same."""
    rotation = calls.page_rotation(page)
    box = (ctypes.c_float * 4)()
    calls.page_box(page, ctypes.addressof(box))
    left, top, right, bottom = box
    if rotation == 0 and left == 0 and bottom == 0:
        return None

    def upright(x0: Any, y0: Any, x1: Any, y1: Any) -> tuple[Any, Any, Any, Any]:
        return x0 - left, y0 - bottom, x1 - left, y1 - bottom

    def quarter(x0: Any, y0: Any, x1: Any, y1: Any) -> tuple[Any, Any, Any, Any]:
        return y0 - bottom, right - x1, y1 - bottom, right - x0

    def half(x0: Any, y0: Any, x1: Any, y1: Any) -> tuple[Any, Any, Any, Any]:
        return right - x1, top - y1, right - x0, top - y0

    def three_quarters(x0: Any, y0: Any, x1: Any, y1: Any) -> tuple[Any, Any, Any, Any]:
        return top - y1, x0 - left, top - y0, x1 - left

    return (upright, quarter, half, three_quarters)[rotation]


def turned(turn: Turn | None, quarters: int, width: float, height: float) -> tuple[Turn, float, float]:
    """Return the way to the page turned further clockwise by so many quarters, and its width and height then."""

    def once(x0: Any, y0: Any, x1: Any, y1: Any) -> tuple[Any, Any, Any, Any]:
        return y0, width - x1, y1, width - x0

    def twice(x0: Any, y0: Any, x1: Any, y1: Any) -> tuple[Any, Any, Any, Any]:
        return width - x1, height - y1, width - x0, height - y0

    def thrice(x0: Any, y0: Any, x1: Any, y1: Any) -> tuple[Any, Any, Any, Any]:
        return height - y1, x0, height - y0, x1

    further = (once, twice, thrice)[quarters - 1]

    def both(x0: Any, y0: Any, x1: Any, y1: Any) -> tuple[Any, Any, Any, Any]:
        return further(*(turn(x0, y0, x1, y1) if turn else (x0, y0, x1, y1)))

    return (both, width, height) if quarters == 2 else (both, height, width)
