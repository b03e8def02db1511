"""Tesseract: whether it is there and knows Vietnamese, and the words that it finds in a grey picture.

Words come from an engine that is kept (`engines`) where its library is installed, else from the program tesseract, called anew
for each picture; that brings the models in either case.
"""

import csv
import functools
import io
import math
import shutil
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.problem import Code
from extractors.ocr import engines
from extractors.ocr.cache import OcrCache, key_of
from extractors.ocr.engine import REQUEST
from extractors.piece import OddFileError
from extractors.workers.kept import BrokenProgramError
from extractors.workers.processes import run_limited

INSTALL = "Cài tesseract với tiếng Việt: apt-get install tesseract-ocr-vie."
WHOLE_PAGE = "3"  # page segmentation modes: columns and pictures are looked for
SPARSE = "11"  # words wherever they stand
ONE_BLOCK = "6"
_VIETNAMESE, _ORIENTATION = "vie", "osd"  # models
_TURN_ONLY = "0"
_COLUMNS = 12
_ONE_THREAD = {"OMP_THREAD_LIMIT": "1"}  # more of them only wait for each other
_WORD = "5"  # level of a row


@dataclass(frozen=True, slots=True)
class Sighting:
    """A word in a picture: edges in pixels from its top left, confidence in [0, 1], the line that it stands in."""

    text: str
    left: int
    top: int
    right: int
    bottom: int
    confidence: float
    line: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """Calls tesseract until a monotonic time, each call for so many seconds of the processor; remembers what it said."""

    cache: OcrCache
    until: float
    seconds: float

    def words(self, picture: Any, dpi: int, mode: str = WHOLE_PAGE) -> tuple[Sighting, ...]:
        """Return the words of a grey picture (PIL).

        OddFileError: NO_TEXT where tesseract fails, TIMEOUT where it takes too long.
        """
        table = self._table(picture, dpi, mode, _VIETNAMESE)
        return tuple(_sightings(table.decode("utf-8", "replace")))

    def turn(self, picture: Any, dpi: int) -> int:
        """Return by how many degrees the picture is to be turned clockwise to stand upright; 0 where tesseract cannot tell."""
        try:
            answer = self._table(picture, dpi, _TURN_ONLY, _ORIENTATION)
        except OddFileError:
            return 0
        facts = dict(line.split(": ", 1) for line in answer.decode("utf-8", "replace").splitlines() if ": " in line)
        try:
            sure = float(facts.get("Orientation confidence", "0")) >= _SURE_TURN
            return int(facts.get("Rotate", "0")) if sure else 0
        except ValueError:
            return 0

    def _table(self, picture: Any, dpi: int, mode: str, model: str) -> bytes:
        width, height = picture.size
        dots = picture.tobytes()
        key = key_of(dots, (model, mode, str(dpi), str(width)), _version())
        known = self.cache.get(key)
        if known is not None:
            return known
        if time.monotonic() >= self.until:
            raise OddFileError(Code.TIMEOUT)
        if model == _VIETNAMESE and engines.version() and (models := _models()):
            request = REQUEST.pack(int(mode), dpi, width, height, math.ceil(self.seconds)) + dots
            table = self._asked(request, models)
        else:
            options = ("-l", model, "--psm", mode, "--dpi", str(dpi), *(("tsv",) if mode != _TURN_ONLY else ()))
            table = self._called(b"P5 %d %d 255\n" % (width, height) + dots, options)
        if table is None:
            raise OddFileError(Code.TIMEOUT)
        self.cache.keep(key, table)
        return table

    def _asked(self, request: bytes, models: str) -> bytes | None:
        try:
            return engines.asked(request, models, self.seconds, self.until)
        except BrokenProgramError as error:
            raise OddFileError(Code.NO_TEXT, _FAILED) from error

    def _called(self, image: bytes, options: Sequence[str]) -> bytes | None:
        command = ["tesseract", "stdin", "stdout", *options]
        done = run_limited(command, image, seconds=self.seconds, until=self.until, extra=_ONE_THREAD)
        if done is not None and done.returncode:
            raise OddFileError(Code.NO_TEXT, _FAILED)
        return done.stdout if done is not None else None


_FAILED = "(tesseract dừng vì lỗi)"
_SURE_TURN = 1.0  # tesseract's own measure: from there on the orientation is right as a rule


@functools.cache
def missing() -> str:
    """Return what must be installed to recognise Vietnamese, "" where all is there."""
    program = shutil.which("tesseract")
    if program is None:
        return INSTALL
    return "" if "vie" in _said(program, "--list-langs").split() else INSTALL


@functools.cache
def _version() -> str:
    program = shutil.which("tesseract")
    said = "".join(_said(program, option) for option in ("--version", "--list-langs")) if program else ""
    return said + engines.version()


@functools.cache
def _models() -> str:
    """Return the folder of the models that the program has, "" where it does not tell."""
    program = shutil.which("tesseract")
    _, _, rest = _said(program, "--list-langs").partition('"') if program else ("", "", "")
    folder = rest.partition('"')[0]
    return folder if Path(folder, f"{_VIETNAMESE}.traineddata").is_file() else ""


def _said(program: str, option: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - the program was found in PATH, the arguments are ours
            [program, option], capture_output=True, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return (done.stdout + done.stderr).decode("utf-8", "replace")


def _sightings(table: str) -> "list[Sighting]":
    found: list[Sighting] = []
    for row in csv.reader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        if len(row) != _COLUMNS or row[0] != _WORD or not row[11].strip():
            continue
        try:
            left, top, width, height = map(int, row[6:10])
            confidence = float(row[10]) / 100
        except ValueError:
            continue
        found.append(Sighting(row[11].strip(), left, top, left + width, top + height, confidence, tuple(row[2:5])))
    return found
