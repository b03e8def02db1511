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
_OF_THE_CITING = "incomplete_first_citation"  # says something of the report, nothing of the cited document


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
            for reference in filter(_is_known, file.description.references):
                cited.setdefault(_key(reference), []).append((file, reference))
    received = _received(files)
    entries = [_directive(key, citations, received) for key, citations in cited.items()]
    return tuple(sorted(entries, key=lambda entry: (-entry.cited_by_units, -entry.citations, entry.canonical)))


def _is_known(reference: Reference) -> bool:
    """Tell whether a citation says which document it means: not where its number is blank or stayed open."""
    return reference.number is not None or reference.title is not None


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
    """Return every warning of the citations once, and where they disagree about the day or the issuer."""
    said = (warning for reference in references for warning in reference.warnings)
    warnings = {warning: None for warning in said if not warning.startswith(_OF_THE_CITING)}
    days = sorted({reference.issued_on.isoformat() for reference in references if reference.issued_on})
    if len(days) > 1:
        warnings[f"different_dates:{','.join(days)}"] = None
    issuers = _apart(sorted({reference.issuer for reference in references if reference.issuer}))
    if len(issuers) > 1:
        warnings[f"different_issuers:{', '.join(issuers)}"] = None
    return tuple(warnings)


def _apart(names: list[str]) -> list[str]:
    """Return the names that are not a shorter form of another: "Ban Bí thư" of "Ban Bí thư Trung ương Đảng"."""
    forms = {name: matching(name) for name in names}
    return [
        name
        for name in names
        if not any(forms[name] in other and len(forms[name]) < len(other) for other in forms.values())
    ]
