"""Tokens keep every character of the text, whatever the word segmenter makes of it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.pipeline import language

_NAUGHTY = [
    "",
    " ",
    "\n",
    " \t\n ",
    "312/BC-STP",
    "  hai  khoảng   trắng  ",
    "a\u0300 e\u0301 – tổ hợp",
    "\u200b\ufeff",
    "😀 👨‍👩‍👧 cờ 🇻🇳",
    "<script>alert(1)</script>",
    "'; DROP TABLE units; --",
    "../../etc/passwd",
    "%s %d {0} ${HOME}",
    "Ａｌｌ　ｗｉｄｅ",
    "مرحبا שלום 你好",
    "\u202eđảo ngược\u202c",
    "1.250.000đ/ha, 97,5%",
    "http://a.vn/x?y=1&z=2#t van-thu@xa.vn",
    "…… ———— !!!! ????",
    "\x00\x07\x1b[31m",
    "\ufffd\ufffd",
    "a" * 2000,
    "Việt Nam " * 50,
]
_PIECES = [
    "thi công",
    "khai thác",
    " ",
    "  ",
    "\n",
    "312/BC-STP",
    "...",
    "97,5%",
    "Đ/c",
    "“",
    "”",
    "Tuyên Quang",
    "\u00a0",
]


@pytest.mark.parametrize("text", _NAUGHTY, ids=range(len(_NAUGHTY)))
def test_naughty_strings_come_back_whole(text: str) -> None:
    """Tokens joined with their white space give back the text."""
    assert language()(text).text == text


@settings(max_examples=60)
@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(_PIECES), max_size=15).map("".join)))
def test_tokens_of_any_text_come_back_whole(text: str) -> None:
    """Tokens joined give back any text, and their offsets point at their own characters."""
    doc = language()(text)
    assert "".join(token.text_with_ws for token in doc) == text
    assert all(text[token.idx : token.idx + len(token)] == token.text for token in doc)


def test_words_of_several_syllables_are_one_token() -> None:
    """Vietnamese words keep their blanks inside."""
    assert [token.text for token in language()("Nhà thầu thi công khai thác")][-2:] == ["thi công", "khai thác"]
