"""Which tasks a sentence bears on: a campaign's terms and named documents, checked at word boundaries."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from core.campaign import Campaign, TaskKind
from core.reference import Reference
from core.text import Span, matching
from nlp.compounds import may_be_cut, surroundings
from nlp.phrases import PhraseIndex

_STRONG, _WEAK, _EXCEPT = (
    "strong",
    "weak",
    "except",
)  # what a task's phrase says: it bears on it, perhaps so, it only seems so
_SHORT = 2  # syllables; a longer phrase is no accident, while word segmentation errs beside it
_WEAK_NEEDED = 2  # different weak terms that together bear on a task


@dataclass(frozen=True, slots=True)
class Bearing:
    """Why a stretch of text bears on a task: `strong` terms or documents, or `weak` ones that need company."""

    task_id: str
    strong: tuple[tuple[str, Span], ...]
    weak: tuple[tuple[str, Span], ...]

    @property
    def enough(self) -> bool:
        """Tell whether the bearing stands without help of a heading or neighbour."""
        return bool(self.strong) or len({name for name, _ in self.weak}) >= _WEAK_NEEDED


class TermIndex:
    """The terms of a campaign's activity tasks, compiled once."""

    def __init__(self, campaign: Campaign) -> None:
        activities = [task for task in campaign.tasks if task.kind is TaskKind.ACTIVITY]
        self.tasks = frozenset(task.id for task in activities)
        self._index = PhraseIndex(
            {
                (force, task.id): phrases
                for task in activities
                for force, phrases in (
                    (_STRONG, task.terms),
                    (_WEAK, task.weak_terms),
                    (_EXCEPT, task.except_terms),
                )
            }
        )
        self._documents = {number_key(number): task.id for task in activities for number in task.references}

    def bearings(self, sentence: str, references: tuple[Reference, ...] = ()) -> Mapping[str, Bearing]:
        """Return by task id what bears on it in `sentence`; spans refer to it, as do those of `references`."""
        folded = matching(sentence)
        strong: defaultdict[str, list[tuple[str, Span]]] = defaultdict(list)
        weak: defaultdict[str, list[tuple[str, Span]]] = defaultdict(list)
        found = self._index.find_all(folded)
        for (force, task_id), hits in found.items():
            if force != _EXCEPT:
                denied = [hit.span for hit in found.get((_EXCEPT, task_id), ())]
                into = strong if force == _STRONG else weak
                into[task_id] += [
                    (hit.phrase, hit.span) for hit in hits if not any(span.overlaps(hit.span) for span in denied)
                ]
        for reference in references:
            if reference.number and (owner := self._documents.get(number_key(reference.number))):
                strong[owner].append((reference.number, reference.span))
        self._drop_accidents(sentence, strong, weak)
        return {
            task_id: Bearing(task_id, tuple(strong[task_id]), tuple(weak[task_id]))
            for task_id in sorted({*strong, *weak})
            if strong[task_id] or weak[task_id]
        }

    @staticmethod
    def _drop_accidents(sentence: str, *found: dict[str, list[tuple[str, Span]]]) -> None:
        """Take out short terms that only stand there across two words: "công khai" in "thi công khai thác"."""
        doubtful = [
            (hits, hit)
            for by_task in found
            for hits in by_task.values()
            for hit in hits
            if len(hit[1].of(sentence).split()) <= _SHORT
        ]
        doubtful = [(hits, hit) for hits, hit in doubtful if may_be_cut(sentence, hit[1])]
        if not doubtful:
            return
        from nlp.words import cuts_a_word  # noqa: PLC0415 - underthesea takes long to import, and a run in which nothing came needs none

        for hits, hit in doubtful:
            around = surroundings(sentence, hit[1])
            if cuts_a_word(around.of(sentence), hit[1].shifted(-around.start)):
                hits.remove(hit)


def number_key(number: str) -> str:
    """Return a document number in the form that numbers are compared in: no blanks, no leading zeros, one case."""
    return matching("".join(number.split())).lstrip("0")
