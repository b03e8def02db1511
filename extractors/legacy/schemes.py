"""Legacy Vietnamese encodings, TCVN3 (ABC) and VNI: told by the font's name, turned into Unicode letter for letter.

What comes back is as long as what was read: a VNI pair of letter and mark becomes a letter with a combining mark, which
`core.text.normalise` composes. So a document's one offset map leads back into the legacy text.
"""

import csv
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from core.settings import Settings
from core.text import part_mark


class Scheme(StrEnum):
    """A way to put Vietnamese letters on the bytes of a Western font."""

    TCVN3 = "TCVN3"
    VNI = "VNI"


@dataclass(frozen=True, slots=True)
class LegacyFont:
    """How a legacy font is read; `capitals`: its small letters look like capitals."""

    scheme: Scheme
    capitals: bool = False


@dataclass(frozen=True, slots=True)
class _Letters:
    """A scheme's table: characters that are letters by themselves, and (VNI) letters with a mark behind them."""

    single: dict[int, str]
    pairs: dict[str, str]
    marks: frozenset[str]


_FIRST_BYTE, _LAST_BYTE = 0xA0, 0xFF  # both schemes put their letters there
_PRIVATE = 0xF000  # a symbol font's characters stand from here on
_TWINS = {
    "\u03bc": 0xB5,
    "\u2219": 0xB7,
    "\u02c9": 0xAF,
}  # look like the character of that byte, and replace it in PDFs
_SUBSET = 6  # capitals before the "+" in the name of a font that is embedded in part


@lru_cache(maxsize=1024)
def legacy_font(name: str) -> LegacyFont | None:
    """Return how a font of this name is read, None where it is no legacy font."""
    plain = plain_name(name)
    scheme = next((scheme for start, scheme in _fonts() if plain.lower().startswith(start)), None)
    if scheme is None:
        return None
    family = plain.partition(",")[0].partition("-")[0] if scheme is Scheme.TCVN3 else ""
    family = family.removesuffix("Bold").removesuffix("Italic").rstrip()
    capitals = family.endswith("H") or (family.endswith("h") and family.islower())
    return LegacyFont(scheme, capitals)


def font_starts() -> tuple[str, ...]:
    """Return how the names of legacy fonts begin, in small letters."""
    return tuple(start for start, _ in _fonts())


def to_unicode(text: str, font: LegacyFont) -> str:
    """Return the letters that stand on the page, one code point for each one of `text`; the rest as it is."""
    if not text.isascii():
        text = _converted(text, _letters(font.scheme))
    return _capitals(text) if font.capitals else text


def is_possible(text: str) -> bool:
    """Tell whether a legacy font can show every letter of `text`; real Vietnamese letters beyond Latin-1 it cannot."""
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return not any(sign > "\xff" and sign.isalpha() and ord(sign) not in _latin() for sign in text)
    return True


def is_written(text: str, scheme: Scheme) -> bool:
    """Tell whether every sign of `text` beyond ASCII is a letter of the scheme, marks behind letters that bear them."""
    letters, latin = _letters(scheme), text.translate(_latin())
    return all(
        sign.isascii() or ord(sign) in letters.single or latin[max(0, place - 1) : place + 1] in letters.pairs
        for place, sign in enumerate(latin)
    )


def plain_name(name: str) -> str:
    """Return a font's name without quotes, CSS escapes, "@" and the prefix of a subset."""
    plain = name.strip(" \"'@").replace("\\", "").replace("#2E", ".").replace("#20", " ")
    prefix, plus, rest = plain.partition("+")
    return rest if plus and len(prefix) == _SUBSET and prefix.isupper() else plain


def _converted(text: str, letters: _Letters) -> str:
    latin = text.translate(_latin())
    signs = list(latin.translate(letters.single))
    if not letters.marks.isdisjoint(latin):
        for place in range(1, len(latin)):
            if latin[place] in letters.marks and (pair := letters.pairs.get(latin[place - 1 : place + 1])):
                signs[place - 1], signs[place] = pair[0], pair[1]
    return "".join(signs)


def _capitals(text: str) -> str:
    return "".join(upper if len(upper := sign.upper()) == 1 else sign for sign in text)


@cache
def _latin() -> dict[int, str]:
    """Return the character of Windows-1252 for each other one that is read for the same byte."""
    found = {_PRIVATE + byte: chr(byte) for byte in range(0x20, _LAST_BYTE + 1)}
    found |= {ord(twin): chr(byte) for twin, byte in _TWINS.items()}
    for byte in range(_FIRST_BYTE, _LAST_BYTE + 1):
        sign = bytes([byte]).decode("cp1258")
        if ord(sign) != byte:
            found[ord(sign)] = chr(byte)
    return found


@cache
def _letters(scheme: Scheme) -> _Letters:
    rows = [(bytes.fromhex(row["code"]).decode("latin-1"), row["letter"]) for row in _table(scheme.lower())]
    pairs: dict[str, str] = {}
    for code, letter in rows:
        if len(code) == 2:
            shape = "".join(part_mark(letter))
            pairs[code] = shape
            pairs[code[0] + code[1].swapcase()] = shape  # people type a small mark behind a capital too
    single = {ord(code): letter for code, letter in rows if len(code) == 1}
    return _Letters(single, pairs, frozenset(pair[1] for pair in pairs))


@cache
def _fonts() -> tuple[tuple[str, Scheme], ...]:
    return tuple((row["start"], Scheme(row["scheme"])) for row in _table("fonts"))


def _table(name: str) -> tuple[dict[str, str], ...]:
    with (Settings().tables_dir / f"legacy_{name}.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))
