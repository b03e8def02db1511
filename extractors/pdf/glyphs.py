"""Words of a PDF page whose letters come in no order: set together by baseline and place.

Programs that take missing letters from a second font write those letters apart from the others, and leave holes for
them; pdfium takes a hole for a blank, and a blank behind a hole for a part of it.
"""

import numpy as np

from extractors.layout.lines import Word
from extractors.pdf.letters import (
    Boxes,
    Font,
    Indices,
    Letters,
    Marks,
    Numbers,
    Runs,
    bottom_of,
    runs_of,
    text_of,
    top_of,
)
from extractors.pdf.phrases import Written, phrase_starts, phrases

_BLANK = ord(" ")
_SAME_LINE = 0.35  # of the letter size, between baselines
_APART = 0.2  # of the usual letter's width: behind a wider gap between two letters another one may stand
_SWALLOWED = 0.12  # of the letter size: a made-up blank that stands so far before its next letter hides a true one
_COLUMN = 0.4  # of the letter size: a wider gap may part columns, or cells, since nothing tells who wrote what
_GAP = 0.14  # of the letter size: from there on a gap parts words; letters of one word nearly touch


def goes_back(boxes: Boxes, starts: Indices) -> bool:
    """Tell whether letters go back to the left on the line on which they are."""
    left, bottom = boxes.left[starts], boxes.bottom[starts]
    height = bottom - boxes.top[starts]
    back = left[1:] < left[:-1]
    return bool((back & (np.abs(bottom[1:] - bottom[:-1]) < _SAME_LINE * height[1:])).any())


def set_words(
    letters: Letters, boxes: Boxes, starts: Indices, ends: Indices, fonts: dict[int, Font]
) -> tuple[tuple[Word, ...], Runs, Indices]:
    """Return the words of the page line by line, and the runs and lengths of the stretches that they were set from.

    Letters from `starts` to `ends` (excluded) have no blank between them.
    """
    cuts = _cuts(letters, boxes)
    starts, ends = np.sort(np.concatenate((starts, cuts))), np.sort(np.concatenate((ends, cuts)))
    runs = runs_of(letters, starts.tolist(), fonts)
    of, lengths = runs.of, ends - starts
    line, size = _lines(runs)[of], runs.size[of]
    left, right = boxes.left[starts], boxes.right[ends - 1]
    order, blanks = _order(left, line, *_blanks(letters, boxes, starts, runs, line))
    left, right, line, size = left[order], right[order], line[order], size[order]
    begins = np.ones(len(order), np.bool_)
    begins[1:] = (line[1:] != line[:-1]) | (blanks[1:] != blanks[:-1]) | (left[1:] - right[:-1] > _GAP * size[1:])
    firsts = begins.nonzero()[0]
    run, line = of[order][firsts], line[firsts]
    base, size = runs.base[run], np.maximum.reduceat(size, firsts)
    places = Boxes(left[firsts], top_of(base, size), np.maximum.reduceat(right, firsts), bottom_of(base, size))
    words = Written(*_set(letters, starts[order], lengths[order], firsts), places, run, runs.fonts)
    looks = np.array([font.bold + 2 * font.italic for font in runs.fonts])[run]
    kinds = np.cumsum(_changes(line) | _changes(size) | _changes(looks), dtype=np.int64)
    return phrases(words, phrase_starts(places, kinds, _COLUMN * size)), runs, lengths


def _set(letters: Letters, starts: Indices, lengths: Indices, firsts: Indices) -> tuple[str, Indices, Indices]:
    """Return the text of stretches in their order, and where words begin and end in it: `firsts` are the stretches that begin one."""
    # A word takes the letter before it along, in whose place its blank is put.
    taken, first = lengths.copy(), starts.copy()
    taken[firsts] += 1
    first[firsts] -= 1
    behind = taken.cumsum()
    at = behind - taken
    codes = letters.codes[np.arange(behind[-1]) + np.repeat(first - at, taken)]
    blanks = at[firsts]
    codes[blanks] = _BLANK
    return text_of(codes), blanks + 1, np.append(blanks[1:], behind[-1])


def _changes(values: Numbers | Indices) -> Marks:
    changes = np.zeros(len(values), np.bool_)
    changes[1:] = values[1:] != values[:-1]
    return changes


def _cuts(letters: Letters, boxes: Boxes) -> Indices:
    """Return where a letter stands away from the one before it, though there is no blank between them."""
    written = ~letters.blank
    usual = _middle((boxes.right - boxes.left)[written])
    gap = boxes.left[1:] - boxes.right[:-1]
    apart = (gap > _APART * usual) | (boxes.left[1:] < boxes.left[:-1])
    return (apart & written[1:] & written[:-1]).nonzero()[0] + 1


def _middle(values: Numbers) -> float:
    half = len(values) // 2
    return float(np.partition(values, half)[half])


def _lines(runs: Runs) -> Indices:
    """Return the number of each run's line, from the top."""
    found = np.zeros(len(runs.base), np.int64)
    number, first = 0, -np.inf
    order = np.argsort(runs.base, kind="stable")
    numbers = []
    for base, size in zip(runs.base[order].tolist(), runs.size[order].tolist(), strict=True):
        if base - first > _SAME_LINE * size:
            number, first = number + 1, base
        numbers.append(number)
    found[order] = numbers
    return found


def _blanks(letters: Letters, boxes: Boxes, starts: Indices, runs: Runs, line: Indices) -> tuple[Numbers, Indices]:
    """Return where blanks stand, and on which lines: those written, and those that pdfium's own ones hide."""
    blanks = (letters.blank & (letters.codes >= _BLANK)).nonzero()[0]
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
    across, lines = np.concatenate((left, blank_at)), np.concatenate((line, blank_line))
    # One number tells line and place: pdfium's places are of half its precision, and a page's lines are few.
    width = np.ptp(across) + 1.0
    every = np.argsort(lines * width + (across - across.min()), kind="stable")
    is_blank = every >= len(left)
    before: Indices = np.cumsum(is_blank, dtype=np.int64)
    order: Indices = every[~is_blank]
    return order, before[~is_blank]
