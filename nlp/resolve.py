"""Short citations ("Chỉ thị số 33") joined to the full one that the same text gives, where only one is possible."""

from dataclasses import replace
from datetime import date

from core.reference import Reference
from nlp.symbols import canonical, pieces

_SEVERAL = 2
_INCOMPLETE = "incomplete_number"


def resolved(found: tuple[Reference, ...]) -> tuple[Reference, ...]:
    """Return the citations with bare numbers completed and missing days and issuers filled from the same document.

    A bare number is completed only where exactly one full number of the same type and running number is cited;
    else the citation keeps no number and says so: `unresolved:33`.
    """
    full: dict[tuple[str | None, str], set[str]] = {}
    for one in found:
        if one.number and _INCOMPLETE not in one.warnings:
            full.setdefault((one.doc_type, _running(one.number)), set()).add(one.number)
    days: dict[str, set[date]] = {}
    for one in found:
        if one.number and one.issued_on:
            days.setdefault(one.canonical, set()).add(one.issued_on)
    whole = (_completed(one, full) if _INCOMPLETE in one.warnings else one for one in found)
    return tuple(_doubted(one, days) for one in whole)


def _doubted(one: Reference, days: dict[str, set[date]]) -> Reference:
    """Return the citation, with a warning where the text gives its number under several days."""
    given = sorted(days.get(one.canonical, ())) if one.number else []
    if len(given) < _SEVERAL:
        return one
    return replace(one, warnings=(*one.warnings, "several_days:" + ",".join(day.isoformat() for day in given)))


def _completed(one: Reference, full: dict[tuple[str | None, str], set[str]]) -> Reference:
    others = tuple(warning for warning in one.warnings if warning != _INCOMPLETE)
    running = _running(one.number or "")
    candidates = full.get((one.doc_type, running), set())
    if len({canonical(one.doc_type, number, None) for number in candidates}) == 1:
        number = min(candidates)
        return replace(one, number=number, canonical=canonical(one.doc_type, number, None), warnings=others)
    return replace(one, number=None, warnings=(*others, f"unresolved:{running}"))


def _running(number: str) -> str:
    first = pieces(number)[0] if pieces(number) else number
    return first.lstrip("0").upper()
