"""The documents that the reports cite, one entry a document, with what the citations together say of it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, TypeVar

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

    Only what the citations together say is held, neither they nor the files. `key` is that of `Citations`.
    """

    def __init__(self, key: Key) -> None:
        self._key = key
        self._cited: dict[str, _Cited] = {}
        self._received: set[tuple[str, date | None, str | None]] = set()  # its number as it is compared, day and issuer

    def take(self, file: FileRow) -> None:
        """Take up a file with its findings."""
        description = file.description
        if description is None:
            return
        if number := description.dispatch.number:
            day, issuer = description.dispatch.issued_on, description.dispatch.issuer
            told = day.value if day else None, issuer.value if issuer else None
            self._received.add((_comparable(number.value), *told))
        if file.counts and file.kind is Kind.REPORT:
            for reference in filter(_is_known, description.references):
                self._cited.setdefault(self._key(file, reference), _Cited()).take(file, reference)

    def entries(self) -> tuple[Directive, ...]:
        """Return the cited documents, the most widely cited first."""
        wanted = {_comparable(one.number) for cited in self._cited.values() for one in cited.said if one.number}
        received: defaultdict[str, set[_Received]] = defaultdict(set)
        for number, day, issuer in self._received:
            if number in wanted:
                received[number].add((day, issuer))
        entries = [_directive(key, cited, received) for key, cited in self._cited.items()]
        return tuple(sorted(entries, key=lambda entry: (-entry.cited_by_units, -entry.citations, entry.canonical)))


def directives(files: Sequence[FileRow]) -> tuple[Directive, ...]:
    """Return the documents that the counting reports among `files` cite, the most widely cited first."""
    ledger = Ledger(keys_of(files))
    for file in files:
        ledger.take(file)
    return ledger.entries()


class _Said(NamedTuple):
    """What one citation says of the document."""

    doc_type: str | None
    number: str | None
    issued_on: date | None
    issuer: str | None
    title: str | None


@dataclass(slots=True)
class _Cited:
    """What the citations of one document say of it; few say something that none before has said."""

    said: Counter[_Said] = field(default_factory=Counter)
    warnings: dict[str, None] = field(default_factory=dict)
    units: set[str] = field(default_factory=set)

    def take(self, file: FileRow, reference: Reference) -> None:
        """Count one more."""
        one = _Said(reference.doc_type, reference.number, reference.issued_on, reference.issuer, reference.title)
        self.said[one] += 1
        self.warnings |= {said: None for said in reference.warnings if not said.startswith(_OF_THE_CITING)}
        self.units |= {file.unit_id} if file.unit_id else set()

    def counted(self, value_of: Callable[[_Said], T | None]) -> Counter[T]:
        """Return how often each value is given, the first given first."""
        counts: Counter[T] = Counter()
        for one, times in self.said.items():
            if (value := value_of(one)) is not None:
                counts[value] += times
        return counts


def _is_known(reference: Reference) -> bool:
    """Tell whether a citation says which document it means: not where its number is blank or stayed open."""
    return reference.number is not None or reference.title is not None


def _directive(key: str, cited: _Cited, received: Mapping[str, set[_Received]]) -> Directive:
    days, issuers = cited.counted(lambda one: one.issued_on), cited.counted(lambda one: one.issuer)
    number, issued_on, issuer = _commonest(cited.counted(lambda one: one.number)), _commonest(days), _commonest(issuers)
    here = received.get(_comparable(number), set()) if number else set()
    in_inbox = _is_among(here, issued_on)
    warnings = (*cited.warnings, *_contradictions(days, issuers))
    return Directive(
        canonical=key,
        doc_type=_commonest(cited.counted(lambda one: one.doc_type)),
        number=number,
        issued_on=issued_on,
        issuer=issuer,
        title=_commonest(cited.counted(lambda one: one.title)),
        cited_by_units=len(cited.units),
        citations=cited.said.total(),
        in_inbox=in_inbox,
        warnings=(*dict.fromkeys(warnings), *(() if in_inbox else _other_days(here, issued_on, issuer))),
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


def _contradictions(days: Iterable[date], issuers: Iterable[str]) -> Iterator[str]:
    """Yield the warnings that the citations disagree about the day or the issuer."""
    told = sorted(day.isoformat() for day in days)
    if len(told) > 1:
        yield f"different_dates:{','.join(told)}"
    names = apart(name for name in issuers if name)
    if len(names) > 1:
        yield f"different_issuers:{', '.join(names)}"
