"""The signer's name, read a second time by itself: seal and signature around it cost it marks, and leave specks in it (họ tên người ký)."""

from collections.abc import Iterator, Sequence
from typing import Any

from core.text import fold, part_mark
from extractors.layout.lines import Line, Row, Word, overlap, rows_of
from extractors.ocr.picture import Picture, finest
from extractors.ocr.tesseract import ONE_BLOCK, Reader
from extractors.piece import OddFileError

_RIGHT = 0.4  # of the page's width: the signer's column begins behind
_SPECK = 2  # letters that a speck is read as at most
_UNSURE = 0.7  # confidence of specks
_NARROW = 0.35  # of the line's height: the marks of the line below, read as a letter
_NAME = (2, 5)  # syllables
_SIGNING = 170.0  # points from the signer's position down to the name: room for seal and signature
_AROUND = (6.0, 3.0)  # points around the name that are looked at


def with_signer(words: tuple[Word, ...], page: tuple[int, float], image: Any, reader: Reader) -> tuple[Word, ...]:
    """Return the words without specks that lie over others, and names below a position in capitals with surer marks.

    `page` is number and width in points, `image` the page's picture as it came.
    """
    number, width = page
    clear = _clear(words)
    names = list(_names(rows_of(number, clear), width))
    if not names:
        return clear
    picture = finest(image, width)
    better = {word: again for name in names for word, again in _again(name, picture, reader)}
    return tuple(better.get(word, word) for word in clear)


def _clear(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Return the words but for those of a letter or two, unsure or too narrow, that lie over longer ones."""
    longer = [word for word in words if len(word.text) > _SPECK]
    return tuple(word for word in words if not (_is_speck(word) and any(overlap(word, other) for other in longer)))


def _is_speck(word: Word) -> bool:
    narrow = word.right - word.left < _NARROW * (word.bottom - word.top)
    return len(word.text) <= _SPECK and (narrow or word.confidence < _UNSURE)


def _names(rows: Sequence[Row], width: float) -> Iterator[Line]:
    """Yield the lines that may be a signer's name: capitalised words alone in the right column, below a line in capitals."""
    positions: list[Line] = []
    for row in rows:
        for line in row.lines:
            if line.left < _RIGHT * width:
                continue
            if line.text.isupper() and len(line.words) > 1:
                positions.append(line)
            elif _is_name(line) and any(_signs(above, line) for above in positions):
                yield line


def _is_name(line: Line) -> bool:
    return _NAME[0] <= len(line.words) <= _NAME[1] and all(
        word.text.isalpha() and word.text.istitle() for word in line.words
    )


def _signs(above: Line, line: Line) -> bool:
    return above.left < line.right and line.left < above.right and 0 < line.top - above.bottom < _SIGNING


def _again(name: Line, picture: Picture, reader: Reader) -> Iterator[tuple[Word, Word]]:
    """Yield each word of a name and what it is when read again, where the letters are the same but for their marks."""
    scale = picture.dpi / 72
    aside, over = _AROUND
    place = (name.left - aside, name.top - over, name.right + aside, name.bottom + over)
    try:
        seen = reader.words(picture.image.crop([round(edge * scale) for edge in place]), picture.dpi, ONE_BLOCK)
    except OddFileError:
        return
    texts = [one.text for one in seen if one.text.isalpha()]
    if [fold(text) for text in texts] == [fold(word.text) for word in name.words]:
        for word, text in zip(name.words, texts, strict=True):
            if _marks(text) >= _marks(word.text):  # recognition loses marks more often than it adds them
                yield word, word._replace(text=text)


def _marks(text: str) -> int:
    """Return how many marks the letters bear; a letter may have two."""
    bare = [part_mark(sign) for sign in text]
    return sum(bool(mark) + bool(part_mark(letter)[1]) for letter, mark in bare)
