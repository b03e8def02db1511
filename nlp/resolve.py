"""Short citations ("Chỉ thị số 33") joined to the full one that the same text gives, where only one is possible."""

from dataclasses import replace
from datetime import date

from core.reference import Reference
from nlp.symbols import canonical, running

_SEVERAL = 2
_BY_NAME = frozenset({"Hiến pháp", "Luật", "Bộ luật", "Pháp lệnh"})
_INCOMPLETE = "incomplete_number"


def resolved(found: tuple[Reference, ...]) -> tuple[Reference, ...]:
    """Return the citations with bare numbers completed and missing days and issuers filled from the same document.

    A bare number is completed only where exactly one full number of the same type and running number is cited;
    else the citation keeps no number and says so: `unresolved:33`.
    """
    full: dict[tuple[str | None, str], set[str]] = {}
    for one in found:
        if one.number and _INCOMPLETE not in one.warnings:
            full.setdefault((one.doc_type, _bare(one.number)), set()).add(one.number)
    days: dict[str, set[date]] = {}
    for one in found:
        if one.number and one.issued_on:
            days.setdefault(one.canonical, set()).add(one.issued_on)
    whole = (_completed(one, full) if _INCOMPLETE in one.warnings else one for one in found)
    seen: set[str] = set()
    return tuple(_first(_doubted(one, days), seen) for one in whole)


def _first(one: Reference, seen: set[str]) -> Reference:
    """Return the citation, with a warning where it is a document's first and lacks what NĐ 30/2020/NĐ-CP, Phụ lục I, II.6b asks.

    Laws, codes and ordinances may be cited by their names alone.
    """
    if not one.number or one.canonical in seen:
        return one
    seen.add(one.canonical)
    lacking = [word for word, value in (("ngày", one.issued_on), ("cơ quan", one.issuer)) if value is None]
    if not lacking or one.doc_type in _BY_NAME or any(said.startswith("impossible_date") for said in one.warnings):
        return one
    return replace(one, warnings=(*one.warnings, f"incomplete_first_citation:{', '.join(lacking)}"))


def _doubted(one: Reference, days: dict[str, set[date]]) -> Reference:
    """Return the citation, with a warning where the text gives its number under several days."""
    given = sorted(days.get(one.canonical, ())) if one.number else []
    if len(given) < _SEVERAL:
        return one
    return replace(one, warnings=(*one.warnings, "several_days:" + ",".join(day.isoformat() for day in given)))


def _completed(one: Reference, full: dict[tuple[str | None, str], set[str]]) -> Reference:
    others = tuple(warning for warning in one.warnings if warning != _INCOMPLETE)
    bare = _bare(one.number or "")
    candidates = full.get((one.doc_type, bare), set())
    if len({canonical(one.doc_type, number, None) for number in candidates}) == 1:
        number = min(candidates)
        return replace(one, number=number, canonical=canonical(one.doc_type, number, None), warnings=others)
    return replace(one, number=None, warnings=(*others, f"unresolved:{bare}"))


def _bare(number: str) -> str:
    return running(number).lstrip("0").upper()
