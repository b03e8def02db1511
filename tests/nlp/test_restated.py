"""A sentence is copied as far as its neighbouring syllables stand in the dispatch."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.restated import DirectiveText

_DISPATCH = ("Các đơn vị chủ động rà soát, sửa đổi quy chế tiếp khách.", "Báo cáo kết quả trước ngày 05 tháng 12.")


def test_a_copy_is_copied_whole() -> None:
    """Case, tone placement and punctuation do not hide a copy."""
    directive = DirectiveText(("Tổ hoà giải họp, ghi biên bản.",))
    assert directive.share("TỔ HÒA GIẢI HỌP; GHI BIÊN BẢN") == pytest.approx(1.0)


def test_a_small_edit_breaks_only_its_place() -> None:
    """One word put in leaves most of the copy known; other words are not known at all."""
    directive = DirectiveText(_DISPATCH)
    assert 0.6 < directive.share("Các đơn vị đã chủ động rà soát, sửa đổi quy chế tiếp khách.") < 1.0
    assert directive.share("Xã mở hai lớp dạy nghề cho thanh niên.") < 0.1


def test_words_of_two_sentences_do_not_join() -> None:
    """The end of one sentence and the start of the next are no neighbours."""
    assert DirectiveText(_DISPATCH).share("khách báo") == 0.0


def test_without_a_dispatch_nothing_is_copied() -> None:
    """No dispatch, no share; it is falsy, so that the run can say that there is none."""
    assert not DirectiveText(())
    assert DirectiveText(()).share(_DISPATCH[0]) == 0.0
    assert DirectiveText(_DISPATCH)


@given(st.text(), st.lists(st.text(), max_size=3))
def test_the_share_of_any_text_lies_between_none_and_all(sentence: str, dispatch: list[str]) -> None:
    """A share is a share, and a sentence of the dispatch itself is known whole or too short to tell."""
    assert 0.0 <= DirectiveText(dispatch).share(sentence) <= 1.0
    assert DirectiveText([*dispatch, sentence]).share(sentence) in {0.0, 1.0}


def test_words_put_in_or_left_out_do_not_hide_a_copy() -> None:
    """A copy with every few words changed is still known for the most part."""
    directive = DirectiveText(_DISPATCH)
    assert directive.share("Các đơn vị đã chủ động rà soát và sửa đổi các quy chế tiếp khách.") > 0.7
    assert directive.share("Các đơn vị rà soát, sửa quy chế tiếp khách.") > 0.7
