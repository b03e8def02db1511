"""The documents that the reports cite, one entry a document, with what the citations together say of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from core.dispatch import Kind
from core.reference import Reference
from core.steps import FileRow
from core.text import matching
from store.identity import Key, apart, keys_of

T = TypeVar("T")
_Received = tuple[date | None, str | None]  # the day and the issuer on a document of the inbox
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


class Ledger:
    """Takes the files of an inbox one after the other and tells which documents their counting reports cite.

    Only what the citations together say is held, neither they nor the files. `key` is that of `keys_of`.
    """

    def __init__(self, key: Key) -> None:
        self._key = key
        self._cited: dict[str, _Cited] = {}
        self._received: dict[str, set[_Received]] = {}

    def take(self, file: FileRow) -> None:
        """Take up a file with its findings."""
        description = file.description
        if description is None:
            return
        if number := description.dispatch.number:
            day, issuer = description.dispatch.issued_on, description.dispatch.issuer
            here = self._received.setdefault(_comparable(number.value), set())
            here.add((day.value if day else None, issuer.value if issuer else None))
        if file.counts and file.kind is Kind.REPORT:
            for reference in filter(_is_known, description.references):
                self._cited.setdefault(self._key(file, reference), _Cited()).take(file, reference)

    def entries(self) -> tuple[Directive, ...]:
        """Return the cited documents, the most widely cited first."""
        entries = [_directive(key, cited, self._received) for key, cited in self._cited.items()]
        return tuple(sorted(entries, key=lambda entry: (-entry.cited_by_units, -entry.citations, entry.canonical)))


def directives(files: Sequence[FileRow]) -> tuple[Directive, ...]:
    """Return the documents that the counting reports among `files` cite, the most widely cited first."""
    ledger = Ledger(keys_of(files))
    for file in files:
        ledger.take(file)
    return ledger.entries()


class _Cited:
    """What the citations of one document say of it, counted."""

    def __init__(self) -> None:
        self.doc_types: Counter[str] = Counter()
        self.numbers: Counter[str] = Counter()
        self.days: Counter[date] = Counter()
        self.issuers: Counter[str] = Counter()
        self.titles: Counter[str] = Counter()
        self.warnings: dict[str, None] = {}
        self.units: set[str] = set()
        self.citations = 0

    def take(self, file: FileRow, reference: Reference) -> None:
        """Count one more."""
        _count(self.doc_types, reference.doc_type)
        _count(self.numbers, reference.number)
        _count(self.days, reference.issued_on)
        _count(self.issuers, reference.issuer)
        _count(self.titles, reference.title)
        self.warnings |= {said: None for said in reference.warnings if not said.startswith(_OF_THE_CITING)}
        self.units |= {file.unit_id} if file.unit_id else set()
        self.citations += 1


def _count(counter: Counter[T], value: T | None) -> None:
    if value is not None:
        counter[value] += 1


def _is_known(reference: Reference) -> bool:
    """Tell whether a citation says which document it means: not where its number is blank or stayed open."""
    return reference.number is not None or reference.title is not None


def _directive(key: str, cited: _Cited, received: dict[str, set[_Received]]) -> Directive:
    number, issued_on, issuer = _commonest(cited.numbers), _commonest(cited.days), _commonest(cited.issuers)
    here = received.get(_comparable(number), set()) if number else set()
    in_inbox = _is_among(here, issued_on)
    return Directive(
        canonical=key,
        doc_type=_commonest(cited.doc_types),
        number=number,
        issued_on=issued_on,
        issuer=issuer,
        title=_commonest(cited.titles),
        cited_by_units=len(cited.units),
        citations=cited.citations,
        in_inbox=in_inbox,
        warnings=(*_warnings(cited), *(() if in_inbox else _other_days(here, issued_on, issuer))),
    )


def _commonest(counted: Counter[T]) -> T | None:
    """Return the value that stands most often, the first of several; None where none is given."""
    return counted.most_common(1)[0][0] if counted else None


def _comparable(number: str) -> str:
    """Return a number as it is compared: `05-CT/TW` and `5-CT/TW` are one."""
    return matching("".join(number.split())).lstrip("0")


def _is_among(here: set[_Received], cited: date | None) -> bool:
    """Tell whether a document of that number may be the cited one: numbers start anew each year."""
    days = {day for day, _ in here}
    return bool(days) and (cited is None or None in days or cited in days)


def _other_days(here: set[_Received], cited: date | None, issuer: str | None) -> tuple[str, ...]:
    """Return the warning that a document of that number, year and issuer was received, of another day than the cited one."""
    same = (
        day
        for day, body in here
        if day and cited and day.year == cited.year and body and issuer and len(apart((body, issuer))) == 1
    )
    told = sorted(day.isoformat() for day in same)
    return (f"received_of_other_date:{','.join(told)}",) if told else ()


def _warnings(cited: _Cited) -> tuple[str, ...]:
    """Return every warning of the citations once, and where they disagree about the day or the issuer."""
    warnings = dict(cited.warnings)
    days = sorted(day.isoformat() for day in cited.days)
    if len(days) > 1:
        warnings[f"different_dates:{','.join(days)}"] = None
    issuers = apart(issuer for issuer in cited.issuers if issuer)
    if len(issuers) > 1:
        warnings[f"different_issuers:{', '.join(issuers)}"] = None
    return tuple(warnings)
