"""What remarks are about: every row of the table at work, and what several words decide."""

import pytest

from nlp.patterns import table
from nlp.themes import theme_of
from reports.words import THEMES


@pytest.mark.parametrize("row", table("themes"), ids=lambda row: row["id"])
def test_every_row_gives_its_example_its_theme(row: dict[str, str]) -> None:
    """The phrase stands in the example, and decides it."""
    assert theme_of(row["example"]) == row["theme"]


def test_every_theme_has_its_words_for_people() -> None:
    """No theme of the table is shown by its key."""
    assert {row["theme"] for row in table("themes")} == set(THEMES)


@pytest.mark.parametrize(
    ("sentence", "theme"),
    [
        ("Đề nghị bố trí kinh phí tập huấn và có phụ cấp cho tổ trưởng.", "funding"),
        ("Cán bộ kiêm nhiệm, chưa qua bồi dưỡng, kỹ năng còn yếu.", "training"),
        ("Đề nghị mở lớp tập huấn cho người làm kiêm nhiệm.", "training"),
        ("Người làm kiêm nhiệm chưa qua tập huấn.", "staff"),
        ("Mưa lũ kéo dài trong quý III.", ""),
        ("", ""),
    ],
)
def test_most_words_decide(sentence: str, theme: str) -> None:
    """Of several themes the one with most words, of equal ones the one told first; without any there is none."""
    assert theme_of(sentence) == theme
