"""PDF files and pictures: page by page the text layer or recognition, then the layout of all pages together."""

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import Any

from core.document import Page as PageValue
from core.document import PageSource
from core.problem import MESSAGES, Code, Problem, Severity, Stage
from core.settings import Settings
from extractors.layout.arrange import arrange
from extractors.layout.lines import PageText, overlap
from extractors.legacy.pdf import remarks_on
from extractors.ocr.cache import OcrCache
from extractors.ocr.recognition import Leaf, Recognised, recognised
from extractors.ocr.slips import mended_page
from extractors.pdf.text import Worth, read_pages
from extractors.piece import Content, OddFileError, Piece
from extractors.secrecy import mark_of, stamped_mark

_LOW_CONFIDENCE = 0.7  # mean confidence of a page's words; clean scans have 0.9
_MAX_PIXELS = 120_000_000  # of a picture: A3 at 600 dpi has 70 million
_DEFAULT_DPI = 200  # of a picture that does not tell
_WIDEST = 1200.0  # points: a picture that claims to be wider does not tell its resolution truly
_MAX_FRAMES = 500
_LEAST = 16  # pixels of a picture's shorter side: below it there is no letter
_OUT_OF_TIME = (
    f"{MESSAGES[Code.INCOMPLETE]} Hết thời gian trước khi nhận dạng xong; tăng SOAT_SECONDS_PER_FILE rồi chạy lại."
)

Trouble = tuple[Code, str, Severity, int]  # code, message, severity, page


def read_pdf(content: bytes, settings: Settings) -> Content:
    """Return the text of a PDF; pages without a useful text layer are recognised."""
    leaves = (
        Leaf(
            page.text,
            None if page.worth is Worth.WHOLE or page.problem else partial(page.render, settings.ocr_dpi),
            mixed=page.worth is Worth.PART,
            problem=page.problem,
            legacy=page.legacy,
        )
        for page in read_pages(content)
    )
    return _read(leaves, settings)


def read_image(content: bytes, settings: Settings) -> Content:
    """Return the recognised text of a picture, or of each frame of a TIFF."""
    return read_pictures((content,), settings)


def read_pictures(contents: Iterable[bytes], settings: Settings) -> Content:
    """Return the recognised text of pictures, one page after the other; OddFileError where one cannot be opened."""
    with _library():
        return _read(_frames(contents), settings)


def frames_of(content: bytes) -> Iterator[tuple[Any, float, float]]:
    """Yield each frame (PIL) of a picture, upright, with its size in PDF points; OddFileError where it cannot be opened."""
    with _library():
        yield from _images(content)


@contextmanager
def _library() -> Iterator[None]:
    """Make the library of pictures ready, and its errors ours."""
    from pi_heif import register_heif_opener  # noqa: PLC0415 - as below
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - slow to import, seldom needed

    register_heif_opener()
    Image.MAX_IMAGE_PIXELS = _MAX_PIXELS
    try:
        yield
    except Image.DecompressionBombError as error:
        raise OddFileError(Code.TOO_LARGE) from error
    except (UnidentifiedImageError, OSError, EOFError, SyntaxError, ValueError, TypeError, ArithmeticError) as error:
        raise OddFileError(Code.CORRUPT) from error  # the library's words for fields that contradict each other


def _frames(contents: Iterable[bytes]) -> Iterator[Leaf]:
    images = chain.from_iterable(map(_images, contents))
    for number, (upright, width, height) in enumerate(images, 1):
        if number > _MAX_FRAMES:
            raise OddFileError(Code.TOO_LARGE)
        readable = min(upright.size) >= _LEAST
        page = PageText(number, width, height, PageSource.OCR, ())
        yield Leaf(page, partial(_itself, upright) if readable else None)


def _images(content: bytes) -> Iterator[tuple[Any, float, float]]:
    from PIL import Image, ImageOps, ImageSequence  # noqa: PLC0415 - slow to import, seldom needed

    with Image.open(io.BytesIO(content)) as image:
        _check_frames(image)
        for frame in ImageSequence.Iterator(image):
            upright = ImageOps.exif_transpose(frame).copy()
            yield upright, *_size(upright)


