"""Accuracy and speed of finding references: the project's written cases, labelled sentences, hostile texts.

    python -m bench.references [LABELLED.jsonl …]

Prints the exact F1 of spans on the written cases and on each file of labelled sentences (one object a line: `text`, and
`spans` with `start`, `end` and perhaps `label`), by label too; megabytes a second of one core on those texts; and the
worst seconds a megabyte on hostile repetitions, at two lengths, which shows that time grows with the length only.
"""

import csv
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from core.settings import Settings
from core.text import normalise
from nlp.own_title import own_title_end
from nlp.references import find_references

_CASES = Path(__file__).parent.parent / "tests" / "nlp" / "cases" / "references.csv"
_MEGA = 1_000_000
_ROUNDS = 3
_LENGTHS = (100_000, 400_000)  # characters of a hostile text
_SHOWN = 5  # of the slowest
_HOSTILE = (
    "1", "/", "-", "số ", '"', "a", "A", "\n", "1/", "1-a ", "12/A", "12/2000/", "1 , ", "1,2,3/", "12/QĐ-A&", "QĐ/A-", "33/CT-TTg",
    "Luật ", "Luật A, ", "Quyết định ", "Quyết định số ", "Quyết định số 1/", "số 1/A ", "Nghị định số 12, 13, ", "ngày 1/1/2020 ",
    "Luật sửa đổi, bổ sung một số điều của Luật Giá và ", "của Chủ tịch ", "Ban A và ", "của UBND tỉnh A (", "điểm a khoản 2 Điều 5 ",
    "Nghị quyết của Đại hội Đảng bộ ", "Kế hoạch phối hợp a b c d số ", "Số …/", "căn cứ ", "“Luật ",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with the spans that people marked in it, each with its label."""

    text: str
    spans: dict[tuple[int, int], str]


@dataclass(frozen=True, slots=True)
class Figures:
    """How found spans agree with marked ones, all in [0, 1]."""

    precision: float
    recall: float
    f1: float
    overlap: float  # share of the marked spans that a found one touches


def found_spans(text: str) -> set[tuple[int, int]]:
    """Return the spans that `soat refs` gives for a raw text."""
    normal = normalise(text)
    body = own_title_end(normal.text)
    spans = (one.span for one in find_references(normal.text) if one.span.start >= body)
    return {(raw.start, raw.end) for raw in map(normal.offsets.span_to_raw, spans)}


def figures_of(labelled: Iterable[Labelled]) -> tuple[Figures, dict[str, float]]:
    """Return the figures over all texts, and the exact recall of each label."""
    right = said = touched = 0
    marked: Counter[str] = Counter()
    met: Counter[str] = Counter()
    for one in labelled:
        found = found_spans(one.text)
        said += len(found)
        right += len(found & one.spans.keys())
        marked.update(one.spans.values())
        met.update(label for span, label in one.spans.items() if span in found)
        touched += sum(any(first < end and begin < last for first, last in found) for begin, end in one.spans)
    true = marked.total()
    precision, recall = right / said if said else 1.0, right / true if true else 1.0
    f1 = 2 * right / (said + true) if said + true else 1.0
    by_label = {label: met[label] / count for label, count in sorted(marked.items()) if label}
    return Figures(precision, recall, f1, touched / true if true else 1.0), by_label


def written_cases() -> list[Labelled]:
    """Return the project's own cases, spans marked with «»."""
    with _CASES.open(encoding="utf-8", newline="") as lines:
        return [_unmarked(row["text"]) for row in csv.DictReader(lines)]


def labelled_sentences(path: Path) -> list[Labelled]:
    """Return the sentences of a file of JSON lines."""
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return [
        Labelled(row["text"], {(span["start"], span["end"]): span.get("label", "") for span in row["spans"]})
        for row in rows
    ]


def seconds_a_megabyte(text: str, rounds: int = _ROUNDS) -> float:
    """Return the least processor time for a megabyte (UTF-8) of such a text."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        find_references(text)
        times.append(time.process_time() - start)
    return min(times) / (len(text.encode()) / _MEGA)


def main(arguments: list[str]) -> None:
    """Measure and print."""
    samples = sorted((Settings().data_dir / "samples" / "texts").glob("*.md"))
    find_references("Luật Giá, Nghị định số 1/2020/NĐ-CP của Chính phủ")  # compiles the tables
    sets = {"cases": written_cases()} | {Path(name).parent.name: labelled_sentences(Path(name)) for name in arguments}
    for name, labelled in sets.items():
        figures, by_label = figures_of(labelled)
        print(
            f"{name}: exact_f1={figures.f1:.4f} precision={figures.precision:.4f} recall={figures.recall:.4f} "
            f"overlap_recall={figures.overlap:.4f} texts={len(labelled)}"
        )
        if by_label:
            print("  exact recall:", " ".join(f"{label}={share:.3f}" for label, share in by_label.items()))
    texts = {name: "\n".join(one.text for one in labelled) for name, labelled in sets.items() if name != "cases"}
    texts["samples"] = "\n".join(path.read_text(encoding="utf-8") for path in samples)
    for name, text in texts.items():
        print(f"{name}: {1 / seconds_a_megabyte(text):.2f} MB/s, {len(find_references(text))} references")
    slow = {piece: [seconds_a_megabyte(piece * (long // len(piece)), 1) for long in _LENGTHS] for piece in _HOSTILE}
    for piece, (short, long) in sorted(slow.items(), key=lambda item: -item[1][1])[:_SHOWN]:
        print(f"hostile {piece!r}: {short:.2f} s/MB, four times as long {long:.2f} s/MB")


def _unmarked(marked: str) -> Labelled:
    spans: dict[tuple[int, int], str] = {}
    start = 0
    plain = ""
    for letter in marked:
        if letter == "«":
            start = len(plain)
        elif letter == "»":
            spans[start, len(plain)] = ""
        else:
            plain += letter
    return Labelled(plain, spans)


if __name__ == "__main__":
    main(sys.argv[1:])
