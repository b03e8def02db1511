import csv

import pytest

from core.settings import Settings
from extractors.legacy.schemes import Scheme
from extractors.legacy.words import Weight, is_syllable, weigh, with_horned_u


def test_every_row_of_the_syllables_is_used_by_its_example() -> None:
    """Each initial and each rime has a word that is a syllable with it."""
    with (Settings().tables_dir / "legacy_syllables.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert {row["part"] for row in rows} == {"onset", "rime"}
    assert [row["example"] for row in rows if not is_syllable(row["example"])] == []


@pytest.mark.parametrize("word", ["nghiêng", "Quý", "gió", "thuỷ", "thủy", "HOÀ", "uống", "gì", "khuỷu", "ở"])
def test_syllables(word: str) -> None:
    """Vietnamese syllables are known, with either placement of the tone."""
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["xaõ", "hßa", "hoäi", "viÖt", "été", "Q§", "càc", "bấṕ", "nghiêngs", ""])
def test_no_syllables(word: str) -> None:
    """Legacy words, foreign words and impossible tones are none."""
    assert not is_syllable(word)


def test_words_speak_for_the_reading_that_makes_them_vietnamese() -> None:
    """A legacy line speaks for its own scheme, a Unicode line against both; plain words say nothing."""
    assert weigh("Céng hßa x· héi", Scheme.TCVN3) == Weight(words=4, legacy=3, both=1)
    assert weigh("Coäng hoøa xaõ hoäi", Scheme.VNI) == Weight(words=4, legacy=4)
    assert weigh("Hà Nội và Huế", Scheme.TCVN3).balance < 0
    assert weigh("Hà Nội và Huế", Scheme.VNI).balance < 0
    assert weigh("UBND 12/BC", Scheme.VNI) == Weight()


@pytest.mark.parametrize(
    ("text", "restored"),
    [
        ("ng-êi, tr-íc", "ng\u00adêi, tr\u00adíc"),
        ("-u tiªn nh- n-íc", "\u00adu tiªn nh\u00ad n\u00adíc"),
        ("TR-êNG", "TR\u00adêNG"),
        ("12/BC-UBND", "12/BC-UBND"),
        ("2206/UBND-", "2206/UBND-"),
        ("Q§-TTg", "Q§-TTg"),
        ("kinh tÕ-x· héi", "kinh tÕ-x· héi"),
        ("2020-2025 - Tù do", "2020-2025 - Tù do"),
        ("X-quang", "X-quang"),
    ],
)
def test_a_hyphen_that_stands_for_a_letter(text: str, restored: str) -> None:
    """TCVN3's ư comes out of PDFs as a hyphen; where it makes a syllable it is the letter again, elsewhere never."""
    assert with_horned_u(text) == restored
