"""From a PDF page's own coordinates to those of the page as it is shown: turned by its /Rotate, moved to its crop box."""

import ctypes
from collections.abc import Callable
from typing import Any

from extractors import calls

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
