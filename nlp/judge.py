"""Rules and sentence model together (kết luận của câu): the status of a sentence for a task, with the chance that it is right.

The rules say what they see, the model what the words are like; which of them to believe, and how far, is a logistic regression over
both, learned from reports that no rule was written for. Its weights are in `data/tables/model_joint.csv`, made by `python -m tools.train`.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from math import exp

from core.campaign import Campaign
from core.coverage import Evidence, Status
from core.settings import Settings
from core.text import Span
from nlp.confidence import scored, signs
from nlp.model import BIAS, Line, Reading, SentenceModel, known_tasks, shipped_model
from nlp.others import Doer

_UNLIKELY = (
    -1.7
)  # log odds (a chance of 0.15) below which a sentence that no rule ties to a task is not looked at for it
_MANY = 3  # figures: more of them say no more
_FARTHEST = 6.0  # log odds beyond which a difference says nothing
_TO_ADD = 0.65  # chance from which a sentence that no rule ties to a task tells of an act for it
_TO_CHANGE = 0.5  # chance from which another status stands in place of the rules'
_TO_DROP = 0.5  # chance from which what the rules tie to a task is said to bear nothing on it
_TO_DROP_FIRM = 0.7  # the same, where a term of the task stands in it
Weights = Mapping[str, tuple[float, ...]]  # of a sign, for each status in the order of `Status`


@dataclass(frozen=True, slots=True)
class Judge:
    """The sentence model with how far to believe it, and the tasks that it knows; other tasks are read by the rules alone."""

    model: SentenceModel
    weights: Weights
    tasks: frozenset[str]

    def judged(self, found: Iterable[Evidence], lines: Iterable[Line]) -> tuple[Evidence, ...]:
        """Return the sentences of a report as rules and model together see them, in the order of the text.

        Those that are thought to bear nothing on a task are among them, with `Status.NONE`: what the cell's confidence has to count with.
        """
        ruled = tuple(found)
        said = {(item.span, item.task_id): item for item in ruled}
        tied = Counter(span for span, _ in said)
        told = [item for item in scored(ruled) if item.task_id not in self.tasks]
        for line in {line.span: line for line in lines}.values():
            reading = self.model.read(line)
            for task, item in candidates(line, reading, said):
                if task not in self.tasks:
                    continue
                chances = verdict(joint_signs(item, reading, task, line, tied[line.span]), self.weights)
                status = _preferred(chances, item)
                if status is Status.NONE:
                    told.append(
                        Evidence(task, line.span, line.text, status, chances[status], chances=tuple(chances.values()))
                    )
                    continue
                why = item.features if item else tuple(f"like:{words}" for words in self.model.reasons(line, task))
                told.append(_evidence(task, item, line, status, chances, why))
        return tuple(sorted(told, key=lambda item: item.span.start))


def judge_for(campaign: Campaign) -> Judge | None:
    """Return the judge of the tables where it was learned for tasks of the campaign, else None."""
    tasks = known_tasks(campaign)
    return Judge(shipped_model(), _weights(), tasks) if tasks else None


def candidates(
    line: Line, reading: Reading, said: Mapping[tuple[Span, str], Evidence]
) -> list[tuple[str, Evidence | None]]:
    """Return the tasks that a line may bear on, each with what the rules say of it; another year's acts bear on none."""
    return [
        (task, item)
        for task in reading.tasks
        if (item := said.get((line.span, task))) is not None or (reading.tasks[task] >= _UNLIKELY and not line.elapsed)
    ]


def joint_signs(item: Evidence | None, reading: Reading, task: str, line: Line, tasks: int) -> dict[str, float]:
    """Return what speaks for each status of a line for a task; `tasks` is how many the rules tie it to."""
    told = {"bears": _odds(reading.tasks[task]) * reading.known, f"role {line.role}": 1.0}
    told |= {"figure": float(bool(line.figures)), "figures": float(min(len(line.figures), _MANY))}
    if line.doer is not Doer.OWN:
        told |= {f"doer {line.doer}": 1.0, f"doer {line.doer} {task}": 1.0}
    seen = "seen" if item else "unseen"
    told |= {f"{seen} {cue}": 1.0 for cue in line.cues}
    share = reading.known / max(1, tasks)  # what a sentence of several tasks is like, it need not be for each
    told |= {f"like {status}": _odds(value) * share for status, value in reading.statuses.items()}
    return told | (signs(item, tasks) if item else {"unseen": 1.0})


def verdict(told: Mapping[str, float], weights: Weights) -> dict[Status, float]:
    """Return the chance of each status in [0, 1]; signs without weights say nothing."""
    known = [(weights[name], value) for name, value in told.items() if name in weights]
    sums = [bias + sum([row[at] * value for row, value in known]) for at, bias in enumerate(weights[BIAS])]
    top = max(sums)
    whole = sum(exp(value - top) for value in sums)
    return {status: round(exp(value - top) / whole, 4) for status, value in zip(Status, sums, strict=True)}


def _preferred(chances: Mapping[Status, float], item: Evidence | None) -> Status:
    """Return the likeliest status; what the rules say stands unless another one is much likelier."""
    best = max(chances, key=lambda status: chances[status])
    if item is None:
        return Status.NONE if best.addressed and chances[best] < _TO_ADD else best
    firm = any(feature.startswith("term:") for feature in item.features)
    needed = (_TO_DROP_FIRM if firm else _TO_DROP) if best is Status.NONE else _TO_CHANGE
    return best if chances[best] >= needed else item.status


def _odds(value: float) -> float:
    return max(-_FARTHEST, min(_FARTHEST, value))


def _evidence(  # noqa: PLR0913, PLR0917 - all that a row tells
    task: str, item: Evidence | None, line: Line, status: Status, chances: Mapping[Status, float], why: tuple[str, ...]
) -> Evidence:
    counted: tuple[str, ...] = ()
    chance = chances[status]
    if status is Status.QUANTIFIED:
        counted = item.figures if item and item.figures else tuple(span.of(line.text) for span in line.figures)
        status = status if counted else Status.DONE  # no number stands there
    if item is None or item.status is not status:
        why = (*why, f"model:{chance:.2f}", *((f"rules:{item.status}",) if item else ()))
    base = item or Evidence(task, line.span, line.text, status, chance, line.page, section=line.role)
    return replace(base, status=status, score=chance, figures=counted, features=why, chances=tuple(chances.values()))


@lru_cache(maxsize=1)
def _weights() -> Weights:
    with (Settings().tables_dir / "model_joint.csv").open(encoding="utf-8", newline="") as handle:
        _, *rows = csv.reader(handle)
    return {row[0]: tuple(float(value) for value in row[1:]) for row in rows}
