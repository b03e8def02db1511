import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import Span, fold, matching, normalise, part_mark, words


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Quye\u0302\u0301t đi\u0323nh", "Quyết định"),
        ("33/CT\u2013TTg", "33/CT-TTg"),
        ("số\u00a0\u00a0 33", "số 33"),
        ("a \r\n b\vc", "a\nb\nc"),
        ("Qu\u00adốc\u200b hội\ufeff", "Quốc hội"),
        ("\u00d0ảng \u00f0oàn", "Đảng đoàn"),
        ("\ufb01le", "file"),
        ("\ud800", "\ufffd"),
        ("quý II\u20442025", "quý II/2025"),
    ],
)
def test_repairs(raw: str, text: str) -> None:
    """Each kind of damage is repaired to the same plain text."""
    assert normalise(raw).text == text


@given(st.text())
def test_normalising_twice_changes_nothing(raw: str) -> None:
    """The normal form is a fixed point, so offsets never drift."""
    once = normalise(raw).text
    assert normalise(once).text == once


@given(st.text())
def test_offsets_are_ascending_and_end_with_the_text(raw: str) -> None:
    """Raw offsets never run backwards and never leave the raw text."""
    normal = normalise(raw)
    raws = [normal.offsets.to_raw(i) for i in range(len(normal.text) + 1)]
    assert raws == sorted(raws)
    assert raws[-1] <= len(raw)


def test_a_span_leads_back_to_what_was_read() -> None:
    """The span of a word in the repaired text covers the same word as it was written."""
    raw = "Căn  cứ\u200b Nghi\u0323 định\u00a0 số 33"
    normal = normalise(raw)
    start = normal.text.index("Nghị")
    span = normal.offsets.span_to_raw(Span(start, start + len("Nghị định")))
    assert unicodedata.normalize("NFC", span.of(raw)) == "Nghị định"


@given(st.text())
def test_comparing_forms_keep_every_offset(text: str) -> None:
    """Lower case and bare letters have one code point for each one of the text."""
    text = normalise(text).text
    assert len(matching(text)) == len(fold(text)) == len(text)


@given(st.text(st.one_of(st.characters(), st.sampled_from("ΣΟİẞǅaHOÀĐ q")), max_size=40))
def test_each_letter_is_compared_alone(text: str) -> None:
    """A letter's form for comparing does not hang on its neighbours, but for the tone's place: one that becomes two stays."""
    plain = "".join(lower if len(lower := sign.lower()) == 1 else sign for sign in text)
    assert matching(text) == matching(plain)
    assert fold(text) == "".join(map(fold, text))


def test_words_are_letters_and_digits() -> None:
    """Signs and underlines part words; letters of any script with their digits are one."""
    assert words("05 lớp, 12_BC (ngày²) Đ/c") == ["05", "lớp", "12", "BC", "ngày²", "Đ", "c"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Hoà bình", "hòa bình"), ("UỶ BAN", "Ủy ban"), ("thuý", "thúy"), ("hoàn", "hoàn"), ("quý", "quý")],
)
def test_both_tone_schools_compare_equal(one: str, other: str) -> None:
    """The two placements of tone marks are one word, and closed syllables stay whole."""
    assert matching(one) == matching(other)


def test_folding_drops_marks_and_case() -> None:
    """People who type without diacritics find what they look for."""
    assert fold("Đồng bào DÂN TỘC") == "dong bao dan toc"


@pytest.mark.parametrize(
    ("letter", "rest", "mark"),
    [
        ("ậ", "â", "\u0323"),
        ("Ắ", "Ă", "\u0301"),
        ("â", "a", "\u0302"),
        ("ỉ", "i", "\u0309"),
        ("đ", "đ", ""),
        ("a", "a", ""),
    ],
)
def test_a_letter_and_its_mark(letter: str, rest: str, mark: str) -> None:
    """The tone is taken off before the letter's shape, and both together are the letter again."""
    assert part_mark(letter) == (rest, mark)
    assert normalise(rest + mark).text == letter
