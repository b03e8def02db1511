"""Confidence is a chance learned from labelled reports: the same table every time, it ranks sure before doubtful, and a cell counts all its sentences."""

from dataclasses import replace

import pytest

from core.coverage import REVIEW_BELOW, Evidence, Status
from core.settings import Settings
from core.text import Span
from nlp.confidence import SURE_NONE, bounds, certainty, of_cell, scored, signs

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


_SURE, _HALF = (0.0, 1.0, 0.0, 0.0, 0.0, 0.0), (0.5, 0.5, 0.0, 0.0, 0.0, 0.0)  # done; quantified as likely as done
_DONE = replace(_ITEM, status=Status.DONE, score=0.8)


def test_a_cell_counts_what_else_may_be_stronger() -> None:
    """That a sentence tells more than is said of it, or one that was let go, makes the cell less sure; what is weaker does not."""
    done = replace(_DONE, score=1.0, chances=_SURE)
    assert of_cell("3", [done], []) == 1.0
    assert of_cell("3", [replace(done, chances=_HALF)], []) == pytest.approx(0.5)
    assert of_cell("3", [done], [bounds([replace(done, chances=_HALF)])]) == pytest.approx(0.5)
    assert of_cell("3", [replace(done, status=Status.QUANTIFIED)], [bounds([replace(done, chances=_HALF)])]) == 1.0


def test_sentences_that_say_the_same_make_a_cell_surer() -> None:
    """Each may err by itself."""
    assert of_cell("3", [_DONE, replace(_DONE, span=Span(70, 99))], []) == pytest.approx(0.96)


def test_silence_is_as_sure_as_what_was_let_go() -> None:
    """Where the model read, nothing is as sure as its doubts are few; where only rules did, somebody should look."""
    silent = replace(_DONE, status=Status.NONE, score=0.9, chances=(0.05, 0.05, 0.0, 0.0, 0.0, 0.9))
    assert of_cell("3", [], [bounds([silent], {"3", "4"})]) == pytest.approx(0.9)
    assert of_cell("4", [], [bounds([silent], {"3", "4"})]) == 1.0
    assert of_cell("4", [], [{}]) == SURE_NONE < REVIEW_BELOW
