"""A report's period is what its subject names, else what its opening lines name; an outlook names no period."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.years import period_of

_CASES = list(csv.DictReader((Path(__file__).parent / "cases" / "periods.csv").open(encoding="utf-8", newline="")))


@pytest.mark.parametrize("case", _CASES, ids=lambda case: f"{case['subject']}-{case['opening']}"[:80])
def test_each_case_gives_its_period(case: dict[str, str]) -> None:
    """A written subject and opening give the year beside them, and whether it is only a part of it."""
    issued = date.fromisoformat(case["issued"]) if case["issued"] else None
    period = period_of(case["subject"], case["opening"], issued)
    assert (str(period.year or "-"), "part" if period.part else "") == (case["year"], case["part"])


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_words_give_a_period(subject: str, opening: str) -> None:
    """Whatever the words, a year is one of this or the last century."""
    year = period_of(subject, opening, None).year
    assert year is None or 1900 <= year <= 2099
