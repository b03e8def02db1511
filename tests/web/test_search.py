import pytest

from web.search import places_in

_TEXT = "Công tác dân vận. Vận động nhân dân;  DÂN\nVẬN khéo, dân-vận; thôn bản."


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("dân vận", ["dân vận", "DÂN\nVẬN", "dân-vận"]),
        ("dan van", ["dân vận", "DÂN\nVẬN", "dân-vận"]),
        ("van dong", ["Vận động"]),
        ("bản khéo", ["khéo", "bản"]),  # nowhere together
        ("than", []),  # part of no word
        ("-;", []),
    ],
)
def test_words_are_found_whole_and_together_first(asked: str, found: list[str]) -> None:
    """Places are those of whole words in their order, else of each word alone, with what stands around them."""
    places = places_in(_TEXT, asked)
    assert [place.words for place in places] == found
    assert all(place.before + place.words + place.after == _TEXT for place in places)
