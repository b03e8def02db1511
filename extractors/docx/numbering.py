"""Automatic numbers of a DOCX: which number or bullet Word prints before a paragraph."""

from dataclasses import dataclass, field
from typing import Any

from extractors.docx.parts import W
from extractors.docx.styles import LEVELS, Styles, flag, value

_LONGEST_NUMBER = 5  # digits
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


@dataclass(slots=True)
class _Level:
    start: int
    form: str
    text: str
    legal: bool
    restart: int  # a level above this one, counted from 0, lets it begin again; 0 where none does
    look: Any | None  # the letters' properties


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
        counters = self._counters.setdefault(listed.abstract, [None] * LEVELS)
        if number not in self._begun:
            self._begun.add(number)
            for place in listed.starts:
                counters[place] = None
        before = counters[level]
        counters[level] = listed.starts.get(level, levels[level].start) if before is None else before + 1
        for deeper in range(level + 1, LEVELS):
            if deeper not in levels or level < levels[deeper].restart:
                counters[deeper] = None
        return _printed(levels, counters, level, listed.starts)

    def look(self, number: str, level: int) -> Any | None:
        """Return the properties of the letters of a list's label at this level."""
        listed = self._lists.get(number)
        found = self._levels.get(listed.abstract, {}).get(level) if listed else None
        return found.look if found else None

    def is_bullet(self, number: str, level: int) -> bool:
        """Tell whether a list's label at this level is a bullet."""
        listed = self._lists.get(number)
        found = self._levels.get(listed.abstract, {}).get(level) if listed else None
        return found is not None and found.form == "bullet"

    def _list(self, number: Any) -> _List:
        listed = _List(value(number, "abstractNumId") or "")
        for override in number.iter(f"{W}lvlOverride"):
            index = _index(override)
            if (start := _count(value(override, "startOverride"))) is not None:
                listed.starts[index] = start
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
    return min(_count(element.get(f"{W}ilvl")) or 0, LEVELS - 1)


def _count(text: str | None) -> int | None:
    """Return a number of the file, None where it is none that Word would count with."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER else None


def _level(element: Any) -> _Level:
    start, restart = _count(value(element, "start")), _count(value(element, "lvlRestart"))
    return _Level(
        start=1 if start is None else start,
        form=value(element, "numFmt") or "decimal",
        text=value(element, "lvlText") or "",
        legal=bool(flag(element, "isLgl")),
        restart=_index(element) if restart is None else restart,
        look=element.find(f"{W}rPr"),
    )


def _printed(levels: dict[int, _Level], counters: list[int | None], level: int, starts: dict[int, int]) -> str:
    own = levels[level]
    if own.form == "bullet":
        return own.text if own.text in {"-", "+", "*"} else "-" if own.text in {"\uf02d", "–", "—", "−"} else "•"
    text = own.text
    for index in range(LEVELS):
        sign = f"%{index + 1}"
        if sign in text and index in levels:
            counter = counters[index]
            number = starts.get(index, levels[index].start) if counter is None else counter
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
