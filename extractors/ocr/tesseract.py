"""The program tesseract: whether it is there and knows Vietnamese, and the words that it finds in a grey picture."""

import csv
import functools
import io
import shutil
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.problem import Code
from extractors.ocr.cache import OcrCache, key_of
from extractors.piece import OddFileError
from extractors.workers.processes import run_limited

INSTALL = "Cài tesseract với tiếng Việt: apt-get install tesseract-ocr-vie."
WHOLE_PAGE = "3"  # page segmentation modes: columns and pictures are looked for
SPARSE = "11"  # words wherever they stand
ONE_BLOCK = "6"
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
        table = self._table(picture, ("-l", "vie", "--psm", mode, "--dpi", str(dpi), "tsv"))
        return tuple(_sightings(table.decode("utf-8", "replace")))

    def turn(self, picture: Any, dpi: int) -> int:
        """Return by how many degrees the picture is to be turned clockwise to stand upright; 0 where tesseract cannot tell."""
        try:
            answer = self._table(picture, ("-l", "osd", "--psm", "0", "--dpi", str(dpi)))
        except OddFileError:
            return 0
        facts = dict(line.split(": ", 1) for line in answer.decode("utf-8", "replace").splitlines() if ": " in line)
        try:
            sure = float(facts.get("Orientation confidence", "0")) >= _SURE_TURN
            return int(facts.get("Rotate", "0")) if sure else 0
        except ValueError:
            return 0

    def _table(self, picture: Any, arguments: Sequence[str]) -> bytes:
        image = _encoded(picture)
        key = key_of(image, arguments, _version())
        known = self.cache.get(key)
        if known is not None:
            return known
        if time.monotonic() >= self.until:
            raise OddFileError(Code.TIMEOUT)
        command = ["tesseract", "stdin", "stdout", *arguments]
        done = run_limited(command, image, seconds=self.seconds, until=self.until, extra=_ONE_THREAD)
        if done is None:
            raise OddFileError(Code.TIMEOUT)
        if done.returncode:
            raise OddFileError(Code.NO_TEXT, "(tesseract dừng vì lỗi)")
        self.cache.keep(key, done.stdout)
        return done.stdout


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
    return "".join(_said(program, option) for option in ("--version", "--list-langs")) if program else ""


def _said(program: str, option: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - the program was found in PATH, the arguments are ours
            [program, option], capture_output=True, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return (done.stdout + done.stderr).decode("utf-8", "replace")


def _encoded(picture: Any) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, "PPM")  # of a grey picture: PGM, which costs nothing to pack and unpack
    return stream.getvalue()


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
