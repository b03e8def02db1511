"""Read a sample report's text: front matter, lines and the labels behind the sentences (bài mẫu và nhãn vàng)."""

import tomllib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from core.coverage import RemarkKind, Status

OPEN, CLOSE = "⟦", "⟧"
ROMAN = frozenset("IVX")
SENTENCE_ENDS = (". ", "? ", "! ")


class LineKind(StrEnum):
    """What a line of the body becomes in the built document."""

    HEADING_1 = "heading 1"
    HEADING_2 = "heading 2"
    BULLET = "bullet"
    SUB_BULLET = "sub-bullet"
    ROW = "row"
    PARAGRAPH = "paragraph"


PREFIXES = (
    ("## ", LineKind.HEADING_2),
    ("# ", LineKind.HEADING_1),
    ("- ", LineKind.BULLET),
    ("+ ", LineKind.SUB_BULLET),
    ("|", LineKind.ROW),
)


@dataclass(frozen=True, slots=True)
class Label:
    """A sentence with what it says: one or more (task, status), or a remark."""

    sentence: str
    statuses: tuple[tuple[str, Status], ...]
    remarks: tuple[RemarkKind, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph or table row, its marks taken off."""

    kind: LineKind
    text: str
    labels: tuple[Label, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells of a table row."""
        return tuple(cell.strip() for cell in self.text.strip("|").split("|"))


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample document: its front matter and its lines."""

    name: str
    head: dict[str, Any]
    lines: tuple[Line, ...]

    @property
    def file(self) -> str:
        """The built file's base name."""
        return str(self.head["file"])

    @property
    def unit(self) -> str:
        """The unit that sent it, empty for the dispatch."""
        return str(self.head["unit"])

    @property
    def counts(self) -> bool:
        """Tell whether it counts for the campaign."""
        return bool(self.head["counts"])

    @property
    def directive(self) -> bool:
        """Tell whether it is the dispatch itself."""
        return self.head.get("kind") == "directive"

    @property
    def day(self) -> date:
        """The day in the date line."""
        day = self.head["date"]
        if not isinstance(day, date):
            raise TypeError(f"{self.name}: date is no date: {day!r}")
        return day

    @property
    def labels(self) -> tuple[Label, ...]:
        """Every label, in the order of the text."""
        return tuple(label for line in self.lines for label in line.labels)

    @property
    def text(self) -> str:
        """The body without marks, one line a paragraph."""
        return "\n".join(line.text for line in self.lines)


def read_sample(path: Path) -> Sample:
    """Read one text; ValueError names the file and the mark that is not well formed."""
    _, head, body = path.read_text(encoding="utf-8").split("+++\n", 2)
    lines = (read_line(line.strip(), path.stem) for line in body.splitlines() if line.strip())
    return Sample(path.stem, tomllib.loads(head), tuple(lines))


def read_samples(folder: Path) -> tuple[Sample, ...]:
    """Read all texts of a folder, in the order of their names."""
    return tuple(read_sample(path) for path in sorted(folder.glob("*.md")))


def read_line(line: str, name: str) -> Line:
    """Tell a line's kind and take its marks off."""
    kind, rest = LineKind.PARAGRAPH, line
    for prefix, found in PREFIXES:
        if line.startswith(prefix):
            kind, rest = found, line.removeprefix(prefix).strip()
            break
    text, labels = _split_marks(rest, name)
    return Line(kind, text, labels)


def number_of(heading: str) -> str:
    """Return a heading's number with its point ("II.", "3.", "a)"), empty where it has none."""
    word = heading.split(" ", 1)[0]
    stem = word[:-1]
    known = stem.isdigit() or (stem != "" and set(stem) <= ROMAN) or (len(stem) == 1 and stem.islower())
    return word if known and word[-1] in ".)" else ""


def last_sentence(text: str) -> str:
    """Return the last sentence of a text that ends with a sentence."""
    text = text.strip()
    starts = [
        at + 2
        for at in range(len(text) - 2)
        if text[at : at + 2] in SENTENCE_ENDS and text[at + 2 :].lstrip("“\"' ")[:1].isupper()
    ]
    return text[starts[-1] :].strip() if starts else text


def _split_marks(text: str, name: str) -> tuple[str, tuple[Label, ...]]:
    """Return the text without its marks, and the labels that they give to the sentences before them."""
    plain, labels, before = "", [], ""
    while OPEN in text:
        part, _, text = text.partition(OPEN)
        mark, closed, text = text.partition(CLOSE)
        if not closed or OPEN in mark:
            raise ValueError(f"{name}: mark is not closed: {mark[:40]!r}")
        before = part if part.strip() else before
        plain += part.rstrip()
        labels.append(_label(last_sentence(before), mark, name))
    return (plain + text).strip(), tuple(labels)


def _label(sentence: str, mark: str, name: str) -> Label:
    """Read "4 done; 5 quantified; difficulty" into a label of the sentence."""
    statuses, remarks = [], []
    for item in (part.strip() for part in mark.split(";")):
        task, space, status = item.partition(" ")
        try:
            if space:
                statuses.append((_task(task), Status(status)))
            else:
                remarks.append(RemarkKind(item))
        except ValueError as error:
            raise ValueError(f"{name}: no such mark: {item!r}") from error
    return Label(sentence, tuple(statuses), tuple(remarks))


def _task(text: str) -> str:
    """Return a task that may be marked (1 to 7): task 8 is decided by the return of the report."""
    if text not in set("1234567"):
        raise ValueError(f"task {text!r} is not marked")
    return text
