import pytest

from core.document import Document, Reading
from core.steps import ReadItem, Step
from core.text import OffsetMap
from store import packing
from store.codec import BRIEFS, READ_ITEMS
from store.packing import TooLargeError, pack, unpacked


def item(name: str, text: str) -> ReadItem:
    """Return what was read of a member with this text."""
    return ReadItem(
        f"!{name}", Reading(name * 64, "text/plain", 1, Document(name * 64, "text/plain", text, OffsetMap(), ()))
    )


def test_packed_is_the_value_and_its_texts() -> None:
    """What was read comes back exactly, and each content is to be searched once, with marks and without."""
    items = (item("a", "Dân vận – KHÉO"), item("b", "Hòa giải"), item("a", "Dân vận – KHÉO"))
    packed = pack(Step.READ, items)
    assert READ_ITEMS.decode(packed.payload) == items
    assert [(words.sha256[0], unpacked(words.text), words.plain, words.folded) for words in packed.texts] == [
        ("a", "Dân vận – KHÉO", "dân vận khéo", "dan van kheo"),
        ("b", "Hòa giải", "hòa giải", "hoa giai"),
    ]


def test_only_readings_are_searched() -> None:
    """Other steps leave no text to be searched."""
    assert pack(Step.BRIEF, ()).texts == ()
    assert BRIEFS.decode(pack(Step.BRIEF, ()).payload) == ()


def test_no_result_is_larger_than_any_good_file_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that would fill the store is refused before it is packed."""
    monkeypatch.setattr(packing, "MOST", 1000)
    with pytest.raises(TooLargeError):
        pack(Step.READ, (item("a", "x" * 1000),))
