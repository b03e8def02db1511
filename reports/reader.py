"""What was read of a file as a page: its text with header fields, citations and evidence marked, each with what it says."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path
from typing import TypeVar

from markupsafe import Markup

from core.dispatch import Dispatch, Found
from core.document import Block, BlockKind, Document
from core.problem import Problem
from core.reference import Reference
from core.steps import Description
from core.text import Span, squeeze
from reports.html import environment, hash_of

_TEMPLATES = Path(__file__).parent / "templates"
FIELDS = {
    "number": "Số, ký hiệu",
    "doc_type": "Loại",
    "issued_on": "Ngày",
    "issuer": "Cơ quan ban hành",
    "place": "Địa danh",
    "subject": "Trích yếu",
    "signer": "Người ký",
    "secrecy": "Độ mật",
    "urgency": "Độ khẩn",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A file or member to be shown: what was read of it, and what it says of itself and of others."""

    source: str
    media_type: str
    size: int  # bytes
    document: Document | None
    description: Description | None
    problems: tuple[Problem, ...]
    sentences: "tuple[Sentence, ...]" = ()  # evidence, sorted, without overlaps


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that bears on tasks: where it stands, its strongest status, and what it says."""

    span: Span
    status: str
    said: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a block: plain where `kind` is "", else a header field or a citation, with its explanation."""

    words: str
    kind: str = ""  # "field" or "reference"
    said: str = ""
    anchor: str = ""  # of the first stretch of a citation
    start: int = 0  # in Document.text
    sentence: Sentence | None = None  # the one that it is part of
    first: bool = False  # of the sentence's stretches


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of the text. `cells` are those of a table's row."""

    kind: BlockKind
    marks: tuple[Mark, ...] = ()
    cells: tuple[tuple[Mark, ...], ...] = ()
    column: int = 0
    centred: bool = False
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Consecutive blocks of one page; `number` is None where the file has no pages."""

    number: int | None
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class _Marked:
    span: Span
    kind: str
    said: str
    anchor: str = ""


M = TypeVar("M", _Marked, Sentence)


def reader(files: Sequence[Shown]) -> str:
    """Return the page of these files as text; it needs no other file and runs no script."""
    style = (_TEMPLATES / "reader.css").read_text(encoding="utf-8")
    told = [(file, fields_of(file), cited_of(file, index), pages_of(file, index)) for index, file in enumerate(files)]
    return (
        environment().get_template("reader.html").render(files=told, style=Markup(style), style_hash=hash_of(style))  # noqa: S704 - our own file
    )


def marks_of(file: Shown) -> tuple[tuple[Span, str, str], ...]:
    """Return where header fields and citations stand in the text, sorted, without overlaps: (span, kind, explanation)."""
    return tuple((one.span, one.kind, one.said) for one in _marked(file))


def say_reference(one: Reference) -> str:
    """Return what a citation names, in one line: type, number or title, day, issuer."""
    day = f"ngày {one.issued_on:%d/%m/%Y}" if one.issued_on else None
    return " · ".join(str(part) for part in (one.doc_type, one.number or one.title, day, one.issuer) if part)


def fields_of(file: Shown) -> list[tuple[str, str]]:
    """Return the header's fields that the file shows, with their headings."""
    dispatch = file.description.dispatch if file.description else None
    return [(FIELDS[name], _value(found)) for name, found in _found(dispatch)]


def _found(dispatch: Dispatch | None) -> Iterator[tuple[str, Found[object]]]:
    for name in FIELDS if dispatch else ():
        found: Found[object] | None = getattr(dispatch, name)
        if found is not None:
            yield name, found


def _value(found: Found[object]) -> str:
    return f"{found.value:%d/%m/%Y}" if hasattr(found.value, "strftime") else str(found.value)


def cited_of(file: Shown, index: int) -> list[tuple[str, str, int | None]]:
    """Return each citation with its anchor and page."""
    references = file.description.references if file.description else ()
    return [(f"r{index}-{number}", say_reference(one), one.page) for number, one in enumerate(references)]


def _marked(file: Shown, prefix: str = "") -> list[_Marked]:
    if file.description is None:
        return []
    found = [
        _Marked(one.span, "reference", say_reference(one), f"r{prefix}-{number}")
        for number, one in enumerate(file.description.references)
    ]
    found += [
        _Marked(one.span, "field", f"{FIELDS[name]}: {_value(one)}")
        for name, one in _found(file.description.dispatch)
        if not any(one.span.overlaps(other.span) for other in found)
    ]
    kept: list[_Marked] = []
    for one in sorted(found, key=lambda mark: (mark.span.start, mark.kind)):
        if not kept or kept[-1].span.end <= one.span.start:
            kept.append(one)
    return kept


def pages_of(file: Shown, index: int) -> list[Page]:
    """Return the text page by page, marked; `index` of the file makes its anchors unique."""
    document = file.document
    if document is None:
        return []
    marked = _marked(file, str(index))
    return [
        Page(number, tuple(_paragraph(document, block, marked, file.sentences) for block in blocks))
        for number, blocks in groupby(document.blocks, key=lambda block: block.page)
    ]


def _paragraph(document: Document, block: Block, marked: Sequence[_Marked], sentences: Sequence[Sentence]) -> Paragraph:
    inside, lit = _within(marked, block.span), _within(sentences, block.span)
    cells = tuple(tuple(_cut(document.text, cell, inside, lit)) for cell in block.cells)
    return Paragraph(
        block.kind,
        () if cells else tuple(_cut(document.text, block.span, inside, lit)),
        cells,
        block.column,
        block.align == "center",
        block.bold is True,
    )


def _within(ones: Sequence[M], span: Span) -> Sequence[M]:
    """Return those that share a letter with `span`; they are sorted and do not overlap, and there may be thousands."""
    first = bisect_right(ones, span.start, key=lambda one: one.span.end)
    last = bisect_left(ones, span.end, key=lambda one: one.span.start)
    return ones[first:last]


def _cut(text: str, span: Span, marked: Sequence[_Marked], lit: Sequence[Sentence]) -> Iterator[Mark]:
    """Yield the stretches of `span`, cut where a mark or a sentence begins or ends."""
    spans = [one.span for one in marked] + [one.span for one in lit]
    edges = {span.start, span.end, *(edge for one in spans for edge in (one.start, one.end))}
    for start, end in pairwise(sorted(edge for edge in edges if span.start <= edge <= span.end)):
        mark = next((one for one in marked if one.span.start <= start < one.span.end), None)
        sentence = next((one for one in lit if one.span.start <= start < one.span.end), None)
        yield Mark(
            text[start:end],
            mark.kind if mark else "",
            squeeze(mark.said) if mark else "",
            mark.anchor if mark and mark.span.start == start else "",
            start,
            sentence,
            sentence is not None and sentence.span.start == start,
        )
