"""Recognition of many pages: one in each free slot, in threads; results in the order of the pages, few pages in flight."""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from core.problem import Code, Problem
from core.settings import Settings
from extractors.layout.lines import PageText
from extractors.ocr import engines
from extractors.ocr.cache import OcrCache
from extractors.ocr.page import Sheet, recognise
from extractors.ocr.picture import without_red
from extractors.ocr.tesseract import Reader, missing
from extractors.piece import OddFileError
from extractors.workers import timer
from extractors.workers.clock import reading_ends
from extractors.workers.slots import cores, slot

_MOST_THREADS = 8  # in one worker: each holds a page's picture
_AHEAD = 1  # pictures that are made before a thread is free for them


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page: what its text layer gave (number and size at least), and its picture where it is to be recognised.

    `picture` returns a PIL image. It is called in the caller's thread only: pdfium knows no threads.
    """

    text: PageText
    picture: Callable[[], Any] | None = None
    mixed: bool = False  # the text layer's words are true, and belong to what is recognised
    problem: Problem | None = None  # why the page could not be opened
    legacy: frozenset[str] = frozenset()  # fonts of another encoding that were converted


@dataclass(frozen=True, slots=True)
class Recognised:
    """A leaf with what was recognised on it; `problem` where nothing could be, `late` where time ran out before."""

    leaf: Leaf
    found: PageText | None = None
    problem: Problem | None = None
    late: bool = False


def recognised(leaves: Iterable[Leaf], settings: Settings, cache: OcrCache) -> Iterator[Recognised]:
    """Yield the leaves in their order, those with a picture recognised, until the file's time is nearly over.

    OddFileError: SECRET where a stamp on a page says so. Any other failure of a page is its `problem`.
    """
    threads = min(_slots(settings), _MOST_THREADS)
    until = reading_ends()
    reader = Reader(cache, until, settings.seconds_per_page)
    waiting: deque[tuple[Leaf, Future[PageText] | None]] = deque()
    pool = ThreadPoolExecutor(threads)
    try:
        for leaf in leaves:
            job = None
            if leaf.picture is not None and time.monotonic() < until and not missing():
                picture = leaf.picture()
                if leaf.text.number > 1:
                    picture = without_red(picture)  # a third of the room; on page 1 red stamps are looked at
                job = pool.submit(_one, picture, leaf.text, reader, settings)
            waiting.append((leaf, job))
            while waiting and (_ready(waiting[0][1]) or _in_flight(waiting) >= threads + _AHEAD):
                yield _outcome(*waiting.popleft(), until)
        while waiting:
            yield _outcome(*waiting.popleft(), until)
    finally:
        pool.shutdown(cancel_futures=True)
        engines.rest()


def _one(picture: Any, page: PageText, reader: Reader, settings: Settings) -> PageText:
    with slot(_slots(settings), reader.until, settings.slots_dir) as held:
        if not held:
            raise OddFileError(Code.TIMEOUT)
        try:
            return recognise(picture, Sheet(page.number, page.width, page.height), reader)
        finally:
            timer.restart()  # a page more is done: a long scan is no attack


def _slots(settings: Settings) -> int:
    return settings.ocr_pages or cores()


def _ready(job: "Future[PageText] | None") -> bool:
    return job is None or job.done()


def _in_flight(waiting: "Iterable[tuple[Leaf, Future[PageText] | None]]") -> int:
    return sum(1 for _, job in waiting if not _ready(job))


def _outcome(leaf: Leaf, job: "Future[PageText] | None", until: float) -> Recognised:
    if leaf.picture is None:
        return Recognised(leaf)
    if job is None:
        lacking = missing()
        return Recognised(
            leaf, problem=OddFileError(Code.NO_TEXT, lacking).problem if lacking else None, late=not lacking
        )
    try:
        return Recognised(leaf, job.result())
    except OddFileError as odd:
        if odd.problem.code is Code.SECRET:
            raise
        late = odd.problem.code is Code.TIMEOUT and time.monotonic() >= until
        return Recognised(leaf, problem=None if late else odd.problem, late=late)
