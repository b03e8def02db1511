"""What a citation is for (căn cứ, thực hiện, thay thế …) and which article of the document it points to."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from core.reference import Reference, Role
from core.text import fold, squeeze
from nlp.patterns import Pattern, pattern, phrases, table

_GOES_ON = pattern("references", "role_goes_on")
_STOP = pattern("references", "role_stop")
_PIN_END = pattern("references", "pin_end")
_PIN_WORD = pattern("references", "pin_word")
_BACK = 120  # characters before a citation in which its role and its article may stand
_LAST_PART = 40  # characters of the last part of an article pointer
_JOINTS = (" ban hành kèm theo", " kèm theo", " của", " của các", " tại", " thuộc")


def with_context(text: str, folded: str, found: Sequence[Reference]) -> tuple[Reference, ...]:
    """Return the citations with their role and their article pointer; one that is joined to another shares its role."""
    told: list[Reference] = []
    for one in found:
        before = told[-1] if told else None
        start = max(one.span.start - _BACK, before.span.end if before else 0, 0)
        role, pin = _role(folded, start, one, before), _pin(text, folded, start, one.span.start)
        told.append(one if role is Role.CITED and pin is None else replace(one, role=role, pin=pin))
    return tuple(told)


def _role(folded: str, start: int, one: Reference, before: Reference | None) -> Role:
    end = one.span.start
    roles, first, later = _cues()
    said = list(later.finditer(folded, max(0, start - 1), end))
    last = said[-1] if said else first.match(folded, 0, end) if start == 0 else None
    if last and not _STOP.search(folded, last.end(), end):
        return roles[squeeze(last["cue"])]
    joined = before is not None and before.span.end == start and _GOES_ON.search(folded, start, end)
    return before.role if before and joined else Role.CITED


@cache
def _cues() -> tuple[dict[str, Role], Pattern, Pattern]:
    """Return the role that words tell, and these at the text's start, and behind whatever is no letter; the last count."""
    roles = {fold(row["cue"]): Role(row["role"]) for row in table("roles")}
    cue = r"(?P<cue>{})(?!\w)"
    return roles, phrases(tuple(roles), around=cue), phrases(tuple(roles), around=rf"[^\w]{cue}")


def _pin(text: str, folded: str, start: int, end: int) -> str | None:
    """Return the article pointer that stands right before `end`: "điểm a khoản 2 Điều 5" (của) Nghị định …."""
    last = _PIN_END.search(folded, max(start, end - _LAST_PART), end) if end > start else None
    if not last:
        return None
    begin: int | None = None
    for word in _PIN_WORD.finditer(folded, start, end):
        if word["part"] and begin is None:
            begin = word.start()
        elif word["other"] and word.start() < last.start():
            begin = None
    words = squeeze(text[last.start() if begin is None else begin : end])
    for joint in _JOINTS:
        words = words.removesuffix(joint)
    return words.rstrip(" ,;")
