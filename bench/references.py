"""Accuracy and speed of finding references: the project's written cases, labelled sentences, hostile texts.

    python -m bench.references [LABELLED.jsonl …] [--show] [--check | --record]

Prints the exact F1 of spans on the written cases and on each file of labelled sentences (one object a line: `text`, and
`spans` with `start`, `end` and perhaps `label`), exact and overlap F1 by label too, with `--show` every disagreement; megabytes a second of one
core on those texts, and of `soat refs` from line to line; and the seconds that hostile texts take at one, two and four
megabytes, which shows that time grows with the length only.

`--check` measures accuracy alone, prints the change against `references.json` and fails where a figure fell. Where no file
is named it takes the labelled sentences that lie beside the repository; where there are none, it says so and checks the
written cases. `--record` writes the figures down. `python -m bench.documents` measures whole documents.
"""

import argparse
import csv
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from core.settings import Settings
from core.text import normalise, squeeze
from flows.show import references_of_lines
from nlp.own_title import own_title_end
from nlp.references import find_references

_ROOT = Path(__file__).parent.parent
_CASES = _ROOT / "tests" / "nlp" / "cases" / "references"
_BESIDE = _ROOT.parent / "shared" / "eval" / "vnlegaltext" / "val.jsonl"
_RECORD = Path(__file__).with_suffix(".json")
_MEGA = 1_000_000
_ROUNDS = 3
_LENGTHS = (1, 2, 4)  # megabytes of a hostile text
_LEAST_FALL = 0.0002  # of a figure; less is rounding
_SHOWN = 60  # characters around a disagreement
NAMED = (
    "1",
    "/",
    "-",
    "số ",
    '"',
    "Quyếtđịnhsố12/QĐ-UBNDngày01/01/2024vàchiếuLuậtĐấtđai",
)  # the last: one line without blanks
MIXED = (
    "a", "A", "\n", "1/", "1-a ", "12/A", "12/2000/", "1 , ", "1,2,3/", "12/QĐ-A&", "QĐ/A-", "33/CT-TTg", "Luật ", "Luật A, ",
    "Quyết định ", "Quyết định số ", "Quyết định số 1/", "số 1/A ", "Nghị định số 12, 13, ", "ngày 1/1/2020 ", "của Chủ tịch ",
    "Luật sửa đổi, bổ sung một số điều của Luật Giá và ", "Ban A và ", "của UBND tỉnh A (", "điểm a khoản 2 Điều 5 ",
    "Nghị quyết của Đại hội Đảng bộ ", "Kế hoạch phối hợp a b c d số ", "Số …/", "căn cứ ", "“Luật ", "a Thông tư về a ",
    "a Nghị định của Bộ A quy định ", "Đề án A ", "Sở A có Sở A có 1/QĐ-A ", ", ; 1/QĐ-A ", "thực hiện pháp ",
    "1/QĐ-A ", "a 1/QĐ-A ", "217-QĐ/TW\n", "Bộ luật ",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with the spans that people marked in it, each with its label."""

    text: str
    spans: dict[tuple[int, int], str]


@dataclass(frozen=True, slots=True)
class Figures:
    """How found spans agree with marked ones, all in [0, 1]."""

    exact_f1: float
    precision: float
    recall: float
    overlap_recall: float  # share of the marked spans that a found one touches


@dataclass(frozen=True, slots=True)
class Shares:
    """How well one type of document is found, in [0, 1]."""

    exact_f1: float
    overlap_f1: float


def found_spans(text: str) -> dict[tuple[int, int], str]:
    """Return the spans that `soat refs` gives for a raw text, each with the initials of its type as label."""
    normal = normalise(text)
    body = own_title_end(normal.text)
    spans = {}
    for one in find_references(normal.text):
        if one.span.start >= body:
            raw = normal.offsets.span_to_raw(one.span)
            spans[raw.start, raw.end] = "".join(word[0] for word in (one.doc_type or "").upper().split())
    return spans


def figures_of(labelled: Iterable[Labelled]) -> tuple[Figures, dict[str, Shares]]:
    """Return the figures over all texts, and the exact and the overlap F1 of each label."""
    marked, said, right, touched, touching = (Counter[str]() for _ in range(5))
    for one in labelled:
        found = found_spans(one.text)
        marked.update(one.spans.values())
        said.update(found.values())
        right.update(label for span, label in one.spans.items() if span in found)
        touched.update(label for span, label in one.spans.items() if _touches(span, found))
        touching.update(label for span, label in found.items() if _touches(span, one.spans))
    true, told, exact = marked.total(), said.total(), right.total()
    figures = Figures(_f1(exact, told, true), _share(exact, told), _share(exact, true), _share(touched.total(), true))
    by_label = {
        label: Shares(
            _f1(right[label], said[label], count),
            _harmonic(_share(touching[label], said[label]), _share(touched[label], count)),
        )
        for label, count in sorted(marked.items())
        if label
    }
    return figures, by_label


def written_cases() -> list[Labelled]:
    """Return the project's own cases, spans marked with «»."""
    cases = []
    for path in sorted(_CASES.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            cases += [_unmarked(row["text"]) for row in csv.DictReader(lines)]
    return cases


def labelled_sentences(path: Path) -> list[Labelled]:
    """Return the sentences of a file of JSON lines."""
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return [
        Labelled(row["text"], {(span["start"], span["end"]): span.get("label", "") for span in row["spans"]})
        for row in rows
    ]


def fallen(figures: dict[str, dict[str, float]], recorded: dict[str, dict[str, float]]) -> list[str]:
    """Return what fell against the record, as sentences; a set that is not recorded, or not measured, cannot fall."""
    return [
        f"{name}: {figure} fell from {was:.4f} to {figures[name][figure]:.4f}"
        for name, old in recorded.items()
        if name in figures
        for figure, was in old.items()
        if figures[name][figure] < was - _LEAST_FALL
    ]


def seconds(text: str, rounds: int = _ROUNDS) -> float:
    """Return the least processor time over such a text."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        find_references(text)
        times.append(time.process_time() - start)
    return min(times)


def main(arguments: list[str]) -> int:
    """Measure and print; 1 where a checked figure fell."""
    parser = argparse.ArgumentParser(prog="bench.references")
    parser.add_argument("labelled", nargs="*", type=Path)
    parser.add_argument("--show", action="store_true", help="print every disagreement")
    parser.add_argument("--check", action="store_true", help="accuracy only, against the record")
    parser.add_argument("--record", action="store_true", help="write the figures down")
    options = parser.parse_args(arguments)
    paths = options.labelled or [path for path in (_BESIDE,) if path.is_file()]
    if not paths:
        print("labelled sentences: none beside the repository, the written cases only")
    sets = {"cases": written_cases()} | {path.parent.name: labelled_sentences(path) for path in paths}
    recorded = json.loads(_RECORD.read_text(encoding="utf-8"))
    figures = _accuracy(sets, recorded, show=options.show)
    if options.record:
        _RECORD.write_text(json.dumps(recorded | figures, indent=1) + "\n", encoding="utf-8")
    if not (options.check or options.record):
        _speed(sets)
    worse = fallen(figures, recorded) if options.check else []
    for line in worse:
        print(line)
    return 1 if worse else 0


def _accuracy(
    sets: dict[str, list[Labelled]], recorded: dict[str, dict[str, float]], *, show: bool
) -> dict[str, dict[str, float]]:
    told = {}
    for name, labelled in sets.items():
        measured, by_label = figures_of(labelled)
        told[name] = {figure: round(value, 4) for figure, value in asdict(measured).items()}
        words = (
            f"{key}={value:.4f} ({value - recorded.get(name, {}).get(key, value):+.4f})"
            for key, value in told[name].items()
        )
        print(f"{name}: {' '.join(words)} texts={len(labelled)}")
        if by_label:
            shares = (f"{label}={one.exact_f1:.3f}/{one.overlap_f1:.3f}" for label, one in by_label.items())
            print("  exact/overlap F1:", " ".join(shares))
        if show:
            _show(labelled)
    return told


def _show(labelled: Iterable[Labelled]) -> None:
    for one in labelled:
        found = found_spans(one.text)
        missed, extra = one.spans.keys() - found.keys(), found.keys() - one.spans.keys()
        for sign, spans in (("missed", missed), ("extra ", extra)):
            for begin, end in sorted(spans):
                before, behind = one.text[max(0, begin - _SHOWN) : begin], one.text[end : end + _SHOWN]
                print(f"  {sign} {squeeze(before)} «{squeeze(one.text[begin:end])}» {squeeze(behind)}")


def _speed(sets: dict[str, list[Labelled]]) -> None:
    samples = sorted((Settings().data_dir / "samples" / "texts").glob("*.md"))
    texts = {name: [one.text for one in labelled] for name, labelled in sets.items() if name != "cases"}
    texts["samples"] = [path.read_text(encoding="utf-8") for path in samples]
    for name, parts in texts.items():
        text = "\n".join(parts)
        size = len(text.encode()) / _MEGA
        lines = [json.dumps({"id": number, "text": part}) for number, part in enumerate(parts)]
        start = time.process_time()
        count = sum(1 for _ in references_of_lines(lines))
        whole = time.process_time() - start
        print(f"{name}: {size / seconds(text):.2f} MB/s, soat refs {size / whole:.2f} MB/s, {count} texts")
    print("hostile text, seconds at", ", ".join(f"{length} MB" for length in _LENGTHS))
    for piece in NAMED:
        print(f"  {piece!r}:", ", ".join(f"{seconds(_repeated(piece, length * _MEGA), 1):.2f}" for length in _LENGTHS))
    slowest = max(MIXED, key=lambda piece: seconds(_repeated(piece, _MEGA // 10), 1))
    print(
        f"  the slowest of {len(MIXED)} others, {slowest!r}:",
        ", ".join(f"{seconds(_repeated(slowest, length * _MEGA), 1):.2f}" for length in _LENGTHS),
    )


def _touches(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(first < span[1] and span[0] < last for first, last in others)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _f1(right: int, said: int, true: int) -> float:
    return _share(2 * right, said + true)


def _harmonic(one: float, other: float) -> float:
    return 2 * one * other / (one + other) if one + other else 0.0


def _repeated(piece: str, size: int) -> str:
    """Return a text of so many bytes that is nothing but the piece."""
    return piece * (size // len(piece.encode()))


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
    sys.exit(main(sys.argv[1:]))
