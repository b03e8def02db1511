"""Numbers and days written by hand into the letterhead (số, ngày viết tay): not guessed, but left out, told by the pen's thicker strokes."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median

import numpy as np
from numpy.typing import NDArray

from core.text import fold
from extractors.ocr.picture import Picture
from extractors.ocr.tesseract import Sighting

_HEAD = 0.3  # of the page's height: number and day stand above
_DARK = 140  # grey below that is ink
_FEWEST = 20  # dots of ink that tell a stroke's width
_THICKER = 1.25  # than the other words of the line: a pen
_THICKER_PART = 1.12  # than the printed symbol of the same number: both are measured alike, so less suffices
_SURE = 0.8  # confidence of printed letters
_APART = 0.15  # of the digits' width that is left out beside the slash
_KEPT_BY = ("so", "ngay", "thang", "nam")  # printed words to which a digit may be stuck


def without_handwriting(picture: Picture, seen: Sequence[Sighting]) -> tuple[Sighting, ...]:
    """Return the words without the digits that a pen wrote in the lines of number and day."""
    dots: NDArray[np.uint8] = np.asarray(picture.image)
    lines: dict[tuple[str, ...], list[Sighting]] = {}
    for one in seen:
        lines.setdefault(one.line, []).append(one)
    kept: list[Sighting] = []
    for line in lines.values():
        kept += _printed(dots, line) if _asks(line, _HEAD * dots.shape[0]) else line
    return tuple(kept)


def _asks(line: Sequence[Sighting], bottom: float) -> bool:
    """Tell whether a line is the one that a number or a day is written into."""
    words = [fold(one.text) for one in line]
    number = words[0].startswith("so:") or words[0] == "so"
    day = any(word.startswith("ngay") for word in words) and any("thang" in word for word in words)
    return line[0].top < bottom and (number or day)


def _printed(dots: NDArray[np.uint8], line: Sequence[Sighting]) -> Iterator[Sighting]:
    letters = [one for one in line if not any(map(str.isdigit, one.text)) and len(one.text) > 1]
    widths = [width for one in letters if (width := _stroke(dots, one.left, one.right, one))]
    usual = median(widths) if widths else 0.0
    for one in line:
        digits, slash, symbol = one.text.partition("/")
        if slash and any(map(str.isalpha, symbol)) and any(map(str.isdigit, digits)):
            place = one.left + (one.right - one.left) * len(digits) / len(one.text)
            margin = (place - one.left) * _APART
            written = _stroke(dots, one.left, round(place - margin), one)
            printed = _stroke(dots, round(place + margin), one.right, one)
            by_pen = bool(written and printed and written > _THICKER_PART * printed)
            yield replace(one, text=slash + symbol, left=round(place)) if by_pen else one
            continue
        width = _stroke(dots, one.left, one.right, one)
        if not (usual and width and width > _THICKER * usual and _doubtful(one)):
            yield one
        elif word := _without_digits(one.text):
            yield replace(one, text=word)


def _doubtful(one: Sighting) -> bool:
    """Tell whether a word may be written digits: it has some, or was read as letters of no sure kind."""
    return any(map(str.isdigit, one.text)) or (one.confidence < _SURE and any(map(str.isalpha, one.text)))


def _without_digits(text: str) -> str:
    """Return the printed word that digits are stuck to ("Số:83", "04tháng"), "" where there is none."""
    word = "".join(sign for sign in text if sign.isalpha() or sign == ":")
    return word if fold(word).strip(":") in _KEPT_BY else ""


def _stroke(dots: NDArray[np.uint8], left: int, right: int, one: Sighting) -> float | None:
    """Return the mean width of the strokes between two edges, in dots: ink over half its outline; None where there is no ink."""
    ink = dots[one.top : one.bottom, left:right] < _DARK
    area = int(ink.sum())
    if area < _FEWEST:
        return None
    outline = int((ink[:, 1:] != ink[:, :-1]).sum() + (ink[1:] != ink[:-1]).sum())
    return 2 * area / outline if outline else None
