"""The documents that the reports cite, one entry a document, with what the citations together say of it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from core.dispatch import Kind
from core.reference import Reference
from core.steps import FileRow
from core.text import matching

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Directive:
    """A cited document: what most citations say of it, and how widely it is cited."""

    canonical: str
    doc_type: str | None
    number: str | None
    issued_on: date | None
    issuer: str | None
    title: str | None
    cited_by_units: int
    citations: int
    in_inbox: bool
    warnings: tuple[str, ...]


def directives(files: Sequence[FileRow]) -> tuple[Directive, ...]:
    """Return the documents that the counting reports among `files` cite, the most widely cited first."""
    cited: dict[str, list[tuple[FileRow, Reference]]] = {}
    for file in files:
        if file.counts and file.kind is Kind.REPORT and file.description:
            for reference in file.description.references:
                cited.setdefault(_key(reference), []).append((file, reference))
    received = _received(files)
    entries = [_directive(key, citations, received) for key, citations in cited.items()]
    return tuple(sorted(entries, key=lambda entry: (-entry.cited_by_units, -entry.citations, entry.canonical)))


def _key(reference: Reference) -> str:
    return reference.canonical or matching(reference.number or reference.title or reference.text)


def _directive(
    key: str, citations: list[tuple[FileRow, Reference]], received: dict[str, set[date | None]]
) -> Directive:
    references = [reference for _, reference in citations]
    number = _commonest(reference.number for reference in references)
    issued_on = _commonest(reference.issued_on for reference in references)
    return Directive(
        canonical=key,
        doc_type=_commonest(reference.doc_type for reference in references),
        number=number,
        issued_on=issued_on,
        issuer=_commonest(reference.issuer for reference in references),
        title=_commonest(reference.title for reference in references),
        cited_by_units=len({file.unit_id for file, _ in citations if file.unit_id}),
        citations=len(citations),
        in_inbox=number is not None and _is_among(received.get(_comparable(number), set()), issued_on),
        warnings=_warnings(references),
    )


def _commonest(values: Iterable[T | None]) -> T | None:
    """Return the value that stands most often, the first of several; None where none is given."""
    counted = Counter(value for value in values if value is not None)
    return counted.most_common(1)[0][0] if counted else None


def _comparable(number: str) -> str:
    """Return a number as it is compared: `05-CT/TW` and `5-CT/TW` are one."""
    return matching("".join(number.split())).lstrip("0")


def _received(files: Sequence[FileRow]) -> dict[str, set[date | None]]:
    """Return the numbers of the inbox's own documents with the days on them."""
    numbers: dict[str, set[date | None]] = {}
    for file in files:
        if file.description and file.description.dispatch.number:
            day = file.description.dispatch.issued_on
            number = _comparable(file.description.dispatch.number.value)
            numbers.setdefault(number, set()).add(day.value if day else None)
    return numbers


def _is_among(days: set[date | None], cited: date | None) -> bool:
    """Tell whether a document of that number may be the cited one: numbers start anew each year."""
    return bool(days) and (cited is None or None in days or cited in days)


def _warnings(references: list[Reference]) -> tuple[str, ...]:
    """Return every warning of the citations once, and one where they disagree about the day."""
    warnings = {warning: None for reference in references for warning in reference.warnings}
    days = sorted({reference.issued_on.isoformat() for reference in references if reference.issued_on})
    if len(days) > 1:
        warnings[f"different_dates:{','.join(days)}"] = None
    return tuple(warnings)
