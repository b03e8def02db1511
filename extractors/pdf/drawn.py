"""What a PDF page draws beside its letters: paths, and how much of the page its largest picture covers; looked at once."""

import ctypes
from dataclasses import dataclass
from itertools import repeat

from extractors.pdf import calls
from extractors.pdf.turning import Turn

_TEXT, _PATH, _IMAGE, _FORM = 1, 2, 3, 5  # FPDF_PAGEOBJ_…
_MAX_OBJECTS = 50_000  # of one page: a drawing, no page of text
_MAX_TEXTS = 20_000  # pieces of text on one page; a full page written letter by letter has 6,000
_MAX_DEPTH = 3  # of forms in forms; signature widgets are two deep
_MAX_FORMS = 200  # of one page

Rectangle = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Drawn:
    """The paths of a page by their handles, and the share of its area that the largest picture covers."""

    paths: tuple[int, ...] = ()
    picture: float = 0.0


def is_crowded(page: int) -> bool:
    """Tell whether so many pieces of text are on a page that pdfium, which compares them, would take minutes for them."""
    count = calls.count_objects(page)
    if count <= _MAX_TEXTS:
        return False
    return list(map(calls.object_type, _objects(page, count))).count(_TEXT) > _MAX_TEXTS


def drawn_on(page: int, width: float, height: float, turn: Turn | None) -> Drawn:
    """Return what the page draws; valid while the page is open."""
    items = _objects(page, min(calls.count_objects(page), _MAX_OBJECTS))
    kinds = list(map(calls.object_type, items))
    paths = tuple(item for item, kind in zip(items, kinds, strict=True) if kind == _PATH)
    if _IMAGE not in kinds and _FORM not in kinds:
        return Drawn(paths)
    pictures = [bounds(item) for item, kind in zip(items, kinds, strict=True) if kind == _IMAGE]
    forms = [item for item, kind in zip(items, kinds, strict=True) if kind == _FORM]
    for form in forms[:_MAX_FORMS]:
        pictures += _inside(form, 1)
    area = width * height
    if not area:
        return Drawn(paths)
    return Drawn(paths, max((_covered(one, width, height, turn) for one in pictures), default=0.0) / area)


def is_written_over(page: int) -> bool:
    """Tell whether an annotation draws letters or lines: a signature's, a note's. Links draw nothing, seals a picture."""
    count = calls.count_annotations(page)
    return count > _MAX_FORMS or any(_writes(page, index) for index in range(count))


def _writes(page: int, index: int) -> bool:
    annotation = calls.get_annotation(page, index)
    if not annotation:
        return False
    try:
        count = calls.count_drawn(annotation)
        return count > _MAX_FORMS or any(_is_writing(calls.get_drawn(annotation, item), 1) for item in range(count))
    finally:
        calls.close_annotation(annotation)


def _is_writing(item: int, depth: int) -> bool:
    """Tell whether an object is anything but a picture, or a form that holds nothing else."""
    kind: int = calls.object_type(item)
    if kind != _FORM or depth > _MAX_DEPTH:
        return kind != _IMAGE
    count = calls.count_inside(item)
    return count > _MAX_FORMS or any(_is_writing(calls.get_inside(item, inner), depth + 1) for inner in range(count))


def _objects(page: int, count: int) -> list[int]:
    return list(map(calls.get_object, repeat(calls.at(page)), range(count)))


def bounds(item: int) -> Rectangle:
    """Return the rectangle around an object: left, bottom, right, top."""
    box = (ctypes.c_float * 4)()
    at = ctypes.addressof(box)
    calls.object_bounds(item, at, at + 4, at + 8, at + 12)
    left, bottom, right, top = box
    return left, bottom, right, top


def matrix_of(item: int) -> tuple[float, float, float, float, float, float]:
    """Return the matrix that takes an object's own points to those of what holds it."""
    found = (ctypes.c_float * 6)()
    calls.object_matrix(item, ctypes.addressof(found))
    a, b, c, d, e, f = found
    return a, b, c, d, e, f


def _inside(form: int, depth: int) -> list[Rectangle]:
    """Return the rectangles of the pictures in a form, in the coordinates of what holds the form."""
    found: list[Rectangle] = []
    for index in range(min(calls.count_inside(form), _MAX_FORMS)):
        item = calls.get_inside(form, index)
        kind = calls.object_type(item)
        if kind == _IMAGE:
            found.append(bounds(item))
        elif kind == _FORM and depth < _MAX_DEPTH:
            found += _inside(item, depth + 1)
    if not found:
        return found
    a, b, c, d, e, f = matrix_of(form)
    moved = []
    for left, bottom, right, top in found:
        corners = [(x, y) for x in (left, right) for y in (bottom, top)]
        across, up = [a * x + c * y + e for x, y in corners], [b * x + d * y + f for x, y in corners]
        moved.append((min(across), min(up), max(across), max(up)))
    return moved


def _covered(box: Rectangle, width: float, height: float, turn: Turn | None) -> float:
    left, bottom, right, top = turn(*box) if turn else box
    return float(max(0.0, min(right, width) - max(left, 0)) * max(0.0, min(top, height) - max(bottom, 0)))
