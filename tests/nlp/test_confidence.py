"""Confidence is a chance learned from labelled reports: the same table every time, and it ranks sure before doubtful."""

from dataclasses import replace

import pytest

from core.coverage import Evidence, Status
from core.settings import Settings
from core.text import Span
from nlp.confidence import certainty, scored, signs

_ITEM = Evidence(
    "3", Span(0, 60), "Hạt đã trồng 300 cây bản địa cho 05 xã ven suối trong mùa mưa.", Status.QUANTIFIED, 0.0,
    section="results", features=("term:cây bản địa", "term:trồng cây", "figures", "tense:past"),
)  # fmt: skip


def test_a_sentence_of_one_task_is_surer_than_one_that_mixes_several() -> None:
    """The more tasks a sentence bears on, the less sure is each."""
    alone = scored([_ITEM])[0].score
    mixed = scored([_ITEM, replace(_ITEM, task_id="1"), replace(_ITEM, task_id="2")])[0].score
    assert 0.0 < mixed < alone < 1.0


def test_an_act_without_a_known_word_is_doubtful() -> None:
    """What is called restated for want of a known act is less sure than an act that is told with its figure."""
    doubtful = replace(_ITEM, status=Status.RESTATED, features=("weak:cây", "no act"))
    assert certainty(signs(doubtful, 1)) < certainty(signs(_ITEM, 1))


def test_unknown_signs_weigh_nothing() -> None:
    """A feature that a later rule brings does not break the table."""
    later = replace(_ITEM, features=(*_ITEM.features, "tomorrow"))
    assert certainty(signs(later, 1)) == certainty(signs(_ITEM, 1))


def test_only_evidence_keeps_its_place_and_words() -> None:
    """Scoring changes the score alone."""
    found = scored([_ITEM, replace(_ITEM, span=Span(70, 99))])
    assert [replace(item, score=0.0) for item in found] == [_ITEM, replace(_ITEM, span=Span(70, 99))]


@pytest.mark.slow
def test_learning_again_gives_the_shipped_table() -> None:
    """The weights are those that the labelled reports give with today's rules."""
    from tools.train import learn, taught  # noqa: PLC0415 - scikit-learn is slow to load

    told = learn(taught(Settings().data_dir))
    table = (Settings().tables_dir / "confidence.csv").read_text(encoding="utf-8")
    assert table == "sign,weight\n" + "".join(f"{name},{weight}\n" for name, weight in told.items())
