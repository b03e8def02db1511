"""Sentences bear on a task by its terms and named documents, at word boundaries, without what it excepts."""

import pytest

from core.campaign import Campaign
from core.text import Span
from nlp.references import find_references
from nlp.terms import TermIndex, number_key


@pytest.fixture(scope="module")
def index(forest: Campaign) -> TermIndex:
    """Return the forest campaign's terms."""
    return TermIndex(forest)


@pytest.mark.parametrize(
    ("sentence", "enough"),
    [
        ("Hạt mở 02 lớp chữa cháy", {"2"}),
        ("HẠT MỞ 02 LỚP CHỮA CHÁY", {"2"}),
        ("Phổ biến kiến thức phòng cháy rừng", {"1"}),
        ("Phổ biến phòng cháy rừng và xử lý 02 vụ cháy rừng", {"1", "2"}),
        ("Trồng 300 cây giống ở vườn ươm", {"3"}),
        ("Phát cây giống", set()),
        ("Mùa khô không đốt nương", {"2"}),
        ("Mùa khô kéo dài, mùa khô gay gắt", set()),
        ("Xã sửa 03 km đường", set()),
        ("", set()),
    ],
)
def test_a_sentence_bears_on_tasks_by_its_terms(index: TermIndex, sentence: str, enough: set[str]) -> None:
    """One strong term is enough, or two different weak ones; a phrase inside an exception counts for nothing."""
    assert {task for task, bearing in index.bearings(sentence).items() if bearing.enough} == enough


def test_spans_show_the_terms(index: TermIndex) -> None:
    """What a bearing names can be shown in the sentence."""
    sentence = "Hạt trồng 300 gốc rừng mới, mở lớp chữa cháy"
    bearings = index.bearings(sentence)
    assert [span.of(sentence) for _, span in bearings["3"].strong] == ["trồng 300 gốc rừng"]
    assert [name for name, _ in bearings["3"].strong] == ["trồng … rừng"]
    assert [span.of(sentence) for _, span in bearings["2"].strong] == ["chữa cháy"]


def test_a_named_document_bears_on_its_task(index: TermIndex) -> None:
    """A sentence that cites a task's document bears on it, however the number is spaced or its zeros written."""
    sentence = "Đã học Chỉ thị số 15/CT-UBND"
    references = find_references(sentence)
    assert index.bearings(sentence, references)["1"].enough
    assert not index.bearings(sentence)
    assert number_key("015 / CT-UBND") == number_key("15/ct-ubnd")


def test_a_term_across_two_words_is_an_accident(forest: Campaign) -> None:
    """The words "công khai" in "thi công khai thác mỏ" are no publishing; the reporting task has no terms at all."""
    task = forest.tasks[0].__class__("x", "Công khai", terms=("công khai",))
    index = TermIndex(Campaign("", "1/A", None, "", 2024, forest.deadline, (), (task, forest.tasks[3])))
    assert index.bearings("Xã công khai dự toán")
    assert not index.bearings("Nhà thầu thi công khai thác mỏ đá")


def test_terms_inside_longer_words_are_none(index: TermIndex) -> None:
    """Letters before or behind a term make another word."""
    assert not index.bearings("Bếp chữa cháyx")
    assert all(isinstance(span, Span) for b in index.bearings("Chữa cháy").values() for _, span in b.strong)
