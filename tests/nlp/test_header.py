"""Headers of State and Party letterheads, with columns and without."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from core.document import Align, Block, BlockKind, Document
from core.text import OffsetMap, Span
from nlp.describe import describe
from nlp.header import read_header
from nlp.signature import person_name
from nlp.symbols import tidy


@dataclass(frozen=True)
class _Case:
    name: str
    document: Document
    fields: dict[str, str]


def _document(lines: list[str]) -> Document:
    blocks: list[Block] = []
    at = 0
    for line in lines:
        marks, _, text = line.partition(" ")
        align = Align.CENTER if "C" in marks else Align.JUSTIFY if "J" in marks else Align.LEFT
        kind = BlockKind.LIST_ITEM if "L" in marks else BlockKind.PARAGRAPH
        span = Span(at, at + len(text))
        blocks.append(Block(kind, span, page=1, column=int(marks[0]), align=align, bold="B" in marks))
        at += len(text) + 1
    text = "\n".join(line.partition(" ")[2] for line in lines)
    return Document("0" * 64, "text/plain", text, OffsetMap(), tuple(blocks))


def _cases() -> list[_Case]:
    paths = sorted((Path(__file__).parent / "cases" / "headers").glob("*.txt"))
    written = [part for path in paths for part in path.read_text(encoding="utf-8").split("\n== ")[1:]]
    cases = []
    for part in written:
        name, *lines = part.strip().split("\n")
        fields = dict(line[3:].split("=", 1) for line in lines if line.startswith("-- "))
        cases.append(_Case(name, _document([line for line in lines if not line.startswith("-- ")]), fields))
    return cases


def _values(document: Document, names: dict[str, str]) -> dict[str, str]:
    dispatch = read_header(document)
    values = {}
    for name in names:
        found = getattr(dispatch, name)
        value = found.value if found else ""
        values[name] = value.isoformat() if isinstance(value, date) else value
    return values


@pytest.mark.parametrize("case", _cases(), ids=lambda case: case.name)
def test_each_case_gives_its_fields(case: _Case) -> None:
    """A written letterhead with columns gives exactly its fields."""
    assert _values(case.document, case.fields) == case.fields


@pytest.mark.parametrize("case", _cases(), ids=lambda case: case.name)
def test_fields_are_found_where_no_column_is_told(case: _Case) -> None:
    """Where the form is lost, the words alone still give number, type, day, issuer and place."""
    blocks = tuple(replace(block, column=0, bold=None, align=None) for block in case.document.blocks)
    wanted = {
        name: value
        for name, value in case.fields.items()
        if name in {"number", "doc_type", "issued_on", "issuer", "place"}
    }
    assert _values(replace(case.document, blocks=blocks), wanted) == wanted


@pytest.mark.parametrize("case", _cases(), ids=lambda case: case.name)
def test_every_found_value_has_its_place(case: _Case) -> None:
    """The proof of a field lies in the document; the number's is the number, blanks and slips aside."""
    dispatch = read_header(case.document)
    for found in (
        dispatch.number,
        dispatch.issuer,
        dispatch.place,
        dispatch.subject,
        dispatch.signer,
        dispatch.doc_type,
    ):
        assert found is None or found.span.of(case.document.text).strip()
    if dispatch.number:
        assert tidy(dispatch.number.span.of(case.document.text)) == dispatch.number.value
    if dispatch.signer:
        assert dispatch.signer.span.of(case.document.text).lower() == dispatch.signer.value.lower()


def test_an_empty_document_has_no_field() -> None:
    """A document without text gives nothing, and no error."""
    document = Document("0" * 64, "text/plain", "", OffsetMap(), ())
    assert read_header(document).number is None
    assert describe(document).references == ()


def test_the_own_number_is_no_reference() -> None:
    """The number of the head is not cited; the documents of the body are, with their page."""
    case = next(case for case in _cases() if case.name == "report of a department")
    found = describe(case.document).references
    assert [one.number for one in found] == ["12/KH-UBND"]
    assert found[0].page == 1


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Đại tá Lò Văn Pành", "Lò Văn Pành"),
        ("ThS. Bùi Thị Ngọc Ánh", "Bùi Thị Ngọc Ánh"),
        ("PHÓ GIÁM ĐỐC Trần Quốc", "Trần Quốc"),
        ("GIÁM ĐỐC", None),
        ("Lưu: VT", None),
    ],
)
def test_a_name_is_told_from_rank_and_title(printed: str, name: str | None) -> None:
    """Ranks, degrees and position lines are no part of a name."""
    assert person_name(printed) == name
