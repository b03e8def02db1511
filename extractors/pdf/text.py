"""PDF: words and boxes of the text layer through pdfium, signature widgets flattened in, ruled tables by their lines."""

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from pypdfium2 import raw

from core.document import PageSource
from core.problem import Code, Problem, Stage, problem
from extractors.layout.lines import PageText
from extractors.legacy.pdf import convert_words, is_legacy
from extractors.pdf import calls
from extractors.pdf.drawn import drawn_on, is_crowded, is_written_over
from extractors.pdf.letters import Codes
from extractors.pdf.rendering import rendered
from extractors.pdf.rulings import ruled_tables
from extractors.pdf.turning import Turn, turn_of, turned
from extractors.pdf.words import TextLayer, read_layer
from extractors.piece import OddFileError
from extractors.workers import timer

_PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD
_MAX_PAGES = 2000
_MAX_CHARACTERS = 100_000  # on one page: a hostile file, or no page of text
_POOR = 0.15  # share of characters that are none
_FEW = 250  # characters: fewer than that beside a page-filling picture is no text layer of the page
_LARGE_PICTURE = 0.5  # of the page's area
_MARKED = 0.08  # share of letters with Vietnamese marks; usual Vietnamese has 0.25
_ENOUGH_LETTERS = 200
_WELL_MARKED = 0.18  # as _MARKED, where a scanner's own recognition may have lost some
_SPECKLED = 0.02  # share of specks in its text
_SPECKS = tuple(map(ord, "|~^\\{}<>[]_=*#@$¬¦§«»°±"))
_LAST = 0xFFFF  # of the characters that are told apart
_LETTER, _VIETNAMESE, _LEGACY, _BROKEN = 1, 2, 3, 4  # what a character says of its text
_MARKED_LETTERS = "ăâđêôơưĂÂĐÊÔƠƯàáãèéìíòóõùúýÀÁÃÈÉÌÍÒÓÕÙÚÝ"


class Worth(Enum):
    """What a page's text layer is worth."""

    WHOLE = "whole"  # the page's text
    PART = "part"  # true words, but the page is a picture: a signature's stamp, a number set in
    NOTHING = "nothing"  # no text, or characters that are none


@dataclass(frozen=True, slots=True)
class PdfPage:
    """One page: its text, what the text layer is worth, and its picture when asked for."""

    text: PageText
    worth: Worth
    render: Callable[[int], Any]  # dots per inch -> PIL image
    problem: Problem | None = None
    legacy: frozenset[str] = frozenset()  # the names of legacy fonts whose letters were converted


def read_pages(content: bytes, wanted: range | None = None) -> Iterator[PdfPage]:
    """Yield the pages of a PDF, or those of `wanted` (indices) that it has; OddFileError where it cannot be opened."""
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        code = Code.ENCRYPTED if getattr(error, "err_code", None) == _PASSWORD_ERROR else Code.CORRUPT
        raise OddFileError(code) from error
    try:
        if len(document) > _MAX_PAGES:
            raise OddFileError(Code.TOO_LARGE)
        for index in range(len(document)) if wanted is None else wanted:
            if not 0 <= index < len(document):
                continue
            timer.more(timer.PAGE)
            yield _page(content, calls.address_of(document.raw), index)
    finally:
        document.close()