def _check_frames(image: Any) -> None:
    """Refuse a picture of too many frames before the first of them is read."""
    try:
        image.seek(_MAX_FRAMES)
    except EOFError:
        image.seek(0)
    else:
        raise OddFileError(Code.TOO_LARGE)


def _itself(image: Any) -> Any:
    return image


def _read(leaves: Iterable[Leaf], settings: Settings) -> Content:
    """Recognise what is to be, arrange it all, and keep what tesseract said for the next time."""
    cache = OcrCache(settings.cache_dir)
    texts: list[PageText] = []
    troubles: list[Trouble] = []
    fonts: set[str] = set()
    mended: dict[int, int] = {}  # words, by the number of their page
    for one in recognised(leaves, settings, cache):
        text, trouble = _page(one)
        if text.source is PageSource.OCR:
            text, count = mended_page(text)
            mended |= {text.number: count} if count else {}
        texts.append(text)
        fonts |= one.leaf.legacy if text.source is PageSource.TEXT_LAYER else set()
        troubles += trouble
    pieces = tuple(arrange(texts))
    if cache.waits and not _is_secret(pieces):
        cache.write()
    if not pieces:
        # Nothing at all could be read: the pages' difficulties are the file's.
        troubles = [(code, message, Severity.ERROR, page) for code, message, _, page in troubles]
    told = f"{MESSAGES[Code.OCR_MENDED]} ({sum(mended.values())} chữ)"
    troubles += [(Code.OCR_MENDED, told, Severity.INFO, page) for page in mended]
    pages = tuple(PageValue(text.number, text.width, text.height, text.source, text.confidence) for text in texts)
    return Content(pieces, pages, problems=(*_told(troubles), *remarks_on(fonts)))


def _page(one: Recognised) -> tuple[PageText, list[Trouble]]:
    text, found = one.leaf.text, one.found
    if one.leaf.problem:
        return text, [(one.leaf.problem.code, one.leaf.problem.message, one.leaf.problem.severity, text.number)]
    if one.late:
        return _unread(text), [(Code.INCOMPLETE, _OUT_OF_TIME, Severity.WARNING, text.number)]
    if one.problem:
        return _unread(text), [(one.problem.code, one.problem.message, Severity.WARNING, text.number)]
    if found is None or not (found.words or not text.words):
        return text, []  # a poor text layer is better than none
    troubles: list[Trouble] = []
    if found.words and (found.confidence or 0.0) < _LOW_CONFIDENCE:
        troubles = [(Code.LOW_OCR_CONFIDENCE, MESSAGES[Code.LOW_OCR_CONFIDENCE], Severity.WARNING, text.number)]
    if one.leaf.mixed:
        added = tuple(word for word in text.words if not any(overlap(word, other) for other in found.words))
        found = replace(found, words=(*found.words, *added))
    return found, troubles


def _unread(text: PageText) -> PageText:
    return text if text.words else replace(text, source=PageSource.OCR)


def _is_secret(pieces: Sequence[Piece]) -> bool:
    return any(mark_of(piece.text) for piece in pieces) or bool(stamped_mark(piece.text for piece in pieces))


def _told(troubles: Iterable[Trouble]) -> Iterator[Problem]:
    """Yield one problem for all pages that have the same difficulty, with the range of the pages."""
    same: dict[tuple[Code, str, Severity], list[int]] = {}
    for code, message, severity, page in troubles:
        same.setdefault((code, message, severity), []).append(page)
    for (code, message, severity), numbers in same.items():
        yield Problem(Stage.READ, code, f"{message} (trang {_ranges(numbers)})", severity, numbers[0])


def _ranges(numbers: Sequence[int]) -> str:
    """Return "3, 5–9" for 3, 5, 6, 7, 8, 9."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(f"{first}" if first == last else f"{first}–{last}" for first, last in runs)


def _size(image: Any) -> tuple[float, float]:
    dpi = float(image.info.get("dpi", (0, 0))[0] or 0)
    width, height = image.size
    if dpi < 72 or width / dpi * 72 > _WIDEST:
        dpi = max(_DEFAULT_DPI, min(width, height) / 8.27)  # A4 is 8.27 inches wide
    return width / dpi * 72, height / dpi * 72
