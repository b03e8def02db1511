"""PDF files and pictures: page by page the text layer or recognition, then the layout of all pages together."""

import io
from dataclasses import replace
from typing import Any

from core.document import Page as PageValue
from core.document import PageSource
from core.problem import Code, Problem, Severity, Stage, problem
from core.settings import Settings
from extractors.layout import arrange
from extractors.legacy_pdf import remarks_on
from extractors.lines import PageText, overlap
from extractors.ocr import recognise
from extractors.pdf import PdfPage, Worth, read_pages
from extractors.piece import Content, OddFileError

_LOW_CONFIDENCE = 0.7  # mean confidence of a page's words; clean scans have 0.9
_MAX_PIXELS = 120_000_000  # of a picture: A3 at 600 dpi has 70 million
_DEFAULT_DPI = 200  # of a picture that does not tell
_WIDEST = 1200.0  # points: a picture that claims to be wider does not tell its resolution truly
_MAX_FRAMES = 500


def read_pdf(content: bytes, settings: Settings) -> Content:
    """Return the text of a PDF; pages without a useful text layer are recognised."""
    texts: list[PageText] = []
    problems: list[Problem] = []
    fonts: set[str] = set()
    for page in read_pages(content):
        text, trouble = _page(page, settings)
        texts.append(text)
        problems += trouble
        fonts |= page.legacy if text.source is PageSource.TEXT_LAYER else set()
    return _content(texts, [*problems, *remarks_on(fonts)])


def read_image(content: bytes, settings: Settings) -> Content:
    """Return the recognised text of a picture, or of each frame of a TIFF."""
    from PIL import Image, ImageSequence, UnidentifiedImageError  # noqa: PLC0415 - slow to import, seldom needed

    Image.MAX_IMAGE_PIXELS = _MAX_PIXELS
    texts: list[PageText] = []
    problems: list[Problem] = []
    try:
        with Image.open(io.BytesIO(content)) as image:
            for number, frame in enumerate(ImageSequence.Iterator(image), start=1):
                if number > _MAX_FRAMES:
                    break
                width, height = _size(frame)
                text, trouble = _recognised(frame.convert("RGB"), number, width, height, settings)
                texts.append(text)
                problems += trouble
    except Image.DecompressionBombError as error:
        raise OddFileError(Code.TOO_LARGE) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise OddFileError(Code.CORRUPT) from error
    return _content(texts, problems)


def _page(page: PdfPage, settings: Settings) -> tuple[PageText, list[Problem]]:
    text = page.text
    if page.problem:
        return text, [page.problem]
    if page.worth is Worth.WHOLE:
        return text, []
    found, problems = _recognised(page.render(settings.ocr_dpi), text.number, text.width, text.height, settings)
    if not found.words and text.words:
        return text, problems  # a poor text layer is better than none
    if page.worth is Worth.PART:
        added = tuple(word for word in text.words if not any(overlap(word, other) for other in found.words))
        found = replace(found, words=(*found.words, *added))
    return found, problems


def _recognised(
    image: Any, number: int, width: float, height: float, settings: Settings
) -> tuple[PageText, list[Problem]]:
    try:
        text = recognise(image, number, width, height, seconds=settings.seconds_per_page)
    except OddFileError as odd:
        return PageText(number, width, height, PageSource.OCR, ()), [
            Problem(Stage.READ, odd.problem.code, odd.problem.message, Severity.WARNING, number)
        ]
    if text.words and (text.confidence or 0.0) < _LOW_CONFIDENCE:
        return text, [problem(Stage.READ, Code.LOW_OCR_CONFIDENCE, f"(trang {number})", page=number)]
    return text, []


def _content(texts: list[PageText], problems: list[Problem]) -> Content:
    pieces = tuple(arrange(texts))
    if not pieces:
        # Nothing at all could be read: the pages' difficulties are the file's.
        problems = [Problem(one.stage, one.code, one.message, Severity.ERROR, one.page) for one in problems]
    pages = tuple(PageValue(text.number, text.width, text.height, text.source, text.confidence) for text in texts)
    return Content(pieces, pages, problems=tuple(problems))


def _size(image: Any) -> tuple[float, float]:
    dpi = float(image.info.get("dpi", (0, 0))[0] or 0)
    width, height = image.size
    if dpi < 72 or width / dpi * 72 > _WIDEST:
        dpi = max(_DEFAULT_DPI, width / 8.27)  # A4 is 8.27 inches wide
    return width / dpi * 72, height / dpi * 72
