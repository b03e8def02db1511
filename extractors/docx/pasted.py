"""Scans pasted into a Word file: a document that is pictures of pages and hardly a word is recognised like any scan."""

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from core.document import BlockKind
from core.problem import Severity
from core.settings import Settings
from extractors.docx.body import read_docx
from extractors.docx.parts import A, Package, R, open_package
from extractors.pages import read_pictures
from extractors.piece import Content, OddFileError
from extractors.secrecy import mark_of

_FEW = 250  # letters for each picture: fewer than that beside page-sized pictures is not the document's text
_SMALLEST = 700  # pixels on the shorter side of a page's picture; A4 at 100 dpi has 827
_LONGEST = 2.5  # long side over short side; a banner is no page
_MOST = 500  # pictures
_IMAGE_DATA = "{urn:schemas-microsoft-com:vml}imagedata"


def read_word(content: bytes, settings: Settings) -> Content:
    """Return the text of a DOCX; where that is hardly any beside pictures of pages, what these show."""
    found = read_docx(content)
    letters = sum(sum(map(str.isalpha, piece.text)) for piece in found.pieces)
    with (package := open_package(content)).archive:
        if letters > _FEW * len(package.related) or any(mark_of(piece.text) for piece in found.pieces):
            return found  # each picture is a related part: the main part need not be parsed again to know
        pictures = list(_page_pictures(package))
    if not pictures or letters > _FEW * len(pictures):
        return found
    try:
        seen = read_pictures(pictures, settings)
    except OddFileError as odd:  # one picture is broken: the words around it stay
        problems = (*found.problems, replace(odd.problem, severity=Severity.WARNING))
        return replace(found, problems=problems if found.pieces else (*found.problems, odd.problem))
    body = [replace(piece, page=None) for piece in found.pieces if piece.kind is not BlockKind.RUNNING]
    running = [replace(piece, page=None) for piece in found.pieces if piece.kind is BlockKind.RUNNING]
    return Content((*body, *seen.pieces, *running), seen.pages, found.completeness, (*found.problems, *seen.problems))


def _page_pictures(package: Package) -> Iterator[bytes]:
    """Yield the pictures of the main part that are large enough for a page, each once, in their order."""
    seen: set[str] = set()
    for element in package.root().iter(f"{A}blip", _IMAGE_DATA):
        key = element.get(f"{R}embed") or element.get(f"{R}id")
        if key is None or key in seen:
            continue
        seen.add(key)
        content = package.content(key)
        if content and _is_page(content):
            yield content
        if len(seen) >= _MOST:
            return


def _is_page(content: bytes) -> bool:
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - slow to import, seldom needed

    try:
        with Image.open(io.BytesIO(content)) as image:
            short, long = _sides(image)
    except (Image.DecompressionBombError, UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return False
    return short >= _SMALLEST and long <= _LONGEST * short


def _sides(image: Any) -> tuple[int, int]:
    return min(image.size), max(image.size)
