"""How well rules and sentence model do on reports that neither was made by, and whether their confidence means something.

    python -m bench.calibration

Each folder of `tools.train_model.LATEST` is read with a sentence model that it had no part in, and judged by weights learned from the
others of `JOINED`: no report speaks for itself. Rules were mended by some of their misses (docs/accuracy.md).
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from bench.coverage import Cell, figures_of, measure, shipped_ready
from core.coverage import REVIEW_BELOW
from core.settings import Settings
from nlp.judge import Judge
from nlp.model import SentenceModel
from tools.train_model import JOINED, LATEST, Folders, learn_joint, lessons, models_apart, taught_folders

_BANDS = (0.0, 0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 1.01)


def crossed(folders: Folders, models: Mapping[str, SentenceModel]) -> dict[str, list[Cell]]:
    """Return the cells of each of the latest folders, read by what the others taught; `models` are those that `models_apart` gives."""
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


def trust(cells: list[Cell]) -> dict[str, float]:
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
    folders = taught_folders()
    found = crossed(folders, models_apart(folders))
    for name, cells in _ablation(found):
        print(
            f"{name}: " + " ".join(f"{key}={value:.3f}" for key, value in figures_of(cells).items()),
            f"cells={len(cells)}",
        )
    told = [cell for own in found.values() for cell in own]
    for low, high in pairwise(_BANDS):
        band = [cell for cell in told if low <= cell.confidence < high]
        if band:
            said = sum(cell.confidence for cell in band) / len(band)
            right = sum(cell.right for cell in band) / len(band)
            print(f"{low:.2f}-{min(high, 1):.2f}: cells={len(band)} said={said:.3f} right={right:.3f}")
    print(" ".join(f"{name}={value:.3f}" for name, value in trust(told).items()), f"cells={len(told)}")


if __name__ == "__main__":
    main()