def _page(content: bytes, document: int, index: int) -> PdfPage:
    page = calls.load_page(document, index)
    # Flattened and loaded again, a page costs three times as much.
    if page and is_written_over(page) and calls.flatten(page, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_SUCCESS:
        calls.close_page(page)
        page = calls.load_page(document, index)
    if not page:
        return _broken(content, index)
    try:
        return _read(content, page, index)
    finally:
        calls.close_page(page)


def _broken(content: bytes, index: int) -> PdfPage:
    """Return a page that cannot be opened; the others may."""
    trouble = problem(Stage.READ, Code.CORRUPT, page=index + 1)
    empty = PageText(index + 1, 0.0, 0.0, PageSource.TEXT_LAYER, ())
    return PdfPage(empty, Worth.WHOLE, functools.partial(rendered, content, index), trouble)


def _read(content: bytes, page: int, index: int) -> PdfPage:
    if is_crowded(page):
        raise OddFileError(Code.TOO_LARGE, f"(trang {index + 1})")
    shown = width, height, turn = calls.page_width(page), calls.page_height(page), turn_of(page)
    drawn = drawn_on(page, width, height, turn)
    pictured = drawn.picture > _LARGE_PICTURE
    layer = _layer(page, index, height, turn, pictured=pictured)
    if layer.quarters:
        turn, width, height = turned(turn, layer.quarters, width, height)
        layer = _layer(page, index, height, turn, pictured=pictured)
    tables = ruled_tables(drawn.paths, height, turn)
    layer, legacy = _in_unicode(layer)
    worth = _worth(layer, drawn.picture)
    text = PageText(index + 1, width, height, PageSource.TEXT_LAYER, layer.words, tables, aside=layer.aside)
    if turn is not shown[2] and worth is not Worth.WHOLE:  # what is recognised stands as the page is shown
        worth, text = Worth.NOTHING, PageText(index + 1, shown[0], shown[1], PageSource.TEXT_LAYER, ())
    return PdfPage(text, worth, functools.partial(rendered, content, index), legacy=legacy)


def _in_unicode(layer: TextLayer) -> tuple[TextLayer, frozenset[str]]:
    """Return the layer with words in legacy fonts converted, and the names of these fonts."""
    words, legacy = convert_words(layer.words)
    if not legacy:
        return layer, legacy
    codes = np.frombuffer("".join(word.text for word in words).encode("utf-32-le", "replace"), np.uint32)
    return replace(layer, words=words, codes=codes), legacy


def _layer(page: int, index: int, height: float, turn: Turn | None, *, pictured: bool) -> TextLayer:
    textpage = calls.load_text(page)
    if not textpage:
        return TextLayer()
    try:
        count = calls.count_characters(textpage)
        if count > _MAX_CHARACTERS:
            raise OddFileError(Code.TOO_LARGE, f"(trang {index + 1})")
        return read_layer(textpage, count, height, turn, pictured=pictured) if count > 0 else TextLayer()
    finally:
        calls.close_text(textpage)


def _worth(layer: TextLayer, picture: float) -> Worth:
    """Tell whether the text layer is the page's text: enough of it, real characters, Vietnamese letters."""
    count = len(layer.codes)
    if not count:
        return Worth.WHOLE if picture == 0.0 else Worth.NOTHING
    kinds = np.bincount(_kinds()[np.minimum(layer.codes, _LAST)], minlength=5)
    named = layer.codes.tobytes().decode("utf-32-le", "replace").count("(cid:")
    if kinds[_BROKEN] + 5 * named > _POOR * count:
        return Worth.NOTHING
    if layer.hidden > _LARGE_PICTURE and picture > _LARGE_PICTURE and _is_poor(layer.codes, kinds):
        return Worth.NOTHING
    letters, marked = kinds[_LETTER] + kinds[_VIETNAMESE], kinds[_VIETNAMESE]
    looks_foreign = letters > _ENOUGH_LETTERS and marked < _MARKED * letters
    doubtful = looks_foreign and (picture > _LARGE_PICTURE or kinds[_LEGACY] > _MARKED * count)
    if doubtful and not is_legacy(layer.words):
        return Worth.NOTHING
    return Worth.PART if picture > _LARGE_PICTURE and count < _FEW else Worth.WHOLE


def _is_poor(codes: Codes, kinds: NDArray[np.int64]) -> bool:
    """Tell whether what a scanner read and laid under the picture lacks Vietnamese marks, or is full of specks."""
    letters = kinds[_LETTER] + kinds[_VIETNAMESE]
    specks = int(np.count_nonzero(np.isin(codes, _SPECKS)))
    return bool(kinds[_VIETNAMESE] < _WELL_MARKED * letters or specks > _SPECKLED * len(codes))


@functools.cache
def _kinds() -> NDArray[np.uint8]:
    """Return the kind of each character of the basic plane."""
    kinds = np.zeros(_LAST + 1, np.uint8)
    kinds[[code for code in range(_LAST) if chr(code).isalpha()]] = _LETTER
    kinds[[ord(sign) for sign in _MARKED_LETTERS]] = _VIETNAMESE
    kinds[0x1EA0:0x1EFA] = kinds[0x0300:0x0370] = _VIETNAMESE
    kinds[0xA1:0xC0] = _LEGACY
    kinds[0x7F:0xA0] = kinds[0xE000:0xF900] = kinds[0xFFFD] = _BROKEN
    return kinds
