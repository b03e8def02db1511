"""Laws of words of several syllables."""

from core.text import Span
from nlp.words import cuts_a_word, words_of


def test_words_of_several_syllables_keep_their_blanks_inside() -> None:
    """A word has its blanks inside and tells whether one follows it; nothing of the text is lost."""
    text = "Nhà thầu  thi công khai thác"
    words = words_of(text)
    assert words[-2:] == [("thi công", True), ("khai thác", False)]
    assert "".join(word + " " * blank for word, blank in words) == text


def test_a_span_across_two_words_cuts_them() -> None:
    """A stretch cuts a word where it begins or ends inside it, unless it lies in it whole."""
    text = "Nhà thầu thi công khai thác đá"
    assert cuts_a_word(text, _of("công khai", text))
    assert not cuts_a_word(text, _of("thi công khai thác", text))
    assert not cuts_a_word(text, _of("khai", text))
    assert not cuts_a_word(text, Span(0, len(text)))


def _of(words: str, text: str) -> Span:
    return Span(text.index(words), text.index(words) + len(words))
