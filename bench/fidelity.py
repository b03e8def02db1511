"""Fidelity: the same report in every form gives the same text. Prints wrong characters a form, and checks them against its bar.

    python -m bench.fidelity [--check] [--forms docx,pdf,…] [--texts FILE …] [--show] [--keep FOLDER]

Each text becomes a report in a look of its own (font, size, spacing, footnotes, an annex on its side), is written in
each form (tools.variants) and read by `extractors.read.read_tree`. What was read is the text of all blocks but running
heads, in the order of the document, cell bars dropped and blanks squeezed; it is compared with what was written.
CER is Levenshtein's distance over the written text's length, in percent, so that text in a wrong place counts as wrong
twice; `moved` says how many of the written lines were read whole, but before a line that stands ahead of them; `lines`
is the share of written lines that are exactly one block. With `--check` the exit status is 1 when a form's mean CER
passes its bar.
"""

import argparse
import sys
import tempfile
import time
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from core.document import BlockKind, Document
from core.settings import Settings
from core.text import squeeze
from extractors.read import read_tree
from tools.sample_files import find_libreoffice
from tools.sample_text import read_sample
from tools.variants.forms import FORMS, SLOW, Form, write
from tools.variants.report import LOOKS, Report, report_of, truth

TEXTS = (
    "samples/texts/sonduong.md",
    "samples/texts/tptq.md",
    "heldout2/texts/sgddt.md",
    "heldout/texts/sct.md",
    "heldout2/texts/nahang.md",
    "samples/texts/chiemhoa.md",
)
_AROUND = 24  # characters shown beside a difference


@dataclass(frozen=True, slots=True)
class Score:
    """One file: share of wrong characters, lines read whole but out of order, share of lines that are one block."""

    report: str
    error: float
    moved: int
    whole: float
    seconds: float
    read: str
    wanted: str


def reports_of(texts: Iterable[Path]) -> tuple[Report, ...]:
    """Return the texts as reports, each in the next look."""
    return tuple(report_of(read_sample(path), LOOKS[at % len(LOOKS)]) for at, path in enumerate(texts))


def lines_of(document: Document) -> list[str]:
    """Return the text of the blocks in their order, without running heads and without the bars between cells."""
    lines = []
    for block in document.blocks:
        if block.kind is not BlockKind.RUNNING:
            parts = block.cells or (block.span,)
            lines.append(squeeze(" ".join(part.of(document.text) for part in parts)))
    return lines


def score(report: Report, path: Path) -> Score:
    """Read the file, and compare the last document that it holds with the report."""
    start = time.perf_counter()
    items = read_tree(path, Settings())
    seconds = time.perf_counter() - start
    found = [item.reading.document for item in items if item.reading.document is not None]
    read = lines_of(found[-1]) if found else []
    wanted = truth(report)
    text, true = " ".join(read), " ".join(wanted)
    error = Levenshtein.distance(text, true) / len(true)
    blocks = set(read)
    whole = sum(line in blocks for line in wanted) / len(wanted)
    return Score(report.name, error, _moved(text, wanted), whole, seconds, text, true)


def measure(form: Form, reports: Sequence[Report], folder: Path, program: str) -> list[Score]:
    """Write the reports in this form into the folder, and score each."""
    scores = []
    for report, content in zip(reports, write(form, reports, program).values(), strict=True):
        path = folder / f"{report.name}.{form.name}{form.suffix}"
        path.write_bytes(content)
        scores.append(score(report, path))
    return scores


def differences(one: Score) -> list[str]:
    """Return the places where the texts differ: what was written and what was read, with what stands before."""
    matcher = SequenceMatcher(None, one.wanted, one.read, autojunk=False)
    return [
        f"…{one.wanted[max(0, a - _AROUND) : a]}[{one.wanted[a:b]} → {one.read[c:d]}]{one.wanted[b : b + _AROUND // 2]}…"
        for kind, a, b, c, d in matcher.get_opcodes()
        if kind != "equal"
    ]


def _moved(text: str, lines: Sequence[str]) -> int:
    """Return how many lines stand in the text, but not in their order (all but the longest rising run)."""
    places = [text.find(line) for line in lines if len(line) > _AROUND and text.count(line) == 1]
    tails: list[int] = []
    for place in places:
        at = bisect_left(tails, place)
        tails[at : at + 1] = [place]
    return len(places) - len(tails)


def main() -> int:
    """Measure and print; 1 where a bar is broken and `--check` was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="exit with 1 when a form passes its bar")
    parser.add_argument("--show", action="store_true", help="show each difference")
    parser.add_argument("--forms", default="", help="names of forms with commas between; all by default")
    parser.add_argument("--texts", type=Path, nargs="*", help="texts in place of the usual ones")
    parser.add_argument("--keep", type=Path, help="keep the written files in this folder")
    chosen = parser.parse_args()
    program = find_libreoffice() or ""
    named = set(filter(None, chosen.forms.split(",")))
    forms = [form for form in FORMS if (form.name in named if named else program or form not in SLOW)]
    reports = reports_of(chosen.texts or [Settings().data_dir / name for name in TEXTS])
    broken = []
    print(
        f"{'form':<14} {'files':>5} {'mean %':>8} {'worst %':>8} {'bar %':>6} {'moved':>5} {'lines':>6} {'s/file':>7}"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = chosen.keep or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        for form in forms:
            scores = measure(form, reports, folder, program)
            mean = sum(one.error for one in scores) / len(scores)
            worst = max(scores, key=lambda one: one.error)
            whole = sum(one.whole for one in scores) / len(scores)
            seconds = sum(one.seconds for one in scores) / len(scores)
            moved = sum(one.moved for one in scores)
            print(
                f"{form.name:<14} {len(scores):>5} {mean:>8.3%} {worst.error:>8.3%} {form.bar:>6.1%} {moved:>5} {whole:>6.1%}"
                f" {seconds:>7.2f}  {worst.report if worst.error else ''}{'  BROKEN' if mean > form.bar else ''}",
                flush=True,
            )
            broken += [form.name] if mean > form.bar else []
            for one in scores if chosen.show else ():
                print(*(f"    {one.report} {line}" for line in differences(one)), sep="\n")
    if broken:
        print(f"over the bar: {', '.join(broken)}")
    return 1 if broken and chosen.check else 0


if __name__ == "__main__":
    sys.exit(main())
