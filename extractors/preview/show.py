"""What a worker does to show an original: open it, print an office file, find words on its pages, draw one page."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from core.document import Box
from core.problem import Code, Problem
from core.settings import Settings
from extractors import triage
from extractors.office.libreoffice import can_print, to_pdf
from extractors.pages import frames_of
from extractors.pdf.text import read_pages
from extractors.piece import OddFileError
from extractors.preview.originals import original
from extractors.preview.sighting import place_of

_MAX_PAGES = 2000
_WIDEST = 2400  # pixels
_TALLEST = 6000
_QUALITY = 85  # of 100: letters stay clean


class Form(StrEnum):
    """How the pages of a file can be shown."""

    PDF = "pdf"  # as they are
    PICTURES = "pictures"  # each frame is a page
    OFFICE = "office"  # printed by LibreOffice
    TEXT = "text"  # it has none: a letter, a text file, an archive


def form_of(media: str) -> Form:
    """Return how the pages of a file of this type can be shown."""
    if media == triage.PDF:
        return Form.PDF
    if media in triage.IMAGES:
        return Form.PICTURES
    return Form.OFFICE if can_print(media) else Form.TEXT


@dataclass(frozen=True, slots=True)
class Original:
    """A file of the inbox, and the hash of the bytes that are meant: its own, or those of a member inside."""

    path: Path
    sha256: str
    media_type: str
    settings: Settings


@dataclass(frozen=True, slots=True)
class SightJob:
    """Look for `words`; where they are not found, `page` (from 1) with `boxes` is what reading knew of them."""

    file: Original
    words: str = ""
    page: int | None = None
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Sight:
    """One page of a file: its number from 1, its size in PDF points, and rectangles around what was looked for."""

    pages: int
    page: int
    width: float
    height: float
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class PictureJob:
    """Draw page `page` (from 1), `width` pixels wide."""

    file: Original
    page: int
    width: int


def bytes_of(file: Original) -> bytes | Problem:
    """Return the bytes of a file, or why there are none."""
    try:
        return original(file.path, file.sha256, file.settings)
    except OddFileError as odd:
        return odd.problem


def print_pages(file: Original) -> bytes | Problem:
    """Return an office file as PDF."""
    try:
        return to_pdf(original(file.path, file.sha256, file.settings), file.media_type)
    except OddFileError as odd:
        return odd.problem


def see(job: SightJob) -> Sight | Problem:
    """Return the page on which the words stand, else the page asked for, else the first."""
    try:
        content = original(job.file.path, job.file.sha256, job.file.settings)
        return _see_frames(content, job) if form_of(job.file.media_type) is Form.PICTURES else _see_pdf(content, job)
    except OddFileError as odd:
        return odd.problem


def draw(job: PictureJob) -> bytes | Problem:
    """Return the picture of a page as JPEG."""
    try:
        content = original(job.file.path, job.file.sha256, job.file.settings)
        if form_of(job.file.media_type) is Form.PICTURES:
            return _packed(_fitting(_frame(content, job.page)[0], job.width))
        with _opened(content) as document:
            page = _flat(document, _index(job.page, len(document)))
            width, height = page.get_size()
            scale = min(job.width / max(width, 1), _TALLEST / max(height, 1))
            return _packed(page.render(scale=scale).to_pil())
    except OddFileError as odd:
        return odd.problem


def _see_pdf(content: bytes, job: SightJob) -> Sight:
    with _opened(content) as document:
        count, known = len(document), job.page
        sizes: list[tuple[float, float]] = [document.get_page_size(index) for index in range(count)]
    place = None
    if job.words:  # a sentence may begin on the page before the one that reading named, or end on the next
        near = None if known is None else range(known - 1, known + 1)
        place = place_of(job.words, [page.text for page in read_pages(content, near)])
    page, boxes = (place.page, place.boxes) if place else (_index(known, count) + 1, job.boxes)
    width, height = sizes[page - 1]
    return Sight(count, page, width, height, boxes)


def _see_frames(content: bytes, job: SightJob) -> Sight:
    _, width, height, count = _frame(content, job.page or 1)
    return Sight(count, min(job.page or 1, count), width, height, job.boxes)


@contextmanager
def _opened(content: bytes) -> Iterator[Any]:
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        raise OddFileError(Code.CORRUPT) from error
    try:
        if not 0 < len(document) <= _MAX_PAGES:
            raise OddFileError(Code.TOO_LARGE)
        yield document
    finally:
        document.close()


def _flat(document: Any, index: int) -> Any:
    """Return a page with what signature widgets lay over it drawn in, as a reader of PDFs shows it."""
    page = document[index]
    if raw.FPDFPage_GetAnnotCount(page) and raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_SUCCESS:
        page.close()
        page = document[index]
    return page


def _index(page: int | None, count: int) -> int:
    return min(max((page or 1) - 1, 0), count - 1)


def _frame(content: bytes, number: int) -> tuple[Any, float, float, int]:
    """Return a frame of a picture (PIL), its size in points, and how many there are."""
    shown, count = None, 0
    for count, (image, width, height) in enumerate(frames_of(content), 1):
        if shown is None or count == number:
            shown = (image, width, height)
    if shown is None:
        raise OddFileError(Code.CORRUPT)
    return (*shown, count)


def _fitting(image: Any, width: int) -> Any:
    scale = min(width / image.width, _TALLEST / image.height, 1.0)
    image = image.convert("RGB")
    return (
        image
        if scale == 1.0
        else image.resize((max(1, round(image.width * scale)), max(1, round(image.height * scale))))
    )


def _packed(image: Any) -> bytes:
    stream = io.BytesIO()
    image.convert("RGB").save(stream, "JPEG", quality=_QUALITY)  # WebP takes twenty times as long, and saves little
    return stream.getvalue()
