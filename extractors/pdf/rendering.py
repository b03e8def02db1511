"""The picture of a PDF page: the scan itself where the page is one picture and nothing else, else drawn by pdfium."""

from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

_WHOLE = 0.9  # of the page's width and height: a picture that covers it
_SPECK = 0.01  # of the page's area: pictures larger than that lie over the scan, or are its other layer
_COARSEST, _FINEST = 100, 650  # dots per inch of a scan that can be taken as it is
_MAX_DRAWINGS = 40  # objects beside the picture: more of them are a drawing over it
_SAMPLE = (128, 128)  # dots of a picture that are looked at for its mean grey
_PAPER = 110  # mean grey: a page is mostly light, else the picture's colours are not what they seem


def rendered(content: bytes, index: int, dpi: int) -> Any:
    """Return a page's picture (PIL) without what signature widgets lay over it; those are in the text layer."""
    document = pdfium.PdfDocument(content)
    try:
        page = document[index]
        return _scan(page) or page.render(scale=dpi / 72, draw_annots=False).to_pil()
    finally:
        document.close()


def _scan(page: Any) -> Any | None:
    """Return the page's only picture as it was scanned: drawn anew it is a little blurred, and read worse."""
    width, height = page.get_size()
    area = width * height
    whole: list[Any] = []
    for count, item in enumerate(page.get_objects(max_depth=2)):
        if count > _MAX_DRAWINGS:
            return None
        if item.type != raw.FPDF_PAGEOBJ_IMAGE:
            continue
        left, bottom, right, top = item.get_bounds()
        if (right - left) * (top - bottom) >= _WHOLE * _WHOLE * area:
            whole.append(item)
        elif (right - left) * (top - bottom) > _SPECK * area:
            return None
    if len(whole) != 1 or page.get_rotation() or not _upright(whole[0], width, height):
        return None
    try:
        if not _COARSEST <= whole[0].get_metadata().width / width * 72 <= _FINEST:
            return None
        picture = whole[0].get_bitmap(render=False).to_pil()
    except (pdfium.PdfiumError, RuntimeError, ValueError):
        return None
    return picture if _mean(picture) > _PAPER else None


def _upright(item: Any, width: float, height: float) -> bool:
    """Tell whether a picture lies on the page as it is stored: not turned, not mirrored, from edge to edge."""
    a, b, c, d, e, f = item.get_matrix().get()
    edges = (e, f, e + a - width, f + d - height)
    return a > 0 and d > 0 and abs(b) < 1 and abs(c) < 1 and all(abs(edge) < (1 - _WHOLE) / 2 * width for edge in edges)


def _mean(picture: Any) -> float:
    small = picture.resize(_SAMPLE, 0).convert("L")  # 0: single dots, since a mean needs no others
    return float(sum(small.tobytes())) / len(small.tobytes())
