"""The sentence model (mô hình câu): what a sentence's words say of its tasks and its status, learned from labelled reports.

A linear model over the word sequences of a sentence (one to three words) and of its heading (one or two). Its weights are plain numbers in
`data/tables/model_words.csv`, made by `python -m tools.train`; nothing but the tables is needed to use it.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import log, sqrt
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.campaign import Campaign
from core.coverage import Status
from core.settings import Settings
from core.text import Span, matching
from nlp.others import Doer
from nlp.sections import Role

BIAS = "bias"
STATUSES = tuple(status for status in Status if status is not Status.NONE)
TEXT, HEADING, SIGN = "t", "h", "s"  # what an entry of the vocabulary is: of the sentence, of its heading, a sign
HEADING_SHARE = 0.5  # of a heading's words beside the sentence's own
LONGEST = {TEXT: 3, HEADING: 2}  # words of a sequence; three at most, as `SentenceModel._found` seeks them
_PUNCTUATION = str.maketrans(dict.fromkeys('.,;:()“”"|/+*•?!…', " ") | dict.fromkeys("123456789", "0"))
_PAST_END = ("", "")  # no word follows the last one
_USUAL = 12  # sequences that a model knows of a sentence of usual words; of fewer it says less
_TOLD = 2  # sequences that are named as the reason
Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence as the model reads it; `span` is its place in the document."""

    span: Span
    text: str
    heading: str
    role: Role
    row: bool  # of a table
    figures: tuple[Span, ...] = ()  # in the text
    doer: Doer = Doer.OWN
    page: int | None = None
    elapsed: bool = False  # tells of another year only
    cues: tuple[str, ...] = ()  # kinds of cues that stand in it


@dataclass(frozen=True, slots=True)
class Reading:
    """Log odds of a line: that it bears on each task, and that its status is each one."""

    tasks: dict[str, float]
    statuses: dict[Status, float]
    known: float  # in [0, 1]: how much of a usual sentence the model knows of this one


def sequences(text: str, longest: int) -> list[str]:
    """Return all sequences of one to `longest` words of a text."""
    words = _words(text)
    return [" ".join(words[at : at + n]) for n in range(1, longest + 1) for at in range(len(words) - n + 1)]


def _words(text: str) -> list[str]:
    """Return the words of a text in the form of `core.text.matching`, numbers as 0."""
    return ["0" if word.strip("0") == "" else word for word in matching(text).translate(_PUNCTUATION).split()]


def signs_of(line: Line) -> Iterator[str]:
    """Return what else the model knows of a line: the role of its section, and whether it is a table's row."""
    yield f"role {line.role}"
    if line.row:
        yield "row"


class _Sequence(dict[str, "_Sequence"]):
    """A sequence of words with those that may follow it, and its place in the vocabulary where it stands there itself."""

    __slots__ = ("place",)

    def __init__(self) -> None:
        super().__init__()
        self.place: int | None = None


class SentenceModel:
    """A vocabulary with its weights: a column for each task, then one for each status."""

    def __init__(self, tasks: tuple[str, ...], rows: Iterable[tuple[str, str, float, Iterable[float]]]) -> None:
        self.tasks = tasks
        self._known = {TEXT: _Sequence(), HEADING: _Sequence()}
        self._signs: dict[str, int] = {}
        self._headings: dict[str, tuple[list[int], list[float]]] = {}  # the last one: it stands over many lines
        self._names, self._rare, weights = [], [], []
        for place, (kind, name, rarity, row) in enumerate(rows):
            if kind == SIGN:
                self._signs[name] = place
            else:
                sequence = self._known[kind]
                for word in name.split():
                    sequence = sequence.setdefault(word, _Sequence())
                sequence.place = place
            self._names.append(name)
            self._rare.append(rarity)
            weights.append(tuple(row))
        self._weights = np.array(weights, np.float32)

    def read(self, line: Line) -> Reading:
        """Return what the words of a line say."""
        places, values, told = self._values(line)
        odds = (values @ self._weights[places]).tolist()
        of_tasks = dict(zip(self.tasks, odds, strict=False))
        return Reading(of_tasks, dict(zip(STATUSES, odds[len(self.tasks) :], strict=True)), min(1.0, told / _USUAL))

    def reasons(self, line: Line, task: str) -> tuple[str, ...]:
        """Return the sequences of the sentence that spoke most for its bearing on a task."""
        places, values, told = self._values(line)
        parts = values[1 : told + 1] * self._weights[places[1 : told + 1], self.tasks.index(task)]
        best = np.argsort(-parts, kind="stable")[:_TOLD]
        return tuple(self._names[places[at + 1]] for at in map(int, best) if parts[at] > 0)

    def _values(self, line: Line) -> tuple[list[int], Vector, int]:
        """Return the places of a line's entries, the bias first and the sentence's own next, their values, and how many its own are."""
        if line.heading not in self._headings:
            self._headings = {line.heading: self._of(HEADING, line.heading, HEADING_SHARE)}
        own, values = self._of(TEXT, line.text, 1.0)
        heading, beside = self._headings[line.heading]
        signs = [self._signs[sign] for sign in signs_of(line) if sign in self._signs]
        places = [self._signs[BIAS], *own, *heading, *signs]
        return places, np.array([1.0, *values, *beside, *([1.0] * len(signs))], np.float32), len(own)

    def _of(self, kind: str, text: str, share: float) -> tuple[list[int], list[float]]:
        """Return the places of a text's sequences with their values, together `share` long."""
        counts = Counter(self._found(kind, _words(text)))
        found = [self._rare[place] * (1 + log(count) if count > 1 else 1) for place, count in counts.items()]
        length = sqrt(sum([value * value for value in found])) or 1.0
        return list(counts), [share * value / length for value in found]

    def _found(self, kind: str, words: list[str]) -> list[int]:
        """Return the places of the known sequences of a text, single words first; longer ones are sought behind their beginnings."""
        known, ended = self._known[kind], [*words, *_PAST_END]
        ones: list[int] = []
        twos: list[int] = []
        threes: list[int] = []
        for at, word in enumerate(words):
            if (one := known.get(word)) is None:
                continue
            if one.place is not None:
                ones.append(one.place)
            if (two := one.get(ended[at + 1])) is None:
                continue
            if two.place is not None:
                twos.append(two.place)
            if (three := two.get(ended[at + 2])) is not None and three.place is not None:
                threes.append(three.place)
        return ones + twos + threes


def _read_table(path: Path) -> tuple[tuple[str, ...], tuple[tuple[str, str, float, tuple[float, ...]], ...]]:
    with path.open(encoding="utf-8", newline="") as handle:
        head, *rows = csv.reader(handle)
    tasks = tuple(name for name in head[3:] if name not in set(STATUSES))
    return tasks, tuple((row[0], row[1], float(row[2]), tuple(float(value or 0) for value in row[3:])) for row in rows)


@lru_cache(maxsize=1)
def shipped_model() -> SentenceModel:
    """Return the model of the tables."""
    return SentenceModel(*_read_table(Settings().tables_dir / "model_words.csv"))


def known_tasks(campaign: Campaign) -> frozenset[str]:
    """Return the tasks of a campaign that the model was learned for: those of the same id and title."""
    with (Settings().tables_dir / "model_tasks.csv").open(encoding="utf-8", newline="") as handle:
        learned = {(row["task_id"], row["title"]) for row in csv.DictReader(handle)}
    return frozenset(task.id for task in campaign.tasks if (task.id, task.title) in learned)
