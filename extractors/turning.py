"""From a PDF page's own coordinates to those of the page as it is shown: turned by its /Rotate, moved to its crop box."""

from collections.abc import Callable
from typing import Any

Rectangle = tuple[float, float, float, float]  # left, bottom, right, top in points
Turn = Callable[[float, float, float, float], Rectangle]


def turn_of(page: Any) -> Turn | None:
    """Return the way from the page's own rectangles to the shown ones (upwards, from 0), None where they are the same."""
    rotation = page.get_rotation()
    left, bottom, right, top = page.get_bbox()
    if rotation == 0 and left == 0 and bottom == 0:
        return None

    def upright(x0: float, y0: float, x1: float, y1: float) -> Rectangle:
        return x0 - left, y0 - bottom, x1 - left, y1 - bottom

    def quarter(x0: float, y0: float, x1: float, y1: float) -> Rectangle:
        return y0 - bottom, right - x1, y1 - bottom, right - x0

    def half(x0: float, y0: float, x1: float, y1: float) -> Rectangle:
        return right - x1, top - y1, right - x0, top - y0

    def three_quarters(x0: float, y0: float, x1: float, y1: float) -> Rectangle:
        return top - y1, x0 - left, top - y0, x1 - left

    return {0: upright, 90: quarter, 180: half, 270: three_quarters}[rotation]
