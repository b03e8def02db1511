"""Styles of a DOCX: what a paragraph and its letters look like."""

from typing import Any

from core.document import Align
from extractors.docx.parts import W

_OFF = frozenset({"0", "false", "off", "none"})
_ALIGN = {
    "both": Align.JUSTIFY,
    "distribute": Align.JUSTIFY,
    "center": Align.CENTER,
    "right": Align.RIGHT,
    "end": Align.RIGHT,
    "left": Align.LEFT,
    "start": Align.LEFT,
}
LEVELS = 9
_MAX_CHAIN = 20  # styles based on each other in a circle exist


def value(parent: Any, name: str) -> str | None:
    """Return the `w:val` of a child element, None where there is no such child or value."""
    child = parent.find(W + name) if parent is not None else None
    found = child.get(f"{W}val") if child is not None else None
    return None if found is None else str(found)


def flag(properties: Any, name: str) -> bool | None:
    """Return whether a switch such as `w:b` is on, None where it is not named."""
    child = properties.find(W + name) if properties is not None else None
    return None if child is None else child.get(f"{W}val", "1") not in _OFF


class Styles:
    """The styles part; what it is asked for a style, it looks up along the chain of `basedOn` and remembers."""

    def __init__(self, root: Any | None) -> None:
        self._styles: dict[str, Any] = {}
        self.default = ""
        self._flags: dict[tuple[str, str], bool | None] = {}
        self.base = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr") if root is not None else None
        for style in root.iter(f"{W}style") if root is not None else ():
            self._styles[style.get(f"{W}styleId", "")] = style
            if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in {"1", "true"}:
                self.default = style.get(f"{W}styleId", "")

    def chain(self, style_id: str | None) -> list[Any]:
        """Return the style and those that it is based on, nearest first."""
        chain: list[Any] = []
        while style_id in self._styles and len(chain) < _MAX_CHAIN:
            chain.append(self._styles[style_id])
            style_id = value(chain[-1], "basedOn")
        return chain

    def style_flag(self, style_id: str | None, name: str) -> bool | None:
        """Return whether the style switches `name` on for its letters."""
        key = (style_id or self.default, name)
        if key not in self._flags:
            found = (flag(style.find(f"{W}rPr"), name) for style in self.chain(key[0]))
            self._flags[key] = next((on for on in found if on is not None), None)
        return self._flags[key]

    def letters(self, run: Any | None, paragraph_style: str | None, name: str) -> bool:
        """Return whether `name` (b, i, caps, vanish) is on for a run: itself, its style, the paragraph's style."""
        found = flag(run, name)
        if found is None and (style := value(run, "rStyle")):
            found = self.style_flag(style, name)
        if found is None:
            found = self.style_flag(paragraph_style, name)
        return bool(flag(self.base, name) if found is None else found)

    def align(self, paragraph: Any | None) -> Align | None:
        """Return how a paragraph with these properties stands."""
        own = value(paragraph, "jc")
        for style in self.chain(value(paragraph, "pStyle") or self.default) if own is None else ():
            own = value(style.find(f"{W}pPr"), "jc")
            if own is not None:
                break
        return _ALIGN.get(own or "left", Align.LEFT)

    def numbering(self, paragraph: Any | None) -> tuple[str, int] | None:
        """Return the number id and level of a paragraph, its own or its style's."""
        places = [paragraph] if paragraph is not None else []
        places += [style.find(f"{W}pPr") for style in self.chain(value(paragraph, "pStyle") or self.default)]
        number, level = None, None
        for place in places:
            listed = place.find(f"{W}numPr") if place is not None else None
            level = level if level is not None else value(listed, "ilvl")
            number = number if number is not None else value(listed, "numId")
        if number in {None, "0"}:
            return None
        return str(number), min(int(level), LEVELS - 1) if level and level.isdigit() else 0
