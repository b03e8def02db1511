"""Words with boxes become lines: rows by height, cut where a gap is wider than between words."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from core.document import Box, PageSource

_SAME_ROW = 0.45  # of a word's height: how far its middle may lie from the row's
_GAP = 0.6  # of the height: the least gap between two columns
_GAP_RATIO = 2.2  # of the row's usual gap between words: from there on it is a gap between columns
_USUAL_GAP = 0.35  # of the height: the widest usual gap where a row has too few to tell
_FEW_GAPS = 4
_OVER = 0.3  # of a word's height that another one must share to lie over it


@dataclass(frozen=True, slots=True)
class Word:
    """A word on a page. Edges in PDF points from the page's top left; `confidence` in [0, 1]."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    bold: bool = False
    italic: bool = False
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Line:
    """Words that stand beside each other without a column's gap between them."""

    page: int
    words: tuple[Word, ...]

    @property
    def left(self) -> float:
        """Left edge."""
        return self.words[0].left

    @property
    def right(self) -> float:
        """Right edge."""
        return max(word.right for word in self.words)

    @property
    def top(self) -> float:
        """Upper edge."""
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return max(word.bottom for word in self.words)

    @property
    def middle(self) -> float:
        """Place halfway between left and right."""
        return (self.left + self.right) / 2

    @property
    def height(self) -> float:
        """Usual height of a word."""
        return median(word.bottom - word.top for word in self.words)

    @property
    def text(self) -> str:
        """The words with blanks between them."""
        return " ".join(word.text for word in self.words)

    @property
    def bold(self) -> bool:
        """Tell whether most letters are bold."""
        return 2 * sum(len(word.text) for word in self.words if word.bold) > sum(len(word.text) for word in self.words)

    @property
    def italic(self) -> bool:
        """Tell whether most letters are italic."""
        letters = sum(len(word.text) for word in self.words)
        return 2 * sum(len(word.text) for word in self.words if word.italic) > letters

    @property
    def box(self) -> Box:
        """The rectangle around the words."""
        return Box(round(self.left, 1), round(self.top, 1), round(self.right, 1), round(self.bottom, 1))


Row = tuple[Line, ...]  # lines beside each other, from the left


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


def rows_of(page: int, words: Sequence[Word]) -> list[Row]:
    """Return the rows of a page from the top; each row's lines from the left."""
    rows: list[list[Word]] = []
    middles: list[float] = []
    for word in sorted(words, key=_middle):
        height = max(1.0, word.bottom - word.top)
        if rows and _middle(word) - middles[-1] <= _SAME_ROW * height:
            rows[-1].append(word)
        else:
            rows.append([word])
            middles.append(_middle(word))
    return [_cut(page, sorted(row, key=lambda word: word.left)) for row in rows]


def overlap(one: Word, other: Word) -> bool:
    """Tell whether two words lie over each other."""
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    return across > 0 and down > _OVER * (one.bottom - one.top)


def whole(row: Row) -> Line:
    """Return a row as one line."""
    return row[0] if len(row) == 1 else Line(row[0].page, tuple(word for line in row for word in line.words))


def _middle(word: Word) -> float:
    return (word.top + word.bottom) / 2


def _cut(page: int, words: list[Word]) -> Row:
    height = median(word.bottom - word.top for word in words)
    gaps = [after.left - before.right for before, after in pairwise(words)]
    usual = median(gaps) if gaps else 0.0
    if len(gaps) < _FEW_GAPS:
        usual = min(usual, _USUAL_GAP * height)
    limit = max(_GAP * height, _GAP_RATIO * usual)
    lines: list[list[Word]] = [[words[0]]]
    for word, gap in zip(words[1:], gaps, strict=True):
        if gap > limit:
            lines.append([word])
        else:
            lines[-1].append(word)
    return tuple(Line(page, tuple(line)) for line in lines)
