"""Words that stand together become phrases, so that layout has a few stretches of a line to look at instead of each word."""

from dataclasses import dataclass
from functools import partial
from itertools import repeat

import numpy as np

from extractors.layout.lines import Word
from extractors.pdf.letters import Boxes, Font, Indices, Numbers

_as_word = partial(tuple.__new__, Word)  # what Word._make does, without a call of Python for each word


@dataclass(frozen=True, slots=True)
class Written:
    """Words in reading order: from `starts` to `ends` (excluded) of a text in which blanks stand between them."""

    text: str
    starts: Indices
    ends: Indices
    boxes: Boxes
    run: Indices  # the number of what wrote each word; it tells its font
    fonts: list[Font]  # one a run


def phrase_starts(boxes: Boxes, kind: Indices, widest: Numbers) -> Indices:
    """Return the words that begin a phrase: those of one kind stay together where no gap between them is wider than `widest`.

    A kind is a number, negative where words stay alone. A wide gap may part columns: then each word of the kind counts.
    """
    same = (kind[1:] == kind[:-1]) & (kind[1:] >= 0)
    wide = same & (np.abs(boxes.left[1:] - boxes.right[:-1]) > widest[1:])
    begins = np.ones(len(kind), np.bool_)
    np.logical_not(same, out=begins[1:])
    if wide.any():
        parted = np.zeros(int(kind.max()) + 1, np.bool_)
        parted[kind[1:][wide]] = True
        begins |= parted[kind]
    return begins.nonzero()[0]


def phrases(words: Written, firsts: Indices) -> tuple[Word, ...]:
    """Return the phrases that begin with these words."""
    text, boxes = words.text, words.boxes
    lasts = np.append(firsts[1:], len(words.starts)) - 1
    fonts = [words.fonts[run] for run in words.run[firsts].tolist()]
    columns = zip(
        [
            _squeezed(text[start:end])
            for start, end in zip(words.starts[firsts].tolist(), words.ends[lasts].tolist(), strict=True)
        ],
        boxes.left[firsts].tolist(),
        boxes.top[firsts].tolist(),
        boxes.right[lasts].tolist(),
        boxes.bottom[firsts].tolist(),
        [font.bold for font in fonts],
        [font.italic for font in fonts],
        repeat(1.0),
        [font.name for font in fonts],
        boxes.right[firsts].tolist(),
        strict=False,
    )
    return tuple(map(_as_word, columns))


def _squeezed(text: str) -> str:
    return " ".join(filter(None, text.split(" "))) if "  " in text else text
