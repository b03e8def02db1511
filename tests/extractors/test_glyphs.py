from typing import Any

import pytest

from extractors import glyphs


class _Plain:
    def of(self, index: int) -> tuple[bool, bool]:
        return index < 0, False


def test_letters_are_set_together_by_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters written apart, in another font and order, come out as the words that they make on paper."""
    text, other = "Kết quả thực", "ếảự"
    made = []
    for index, sign in enumerate(text):
        left = 100 + 7.0 * index
        if sign != " ":
            made.append(glyphs._Glyph(sign, left, left + 6.8, 500.0, 12.0, index))
    shuffled = [one for one in made if one.sign not in other] + [one for one in made if one.sign in other]

    def found(*_: Any) -> list[glyphs._Glyph]:
        return shuffled

    monkeypatch.setattr(glyphs, "_glyphs", found)
    words = list(glyphs.set_words(None, 842, None, _Plain(), 1000))
    assert [word.text for word in words] == ["Kết", "quả", "thực"]
    assert {(word.top, word.bottom) for word in words} == {(words[0].top, words[0].bottom)}
