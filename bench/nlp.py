"""Speed of reading one report's text: characters a second of `describe` and of `assess` over the sample texts.

    python -m bench.nlp

A sanity check, no test: it prints the best of a few rounds, after one round that fills the caches.
"""

import time
from collections.abc import Callable
from dataclasses import replace

from bench.coverage import document_of
from core.dispatch import Dispatch, Found
from core.settings import Settings
from core.text import Span
from nlp.assess import assess, prepare
from nlp.describe import describe
from nlp.sentences import sentences
from store.campaigns import load_campaign
from tools.sample_text import Sample, read_samples

_ROUNDS = 3


def main() -> None:
    """Print the characters a second of each step, and of both together."""
    settings = Settings()
    samples = read_samples(settings.data_dir / "samples" / "texts")
    documents = [document_of(sample) for sample in samples]
    characters = sum(len(document.text) for document in documents)
    directive = next(document for sample, document in zip(samples, documents, strict=True) if sample.directive)
    campaign = load_campaign(settings.default_campaign)
    ready = prepare(campaign, tuple(span.of(directive.text) for _, span in sentences(directive)))
    described = [
        replace(describe(document), dispatch=_head(sample)) for sample, document in zip(samples, documents, strict=True)
    ]

    def assess_all() -> int:
        pairs = zip(documents, described, strict=True)
        return sum(len(assess(document, known, None, "", ready).evidence) for document, known in pairs)

    def describe_all() -> int:
        return sum(len(describe(document).references) for document in documents)

    print(f"{len(documents)} texts, {characters:,} characters, {assess_all()} pieces of evidence")
    slow = [_seconds(step) for step in (describe_all, assess_all)]
    for name, seconds in zip(("describe", "assess", "both"), (*slow, sum(slow)), strict=True):
        print(f"{name:9}{characters / seconds:12,.0f} characters/s{seconds / len(documents) * 1000:9.1f} ms a text")


def _seconds(step: Callable[[], int]) -> float:
    """Return the shortest time of a few rounds."""
    times = []
    for _ in range(_ROUNDS):
        start = time.perf_counter()
        step()
        times.append(time.perf_counter() - start)
    return min(times)


def _head(sample: Sample) -> Dispatch:
    """Return the head that the sample's front matter tells, so that every report on the matter is read whole."""
    place = Span(0, 0)
    return Dispatch(
        doc_type=Found(str(sample.head["doc_type"]), place, "sample"),
        subject=Found(str(sample.head["subject"]), place, "sample"),
        issued_on=Found(sample.day, place, "sample"),
        issuer=Found(str(sample.head["issuer"]), place, "sample"),
    )


if __name__ == "__main__":
    main()
