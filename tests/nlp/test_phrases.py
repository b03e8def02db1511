"""Phrases of the tables are found as whole words, with gaps inside a clause, and each table row keeps its word."""

import itertools
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.settings import Settings
from core.text import Span, matching
from nlp.cues import Cue, Row, cues_for, in_year, read_rows
from nlp.phrases import PhraseFinder, PhraseIndex
from nlp.sections import heading_words, role_of

_YEAR = 2024
_TABLES = Settings().tables_dir
_CUES = read_rows(_TABLES / "cues.csv")
_ROLES = read_rows(_TABLES / "sections.csv", kind="role")


def _spans(row: Row, text: str) -> list[Span]:
    return [hit.span for hit in PhraseFinder(in_year(row.phrase, _YEAR)).find(matching(text))]


def _is_cue(row: Row, text: str) -> bool:
    """Tell whether the row's phrase stands in the text and is a cue of its kind there."""
    kept = [hit.span for hit in cues_for(_YEAR).find(Cue(row.kind), matching(text))]
    return any(span.overlaps(other) for span in _spans(row, text) for other in kept)


@pytest.mark.parametrize("row", _CUES, ids=lambda row: row.id)
def test_a_cue_is_found_in_its_examples_and_not_in_its_counter_examples(row: Row) -> None:
    """Every row of cues.csv brings an example; its phrase is a cue in each, and in no counter-example."""
    assert row.examples
    assert [text for text in row.examples if not _is_cue(row, text)] == []
    assert [text for text in row.counter_examples if _is_cue(row, text)] == []


@pytest.mark.parametrize("row", _ROLES, ids=lambda row: row.id)
def test_a_heading_word_tells_its_role_in_its_examples_only(row: Row) -> None:
    """Every row of sections.csv brings an example heading that has its role; no counter-example has it."""
    assert row.examples
    assert [
        text for text in row.examples if not _spans(row, heading_words(text)) or role_of(text, _YEAR) != row.kind
    ] == []
    assert [
        text for text in row.counter_examples if _spans(row, heading_words(text)) and role_of(text, _YEAR) == row.kind
    ] == []


@pytest.mark.parametrize("rows", [_CUES, _ROLES], ids=["cues", "sections"])
def test_ids_and_phrases_stand_once(rows: tuple[Row, ...]) -> None:
    """An id names one row, and a phrase stands once in a kind, whatever year marks it is written with."""
    assert [name for name, count in Counter(row.id for row in rows).items() if count > 1] == []
    phrases = Counter((row.kind, matching(phrase)) for row in rows for phrase in in_year(row.phrase, _YEAR))
    assert [phrase for phrase, count in phrases.items() if count > 1] == []


@pytest.mark.parametrize("rows", [_CUES, _ROLES], ids=["cues", "sections"])
def test_no_year_mark_is_left_unfilled(rows: tuple[Row, ...]) -> None:
    """A mark like {next_year} that nobody fills would make a phrase that no text holds."""
    assert [phrase for row in rows for phrase in in_year(row.phrase, _YEAR) if "{" in phrase] == []


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("thi công", "Nhà thầu thi công cầu", ["thi công"]),
        ("thi công", "Cuộc thi côngxon", []),
        ("hoà giải", "Tổ HÒA GIẢI họp", ["HÒA GIẢI"]),
        ("hòa giải", "tổ hoà  giải", ["hoà  giải"]),
        ("tiếp … công dân", "tiếp định kỳ 24 buổi công dân", ["tiếp định kỳ 24 buổi công dân"]),
        ("tiếp … công dân", "tiếp công dân", ["tiếp công dân"]),
        ("tiếp … công dân", "tiếp khách; công dân đến", []),
        ("tiếp … công dân", "tiếp 3.214 lượt công dân", ["tiếp 3.214 lượt công dân"]),
        ("tiếp … công dân", "tiếp khách. Các công dân", []),
        ("tiếp … công dân", "tiếp một hai ba bốn năm sáu bảy công dân", []),
        ("trồng … cây … xã", "trồng 300 cây lát tại xã", ["trồng 300 cây lát tại xã"]),
        ("quý … /2025", "trong quý I/2025 mở", ["quý I/2025"]),
        ("như sau:", "kết quả như sau: mở lớp", ["như sau:"]),
        ("(năm", "đạt 95% (năm ngoái)", ["(năm"]),
        ("c++ (2 buổi)", "học c++ (2 buổi)", ["c++ (2 buổi)"]),
    ],
)
def test_a_phrase_is_found_as_whole_words(phrase: str, text: str, found: list[str]) -> None:
    """Case, tone placement and blanks do not matter; word ends do; a gap bridges up to six words of a clause."""
    assert [hit.span.of(text) for hit in PhraseFinder([phrase]).find(matching(text))] == found


def test_the_longest_phrase_wins() -> None:
    """Of two phrases that begin at one place the longer is found, under the spelling of the table."""
    hits = PhraseFinder(["Điểm đọc", "điểm đọc sách"]).find(matching("Mở điểm đọc sách và ĐIỂM ĐỌC báo"))
    assert [hit.phrase for hit in hits] == ["điểm đọc sách", "Điểm đọc"]


def test_without_phrases_nothing_is_found() -> None:
    """A campaign without weak terms makes an empty finder, which finds nothing."""
    assert PhraseFinder([]).find("xã mở lớp") == ()
    assert PhraseFinder([]).first("xã mở lớp") is None


@given(st.text(max_size=120), st.lists(st.text(min_size=1, max_size=12).filter(str.strip), max_size=5))
def test_any_phrase_and_text_give_ordered_hits_inside_the_text(text: str, phrases: list[str]) -> None:
    """Whatever stands in a campaign file as a term, hits lie inside the text, in order and apart."""
    folded = matching(text)
    finder = PhraseFinder(phrases)
    spans = [hit.span for hit in finder.find(folded)]
    assert all(0 <= span.start <= span.end <= len(folded) for span in spans)
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
    first = finder.first(folded)
    assert (first.span if first else None) == (spans[0] if spans else None)


@given(
    st.text("ab .", max_size=20),
    st.dictionaries(st.integers(0, 2), st.lists(st.text("ab .", min_size=1, max_size=4).filter(str.strip)), min_size=1),
    st.integers(0, 20),
)
def test_each_kind_of_an_index_is_found_as_if_alone(text: str, phrases: dict[int, list[str]], within: int) -> None:
    """Kinds that share first words do not take each other's hits, whatever was asked before; the beginning tells the same."""
    index = PhraseIndex(phrases)
    for kind in (*phrases, *phrases):
        alone = PhraseFinder(phrases[kind]).find(text)
        assert index.find(kind, text) == alone
        assert index.starts(kind, text, within) == any(hit.span.start <= within for hit in alone)


def test_an_index_forgets_texts_and_finds_the_same() -> None:
    """More texts than are kept change no answer."""
    index = PhraseIndex({"a": ["mở lớp"], "b": ["lớp"]})
    texts = [f"năm {number} mở lớp{' ở xã' * number}" for number in range(300)]
    for _ in range(2):
        assert all(len(index.find(kind, text)) == 1 for kind in ("a", "b") for text in texts)
