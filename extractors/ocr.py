"""Recognition of page pictures by tesseract `vie`: words with boxes and confidences, one thread and a time limit a page."""

import csv
import functools
import io
import shutil
import subprocess
from collections.abc import Iterator
from statistics import median
from typing import Any

from core.document import PageSource
from core.problem import Code
from extractors.lines import Line, PageText, Word, overlap, rows_of, whole
from extractors.piece import OddFileError
from extractors.processes import run_limited

INSTALL = "Cài tesseract với tiếng Việt: apt-get install tesseract-ocr-vie."
_LEAST_CONFIDENCE = 0.10  # below that tesseract read noise
_MAX_HEIGHT = 60.0  # points: seals or signatures taken for letters
_LONG_LINE = 6  # words from which a line's slope is to be trusted
_LEVEL = 0.001  # slope below which the page is level
_LIKE = (0.7, 1.4)  # of the usual height: lines that have the usual letters
_COLUMNS = 12
_LEFT_SIDE = 0.62  # of the page's width: recipients end before it
_RECIPIENTS = 3  # lines
_BELOW = 60.0  # points below the recipients that the signer's name may stand
_SURE = 0.7  # confidence of a word found beside a seal


@functools.cache
def missing() -> str:
    """Return what must be installed to recognise Vietnamese, "" where all is there."""
    program = shutil.which("tesseract")
    if program is None:
        return INSTALL
    try:
        listed = subprocess.run(  # noqa: S603 - the program was found in PATH, the arguments are ours
            [program, "--list-langs"], capture_output=True, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return INSTALL
    languages = (listed.stdout + listed.stderr).decode("utf-8", "replace").split()
    return "" if "vie" in languages else INSTALL


def recognise(image: Any, number: int, width: float, height: float, *, seconds: float) -> PageText:
    """Return the words of a page's picture (PIL image); width and height of the page in points.

    OddFileError: NO_TEXT where tesseract is missing or fails, TIMEOUT where it takes longer than `seconds`.
    """
    if lacking := missing():
        raise OddFileError(Code.NO_TEXT, lacking)
    stream = io.BytesIO()
    _without_red(image).save(stream, "PNG", compress_level=1)
    dpi = round(image.width / width * 72) if width else 300
    command = ["tesseract", "stdin", "stdout", "-l", "vie", "--psm", "3", "--dpi", str(dpi), "tsv"]
    done = run_limited(command, stream.getvalue(), seconds=seconds, extra={"OMP_THREAD_LIMIT": "1"})
    if done is None:
        raise OddFileError(Code.TIMEOUT)
    if done.returncode:
        raise OddFileError(Code.NO_TEXT, "(tesseract dừng vì lỗi)")
    words = _words(done.stdout.decode("utf-8", "replace"), 72 / dpi)
    words = (*words, *_beside(image, words, number, dpi, seconds))
    letters = sum(len(word.text) for word in words)
    confidence = round(sum(word.confidence * len(word.text) for word in words) / letters, 4) if letters else None
    return PageText(number, width, height, PageSource.OCR, words, confidence=confidence)


def _beside(image: Any, words: tuple[Word, ...], number: int, dpi: int, seconds: float) -> tuple[Word, ...]:
    """Look again where recipients stand with nothing beside them: tesseract takes seal and signature for a drawing."""
    area = _blank_side(words, number, image.width * 72 / dpi)
    if area is None:
        return ()
    left, top, right, bottom = (edge * dpi / 72 for edge in area)
    part = image.crop((int(left), max(0, int(top)), int(right), min(image.height, int(bottom))))
    stream = io.BytesIO()
    _without_red(part).save(stream, "PNG", compress_level=1)
    command = ["tesseract", "stdin", "stdout", "-l", "vie", "--psm", "11", "--dpi", str(dpi), "tsv"]
    done = run_limited(command, stream.getvalue(), seconds=seconds, extra={"OMP_THREAD_LIMIT": "1"})
    if done is None or done.returncode:
        return ()
    found = _words(done.stdout.decode("utf-8", "replace"), 72 / dpi)
    moved = (
        word._replace(
            left=word.left + area[0],
            right=word.right + area[0],
            top=word.top + area[1],
            bottom=word.bottom + area[1],
        )
        for word in found
        if word.confidence >= _SURE and sum(map(str.isalpha, word.text)) > 1
    )
    return tuple(word for word in moved if not any(overlap(word, other) for other in words))


def _blank_side(words: tuple[Word, ...], number: int, width: float) -> tuple[float, float, float, float] | None:
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
    return max(line.right for line in last) + 2, top - 4, width, bottom + _BELOW


def _without_red(image: Any) -> Any:
    """Return the picture in grey in which red is white: seals and stamps lie over names and numbers."""
    return image.convert("RGB").getchannel("R")


def _words(table: str, scale: float) -> tuple[Word, ...]:
    lines: dict[tuple[str, ...], list[Word]] = {}
    for row in csv.reader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        if len(row) != _COLUMNS or row[0] != "5" or not row[11].strip():
            continue
        try:
            left, top, width, height = (int(value) * scale for value in row[6:10])
            confidence = float(row[10]) / 100
        except ValueError:
            continue
        if confidence >= _LEAST_CONFIDENCE and height < _MAX_HEIGHT:
            word = Word(row[11].strip(), left, top, left + width, top + height, confidence=confidence)
            lines.setdefault(tuple(row[2:5]), []).append(word)
    return tuple(_levelled(list(lines.values())))


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
