"""Citations are found in every printed shape, and nothing else is taken for one."""

import csv
import sys
import time
from pathlib import Path

import pytest

from bench.references import MIXED, NAMED
from core.reference import Form, Reference
from core.text import normalise
from nlp.references import find_references

_CASES = [
    case
    for path in sorted((Path(__file__).parent / "cases" / "references").glob("*.csv"))
    for case in csv.DictReader(path.open(encoding="utf-8", newline=""))
]


def _marked(text: str) -> tuple[str, list[str]]:
    spans = [normalise(part.split("»")[0]).text for part in text.split("«")[1:]]
    return text.replace("«", "").replace("»", ""), spans


def _fits(reference: Reference, wanted: str) -> bool:
    day = reference.issued_on.isoformat() if reference.issued_on else None
    found = (reference.doc_type, reference.number, day, reference.issuer, reference.title)
    return all(not want or (got or "-") == want for got, want in zip(found, wanted.split("|"), strict=False))


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case["text"][:60])
def test_each_case_gives_its_citations(case: dict[str, str]) -> None:
    """A written case gives exactly its marked spans, each with the fields beside it."""
    text, spans = _marked(case["text"])
    found = find_references(normalise(text).text)
    assert [one.text for one in found] == spans
    for one, wanted in zip(found, filter(None, case["expected"].split(" ¦ ")), strict=True):
        assert _fits(one, wanted), (one, wanted)


def test_spans_are_the_words_of_the_text() -> None:
    """A citation's text is what its span covers, and citations come in the order of their places."""
    text = " ; ".join(_marked(case["text"])[0] for case in _CASES)
    found = find_references(text)
    assert all(one.span.of(text) == one.text for one in found)
    assert [one.span.start for one in found] == sorted(one.span.start for one in found)


def test_an_impossible_day_is_flagged() -> None:
    """A day that the calendar does not have gives no date, and a warning that names it."""
    (found,) = find_references("Quyết định số 45/QĐ-UBND ngày 31/02/2024")
    assert found.issued_on is None
    assert found.warnings == ("impossible_date:31/02/2024",)


def test_an_unknown_type_code_is_flagged() -> None:
    """A symbol whose first piece is no known type code is kept, with a warning."""
    (found,) = find_references("Quyết định số 45/QX-UBND ngày 11/02/2024")
    assert "unknown_code:QX" in found.warnings


def test_forms_tell_how_a_document_is_cited() -> None:
    """With number and day a citation is full, without day short, by title alone a title."""
    found = find_references("Nghị định số 5/2020/NĐ-CP ngày 03/02/2020; Nghị định số 6/2020/NĐ-CP; Luật Hộ tịch")
    assert [one.form for one in found] == [Form.FULL, Form.SHORT, Form.TITLE]


def test_one_document_has_one_key() -> None:
    """All spellings of one number give one canonical key."""
    spellings = ("33/CT-TTg", "33 / CT - TTg", "33/CT-T'Tg", "033/CT-TTg")
    keys = {find_references(f"Chỉ thị số {spelling}")[0].canonical for spelling in spellings}
    assert keys == {"33/ct-ttg"}
    (party,), (state) = find_references("Quyết định số 217-QĐ/TW"), find_references("Quyết định số 217/QĐ-TW")[0]
    assert party.canonical == state.canonical


def _calls(text: str) -> int:
    """Count what is called while a text is read, patterns among it."""
    count = 0

    def called(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(called)
    try:
        find_references(text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("piece", [*NAMED, *MIXED])
def test_work_grows_with_the_length_only(piece: str) -> None:
    """Hostile repetitions cost linear work: twice the text, twice the calls."""
    short, long = piece * (4_000 // len(piece)), piece * (8_000 // len(piece))
    find_references(short), find_references(long)  # fills what is remembered
    assert _calls(long) < 2.2 * _calls(short) + 100


@pytest.mark.parametrize("piece", [*NAMED, "a Thông tư về a ", "Luật A, ", "Kế hoạch phối hợp a b c d số ", "số 1/A "])
def test_time_grows_with_the_length_only(piece: str) -> None:
    """Patterns themselves cost linear time on hostile repetitions: four times the text, about four times the time."""
    times = []
    for length in (50_000, 200_000):
        text = (piece * (length // len(piece) + 1))[:length]
        start = time.process_time()
        find_references(text)
        times.append(time.process_time() - start)
    assert times[1] < max(0.6, 10 * times[0])


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("công văn 512/KBTQ-KSC ngày 12/4 gửi các đơn vị", "incomplete_date:12/4"),
        ("Thông báo số 45-TB/HU, ngày 12 tháng 6 của Huyện ủy", "incomplete_date:12 tháng 6"),
        ("Công văn số 88/UBND-NC ngày ... tháng 6 năm 2024", "incomplete_date:... tháng 6 năm 2024"),
    ],
)
def test_an_incomplete_day_is_flagged(text: str, warning: str) -> None:
    """A day without its year, or left blank, gives no date, and a warning that shows it as printed."""
    (found,) = find_references(text)
    assert found.issued_on is None
    assert warning in found.warnings
