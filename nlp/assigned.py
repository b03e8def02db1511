"""The tasks that a dispatch assigns: which of its numbered lists they are, and where each begins and ends."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from core.text import Span, fold
from nlp.deadline import names_report
from nlp.numbering import Item, Level, Listing, listings
from nlp.patterns import Pattern, pattern

_ASSIGNS = pattern("tasks", "assigns")
_CLOSING = pattern("tasks", "closing")
_LEAD = 500  # code points before a list in which its lead-in stands
_HEADING = 110  # longest line that is a heading of a part
_DEEPEST = 3


class _Part(StrEnum):
    """What a part of a plan is for, as its heading says."""

    ASIDE = "aside"
    ASSIGNING = "assigning"
    ORGANISING = "organising"


_PARTS: dict[_Part, Pattern] = {part: pattern("tasks", part.value) for part in _Part}


@dataclass(frozen=True, slots=True)
class Assigned:
    """One task's place in the text: from behind its number to the next task, sub-tasks and further paragraphs included."""

    id: str
    span: Span


@dataclass(frozen=True, slots=True)
class Assignment:
    """The tasks in order; `doubts` are remarks for the reviewer, in Vietnamese."""

    tasks: tuple[Assigned, ...]
    doubts: tuple[str, ...] = ()


def assigned_tasks(text: str, body: Span) -> Assignment:
    """Return the tasks of a dispatch's body; none where it lists nothing."""
    found = _outermost(text, body)
    if found is None:
        return Assignment((), ("không thấy danh mục nhiệm vụ được đánh số.",))
    doubts: list[str] = []
    if found.missing:
        doubts.append(f"thiếu mục số {', '.join(map(str, found.missing))}; đối chiếu với văn bản gốc.")
    if found.level is Level.BULLET:
        doubts.append("nhiệm vụ không được đánh số, lấy theo các gạch đầu dòng.")
    tasks = tuple(_of_parts(text, found, 1))
    return Assignment(_unique(tasks), tuple(doubts))


def behind_tasks(body: Span, assignment: Assignment) -> Span:
    """Return what of the body stands behind the last task: closing words, which may set the deadline."""
    start = max((task.span.end for task in assignment.tasks), default=body.start)
    return Span(min(start, body.end), body.end)


def _outermost(text: str, within: Span, above: Level | None = None) -> Listing | None:
    """Return the list that begins first; of one level the one that a lead-in announces, else the longest."""
    best: list[Listing] = []
    for level in Level:
        if level in {Level.BULLET, Level.DECIMAL} or (above is not None and level <= above):
            continue
        lists = [one for one in listings(text, within, level) if len(one.items) > 1]
        if lists:
            best.append(max(lists, key=lambda one: (_announced(text, one), len(one.items), -one.items[0].at)))
    if not best and above is not None:
        best = [one for one in listings(text, within, Level.DECIMAL) if len(one.items) > 1][:1]
    if not best:
        best = [one for one in listings(text, within, Level.BULLET) if len(one.items) > 1][:1]
    return min(best, key=lambda one: (one.items[0].at, one.level), default=None)


def _announced(text: str, listing: Listing) -> bool:
    at = listing.items[0].at
    return bool(_ASSIGNS.search(fold(text[max(0, at - _LEAD) : at])))


def _of_parts(text: str, found: Listing, depth: int) -> Iterator[Assigned]:
    """Give the tasks: the items themselves, or what the parts of a plan list that are headed "Nhiệm vụ" and the like."""
    items = [replace(item, span=_without_closing(text, item.span)) for item in found.items]
    parts = {item.label: _part(text, item.span) for item in items}
    holding = [item for item in items if parts[item.label] is _Part.ASSIGNING]
    if not holding or depth >= _DEEPEST:
        kept = [item for item in items if parts[item.label] not in {_Part.ASIDE, _Part.ORGANISING}]
        for item in kept or items:
            yield Assigned(item.label, item.span)
    for item in holding if depth < _DEEPEST else ():
        inner = _outermost(text, item.span, found.level)
        lead = "" if len(holding) == 1 else f"{item.label}."
        if inner is None or inner.level is Level.BULLET:
            yield Assigned(item.label, item.span)
        else:
            yield from (Assigned(f"{lead}{task.id}", task.span) for task in _of_parts(text, inner, depth + 1))
    for item in items:
        if parts[item.label] is _Part.ORGANISING:
            yield from _report_duty(text, item, found.level)


def _report_duty(text: str, part: Item, level: Level) -> Iterator[Assigned]:
    """Give the first item of a part on who does what that is the report itself."""
    inner = _outermost(text, part.span, level)
    if inner is None:
        if names_report(part.span.of(text)):
            yield Assigned(part.label, part.span)
        return
    for item in inner.items:
        first = item.span.of(text).split(".")[0]
        if names_report(first):
            yield Assigned(f"{part.label}.{item.label}", _without_closing(text, item.span))
            return


def _part(text: str, span: Span) -> _Part | None:
    """Return what a part's heading says that it is for; None where it is a task."""
    line, _, rest = span.of(text).strip().partition("\n")
    words = line.split()[:3]
    capitals = len(words) > 1 and all(word.isupper() for word in words if word.isalpha())
    if not capitals and (len(line) > _HEADING or not rest.strip() or line.rstrip()[-1:] in ".;"):
        return None
    folded = fold(line)
    return next((part for part, form in _PARTS.items() if form.search(folded)), None)


def _without_closing(text: str, span: Span) -> Span:
    """Cut off the dispatch's closing words; they do not stand at an item's own beginning."""
    inside = fold(span.of(text))
    first = len(inside) - len(inside.lstrip())
    found = _CLOSING.search(inside, first + 1)
    end = span.start + found.start() if found else span.end
    return Span(span.start + first, max(span.start + first, span.start + len(text[span.start : end].rstrip())))


def _unique(tasks: tuple[Assigned, ...]) -> tuple[Assigned, ...]:
    """Give tasks of one number apart ids: "2", "2-2"."""
    seen: dict[str, int] = {}
    named = []
    for task in tasks:
        seen[task.id] = seen.get(task.id, 0) + 1
        named.append(task if seen[task.id] == 1 else replace(task, id=f"{task.id}-{seen[task.id]}"))
    return tuple(named)
