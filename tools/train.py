"""Learn how far to trust the rules' decisions (mức chắc chắn) from the labelled reports: `python -m tools.train`.

A logistic regression over `nlp.confidence.signs` of every piece of evidence, right or wrong by its label, written as plain numbers into
`data/tables/confidence.csv`. The same reports and rules give the same file. `--corrections FILE` adds the sentences that reviewers ruled on:
a CSV with the columns of `evidence.csv` and `right` (true or false).
"""

import argparse
import csv
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from bench.coverage import Cell, measure, shipped_ready
from core.coverage import Evidence, Status
from core.settings import Settings
from core.text import Span
from nlp.confidence import BIAS, signs
from tools.train_model import models_apart, taught_folders, write_model

FOLDERS = ("samples", *(f"heldout{number}" for number in ("", 2, 3, 4, 7, 8, 9, 11)))
_STRENGTH = 0.3  # of the data against the weights' wish to be small; chosen by leaving out one folder after the other
_SAME = 70  # code points in which a labelled sentence and a found one are the same
_DIGITS = 3  # of a weight: enough, and the same on every machine


@dataclass(frozen=True, slots=True)
class Lesson:
    """A piece of evidence with what spoke for it and whether its status was right."""

    signs: dict[str, float]
    right: bool


def taught(data: Path) -> list[Lesson]:
    """Return the lessons of all folders, read by the rules alone."""
    ready = shipped_ready()
    alone = replace(ready, reader=replace(ready.reader, judge=None))
    return [lesson for name in FOLDERS for lesson in lessons(measure(data / name / "texts", alone))]


def lessons(cells: list[Cell]) -> list[Lesson]:
    """Return every piece of evidence of some reports' cells as a lesson."""
    tasks = Counter((cell.unit, item.span) for cell in cells for item in cell.found)
    return [
        Lesson(signs(item, tasks[cell.unit, item.span]), is_right(cell, item)) for cell in cells for item in cell.found
    ]


def is_right(cell: Cell, item: Evidence) -> bool:
    """Tell whether a found sentence stands among the labelled ones of its cell, with its status."""
    found = _plain(item.sentence)
    for label in cell.labelled:
        status, _, sentence = label.partition(": ")
        wanted = _plain(sentence)
        if status == item.status and (wanted[:_SAME] in found or found[:_SAME] in wanted):
            return True
    return False


def learn(told: list[Lesson]) -> dict[str, float]:
    """Return the weight of every sign, the bias among them."""
    names = DictVectorizer()
    table = names.fit_transform([lesson.signs for lesson in told])
    fitted = LogisticRegression(C=_STRENGTH, max_iter=2000, tol=1e-8).fit(table, [lesson.right for lesson in told])
    found = dict(zip(names.get_feature_names_out(), fitted.coef_[0], strict=True)) | {BIAS: fitted.intercept_[0]}
    return {str(name): round(float(found[name]), _DIGITS) for name in sorted(found)}


def corrections(path: Path) -> list[Lesson]:
    """Read the sentences that reviewers ruled on."""
    told = []
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    tasks = Counter((row["document_id"], row["start"], row["end"]) for row in rows)
    for row in rows:
        features = tuple(part.strip() for part in row["features"].split(";") if part.strip())
        item = Evidence(
            row["task_id"], Span(int(row["start"]), int(row["end"])), row["sentence"], Status(row["status"]), 0.0,
            section=row["section"], features=features,
        )  # fmt: skip
        number = tasks[row["document_id"], row["start"], row["end"]]
        told.append(Lesson(signs(item, number), row["right"].strip().lower() == "true"))
    return told


def _plain(sentence: str) -> str:
    return " ".join(sentence.replace("|", " ").split()).lstrip("-+ ")


def main() -> None:
    """Learn and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corrections", type=Path)
    given = parser.parse_args()
    data = Settings().data_dir
    told = taught(data)
    told += corrections(given.corrections) if given.corrections else []
    with (Settings().tables_dir / "confidence.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(["sign", "weight"])
        writer.writerows(learn(told).items())
    print(f"{len(told)} câu, {sum(lesson.right for lesson in told)} đúng")
    folders = taught_folders()
    print(write_model(Settings().tables_dir, folders, models_apart(folders)))


if __name__ == "__main__":
    main()
