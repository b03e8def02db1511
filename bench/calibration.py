"""How well rules and sentence model do on reports that neither was made by, and whether their confidence means something.

    python -m bench.calibration

Each folder of `tools.train_model.LATEST` is read with a sentence model learned from the other folders, and judged by weights learned from the
others of `JOINED`: no report speaks for itself. Rules were mended by some of their misses (docs/accuracy.md). Cells where nothing was found have the fixed confidence
of `nlp.coverage`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from bench.coverage import Cell, figures_of, measure, shipped_ready
from core.coverage import REVIEW_BELOW
from core.settings import Settings
from nlp.coverage import SURE_NONE
from nlp.judge import Judge
from tools.train_model import JOINED, LATEST, learn_joint, lessons, model_without, taught_folders

_BANDS = (0.0, 0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 1.01)


@dataclass(frozen=True, slots=True)
class Judged:
    """A cell's confidence, and whether its status is right."""

    confidence: float
    right: bool


def judged(cell: Cell) -> Judged:
    """Return a cell with the confidence that its best sentence gives it, in [0, 1]."""
    sure = [item.score for item in cell.found if item.status is cell.got]
    return Judged(max(sure, default=SURE_NONE), cell.want is cell.got)


def crossed() -> dict[str, list[Cell]]:
    """Return the cells of each unseen folder, read by what the other folders taught."""
    folders = taught_folders()
    models = {name: model_without(name, folders) for name in JOINED}
    told = {name: lessons(folders[name], models[name]) for name in JOINED}
    ready = shipped_ready()
    found = {}
    for name in LATEST:
        weights = dict(learn_joint([one for other in JOINED if other != name for one in told[other]]))
        apart = replace(
            ready, reader=replace(ready.reader, judge=Judge(models[name], weights, frozenset(models[name].tasks)))
        )
        found[name] = measure(Settings().data_dir / name / "texts", apart)
    return found


def trust(cells: list[Judged]) -> dict[str, float]:
    """Return the share of cells said with 0.9 or more that are right, and of errors that lie among those for review."""
    sure = [cell.right for cell in cells if cell.confidence >= 0.9]
    wrong = [cell.confidence < REVIEW_BELOW for cell in cells if not cell.right]
    marked = [cell for cell in cells if cell.confidence < REVIEW_BELOW]
    return {
        "sure": len(sure) / len(cells),
        "right_of_sure": sum(sure) / len(sure),
        "marked": len(marked) / len(cells),
        "errors_marked": sum(wrong) / len(wrong) if wrong else 1.0,
    }


def _ablation(cells: dict[str, list[Cell]]) -> Iterator[tuple[str, list[Cell]]]:
    """Return the cells by what read them: the rules alone, and rules with the model."""
    ready = shipped_ready()
    alone = replace(ready, reader=replace(ready.reader, judge=None))
    yield "rules alone", [cell for name in LATEST for cell in measure(Settings().data_dir / name / "texts", alone)]
    yield "rules and model", [cell for own in cells.values() for cell in own]
    for name, own in cells.items():
        yield f"  {name}", own


def main() -> None:
    """Print the tables."""
    found = crossed()
    for name, cells in _ablation(found):
        print(
            f"{name}: " + " ".join(f"{key}={value:.3f}" for key, value in figures_of(cells).items()),
            f"cells={len(cells)}",
        )
    told = [judged(cell) for own in found.values() for cell in own]
    for low, high in pairwise(_BANDS):
        band = [cell for cell in told if low <= cell.confidence < high]
        if band:
            said = sum(cell.confidence for cell in band) / len(band)
            right = sum(cell.right for cell in band) / len(band)
            print(f"{low:.2f}-{min(high, 1):.2f}: cells={len(band)} said={said:.3f} right={right:.3f}")
    print(" ".join(f"{name}={value:.3f}" for name, value in trust(told).items()), f"cells={len(told)}")


if __name__ == "__main__":
    main()
