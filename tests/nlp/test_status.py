"""Each kind of statement gets the status that eval/GUIDE.md gives it, for a campaign of another field."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from core.coverage import Evidence, Status
from core.document import Document

_CASES = list(csv.DictReader((Path(__file__).parent / "cases" / "statuses.csv").open(encoding="utf-8", newline="")))
_HEADINGS = {
    "none": (),
    "situation": ("I. ĐẶC ĐIỂM TÌNH HÌNH",),
    "results": ("I. KẾT QUẢ THỰC HIỆN",),
    "limits": ("II. TỒN TẠI, HẠN CHẾ",),
    "plans": ("III. PHƯƠNG HƯỚNG NĂM 2025",),
    "proposals": ("IV. KIẾN NGHỊ, ĐỀ XUẤT",),
}


def _strongest(found: tuple[Evidence, ...]) -> dict[str, str]:
    best: dict[str, Status] = {}
    for item in sorted(found, key=lambda item: item.status.strength):
        best[item.task_id] = item.status
    return {task: str(status) for task, status in best.items()}


@pytest.mark.parametrize("case", _CASES, ids=lambda case: f"{case['section']}-{case['text'][:60]}")
def test_a_statement_has_its_status(
    case: dict[str, str],
    made: Callable[..., Document],
    evidence_of: Callable[[Document], tuple[Evidence, ...]],
) -> None:
    """A written statement under its heading gives each task the status beside it, and other tasks none."""
    document = made(*_HEADINGS[case["section"]], *case["text"].split(" ¶ "))
    expected = dict(part.split("=") for part in case["expected"].split())
    assert _strongest(evidence_of(document)) == expected


def test_the_cases_cover_every_status() -> None:
    """The written cases hold every status, so that none can break unseen."""
    seen = {part.split("=")[1] for case in _CASES for part in case["expected"].split()}
    assert seen == {str(status) for status in Status} - {"none"}
    assert any(not case["expected"] for case in _CASES)
