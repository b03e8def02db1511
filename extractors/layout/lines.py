"""Words with boxes become lines: rows by height, cut where a gap is wider than between words."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import itemgetter, sub
from statistics import median
from typing import NamedTuple

from core.document import Box, PageSource

_SAME_ROW = 0.45  # of a word's height: how far its middle may lie from the row's
_GAP = 0.6  # of the height: the least gap between two columns
_GAP_RATIO = 2.2  # of the row's usual gap between words: from there on it is a gap between columns
_USUAL_GAP = 0.35  # of the height: the widest usual gap where a row has too few to tell
_FEW_GAPS = 4
_BLANK = 0.25  # of the height: a gap between words of one phrase
_OVER = 0.3  # of a word's height that another one must share to lie over it


class Word(NamedTuple):
    """A word on a page, or a phrase: words with blanks between them that no column's gap can part.

    Edges in PDF points from the page's top left; `confidence` in [0, 1]. A tuple, for a page may have hundreds of them.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    bold: bool = False
    italic: bool = False
    confidence: float = 1.0
    font: str = ""  # its name, where the file tells it
    first_right: float | None = None  # where a phrase's first word ends

    @property
    def first_width(self) -> float:
        """How wide the word is, or a phrase's first one."""
        return (self.right if self.first_right is None else self.first_right) - self.left


class Line(NamedTuple):
    """Words that stand beside each other without a column's gap between them; made by `line_of`."""

    page: int
    words: tuple[Word, ...]
    left: float
    top: float
    right: float
    bottom: float
    middle: float  # halfway between left and right
    height: float  # usual height of its words
    text: str  # the words with blanks between them
    bold: bool  # most letters are bold
    italic: bool  # most letters are italic

    @property
    def box(self) -> Box:
        """The rectangle around the words."""
        return Box(round(self.left, 1), round(self.top, 1), round(self.right, 1), round(self.bottom, 1))


class Row(NamedTuple):
    """Lines beside each other, from the left, and all of them as one."""

    lines: tuple[Line, ...]
    whole: Line


@dataclass(frozen=True, slots=True)
class PageText:
    """The words of one page, and the ruled tables on it: rows of cells, each cell a rectangle."""

    number: int
    width: float
    height: float
    source: PageSource
    words: tuple[Word, ...]
    tables: tuple[tuple[tuple[Box, ...], ...], ...] = ()
    confidence: float | None = None
    aside: tuple[Word, ...] = ()  # askew or turned text, a run of it as one word


_level = itemgetter(2, 4)
_left = itemgetter(1)
_right = itemgetter(3)
_first = itemgetter(0)


def line_of(page: int, words: Sequence[Word]) -> Line:
    """Return the line of these words, the leftmost first."""
    if len(words) == 1:
        text, left, top, right, bottom, bold, italic, *_ = words[0]
        return Line(page, tuple(words), left, top, right, bottom, (left + right) / 2, bottom - top, text, bold, italic)
    texts, lefts, tops, rights, bottoms, bolds, italics, *_ = zip(*words, strict=True)
    top, bottom, left, right = min(tops), max(bottoms), lefts[0], max(rights)
    level = top == max(tops) and bottom == min(bottoms)
    return Line(
        page,
        tuple(words),
        left,
        top,
        right,
        bottom,
        (left + right) / 2,
        bottom - top if level else _usual(list(map(sub, bottoms, tops)), texts),
        " ".join(texts),
        True in bolds and most(texts, bolds),
        True in italics and most(texts, italics),
    )


def rows_of(page: int, words: Sequence[Word]) -> list[Row]:
    """Return the rows of a page from the top; each row's lines from the left."""
    # Words of one line mostly come together and are equally high, so that only whole stretches are sorted.
    stretches = [
        ((top + bottom) / 2, max(1.0, bottom - top), list(stretch))
        for (top, bottom), stretch in groupby(words, key=_level)
    ]
    stretches.sort(key=_first)
    rows: list[list[Word]] = []
    last = 0.0
    for middle, height, stretch in stretches:
        if rows and middle - last <= _SAME_ROW * height:
            rows[-1] += stretch
        else:
            rows.append(stretch)
            last = middle
    return [_alone(page, row[0]) if len(row) == 1 else _cut(page, sorted(row, key=_left)) for row in rows]


def row_of(lines: Sequence[Line]) -> Row:
    """Return the row of these lines, the leftmost first."""
    if len(lines) == 1:
        return Row((lines[0],), lines[0])
    return Row(tuple(lines), line_of(lines[0].page, [word for line in lines for word in line.words]))


def overlap(one: Word, other: Word) -> bool:
    """Tell whether two words lie over each other."""
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    return across > 0 and down > _OVER * (one.bottom - one.top)


def whole(row: Row) -> Line:
    """Return a row as one line."""
    return row.whole


def _usual(heights: list[float], texts: tuple[str, ...]) -> float:
    """Return the height that half of the letters do not pass."""
    half, so_far = sum(map(len, texts)) / 2, 0
    for height, text in sorted(zip(heights, texts, strict=True)):
        so_far += len(text)
        if so_far >= half:
            return height
    return heights[0]


def most(texts: Sequence[str], marked: Sequence[bool]) -> bool:
    """Tell whether most letters are in marked texts."""
    lengths = list(map(len, texts))
    return 2 * sum(length for length, mark in zip(lengths, marked, strict=True) if mark) > sum(lengths)


def _alone(page: int, word: Word) -> Row:
    line = line_of(page, (word,))
    return Row((line,), line)


def _cut(page: int, words: list[Word]) -> Row:
    line = line_of(page, words)
    lefts, rights = list(map(_left, words)), list(map(_right, words))
    del lefts[0]
    gaps = list(map(sub, lefts, rights))
    widest, least = max(gaps), _GAP * line.height
    if widest <= least:
        return Row((line,), line)
    inside = [_BLANK * line.height] * (line.text.count(" ") - len(gaps))
    gaps += inside
    usual = median(gaps)
    if len(gaps) < _FEW_GAPS:
        usual = min(usual, _USUAL_GAP * line.height)
    limit = max(least, _GAP_RATIO * usual)
    if widest <= limit:
        return Row((line,), line)
    cuts = [0, *(index for index, gap in enumerate(gaps[: len(words) - 1], start=1) if gap > limit), len(words)]
    return Row(tuple(line_of(page, words[start:end]) for start, end in pairwise(cuts)), line)
