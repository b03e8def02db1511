"""Equations of a DOCX as a line of text: fractions with a stroke, powers with a caret, brackets as drawn."""

from collections.abc import Callable
from typing import Any

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DEEPEST = 60  # levels inside each other; beyond that nobody can read it


def linear(element: Any, depth: int = 0) -> str:
    """Return the signs of an equation or a part of it in one line."""
    if depth > _DEEPEST:
        return "".join(element.itertext(f"{M}t"))
    if element.tag == f"{M}t":
        return element.text or ""

    def part(name: str) -> str:
        found = element.find(M + name)
        return linear(found, depth + 1) if found is not None else ""

    form = _FORMS.get(element.tag)
    if form:
        return form(element, part)
    if element.tag == f"{M}d":
        inner = _sign(element, "sepChr", "|").join(linear(one, depth + 1) for one in element.iterfind(f"{M}e"))
        return _sign(element, "begChr", "(") + inner + _sign(element, "endChr", ")")
    return "".join(linear(child, depth + 1) for child in element if isinstance(child.tag, str))


def _sign(element: Any, name: str, usual: str) -> str:
    found = element.find(f"{M}{element.tag[len(M) :]}Pr/{M}{name}")
    return usual if found is None else str(found.get(f"{M}val", ""))


def _grouped(text: str) -> str:
    return text if text.isalnum() else f"({text})"


_Part = Callable[[str], str]
_FORMS: dict[str, Callable[[Any, _Part], str]] = {
    f"{M}f": lambda _, part: f"{_grouped(part('num'))}/{_grouped(part('den'))}",
    f"{M}sSup": lambda _, part: f"{part('e')}^{_grouped(part('sup'))}",
    f"{M}sSub": lambda _, part: f"{part('e')}_{_grouped(part('sub'))}",
    f"{M}sSubSup": lambda _, part: f"{part('e')}_{_grouped(part('sub'))}^{_grouped(part('sup'))}",
    f"{M}rad": lambda _, part: f"√{part('deg')}{_grouped(part('e'))}",
    f"{M}nary": lambda element, part: f"{_sign(element, 'chr', '∫')}{part('sub')}{part('sup')} {part('e')}",
}
