"""Words of a PDF page whose letters come in no order: set together by baseline and place.

Programs that take missing letters from a second font write those letters apart from the others.
"""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pypdfium2 import raw

from extractors.lines import Word
from extractors.turning import Turn

_SHARE = 0.04  # of the characters: blanks that pdfium had to make up; from there on their order is not to be trusted
_SAMPLE = 3000  # characters looked at
_SAME_LINE = 0.35  # of the letter size, between baselines
_GAP = 0.14  # of the letter size: from there on a gap parts words; letters of one word nearly touch
_ASCENT, _DESCENT = 0.9, 0.22  # of the letter size
_TALLEST = 1.6  # of the letter size: a taller box means that the size is scaled


@dataclass(frozen=True, slots=True)
class _Glyph:
    sign: str
    left: float
    right: float
    base: float
    size: float
    index: int


def is_scattered(textpage: Any) -> bool:
    """Tell whether pdfium had to make up so many blanks that the letters' order is not the text's."""
    count = min(raw.FPDFText_CountChars(textpage), _SAMPLE)
    made_up = sum(
        1
        for index in range(count)
        if raw.FPDFText_GetUnicode(textpage, index) == 0x20 and raw.FPDFText_IsGenerated(textpage, index)
    )
    return bool(made_up > _SHARE * count)


def set_words(textpage: Any, height: float, turn: Turn | None, fonts: Any, limit: int) -> Iterator[Word]:
    """Yield the words of the page line by line."""
    glyphs = list(_glyphs(textpage, turn, limit))
    lines: list[list[_Glyph]] = []
    for glyph in sorted(glyphs, key=lambda one: -one.base):
        if lines and abs(lines[-1][0].base - glyph.base) <= _SAME_LINE * glyph.size:
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    for line in lines:
        line.sort(key=lambda one: one.left)
        word = [line[0]]
        for before, glyph in pairwise(line):
            gap = glyph.left - before.right
            if glyph.sign == " " or before.sign == " " or gap > _GAP * glyph.size:
                yield from _word(word, height, fonts)
                word = []
            word.append(glyph)
        yield from _word(word, height, fonts)


def _glyphs(textpage: Any, turn: Turn | None, limit: int) -> Iterator[_Glyph]:
    box = raw.FS_RECTF()
    across, base = ctypes.c_double(), ctypes.c_double()
    for index in range(min(raw.FPDFText_CountChars(textpage), limit)):
        code = raw.FPDFText_GetUnicode(textpage, index)
        if raw.FPDFText_IsGenerated(textpage, index) or (code < 0x20 and code != 0x02):
            continue
        raw.FPDFText_GetLooseCharBox(textpage, index, box)
        raw.FPDFText_GetCharOrigin(textpage, index, across, base)
        left, bottom, right, top = box.left, box.bottom, box.right, box.top
        line = base.value
        if turn:
            _, line, _, _ = turn(across.value, line, across.value, line)
            left, bottom, right, top = turn(left, bottom, right, top)
        size = raw.FPDFText_GetFontSize(textpage, index)
        if top - bottom > _TALLEST * size:
            size = top - bottom
        sign = " " if code in {0x20, 0xA0} else "-" if code in {0x02, 0xAD, 0xFFFE} else chr(code)
        yield _Glyph(sign, left, right, line, size, index)


def _word(glyphs: list[_Glyph], height: float, fonts: Any) -> Iterator[Word]:
    letters = [glyph for glyph in glyphs if glyph.sign != " "]
    if not letters:
        return
    base, size = letters[0].base, max(glyph.size for glyph in letters)
    bold, italic = fonts.of(letters[0].index)
    yield Word(
        "".join(glyph.sign for glyph in letters),
        letters[0].left,
        height - base - _ASCENT * size,
        max(glyph.right for glyph in letters),
        height - base + _DESCENT * size,
        bold,
        italic,
    )
