"""Every pattern row of the tables is held to its own examples."""

import pytest

from core.text import fold
from nlp.patterns import Row, patterns, spelled, table

_ROWS = [(name, row) for name in ("references", "header", "issuers", "grammar") for row in patterns(name).values()]


def _text(row: Row, example: str) -> str:
    bare = example.replace("«", "").replace("»", "")
    return fold(bare) if row.folded else bare


@pytest.mark.parametrize(("name", "row"), _ROWS, ids=[f"{name}.{row.id}" for name, row in _ROWS])
def test_a_row_matches_its_examples_and_no_counter_example(name: str, row: Row) -> None:
    """Each example is matched, exactly where it is marked with «»; no counter-example is matched wholly."""
    assert row.examples, f"{name}.{row.id} has no example"
    for example in row.examples:
        text = _text(row, example)
        if "«" in example:
            start = example.index("«")
            matched = row.pattern.match(text, start) or row.pattern.search(text)
            assert matched, example
            assert matched.span() == (start, example.index("»") - 1), example
        else:
            assert row.pattern.search(text), example
    for counter in row.counter_examples:
        matched = row.pattern.search(_text(row, counter))
        assert matched is None or not matched.group().strip(), counter


def test_no_law_is_listed_twice() -> None:
    """A title stands once in the table of laws."""
    titles = [(row["type"], fold(row["title"])) for row in table("laws")]
    assert len(titles) == len(set(titles))


def test_a_spelled_name_allows_blanks_commas_and_hyphens_to_vary() -> None:
    """A name's pattern source matches any white space, a missing comma, hyphens with blanks or none."""
    assert spelled("a, b - c") == r"a\s?,?\sb(?:\s?-\s?|\s)c"
