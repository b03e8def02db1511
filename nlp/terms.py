"""Which tasks a sentence bears on: a campaign's terms and named documents, checked at word boundaries."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from core.campaign import Campaign, TaskKind
from core.reference import Reference
from core.text import Span, matching
from nlp.phrases import PhraseFinder
from nlp.pipeline import cuts_a_word, language

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
        self._strong = {task.id: PhraseFinder(task.terms) for task in activities}
        self._weak = {task.id: PhraseFinder(task.weak_terms) for task in activities}
        self._except = {task.id: PhraseFinder(task.except_terms) for task in activities}
        self._documents = {number_key(number): task.id for task in activities for number in task.references}

    def bearings(self, sentence: str, references: tuple[Reference, ...] = ()) -> Mapping[str, Bearing]:
        """Return by task id what bears on it in `sentence`; spans refer to it, as do those of `references`."""
        folded = matching(sentence)
        strong: defaultdict[str, list[tuple[str, Span]]] = defaultdict(list)
        weak: defaultdict[str, list[tuple[str, Span]]] = defaultdict(list)
        for finders, into in ((self._strong, strong), (self._weak, weak)):
            for task_id, finder in finders.items():
                hits = finder.find(folded)
                if not hits:
                    continue
                denied = [hit.span for hit in self._except[task_id].find(folded)]
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
        if not doubtful:
            return
        doc = language()(sentence)
        for hits, hit in doubtful:
            if cuts_a_word(doc, hit[1]):
                hits.remove(hit)


def number_key(number: str) -> str:
    """Return a document number in the form that numbers are compared in: no blanks, no leading zeros, one case."""
    return matching("".join(number.split())).lstrip("0")
