"""Laws of the cheap look for phrases that may stand across two words."""

import pytest

from core.text import Span
from nlp.compounds import may_be_cut, surroundings
from nlp.words import cuts_a_word


@pytest.mark.parametrize(
    ("text", "phrase", "cut"),
    [
        ("thi công khai thác đá", "công khai", True),  # "thi công", "khai thác"
        ("niêm yết công khai, minh bạch", "công khai", False),  # a sign ends the word
        ("các cuộc đối thoại với dân", "đối thoại", False),
        ("Đối thoại", "Đối thoại", False),  # nothing beside it
        ("12 đối thoại 15", "đối thoại", False),
        ("THI CÔNG KHAI THÁC", "CÔNG KHAI", True),  # the case of letters tells nothing
    ],
)
def test_a_neighbour_that_makes_a_word_is_seen(text: str, phrase: str, *, cut: bool) -> None:
    """Words are cut only where an edge of the phrase and its neighbour stand together in a word of the dictionary."""
    start = text.index(phrase)
    assert may_be_cut(text, Span(start, start + len(phrase))) is cut


@pytest.mark.parametrize(
    ("text", "phrase", "stretch"),
    [
        ("Nhà thầu thi công khai thác đá", "công khai", "Nhà thầu thi công khai thác đá"),
        (
            "Trong năm qua, xã họp dân, nhà thầu thi công khai thác đá; đường làng đã sạch sẽ",
            "công khai",
            " họp dân, nhà thầu thi công khai thác đá; đường làng ",
        ),
        ("1 | thi công khai thác | 02 vụ", "công khai", "1 | thi công khai thác | 02 vụ"),
        ("xã họp, công khai, và hỏi", "công khai", "xã họp, công khai, và hỏi"),
    ],
)
def test_words_are_cut_in_the_clause_as_in_the_sentence(text: str, phrase: str, stretch: str) -> None:
    """The clause of a phrase, with two words beyond its signs, tells as much of its words as the whole sentence does."""
    span = Span(text.index(phrase), text.index(phrase) + len(phrase))
    around = surroundings(text, span)
    assert around.of(text) == stretch
    moved = span.shifted(-around.start)
    assert cuts_a_word(stretch, moved) is cuts_a_word(text, span)
