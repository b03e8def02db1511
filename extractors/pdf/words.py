"""Words of a page's text layer: parted at pdfium's blanks and line ends, measured by their first and last letters."""

from dataclasses import dataclass, field
from itertools import groupby, repeat
from operator import itemgetter

import numpy as np

from extractors.layout.lines import Word
from extractors.pdf import calls
from extractors.pdf.glyphs import goes_back, set_words
from extractors.pdf.letters import (
    Boxes,
    Codes,
    Font,
    Indices,
    Letters,
    Numbers,
    Runs,
    boxes_of,
    letters_of,
    made_words,
    runs_of,
    upright,
)
from extractors.pdf.turning import Turn

_WIDEST = 0.95  # of the letter size for each letter: a wider word holds a jump
_JUMP = 0.4  # of the letter size: a gap that parts words
_BACK = 1.0  # of the letter size: a step back that parts words
_LEVEL = 0.5  # of the letter size: a change of height that parts words
_SHARE = 0.2  # of the blanks that pdfium had to make up: from there on the letters' order is not the text's
_SAMPLE = 100  # blanks looked at


@dataclass(frozen=True, slots=True)
class TextLayer:
    """The words of a page; `aside` those that stand askew or turned, a run of them as one.

    Where most letters are turned, `quarters` tells how often the page must be turned clockwise to read them, and nothing
    else is told.
    """

    words: tuple[Word, ...] = ()
    aside: tuple[Word, ...] = ()
    hidden: float = 0.0  # share of letters that cannot be seen
    codes: Codes = field(default_factory=lambda: np.empty(0, np.uint32))  # of all letters
    quarters: int = 0


@dataclass(frozen=True, slots=True)
class _Stretches:
    """Letters without a blank between them: from `starts` to `ends` (excluded)."""

    starts: Indices
    ends: Indices
    boxes: Boxes
    runs: Runs
    bent: Indices  # those that cannot be one word: jumps inside


def read_layer(textpage: int, count: int, height: float, turn: Turn | None) -> TextLayer:
    """Return what the first `count` characters of a page are, words in pdfium's order where that is the text's."""
    letters = letters_of(textpage, count, height, turn)
    edge = np.ones(count + 2, np.bool_)
    edge[1:-1] = letters.blank
    changes = np.flatnonzero(edge[1:] != edge[:-1])
    if not len(changes):
        return TextLayer()
    fonts: dict[int, Font] = {}
    codes = letters.codes[~letters.blank]
    starts, ends = changes[::2], changes[1::2]
    if _is_made_up(letters):
        sample = starts[:: len(starts) // _SAMPLE + 1]
        if quarters := _quarters(runs_of(letters, sample.tolist(), fonts), np.ones(len(sample))):
            return TextLayer(quarters=quarters)
        boxes = boxes_of(letters, range(count))
        if goes_back(boxes, starts):
            words, hidden = set_words(letters, boxes, starts, ends, fonts)
            return TextLayer(words, (), hidden, codes)
    found = _measured(letters, starts, ends, fonts)
    if len(cuts := _jumps(letters, found)):
        starts, ends = np.concatenate((starts, cuts)), np.concatenate((ends, cuts))
        found = _measured(letters, np.sort(starts), np.sort(ends), fonts)
    lengths = found.ends - found.starts
    if quarters := _quarters(found.runs, lengths):
        return TextLayer(quarters=quarters)
    text, of = letters.text, found.runs.of
    texts = [text[start:end] for start, end in zip(found.starts.tolist(), found.ends.tolist(), strict=True)]
    words = made_words(texts, found.boxes, [found.runs.fonts[run] for run in of.tolist()])
    hidden = float(np.average(~found.runs.visible[of], weights=lengths))
    return TextLayer(*_parted(words, found.runs), hidden, codes)


def _quarters(runs: Runs, lengths: Numbers | Indices) -> int:
    """Return to which side most letters go, 0 where they go right or no one way."""
    turned = runs.quarter[runs.of]
    if not turned.any():
        return 0
    letters = [int(np.sum(lengths[turned == quarter])) for quarter in range(4)]
    most = max(range(4), key=letters.__getitem__)
    return most if 2 * letters[most] > int(np.sum(lengths)) else 0


def _parted(words: tuple[Word, ...], runs: Runs) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    """Part the words that go right from the others, and join those of each run."""
    if not runs.quarter.any():
        return words, ()
    straight, aside = [], []
    for run, group in groupby(zip(runs.of.tolist(), words, strict=True), key=itemgetter(0)):
        together = [word for _, word in group]
        if runs.quarter[run] == 0:
            straight += together
            continue
        _, left, top, right, bottom, *_ = zip(*together, strict=True)
        text = " ".join(word.text for word in together)
        aside.append(
            together[0]._replace(text=text, left=min(left), top=min(top), right=max(right), bottom=max(bottom))
        )
    return tuple(straight), tuple(aside)


def _measured(letters: Letters, starts: Indices, ends: Indices, fonts: dict[int, Font]) -> _Stretches:
    count = len(starts)
    first = starts.tolist()
    both = boxes_of(letters, [*first, *(ends - 1).tolist()])
    runs = runs_of(letters, first, fonts)
    size, lengths = runs.size[runs.of], ends - starts
    left, last, right, bottom = both.left[:count], both.left[count:], both.right[count:], both.bottom
    bent = (lengths > 1) & (runs.quarter[runs.of] == 0) & (
        (right - left > _WIDEST * size * lengths)
        | (last < left)
        | (np.abs(bottom[count:] - bottom[:count]) > _LEVEL * size)
    )  # fmt: skip
    around = Boxes(
        np.minimum(left, last),
        np.minimum(both.top[:count], both.top[count:]),
        np.maximum(both.right[:count], right),
        np.maximum(bottom[:count], bottom[count:]),
    )
    return _Stretches(starts, ends, upright(runs, around), runs, np.flatnonzero(bent))


def _is_made_up(letters: Letters) -> bool:
    """Tell whether pdfium had to make up so many blanks that the letters' order is not the text's."""
    blanks = np.flatnonzero(letters.codes == ord(" "))
    sample = blanks[:: len(blanks) // _SAMPLE + 1].tolist()
    made_up = sum(map(calls.is_generated, repeat(letters.textpage), sample))
    return bool(made_up > _SHARE * len(sample))


def _jumps(letters: Letters, found: _Stretches) -> Indices:
    """Return where letters jump inside of stretches that cannot be one word."""
    cuts = [np.empty(0, np.int64)]
    for item in found.bent.tolist():
        start = int(found.starts[item])
        boxes = boxes_of(letters, range(start, int(found.ends[item])))
        size = found.runs.size[found.runs.of[item]]
        left, right, bottom = boxes.left, boxes.right, boxes.bottom
        jumps = (
            (left[1:] > right[:-1] + _JUMP * size)
            | (left[1:] < left[:-1] - _BACK * size)
            | (np.abs(np.diff(bottom)) > _LEVEL * size)
        )
        cuts.append(np.flatnonzero(jumps) + start + 1)
    return np.concatenate(cuts)
