"""How sure a piece of evidence is, and a cell: the chance that its status is right, by weights learned from labelled reports.

`data/tables/confidence.csv` holds the weights of a logistic regression over what the rules say of their own decision;
`python -m tools.train` makes it anew. They tell how far to trust a decision and change none.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from math import exp, prod
from operator import mul

from core.coverage import Evidence, Status
from core.settings import Settings

BIAS = "bias"  # the weight that every sentence has
_TIES = frozenset({"term", "weak", "heading", "list", "anaphor", "answers", "numbered"})
_MOST = 3  # terms or tasks: more of them say no more
_LONG = 500  # code points of a sentence that is as long as one gets
SURE_NONE = 0.8  # confidence of "nothing bears on the task" where the rules alone read
_SHORT_TERM = 8  # code points below which a term is easily an accident
Bounds = Mapping[str, tuple[float, ...]]  # by task, in the order of `Status`


def scored(found: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Return the evidence of one report with its scores, in the same order."""
    told = tuple(found)
    tasks = Counter(item.span for item in told)
    return tuple(replace(item, score=certainty(signs(item, tasks[item.span]))) for item in told)


def certainty(signs: dict[str, float], weights: dict[str, float] | None = None) -> float:
    """Return the chance, in [0, 1], that evidence with these signs has the right status; `weights` are the shipped ones."""
    weights = weights or _weights()
    total = weights[BIAS] + sum(weights.get(name, 0.0) * value for name, value in signs.items())
    return round(1 / (1 + exp(-total)), 4)


def signs(item: Evidence, tasks: int) -> dict[str, float]:
    """Return what speaks for and against a piece of evidence; `tasks` is how many its sentence bears on."""
    strong = [name for name in item.features if name.startswith("term:")]
    weak = [name for name in item.features if name.startswith("weak:")]
    told = {
        "strong": float(min(len(strong), _MOST)),
        "weak": 0.0 if strong else float(min(len(weak), _MOST)),
        "loose": float(not strong),
        "short": float(bool(strong) and max(len(name.partition(":")[2]) for name in strong) < _SHORT_TERM),
        "tasks": float(min(tasks, _MOST)),
        "length": min(len(item.sentence), _LONG) / _LONG,
        f"status {item.status}": 1.0,
        f"section {item.section}": 1.0,
    }
    for feature in item.features:
        kind, _, value = feature.partition(":")
        if kind == "copied":
            told |= {"why copied": 1.0, "copied": float(value)}
        elif kind not in {"term", "weak"}:
            told[f"tie {kind}" if kind in _TIES else f"why {feature}"] = 1.0
    return told


def bounds(weighed: Iterable[Evidence], tasks: Iterable[str] = ()) -> dict[str, tuple[float, ...]]:
    """Return for each task the chance, in [0, 1], that no sentence has a status stronger than each one, in the order of `Status`.

    Of `tasks` those that no sentence was weighed for are there too. Sentences without chances say nothing; they are taken to err independently.
    """
    told = dict.fromkeys(sorted(tasks), (1.0,) * len(Status))
    for item in weighed:
        if item.chances:
            own = (max(0.0, 1 - sum(item.chances[:place])) for place in range(len(Status)))
            told[item.task_id] = tuple(map(mul, told.get(item.task_id, (1.0,) * len(Status)), own))
    return {task: tuple(round(value, 4) for value in row) for task, row in told.items()}


def of_cell(task: str, found: Sequence[Evidence], let_go: Sequence[Bounds]) -> float:
    """Return the chance, in [0, 1], that a cell's status is right: that a sentence has it, and none a stronger one.

    `found` is the evidence of the cell, `let_go` what `bounds` tell of the other sentences of each of its documents; a document
    that no model read tells nothing, and what its rules missed may stand in other words.
    """
    status = max((item.status for item in found), key=lambda one: one.strength, default=Status.NONE)
    place = list(Status).index(status)
    stronger = prod(row[task][place] for row in (*let_go, bounds(found)) if task in row)
    if not found:
        return stronger if all(task in row for row in let_go) else SURE_NONE
    return stronger * (1 - prod(1 - item.score for item in found if item.status is status))


@lru_cache(maxsize=1)
def _weights() -> dict[str, float]:
    with (Settings().tables_dir / "confidence.csv").open(encoding="utf-8", newline="") as handle:
        return {row["sign"]: float(row["weight"]) for row in csv.DictReader(handle)}
