"""Recognition of one page's picture: words with boxes and confidences, in points of the page as it is read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from statistics import median
from typing import Any

from core.document import Box, PageSource
from core.problem import Code
from extractors.layout.lines import Line, PageText, Word, overlap, rows_of, whole
from extractors.layout.tables import area_of
from extractors.ocr.handwriting import without_handwriting
from extractors.ocr.missed_cells import fitting, missed_words
from extractors.ocr.picture import Picture, is_blank, only_red, prepared
from extractors.ocr.rulings import drawn_tables
from extractors.ocr.signer import with_signer
from extractors.ocr.stamps import parted
from extractors.ocr.tesseract import SPARSE, Reader, Sighting, missing
from extractors.pdf.rulings import Table
from extractors.piece import OddFileError
from extractors.secrecy import stamped_mark

_LEAST_CONFIDENCE = 0.10  # below that tesseract read noise
_MAX_HEIGHT = 60.0  # points: seals or signatures taken for letters
_TALL = 2.2  # times the usual word: unsure ones of that height are no letters
_LONG_LINE = 6  # words from which a line's slope is to be trusted
_LEVEL = 0.001  # slope below which the page is level
_LIKE = (0.7, 1.4)  # of the usual height: lines that have the usual letters
_RESTS = "_|¬^~`"  # signs into which rests of lines and specks are read; no report writes them
_LEFT_SIDE = 0.62  # of the page's width: recipients end before it
_RECIPIENTS = 3  # lines
_BELOW = 60.0  # points below the recipients that the signer's name may stand
_SURE = 0.7  # confidence of a word found beside a seal
_STAMPS = 0.45  # of the first page's height: a secrecy mark stands above
_UPRIGHT = 0.6  # share of sure words from which a page stands upright
_FEW_WORDS = 8  # a page with fewer sure ones may lie on its side


@dataclass(frozen=True, slots=True)
class Sheet:
    """Which page a picture is of; width and height in points."""

    number: int
    width: float
    height: float


def recognise(image: Any, sheet: Sheet, reader: Reader) -> PageText:
    """Return the words of a page's picture (PIL image); none where the page is blank.

    OddFileError: NO_TEXT where tesseract is missing or fails, TIMEOUT where it takes too long, SECRET where a stamp says so.
    """
    if lacking := missing():
        raise OddFileError(Code.NO_TEXT, lacking)
    picture = whole_picture = prepared(image, sheet.width)
    if sheet.number == 1:
        _refuse_secret(image, picture.dpi, reader)
    if is_blank(picture):
        return PageText(sheet.number, sheet.width, sheet.height, PageSource.OCR, ())
    whole_picture = picture
    tables, frames, picture = _unruled(whole_picture)
    seen = reader.words(picture.image, picture.dpi)
    width, height = sheet.width, sheet.height
    degrees = 0 if _stands_upright(seen) else reader.turn(picture.image, picture.dpi)
    if degrees:
        found, framed, turned = _unruled(whole_picture.turned(degrees))
        again = reader.words(turned.image, turned.dpi)
        if _sure(again) > _sure(seen):
            tables, frames, picture, seen = found, framed, turned, again
            width, height = (height, width) if degrees % 180 else (width, height)
    if sheet.number == 1:
        seen = without_handwriting(picture, seen)
    words = fitting(tables, tuple(_words(seen, 72 / picture.dpi)))
    words = (*words, *_in_cells(picture, tables, words, reader))
    words = (*words, *_beside(picture, words, sheet.number, reader))
    words = (*words, *missed_words(picture, tables, words, reader))
    if not degrees:
        words = with_signer(words, (sheet.number, width), image, reader)
    letters = sum(len(word.text) for word in words)
    confidence = round(sum(word.confidence * len(word.text) for word in words) / letters, 4) if letters else None
    words, stamped = parted(sheet.number, words, frames if sheet.number == 1 else (), (width, height))
    return PageText(sheet.number, width, height, PageSource.OCR, words, tables, confidence, stamped)


def _unruled(picture: Picture) -> tuple[tuple[Table, ...], tuple[Box, ...], Picture]:
    """Return the tables and frames that lines rule on the picture, and the picture without these lines: they read as letters."""
    tables, frames, image = drawn_tables(picture.image, picture.dpi)
    return tables, frames, replace(picture, image=image)


def _refuse_secret(image: Any, dpi: int, reader: Reader) -> None:
    """Raise SECRET where a red stamp in the page's upper part is a secrecy mark: for the words red is made white."""
    red = only_red(image, _STAMPS)
    if red is None:
        return
    try:
        seen = reader.words(red, dpi, SPARSE)
    except OddFileError:
        return
    lines: dict[tuple[str, ...], list[str]] = {}
    for sighting in seen:
        lines.setdefault(sighting.line, []).append(sighting.text)
    if mark := stamped_mark(" ".join(line) for line in lines.values()):
        raise OddFileError(Code.SECRET, f"({mark})")


def _stands_upright(seen: Sequence[Sighting]) -> bool:
    sure = _sure(seen)
    return sure >= _FEW_WORDS and sure >= _UPRIGHT * sum(1 for sighting in seen if len(sighting.text) > 1)


def _sure(seen: Sequence[Sighting]) -> int:
    """Return how many words are surely read and lie as words do: tesseract reads lines that run upwards too."""
    return sum(1 for one in seen if one.confidence >= _SURE and len(one.text) > 1 and _lies(one))


