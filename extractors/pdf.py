"""PDF: words and boxes of the text layer through pdfium, signature widgets flattened in, ruled tables by their lines."""

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from core.document import PageSource
from core.problem import Code
from extractors.glyphs import is_scattered, set_words
from extractors.lines import PageText, Word
from extractors.piece import OddFileError
from extractors.rulings import ruled_tables
from extractors.turning import Turn, turn_of

_HYPHENS = frozenset({0x02, 0xFFFE, 0xAD})  # pdfium's marks for a hyphen at a line's end
_PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD
_BOLD_WEIGHT = 600
_MAX_PAGES = 2000
_MAX_CHARACTERS = 100_000  # on one page: a hostile file, or no page of text
_POOR = 0.15  # share of characters that are none
_FEW = 250  # characters: fewer than that beside a page-filling picture is no text layer of the page
_LARGE_PICTURE = 0.5  # of the page's area
_MARKED = 0.08  # share of letters with Vietnamese marks; usual Vietnamese has 0.25
_ENOUGH_LETTERS = 200


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


def read_pages(content: bytes) -> Iterator[PdfPage]:
    """Yield the pages of a PDF; OddFileError where it cannot be opened."""
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        code = Code.ENCRYPTED if getattr(error, "err_code", None) == _PASSWORD_ERROR else Code.CORRUPT
        raise OddFileError(code) from error
    try:
        if len(document) > _MAX_PAGES:
            raise OddFileError(Code.TOO_LARGE)
        for index in range(len(document)):
            yield _page(content, document, index)
    finally:
        document.close()


def _page(content: bytes, document: Any, index: int) -> PdfPage:
    try:
        page = document[index]
        if raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_SUCCESS:
            page.close()
            page = document[index]
    except pdfium.PdfiumError as error:
        raise OddFileError(Code.CORRUPT, f"(trang {index + 1})") from error
    width, height = page.get_size()
    textpage = page.get_textpage()
    turn = turn_of(page)
    if is_scattered(textpage):
        words = tuple(set_words(textpage, height, turn, _Fonts(textpage), _MAX_CHARACTERS))
    else:
        words = tuple(_words(textpage, height, turn))
    tables = ruled_tables(page, height, turn)
    worth = _worth(words, _picture_share(page, turn))
    textpage.close()
    page.close()

    def render(dpi: int) -> Any:
        return _rendered(content, index, dpi)

    return PdfPage(PageText(index + 1, width, height, PageSource.TEXT_LAYER, words, tables), worth, render)


def _rendered(content: bytes, index: int, dpi: int) -> Any:
    """Return a page's picture without what signature widgets lay over it; those are in the text layer."""
    document = pdfium.PdfDocument(content)
    try:
        return document[index].render(scale=dpi / 72, draw_annots=False).to_pil()
    finally:
        document.close()


class _Fonts:
    """Whether a character is bold or italic, by its font's name and weight; remembers the names."""

    def __init__(self, textpage: Any) -> None:
        self._textpage = textpage
        self._flags = ctypes.c_int()
        self._buffer = ctypes.create_string_buffer(128)
        self._known: dict[bytes, tuple[bool, bool]] = {}

    def of(self, index: int) -> tuple[bool, bool]:
        """Return (bold, italic) of the character."""
        raw.FPDFText_GetFontInfo(self._textpage, index, self._buffer, 128, self._flags)
        name = self._buffer.value
        if name not in self._known:
            lower = name.lower()
            bold = (
                b"bold" in lower
                or b"black" in lower
                or raw.FPDFText_GetFontWeight(self._textpage, index) >= _BOLD_WEIGHT
            )
            self._known[name] = bold, b"italic" in lower or b"oblique" in lower
        return self._known[name]


def _words(textpage: Any, height: float, turn: Turn | None) -> Iterator[Word]:
    """Yield the words of a page; a blank, a line's end or a jump parts them."""
    box = raw.FS_RECTF()
    fonts = _Fonts(textpage)
    get_unicode, get_box = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox
    letters: list[str] = []
    left = right = top = bottom = 0.0
    first = 0
    for index in range(min(raw.FPDFText_CountChars(textpage), _MAX_CHARACTERS)):
        code = get_unicode(textpage, index)
        if code in _HYPHENS:
            code = 0x2D
        blank = code <= 0x20 or code == 0xA0
        if not blank:
            get_box(textpage, index, box)
            if turn:
                box.left, box.bottom, box.right, box.top = turn(box.left, box.bottom, box.right, box.top)
        size = box.top - box.bottom
        jump = (
            bool(letters)
            and not blank
            and (abs(box.bottom - bottom) > 0.5 * size or box.left > right + 0.4 * size or box.left < left - size)
        )
        if (blank or jump) and letters:
            bold, italic = fonts.of(first)
            yield Word("".join(letters), left, height - top, right, height - bottom, bold, italic)
            letters = []
        if blank:
            continue
        if not letters:
            left, right, top, bottom, first = box.left, box.right, box.top, box.bottom, index
        letters.append(chr(code))
        right, top, bottom = max(right, box.right), max(top, box.top), min(bottom, box.bottom)
    if letters:
        bold, italic = fonts.of(first)
        yield Word("".join(letters), left, height - top, right, height - bottom, bold, italic)


def _picture_share(page: Any, turn: Turn | None) -> float:
    """Return which share of the page its largest picture covers."""
    width, height = page.get_size()
    largest = 0.0
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = turn(*item.get_bounds()) if turn else item.get_bounds()
        largest = max(largest, (min(right, width) - max(left, 0)) * (min(top, height) - max(bottom, 0)))
    return largest / (width * height) if width * height else 0.0


def _worth(words: tuple[Word, ...], picture: float) -> Worth:
    """Tell whether the text layer is the page's text: enough of it, real characters, Vietnamese letters."""
    text = "".join(word.text for word in words)
    if not text:
        return Worth.WHOLE if picture == 0.0 else Worth.NOTHING
    broken = sum(1 for sign in text if sign == "\ufffd" or "\ue000" <= sign <= "\uf8ff" or sign < " ")
    if broken + 5 * text.count("(cid:") > _POOR * len(text):
        return Worth.NOTHING
    letters = sum(1 for sign in text if sign.isalpha())
    marked = sum(1 for sign in text if sign.isalpha() and _is_vietnamese(sign))
    looks_foreign = letters > _ENOUGH_LETTERS and marked < _MARKED * letters
    legacy = sum(1 for sign in text if "\u00a1" <= sign <= "\u00bf") > _MARKED * len(text)
    if looks_foreign and (picture > _LARGE_PICTURE or legacy):
        return Worth.NOTHING
    return Worth.PART if picture > _LARGE_PICTURE and len(text) < _FEW else Worth.WHOLE


def _is_vietnamese(sign: str) -> bool:
    return (
        "\u1ea0" <= sign <= "\u1ef9" or "\u0300" <= sign <= "\u036f" or sign in "ăâđêôơưĂÂĐÊÔƠƯàáãèéìíòóõùúýÀÁÈÉÌÍÒÓÙÚÝ"
    )
