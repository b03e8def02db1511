from dataclasses import replace

import pytest

from core.campaign import Campaign
from core.dispatch import Dispatch
from core.document import Document, Reading
from core.steps import Description, FileRow, FileStatus, Joined, JoinedRow, ReadItem, Step, bare
from core.text import OffsetMap
from store import packing
from store.codec import BRIEFS, JOINED, READ_ITEMS
from store.packing import TooLargeError, pack, pack_joined, unpacked


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


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_what_was_joined_is_packed_in_pieces(count: int, campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many rows there are, they come back as `JOINED` reads them: bare, in their order, odd names too."""
    monkeypatch.setattr(packing, "_AT_ONCE", 2)
    row = FileRow("thư \udce9.docx", "a" * 64, 1, "text/plain", FileStatus.OK, description=Description(Dispatch()))
    rows = tuple(JoinedRow(replace(row, size=at), "b", described=True, assessed=False) for at in range(count))
    joined = Joined(campaign, rows, {Step.READ: "1"}, "context")
    kept = tuple(replace(one, row=bare(one.row)) for one in rows)
    assert JOINED.decode(pack_joined(joined)) == replace(joined, rows=kept)