def _lies(one: Sighting) -> bool:
    return len(one.text) == 2 or one.right - one.left > one.bottom - one.top


def _beside(picture: Picture, words: tuple[Word, ...], number: int, reader: Reader) -> tuple[Word, ...]:
    """Look again where recipients stand with nothing beside them: tesseract takes seal and signature for a drawing."""
    area = _blank_side(words, number, picture.image.width * 72 / picture.dpi)
    if area is None:
        return ()
    found = _missed(picture, area, words, reader)
    return tuple(word for word in found if word.confidence >= _SURE and sum(map(str.isalpha, word.text)) > 1)


def _in_cells(picture: Picture, tables: Sequence[Table], words: tuple[Word, ...], reader: Reader) -> tuple[Word, ...]:
    """Look again in ruled tables: a number that ends a cell's text is what tesseract overlooks first."""
    found = chain.from_iterable(_missed(picture, area_of(table), words, reader) for table in tables)
    return tuple(word for word in found if word.confidence >= _SURE and any(map(str.isalnum, word.text)))


def _missed(picture: Picture, area: Box, words: tuple[Word, ...], reader: Reader) -> tuple[Word, ...]:
    """Return the words of an area that are found when it is recognised as scattered words, and not before."""
    image, dpi = picture.image, picture.dpi
    left, top, right, bottom = (edge * dpi / 72 for edge in (area.left, area.top, area.right, area.bottom))
    place = (max(0, int(left)), max(0, int(top)), min(image.width, int(right)), min(image.height, int(bottom)))
    try:
        found = _words(reader.words(image.crop(place), dpi, SPARSE), 72 / dpi)
    except OddFileError:
        return ()
    across, down = place[0] * 72 / dpi, place[1] * 72 / dpi
    moved = (
        word._replace(
            left=word.left + across, right=word.right + across, top=word.top + down, bottom=word.bottom + down
        )
        for word in found
    )
    return tuple(word for word in moved if not any(overlap(word, other) for other in words))


def _blank_side(words: tuple[Word, ...], number: int, width: float) -> Box | None:
    """Return the area right of the last lines of the page where at least three keep to the left half."""
    lines = [whole(row) for row in rows_of(number, words)]
    last: list[Line] = []
    for line in reversed(lines):
        if line.right > _LEFT_SIDE * width:
            if last:
                break
            continue  # page numbers and seals below
        last.append(line)
    if len(last) < _RECIPIENTS:
        return None
    top, bottom = last[-1].top, last[0].bottom
    return Box(max(line.right for line in last) + 2, top - 4, width, bottom + _BELOW)


def _words(seen: Sequence[Sighting], scale: float) -> Iterator[Word]:
    lines: dict[tuple[str, ...], list[Word]] = {}
    usual = median([one.bottom - one.top for one in seen if one.confidence >= _SURE] or [0])
    for one in seen:
        text, height = one.text.strip(_RESTS), one.bottom - one.top
        if one.confidence < _SURE and height > _TALL * usual > 0:
            continue  # a pen's stroke: it would part the line that it was taken for a word of
        if text and one.confidence >= _LEAST_CONFIDENCE and height * scale < _MAX_HEIGHT:
            left, top, right, bottom = (edge * scale for edge in (one.left, one.top, one.right, one.bottom))
            word = Word(text, left, top, right, bottom, confidence=one.confidence)
            lines.setdefault(one.line, []).append(word)
    return _levelled(list(lines.values()))


def _levelled(lines: list[list[Word]]) -> Iterator[Word]:
    """Yield the words with the height of their line: a word's own box depends on which letters it has.

    The page is turned level first, by the slope of its longer lines.
    """
    if not lines:
        return
    slope = median([_slope(line) for line in lines if len(line) >= _LONG_LINE] or [0.0])
    turned = [[_turned(word, slope) for word in line] for line in lines]
    heights = [max(word.bottom for word in line) - min(word.top for word in line) for line in turned]
    usual = median([height for height, line in zip(heights, turned, strict=True) if len(line) > 2] or heights)
    for line, height in zip(turned, heights, strict=True):
        if not any(sign.isalnum() for word in line for sign in word.text):
            continue  # specks and rulings
        middle = (max(word.bottom for word in line) + min(word.top for word in line)) / 2
        half = (usual if _LIKE[0] * usual < height < _LIKE[1] * usual else height) / 2
        for word in line:
            yield word._replace(top=middle - half, bottom=middle + half)


def _slope(line: list[Word]) -> float:
    """Return how much the line falls for each point to the right (least squares over its words' lower edges)."""
    across = [(word.left + word.right) / 2 for word in line]
    down = [(word.top + word.bottom) / 2 for word in line]
    middle, level = sum(across) / len(line), sum(down) / len(line)
    spread = sum((x - middle) ** 2 for x in across)
    return sum((x - middle) * (y - level) for x, y in zip(across, down, strict=True)) / spread if spread else 0.0


def _turned(word: Word, slope: float) -> Word:
    if abs(slope) < _LEVEL:
        return word
    fall = slope * (word.left + word.right) / 2
    shift = slope * (word.top + word.bottom) / 2
    return word._replace(
        left=word.left + shift, right=word.right + shift, top=word.top - fall, bottom=word.bottom - fall
    )
