"""The bench of whole documents counts cited numbers as sets, and header fields one by one."""

from datetime import date

from bench.documents import figures_of
from core.dispatch import Dispatch, Found
from core.reference import Form, Reference
from core.steps import Description
from core.text import Span


def _cites(number: str, day: date | None = None) -> Reference:
    key = number.lower().replace("-", "/").replace("đ", "d")
    return Reference(Span(0, 1), number, Form.SHORT, "Chỉ thị", number, day, canonical=key)


def test_documents_are_scored_by_fields_and_by_the_set_of_numbers() -> None:
    """Twice the same number counts once; a field that is blank in both is right; handwriting may be left out."""
    header = Dispatch(number=Found("12/BC-SNV", Span(0, 1), "header.number"), place=Found("Hà Nội", Span(0, 1), "x"))
    told = {"a": Description(header, (_cites("33/ct", date(2021, 11, 26)), _cites("33/ct"), _cites("5/kh")))}
    gold = {
        "file": "a",
        "number": "12 /BC-SNV",
        "issued_on": None,
        "place": "Huế",
        "references": [{"number": "33/CT", "issued_on": "2021-11-26"}, {"number": "6/CT"}],
    }
    figures, differences = figures_of([gold], told)
    assert figures == {
        "references_f1": 0.5,
        "reference_issued_on": 1.0,
        "number": 1.0,
        "issued_on": 1.0,
        "place": 0.0,
        "headers": 2 / 3,
    }
    assert differences == ["a: place: wanted 'Huế', found 'Hà Nội'", "a: missed 6/CT", "a: cited nowhere: 5/kh"]
    by_hand, _ = figures_of([{"file": "b", "number": "7/BC", "handwritten": True}], told)
    assert by_hand["by_hand_right_or_empty"] == 1.0
