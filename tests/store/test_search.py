from dataclasses import replace

import pytest

from core.document import Block, BlockKind, Document, Reading
from core.steps import FileStatus, Outcome, ReadItem, Step, StepKey
from core.text import OffsetMap, Span
from store.rows import campaign_key
from store.store import RunInfo, StepResult, Store

_TEXTS = {
    "a": "Sở đã tổ chức 12 hội nghị Dân vận khéo theo Chỉ thị số 33/CT-TTg.",
    "b": "Vận động nhân dân hiến đất; dân bàn, dân làm.",
    "c": "Hoà giải ở cơ sở; tuần tra trên thuỷ điện.",
}


def reading(name: str, text: str) -> StepResult:
    """Return what reading leaves of a file with this text."""
    document = Document(name * 64, "text/plain", text, OffsetMap(), (Block(BlockKind.PARAGRAPH, Span(0, len(text))),))
    item = ReadItem("", Reading(name * 64, "text/plain", len(text), document))
    return StepResult(StepKey(name * 64, Step.READ, "1"), (item,))


@pytest.fixture
def key(store: Store, outcome: Outcome, run: RunInfo) -> str:
    """Fill the store with three files and their texts; return the campaign's key."""
    template = outcome.files[0]
    files = tuple(
        replace(template, source=f"{name}.docx", sha256=name * 64, status=FileStatus.OK, assessment=None)
        for name in _TEXTS
    )
    store.save(reading(name, text) for name, text in _TEXTS.items())
    store.publish(replace(outcome, files=files, coverage=(), standings=(), reviews=()), run)
    return campaign_key(outcome.campaign)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("dân vận khéo", "a"),
        ("dan van kheo", "a"),
        ("DAN VAN", "ab"),  # the phrase first, then both words apart
        ("dân vận", "ab"),
        ("33/CT-TTg", "a"),
        ("hòa giải", "c"),  # either school of tone placement
        ("thủy điện", "c"),
        ("đất", "b"),
        ("dat", "b"),
        ("dật", ""),
        ("hội nghị không có", ""),
        ("", ""),
        ("\" OR * NEAR( ' : -- ;", ""),
        ('khéo" OR plain : "dân', ""),
    ],
)
def test_words_are_found_with_and_without_marks(store: Store, key: str, asked: str, found: str) -> None:
    """Words without marks find all, words with marks only themselves; signs of the databases' languages are blanks."""
    assert "".join(one.source[0] for one in store.search(key, asked, 10)) == found


def test_a_text_that_is_read_anew_is_found_by_its_new_words_only(store: Store, key: str) -> None:
    """The old words lead nowhere any more; what did not change is not taken up twice."""
    for text in ("Nội dung mới.", "Nội dung mới."):
        store.save([reading("a", text)])
    assert [one.text for one in store.search(key, "nội dung mới", 10)] == ["Nội dung mới."]
    assert [one.source for one in store.search(key, "dân vận khéo", 10)] == []


def test_only_files_of_the_campaign_are_found(store: Store, key: str) -> None:
    """A database may hold many campaigns; what left the inbox is not found any more."""
    store.save([reading("d", "Dân vận khéo ở nơi khác.")])
    assert [one.source for one in store.search(key, "dân vận khéo", 10)] == ["a.docx"]
    assert store.search("another 2024", "dân vận khéo", 10) == []
