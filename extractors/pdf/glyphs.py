"""Words of a PDF page whose letters come in no order: set together by baseline and place.

Programs that take missing letters from a second font write those letters apart from the others, and leave holes for
them; pdfium takes a hole for a blank, and a blank behind a hole for a part of it.
"""

from itertools import pairwise

import numpy as np

from extractors.layout.lines import Word
from extractors.pdf.letters import Boxes, Font, Indices, Letters, Numbers, Runs, bottom_of, made_words, runs_of, top_of

_SAME_LINE = 0.35  # of the letter size, between baselines
_APART = 0.2  # of the usual letter's width: behind a wider gap between two letters another one may stand
_SWALLOWED = 0.12  # of the letter size: a made-up blank that stands so far before its next letter hides a true one
_GAP = 0.14  # of the letter size: from there on a gap parts words; letters of one word nearly touch


def goes_back(boxes: Boxes, starts: Indices) -> bool:
    """Tell whether letters go back to the left on the line on which they are."""
    left, bottom, height = boxes.left[starts], boxes.bottom[starts], (boxes.bottom - boxes.top)[starts]
    return bool(np.any((np.abs(np.diff(bottom)) < _SAME_LINE * height[1:]) & (np.diff(left) < 0)))


def set_words(
    letters: Letters, boxes: Boxes, starts: Indices, ends: Indices, fonts: dict[int, Font]
) -> tuple[tuple[Word, ...], float]:
    """Return the words of the page line by line, and which share of their letters cannot be seen.

    Letters from `starts` to `ends` (excluded) have no blank between them.
    """
    cuts = _cuts(letters, boxes)
    starts, ends = np.sort(np.concatenate((starts, cuts))), np.sort(np.concatenate((ends, cuts)))
    runs = runs_of(letters, starts.tolist(), fonts)
    line, size = _lines(runs)[runs.of], runs.size[runs.of]
    left, right = boxes.left[starts], boxes.right[ends - 1]
    order, blanks = _order(left, line, *_blanks(letters, boxes, starts, runs, line))
    begins = np.ones(len(order), np.bool_)
    begins[1:] = (
        (np.diff(line[order]) != 0)
        | (np.diff(blanks) != 0)
        | (left[order][1:] - right[order][:-1] > _GAP * size[order][1:])
    )
    firsts = np.flatnonzero(begins)
    text = letters.text
    parts = [text[start:end] for start, end in zip(starts[order].tolist(), ends[order].tolist(), strict=True)]
    bounds = [*firsts.tolist(), len(parts)]
    run = runs.of[order][firsts]
    base, size = runs.base[run], np.maximum.reduceat(size[order], firsts)
    words = made_words(
        ["".join(parts[start:end]) for start, end in pairwise(bounds)],
        Boxes(
            left[order][firsts], top_of(base, size), np.maximum.reduceat(right[order], firsts), bottom_of(base, size)
        ),
        [runs.fonts[one] for one in run.tolist()],
    )
    return words, float(np.average(~runs.visible[runs.of], weights=ends - starts))


def _cuts(letters: Letters, boxes: Boxes) -> Indices:
    """Return where a letter stands away from the one before it, though there is no blank between them."""
    inside = ~letters.blank[1:] & ~letters.blank[:-1]
    advance = boxes.right - boxes.left
    usual = np.median(advance[~letters.blank])
    gap = boxes.left[1:] - boxes.right[:-1]
    return np.flatnonzero(inside & ((gap > _APART * usual) | (boxes.left[1:] < boxes.left[:-1]))) + 1


def _lines(runs: Runs) -> Indices:
    """Return the number of each run's line, from the top."""
    found = np.zeros(len(runs.base), np.int64)
    number, first = 0, -np.inf
    for run in np.argsort(runs.base, kind="stable").tolist():
        if runs.base[run] - first > _SAME_LINE * runs.size[run]:
            number, first = number + 1, runs.base[run]
        found[run] = number
    return found


def _blanks(letters: Letters, boxes: Boxes, starts: Indices, runs: Runs, line: Indices) -> tuple[Numbers, Indices]:
    """Return where blanks stand, and on which lines: those written, and those that pdfium's own ones hide."""
    blanks = np.flatnonzero(letters.blank & (letters.codes >= ord(" ")))
    after = np.searchsorted(starts, blanks, side="right")  # the stretch behind it
    known = (after > 0) & (after < len(starts))
    blanks, after = blanks[known], after[known]
    run = runs.of[after]
    ahead = boxes.left[starts[after]] - boxes.left[blanks]
    written = boxes.right[blanks] > boxes.left[blanks]
    hidden = ~written & (runs.of[after - 1] == run) & (ahead > _SWALLOWED * runs.size[run])
    kept = written | hidden
    return boxes.left[blanks][kept], line[after - 1][kept]


def _order(left: Numbers, line: Indices, blank_at: Numbers, blank_line: Indices) -> tuple[Indices, Indices]:
    """Return the stretches in the order of lines and places, and how many blanks stand before each."""
    every = np.lexsort((np.concatenate((left, blank_at)), np.concatenate((line, blank_line))))
    is_blank = every >= len(left)
    before: Indices = np.cumsum(is_blank, dtype=np.int64)
    order: Indices = every[~is_blank]
    return order, before[~is_blank]
