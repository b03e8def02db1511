"""Accuracy on whole labelled documents: their header fields, and the set of documents that each of them cites.

    python -m bench.documents [FOLDER GOLD.jsonl …] [--show]

GOLD has one object a line: `file`, the header fields of eval/GUIDE.md (null where the document leaves one blank) and `references`, each with `number`,
and perhaps `issued_on`, `doc_type` and `issuer`; with `handwritten` an empty number and day are right too. Prints for each set the F1 of the numbers
cited, over documents, the share of right attributes among those found, and the share of right header fields. Without
arguments it takes the sets that lie beside the repository.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from core.settings import Settings
from core.steps import Description
from core.text import fold, squeeze
from flows.document import ReadJob, read_and_describe, sandbox_for
from nlp.symbols import canonical

_DEV = Path(__file__).parent.parent.parent / "shared" / "eval" / "dev"
_SETS = (
    (_DEV / "real", _DEV / "real.jsonl"),
    (_DEV / "inbox", _DEV / "gold" / "documents.jsonl"),
    (_DEV / "scans", _DEV / "scans.jsonl"),
)
_FIELDS = ("number", "doc_type", "issued_on", "issuer", "place", "subject", "signer")
_BY_HAND = ("number", "issued_on")
_ATTRIBUTES = ("issued_on", "doc_type", "issuer")


def described(folder: Path, names: Iterable[str]) -> dict[str, Description]:
    """Read the files of a folder in workers and return what they say, by the last part of their names."""
    settings = Settings()
    wanted = set(names)
    jobs = [ReadJob(path.name, path, settings) for path in sorted(folder.rglob("*")) if path.is_file()]
    told: dict[str, Description] = {}
    with sandbox_for(settings) as sandbox:
        for job, done in sandbox.run(read_and_describe, jobs):
            for item, one in zip(getattr(done, "items", ()), getattr(done, "descriptions", ()), strict=True):
                name = f"{job.source}{item.suffix}".replace("!", "/").rsplit("/", 1)[-1]
                if one and name in wanted:
                    told[name] = one
    return told


def figures_of(
    gold: Iterable[Mapping[str, Any]], told: Mapping[str, Description]
) -> tuple[dict[str, float], list[str]]:
    """Return the figures over all documents, each in [0, 1], and every difference as a sentence."""
    counts: Counter[str] = Counter()
    differences: list[str] = []
    for one in gold:
        name = one["file"]
        differences += [f"{name}: {line}" for line in _header(one, told.get(name), counts)]
        differences += [f"{name}: {line}" for line in _references(one, told.get(name), counts)]
    found, said, true = counts["found"], counts["said"], counts["true"]
    figures = {"references_f1": 2 * found / (said + true) if said + true else 1.0}
    for name in (*(f"reference_{field}" for field in _ATTRIBUTES), *_FIELDS):
        if counts[f"{name} of"]:
            figures[name] = counts[name] / counts[f"{name} of"]
    fields = sum(counts[f"{name} of"] for name in _FIELDS)
    figures["headers"] = sum(counts[name] for name in _FIELDS) / fields if fields else 1.0
    if counts["by hand"]:
        figures["by_hand_right_or_empty"] = 1 - counts["by hand wrong"] / counts["by hand"]
    return figures, differences


def _header(gold: Mapping[str, Any], told: Description | None, counts: Counter[str]) -> Iterable[str]:
    for name in _FIELDS:
        if name not in gold:
            continue
        found = getattr(told.dispatch, name) if told else None
        want, got = _plain(gold[name]), _plain(found.value if found else None)
        if gold.get("handwritten") and name in _BY_HAND:
            counts["by hand"] += 1
            counts["by hand wrong"] += bool(got) and got != want
            continue
        counts[f"{name} of"] += 1
        counts[name] += got == want
        if got != want:
            yield f"{name}: wanted {gold[name]!r}, found {found.value if found else None!r}"


def _references(gold: Mapping[str, Any], told: Description | None, counts: Counter[str]) -> Iterable[str]:
    if "references" not in gold:
        return
    wanted = {canonical(None, one["number"], None): one for one in gold["references"] if one.get("number")}
    optional = {canonical(None, number, None) for number in gold.get("optional", ())}
    found = [one for one in told.references if one.number] if told else []
    keys = {one.canonical for one in found}
    counts["true"] += len(wanted)
    counts["said"] += len(keys - optional | keys & wanted.keys())
    counts["found"] += len(keys & wanted.keys())
    yield from (f"missed {wanted[key]['number']}" for key in sorted(wanted.keys() - keys))
    yield from (f"cited nowhere: {key}" for key in sorted(keys - wanted.keys() - optional))
    for key in sorted(keys & wanted.keys()):
        for name in _ATTRIBUTES:
            if want := _plain(wanted[key].get(name)):
                right = any(_plain(getattr(one, name)) == want for one in found if one.canonical == key)
                counts[f"reference_{name} of"] += 1
                counts[f"reference_{name}"] += right
                if not right:
                    yield f"{wanted[key]['number']}: {name} is not {wanted[key][name]!r}"


def _plain(value: object) -> str:
    return fold(squeeze(str(value))).replace(" ", "") if value else ""


def main(arguments: list[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench.documents")
    parser.add_argument("sets", nargs="*", type=Path, help="FOLDER GOLD.jsonl …")
    parser.add_argument("--show", action="store_true", help="print every difference")
    options = parser.parse_args(arguments)
    sets = list(zip(options.sets[::2], options.sets[1::2], strict=True)) or [one for one in _SETS if one[1].is_file()]
    if not sets:
        print("labelled documents: none named, and none beside the repository")
    for folder, path in sets:
        gold = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        figures, differences = figures_of(gold, described(folder, [one["file"] for one in gold]))
        print(
            f"{folder.name}: {' '.join(f'{key}={value:.4f}' for key, value in figures.items())} documents={len(gold)}"
        )
        if options.show:
            print(*(f"  {line}" for line in differences), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
