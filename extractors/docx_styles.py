"""Styles and automatic numbers of a DOCX: what a paragraph looks like, and which number Word prints before it."""

from dataclasses import dataclass, field
from typing import Any

from core.document import Align
from extractors.docx_parts import W

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
_LEVELS = 9
_MAX_CHAIN = 20  # styles based on each other in a circle exist
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


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
        self._default = ""
        self._flags: dict[tuple[str, str], bool | None] = {}
        self._base = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr") if root is not None else None
        for style in root.iter(f"{W}style") if root is not None else ():
            self._styles[style.get(f"{W}styleId", "")] = style
            if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in {"1", "true"}:
                self._default = style.get(f"{W}styleId", "")

    def chain(self, style_id: str | None) -> list[Any]:
        """Return the style and those that it is based on, nearest first."""
        chain: list[Any] = []
        while style_id in self._styles and len(chain) < _MAX_CHAIN:
            chain.append(self._styles[style_id])
            style_id = value(chain[-1], "basedOn")
        return chain

    def style_flag(self, style_id: str | None, name: str) -> bool | None:
        """Return whether the style switches `name` on for its letters."""
        key = (style_id or self._default, name)
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
        return bool(flag(self._base, name) if found is None else found)

    def align(self, paragraph: Any | None) -> Align | None:
        """Return how a paragraph with these properties stands."""
        own = value(paragraph, "jc")
        for style in self.chain(value(paragraph, "pStyle") or self._default) if own is None else ():
            own = value(style.find(f"{W}pPr"), "jc")
            if own is not None:
                break
        return _ALIGN.get(own or "left", Align.LEFT)

    def numbering(self, paragraph: Any | None) -> tuple[str, int] | None:
        """Return the number id and level of a paragraph, its own or its style's."""
        places = [paragraph] if paragraph is not None else []
        places += [style.find(f"{W}pPr") for style in self.chain(value(paragraph, "pStyle") or self._default)]
        number, level = None, None
        for place in places:
            listed = place.find(f"{W}numPr") if place is not None else None
            level = level if level is not None else value(listed, "ilvl")
            number = number if number is not None else value(listed, "numId")
        if number in {None, "0"}:
            return None
        return str(number), min(int(level), _LEVELS - 1) if level and level.isdigit() else 0


@dataclass(slots=True)
class _Level:
    start: int
    form: str
    text: str
    legal: bool
    restarts: bool


@dataclass(slots=True)
class _List:
    abstract: str
    starts: dict[int, int] = field(default_factory=dict)  # level -> number that this list begins again with


class Numbering:
    """The numbering part with its running counters; ask it once for each paragraph, in the order of the text."""

    def __init__(self, root: Any | None, styles: Styles) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, _List] = {}
        self._begun: set[str] = set()
        self._counters: dict[str, list[int | None]] = {}
        links: dict[str, str] = {}
        for abstract in root.iter(f"{W}abstractNum") if root is not None else ():
            key = abstract.get(f"{W}abstractNumId", "")
            self._levels[key] = {_index(level): _level(level) for level in abstract.iter(f"{W}lvl")}
            if link := value(abstract, "numStyleLink"):
                links[key] = link
        for number in root.iter(f"{W}num") if root is not None else ():
            self._lists[number.get(f"{W}numId", "")] = self._list(number)
        for listed in self._lists.values():
            if listed.abstract in links:
                listed.abstract = self._linked(links[listed.abstract], styles) or listed.abstract

    def label(self, number: str, level: int) -> str:
        """Return what is printed before the next paragraph of this list and level, "" for nothing."""
        listed = self._lists.get(number)
        levels = self._levels.get(listed.abstract, {}) if listed else {}
        if listed is None or level not in levels:
            return ""
        counters = self._counters.setdefault(listed.abstract, [None] * _LEVELS)
        if number not in self._begun:
            self._begun.add(number)
            for place, start in listed.starts.items():
                counters[place] = start - 1
        before = counters[level]
        counters[level] = levels[level].start if before is None else before + 1
        for deeper in range(level + 1, _LEVELS):
            if deeper not in levels or levels[deeper].restarts:
                counters[deeper] = None
        return _printed(levels, counters, level)

    def _list(self, number: Any) -> _List:
        listed = _List(value(number, "abstractNumId") or "")
        for override in number.iter(f"{W}lvlOverride"):
            index = _index(override)
            start = value(override, "startOverride")
            if start and start.isdigit():
                listed.starts[index] = int(start)
            if (level := override.find(f"{W}lvl")) is not None:
                # A list that rewrites a level has counters of its own.
                own = dict(self._levels.get(listed.abstract, {}))
                own[index] = _level(level)
                listed.abstract = f"{listed.abstract}/{number.get(f'{W}numId')}"
                self._levels[listed.abstract] = own
        return listed

    def _linked(self, style: str, styles: Styles) -> str | None:
        for found in styles.chain(style):
            number = value(found.find(f"{W}pPr/{W}numPr"), "numId")
            if number in self._lists:
                return self._lists[number].abstract
        return None


def _index(element: Any) -> int:
    text = element.get(f"{W}ilvl", "0")
    return min(int(text), _LEVELS - 1) if text.isdigit() else 0


def _level(element: Any) -> _Level:
    start = value(element, "start") or "1"
    return _Level(
        start=int(start) if start.isdigit() else 1,
        form=value(element, "numFmt") or "decimal",
        text=value(element, "lvlText") or "",
        legal=bool(flag(element, "isLgl")),
        restarts=value(element, "lvlRestart") != "0",
    )


def _printed(levels: dict[int, _Level], counters: list[int | None], level: int) -> str:
    own = levels[level]
    if own.form == "bullet":
        return own.text if own.text in {"-", "+", "*"} else "-" if own.text in {"\uf02d", "–", "—", "−"} else "•"
    text = own.text
    for index in range(_LEVELS):
        sign = f"%{index + 1}"
        if sign in text and index in levels:
            counter = counters[index]
            number = levels[index].start if counter is None else counter
            text = text.replace(sign, spell(number, "decimal" if own.legal else levels[index].form))
    return text.strip()


def spell(number: int, form: str) -> str:
    """Return a number in one of Word's number formats; those unknown here in digits."""
    if form == "none":
        return ""
    if form in {"lowerLetter", "upperLetter"} and number > 0:
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters if form == "lowerLetter" else letters.upper()
    if form in {"lowerRoman", "upperRoman"} and 0 < number < 4000:
        roman = ""
        for worth, sign in _ROMAN:
            roman += sign * (number // worth)
            number %= worth
        return roman if form == "lowerRoman" else roman.upper()
    return f"{number:02d}" if form == "decimalZero" else str(number)
