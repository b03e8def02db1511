"""A small campaign of another field than the shipped one, and documents made of plain lines."""

from collections.abc import Callable
from datetime import date

import pytest

from core.campaign import Campaign, Task, TaskKind
from core.coverage import Evidence
from core.document import Block, BlockKind, Document
from core.text import OffsetMap, Span, normalise
from nlp.assess import CampaignReader, prepare
from nlp.evidence import find_evidence
from nlp.references import find_references
from nlp.sections import sections

_TASKS = (
    Task(
        "1",
        "Tuyên truyền, ký cam kết bảo vệ rừng",
        terms=(
            "cam kết bảo vệ rừng",
            "tuyên truyền … bảo vệ rừng",
            "phổ biến … phòng cháy rừng",
            "bảng tin cấm lửa",
            "pa nô cấm lửa",
        ),
        weak_terms=("bảo vệ rừng", "cấm lửa", "tờ rơi"),
        references=("15/CT-UBND",),
    ),
    Task(
        "2",
        "Diễn tập, trực và chữa cháy rừng",
        terms=("chữa cháy", "cháy rừng", "băng cản lửa", "trực cháy"),
        weak_terms=("đốt nương", "mùa khô"),
        except_terms=("phòng cháy rừng",),
    ),
    Task(
        "3",
        "Trồng cây, phục hồi rừng",
        terms=("trồng cây", "trồng … rừng", "phục hồi rừng", "cây bản địa"),
        weak_terms=("vườn ươm", "cây giống"),
    ),
    Task("4", "Báo cáo năm", TaskKind.REPORT),
)
_DIRECTIVE = (
    "Các đơn vị tăng cường tuyên truyền, vận động người dân ký cam kết bảo vệ rừng, không mang lửa vào rừng trong mùa khô.",
    "Chủ động tổ chức diễn tập chữa cháy, bảo đảm lực lượng trực cháy ngày đêm.",
    "Chú trọng trồng cây bản địa, phục hồi rừng sau cháy theo quy hoạch.",
)


@pytest.fixture(scope="session")
def forest() -> Campaign:
    """Return a campaign on forest fires for 2024, with three tasks of acts and one of reporting, without roster."""
    return Campaign(
        "Bảo vệ rừng năm 2024",
        "412/SNN-CCKL",
        date(2024, 2, 5),
        "Sở Nông nghiệp và Phát triển nông thôn",
        2024,
        date(2024, 12, 10),
        ("bảo vệ rừng", "cháy rừng"),
        _TASKS,
    )


@pytest.fixture(scope="session")
def ready(forest: Campaign) -> CampaignReader:
    """Return the forest campaign ready for reading, with its dispatch known."""
    return prepare(forest, _DIRECTIVE)


@pytest.fixture(scope="session")
def made() -> Callable[..., Document]:
    """Return the maker of documents: one block a line; "- " makes list items, " | " table rows."""
    return _made


@pytest.fixture(scope="session")
def evidence_of(ready: CampaignReader) -> Callable[[Document], tuple[Evidence, ...]]:
    """Return the reader of a whole document's evidence for the forest campaign."""

    def read(document: Document) -> tuple[Evidence, ...]:
        parts = sections(document, Span(0, len(document.text)), ready.campaign.reporting_year)
        found, _ = find_evidence(document, parts, find_references(document.text), ready.reader)
        return found

    return read


def _made(*lines: str) -> Document:
    texts = [normalise(line).text.strip() for line in lines]
    blocks, start = [], 0
    for number, text in enumerate(texts):
        blocks.append(_block(text, start, number // 20 + 1))
        start += len(text) + 1
    return Document("0" * 64, "text/plain", "\n".join(texts), OffsetMap(), tuple(blocks))


def _block(text: str, start: int, page: int) -> Block:
    span = Span(start, start + len(text))
    if " | " in text:
        cells = []
        for cell in text.split(" | "):
            cells.append(Span(start, start + len(cell)))
            start += len(cell) + 3
        return Block(BlockKind.TABLE_ROW, span, page, cells=tuple(cells))
    return Block(BlockKind.LIST_ITEM if text.startswith("- ") else BlockKind.PARAGRAPH, span, page)
