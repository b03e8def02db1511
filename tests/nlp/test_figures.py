"""Figures are numbers of an activity or its result: no dates, document numbers, articles, periods, list numbers."""

import csv
import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import Span
from nlp.figures import dates, figures

_CASES = list(csv.DictReader((Path(__file__).parent / "cases" / "figures.csv").open(encoding="utf-8", newline="")))
_PIECES = [
    "12",
    "1.250",
    "97,9%",
    " ",
    "/",
    "-",
    ".",
    "ngày ",
    "tháng ",
    "năm ",
    "2024",
    "số ",
    "QĐ",
    "hai lớp ",
    "“",
    "”",
    "(",
    ",",
]


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case["text"][:60])
def test_each_case_gives_its_figures(case: dict[str, str]) -> None:
    """A written case gives exactly the figures beside it, in order."""
    found = [span.of(case["text"]) for span in figures(case["text"])]
    assert found == [part for part in case["figures"].split(" ; ") if part]


def test_a_number_inside_a_citation_is_no_figure() -> None:
    """What a citation covers is taken, whatever the numbers in it look like."""
    text = "Làm theo Thông báo 55 của huyện, xã sửa 06 cống"
    taken = Span(text.index("Thông"), text.index(","))
    assert [span.of(text) for span in figures(text)] == ["55", "06"]
    assert [span.of(text) for span in figures(text, (taken,))] == ["06"]


def test_full_dates_are_told_apart() -> None:
    """Only a day with month and year is a full date."""
    text = "Ngày 02 tháng 9 năm 2024, 10/10/2024, 5-3-2024, tháng 9/2024, ngày 20/11"
    assert [span.of(text) for span in dates(text)] == ["Ngày 02 tháng 9 năm 2024", "10/10/2024", "5-3-2024"]


@given(st.one_of(st.text(), st.lists(st.sampled_from(_PIECES), max_size=20).map("".join)))
def test_figures_lie_inside_any_text(text: str) -> None:
    """Whatever the text, figures are ordered, not empty, apart from each other, and hold no blank at their ends."""
    found = figures(text)
    assert all(0 <= span.start < span.end <= len(text) for span in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert all(span.of(text) == span.of(text).strip() for span in found)
    assert all(0 <= span.start < span.end <= len(text) for span in dates(text))
