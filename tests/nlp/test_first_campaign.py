"""The shipped campaign's terms tell its tasks apart: what bears on each, and what only sounds like it."""

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from core.coverage import Evidence
from core.document import Document
from core.settings import Settings
from core.text import Span
from nlp.assess import CampaignReader, prepare
from nlp.evidence import find_evidence
from nlp.references import find_references
from nlp.sections import sections
from store.campaigns import load_campaign

_CASES = list(
    csv.DictReader((Path(__file__).parent / "cases" / "first_campaign.csv").open(encoding="utf-8", newline=""))
)
_HEADINGS = {"results": "I. KẾT QUẢ THỰC HIỆN", "plans": "III. PHƯƠNG HƯỚNG NĂM 2025"}


@pytest.fixture(scope="module")
def shipped() -> CampaignReader:
    """Return the shipped campaign ready for reading by its terms alone, without its dispatch and the sentence model."""
    ready = prepare(load_campaign(Settings().default_campaign), ())
    return replace(ready, reader=replace(ready.reader, judge=None))


def _strongest(found: tuple[Evidence, ...]) -> dict[str, str]:
    return {item.task_id: str(item.status) for item in sorted(found, key=lambda item: item.status.strength)}


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case["text"][:60])
def test_a_sentence_bears_on_its_tasks(
    case: dict[str, str], made: Callable[..., Document], shipped: CampaignReader
) -> None:
    """A written sentence gives each task the status beside it, and other tasks none."""
    document = made(_HEADINGS[case["section"]], *case["text"].split(" ¶ "))
    parts = sections(document, Span(0, len(document.text)), shipped.campaign.reporting_year)
    found, _ = find_evidence(document, parts, find_references(document.text), shipped.reader)
    assert _strongest(found) == dict(part.split("=") for part in case["expected"].split())
