"""Words in which reports usually tell of a matter: data/tables/matters.csv gives them to the task that names the matter.

The rows on the matters of the first campaign are mostly its own reviewed terms: on that campaign they are no
measure of drafting. Measure with `draft_campaign(…, usual=False)`, or on a campaign of another field.
"""

from collections.abc import Sequence
from functools import cache

from nlp.patterns import table
from nlp.phrases import PhraseFinder
from nlp.termhood import Terms

_OWN = 0.6  # share of the matter's cues in all tasks that must stand in the task
_NEEDED = 2  # cues that make a task's matter; one in its title counts twice, one elsewhere may be a mere setting


@cache
def _matters() -> tuple[tuple[PhraseFinder, Terms], ...]:
    return tuple(
        (
            PhraseFinder(row["cues"].split("|")),
            Terms(tuple(row["terms"].split("|")), tuple(filter(None, row["weak_terms"].split("|")))),
        )
        for row in table("matters")
    )


def usual_words(folded: Sequence[str], titles: Sequence[str], matter: Sequence[str]) -> tuple[Terms, ...]:
    """Return for each task's text and title, in the form of `core.text.matching`, the usual words of its matters.

    A matter that several tasks name alike belongs to none; neither does the matter of the whole campaign
    (`matter`, its subject terms), of which every sentence of a report may speak.
    """
    strong: list[dict[str, None]] = [{} for _ in folded]
    weak: list[dict[str, None]] = [{} for _ in folded]
    for cues, words in _matters():
        counts = [len(cues.find(text)) + len(cues.find(title)) for text, title in zip(folded, titles, strict=True)]
        most = max(counts, default=0)
        if most < _NEEDED or most < _OWN * sum(counts) or any(cues.first(term) for term in matter):
            continue
        owner = counts.index(most)
        strong[owner].update(dict.fromkeys(words.strong))
        weak[owner].update(dict.fromkeys(words.weak))
    return tuple(Terms(tuple(own), tuple(other)) for own, other in zip(strong, weak, strict=True))
