"""How many characters a DOCX part holds that are printed, counted apart from the reading."""

from typing import Any

from extractors.docx.equations import M
from extractors.docx.parts import MC, W

_GONE = (f"{W}del", f"{W}moveFrom", f"{W}rt")  # deleted, moved away, the small signs over words


def characters(root: Any) -> int:
    """Return how many characters of `w:t` and of equations a part holds that are printed."""
    total = _count(root)
    for gone in root.iter(*_GONE):
        if not any(above.tag in _GONE or _is_second(above) for above in gone.iterancestors()):
            total -= _count(gone)
    for alternatives in root.iter(f"{MC}AlternateContent"):
        above = [one for one in alternatives.iterancestors() if one.tag in _GONE or _is_second(one)]
        if not above:
            total -= sum(_count(one) for one in alternatives if _is_second(one))
    return total


def _count(element: Any) -> int:
    return sum(len(text.text or "") for text in element.iter(f"{W}t", f"{M}t"))


def _is_second(element: Any) -> bool:
    """Tell whether an element is an alternative that is not shown: all but the first choice."""
    parent = element.getparent()
    if parent is None or parent.tag != f"{MC}AlternateContent":
        return False
    first = parent.find(f"{MC}Choice")
    return element is not (parent.find(f"{MC}Fallback") if first is None else first)
