"""The worker's engines: programs that hold tesseract's library (`engine.py`), kept from page to page and from file to file."""

import math
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib import metadata
from pathlib import Path

from extractors.workers.kept import BrokenProgramError, Kept

_PROGRAM = Path(__file__).with_name("engine.py")
_STARTER = ThreadPoolExecutor(
    1, "engines"
)  # an engine dies with the thread that started it: this one lives as long as the worker
_IDLE: list[Kept] = []


@cache
def version() -> str:
    """Return the version of the library's package, "" where it is not installed: it is made for Linux only."""
    try:
        return metadata.version("tesserocr")
    except metadata.PackageNotFoundError:
        return ""


def asked(request: bytes, models: str, seconds: float, until: float = math.inf) -> bytes | None:
    """Return an engine's answer (see `engine.py`); None where it takes too long.

    BrokenProgramError: a fresh engine ended over it.
    """
    while _IDLE:
        engine = _IDLE.pop()
        if engine.runs():
            try:
                return _answered(engine, request, seconds, until)
            except BrokenProgramError:  # may have been worn by what it read before
                continue
        engine.close()
    return _answered(_STARTER.submit(_started, models).result(), request, seconds, until)


def rest() -> None:
    """End the engines that nobody uses, but for one: most files have few pages."""
    while len(_IDLE) > 1:
        _IDLE.pop().close()


def _answered(engine: Kept, request: bytes, seconds: float, until: float) -> bytes | None:
    answer = engine.answer(request, seconds, until)
    if answer is not None:
        _IDLE.append(engine)
    return answer


def _started(models: str) -> Kept:
    return Kept([sys.executable, "-I", str(_PROGRAM), models])
