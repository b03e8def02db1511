"""Words of a page's text layer: parted at pdfium's blanks and line ends, measured by their first and last letters."""

from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

import numpy as np

from extractors.layout.lines import Word
from extractors.legacy.schemes import legacy_font
from extractors.pdf import asked
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
    hidden_share,
    letters_of,
    quarters_of,
    runs_of,
    upright,
)
from extractors.pdf.phrases import Written, phrase_starts, phrases
from extractors.pdf.turning import Turn

_WIDEST = 0.95  # of the letter size for each letter: a wider word holds a jump
_JUMP = 0.4  # of the letter size: a gap that parts words
_BACK = 1.0  # of the letter size: a step back that parts words
_LEVEL = 0.5  # of the letter size: a change of height that parts words
_COLUMN = 0.6  # of the letter size: a wider gap may part columns
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
    hidden: float = 0.0  # share of letters that cannot be seen, where it was looked at
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


def read_layer(textpage: int, count: int, height: float, turn: Turn | None, *, pictured: bool) -> TextLayer:
    """Return what the first `count` characters of a page are, words in pdfium's order where that is the text's.

    Whether letters can be seen is looked at on a page that is a picture: `pictured`.
    """
    letters = letters_of(textpage, count, height, turn)
    edge = np.ones(count + 2, np.bool_)
    edge[1:-1] = letters.blank
    changes = (edge[1:] != edge[:-1]).nonzero()[0]
    if not len(changes):
        return TextLayer()
    fonts: dict[int, Font] = {}
    codes = letters.codes[~letters.blank]
    starts, ends = changes[::2], changes[1::2]
    if _is_made_up(letters):
        sample = starts[:: len(starts) // _SAMPLE + 1]
        if quarters := _turned(quarters_of(letters, sample.tolist()), np.ones(len(sample))):
            return TextLayer(quarters=quarters)
        boxes = boxes_of(letters, range(count))
        if goes_back(boxes, starts):
            words, runs, lengths = set_words(letters, boxes, starts, ends, fonts)
            return TextLayer(words, (), hidden_share(runs, lengths) if pictured else 0.0, codes)
    found = _measured(letters, starts, ends, fonts)
    if len(cuts := _jumps(letters, found)):
        starts, ends = np.concatenate((starts, cuts)), np.concatenate((ends, cuts))
        found = _measured(letters, np.sort(starts), np.sort(ends), fonts)
    lengths = found.ends - found.starts
    of = found.runs.of
    if quarters := _turned(found.runs.quarter[of], lengths):
        return TextLayer(quarters=quarters)
    firsts = phrase_starts(found.boxes, _kinds(found), _COLUMN * found.runs.size[of])
    words = phrases(Written(letters.text, found.starts, found.ends, found.boxes, of, found.runs.fonts), firsts)
    hidden = hidden_share(found.runs, lengths) if pictured else 0.0
    return TextLayer(*_parted(words, of[firsts], found.runs), hidden, codes)


def _kinds(found: _Stretches) -> Indices:
    """Return which stretches may be one phrase: those of a run; -1 where letters jump, or words are to be weighed one by one."""
    runs = found.runs
    legacy = {name for name in {font.name for font in runs.fonts} if legacy_font(name)}
    kinds = runs.of.copy()
    if legacy or runs.quarter.any():
        alone = np.array([font.name in legacy for font in runs.fonts]) | (runs.quarter != 0)
        kinds[alone[runs.of]] = -1
    kinds[1:][found.starts[1:] == found.ends[:-1]] = -1
    return kinds


def _turned(turned: Indices, lengths: Numbers | Indices) -> int:
    """Return to which side most letters go, 0 where they go right or no one way."""
    if not turned.any():
        return 0
    letters = [int(np.sum(lengths[turned == quarter])) for quarter in range(4)]
    most = max(range(4), key=letters.__getitem__)
    return most if 2 * letters[most] > int(np.sum(lengths)) else 0


def _parted(words: tuple[Word, ...], of: Indices, runs: Runs) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    """Part the words that go right from the others, and join those of each run."""
    if not runs.quarter.any():
        return words, ()
    straight, aside = [], []
    for run, group in groupby(zip(of.tolist(), words, strict=True), key=itemgetter(0)):
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
    both = boxes_of(letters, first + (ends - 1).tolist())
    runs = runs_of(letters, first, fonts)
    size, lengths = runs.size[runs.of], ends - starts
    left, last, right, bottom = both.left[:count], both.left[count:], both.right[count:], both.bottom
    bent = (
        (right - left > _WIDEST * size * lengths)
        | (last < left)
        | (np.abs(bottom[count:] - bottom[:count]) > _LEVEL * size)
    ) & (lengths > 1)
    if runs.quarter.any():
        bent &= runs.quarter[runs.of] == 0
    around = Boxes(
        np.minimum(left, last),
        np.minimum(both.top[:count], both.top[count:]),
        np.maximum(both.right[:count], right),
        np.maximum(bottom[:count], bottom[count:]),
    )
    return _Stretches(starts, ends, upright(runs, around), runs, bent.nonzero()[0])


def _is_made_up(letters: Letters) -> bool:
    """Tell whether pdfium had to make up so many blanks that the letters' order is not the text's."""
    blanks = (letters.codes == ord(" ")).nonzero()[0]
    sample = blanks[:: len(blanks) // _SAMPLE + 1].tolist()
    return asked.generated(letters.at, sample) > _SHARE * len(sample)


def _jumps(letters: Letters, found: _Stretches) -> Indices:
    """Return where letters jump inside of stretches that cannot be one word."""
    cuts = [found.bent[:0]]
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
