"""pdfium's functions as plain calls on addresses: pypdfium2's own check and wrap each argument, which costs more than most of them.

A page of text needs about a thousand calls. They are short, so the interpreter's lock is not given up for them. Those that
are made for each letter or word are swift: they are declared without the types of their arguments, so that ctypes makes no
object for each. They take whole numbers as C's int, and addresses as `at` holds them; nothing else.
"""

import ctypes
from collections.abc import Callable
from typing import Any

from pypdfium2 import raw

_HANDLE, _INT, _DOUBLE = ctypes.c_size_t, ctypes.c_int, ctypes.c_double  # handles and addresses are numbers, 0 is none


def _plain(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
    address = ctypes.cast(getattr(raw, name), ctypes.c_void_p).value
    assert address  # noqa: S101 - a function that the library has; what it lacks fails on the line above
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


def _swift(name: str, result: Any) -> Callable[..., Any]:
    address = ctypes.cast(getattr(raw, name), ctypes.c_void_p).value
    assert address  # noqa: S101 - as above
    return ctypes.PYFUNCTYPE(result)(address)


def at(address: int) -> Any:
    """Return an address, not 0, in the form that swift functions take."""
    return ctypes.byref(ctypes.c_char.from_address(address))


def address_of(handle: Any) -> int:
    """Return the address that a handle of pypdfium2 stands for."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


load_page = _plain("FPDF_LoadPage", _HANDLE, _HANDLE, _INT)
close_page = _plain("FPDF_ClosePage", None, _HANDLE)
count_annotations = _plain("FPDFPage_GetAnnotCount", _INT, _HANDLE)
get_annotation = _plain("FPDFPage_GetAnnot", _HANDLE, _HANDLE, _INT)
close_annotation = _plain("FPDFPage_CloseAnnot", None, _HANDLE)
count_drawn = _plain("FPDFAnnot_GetObjectCount", _INT, _HANDLE)
get_drawn = _plain("FPDFAnnot_GetObject", _HANDLE, _HANDLE, _INT)
flatten = _plain("FPDFPage_Flatten", _INT, _HANDLE, _INT)
page_width = _plain("FPDF_GetPageWidthF", ctypes.c_float, _HANDLE)
page_height = _plain("FPDF_GetPageHeightF", ctypes.c_float, _HANDLE)
page_rotation = _plain("FPDFPage_GetRotation", _INT, _HANDLE)
page_box = _plain("FPDF_GetPageBoundingBox", _INT, _HANDLE, _HANDLE)

count_objects = _plain("FPDFPage_CountObjects", _INT, _HANDLE)
object_type = _plain("FPDFPageObj_GetType", _INT, _HANDLE)
object_bounds = _plain("FPDFPageObj_GetBounds", _INT, _HANDLE, _HANDLE, _HANDLE, _HANDLE, _HANDLE)
object_matrix = _plain("FPDFPageObj_GetMatrix", _INT, _HANDLE, _HANDLE)
count_inside = _plain("FPDFFormObj_CountObjects", _INT, _HANDLE)
get_inside = _plain("FPDFFormObj_GetObject", _HANDLE, _HANDLE, ctypes.c_ulong)
draw_mode = _plain("FPDFPath_GetDrawMode", _INT, _HANDLE, _HANDLE, _HANDLE)
count_segments = _plain("FPDFPath_CountSegments", _INT, _HANDLE)
get_segment = _plain("FPDFPath_GetPathSegment", _HANDLE, _HANDLE, _INT)
segment_point = _plain("FPDFPathSegment_GetPoint", _INT, _HANDLE, _HANDLE, _HANDLE)
segment_type = _plain("FPDFPathSegment_GetType", _INT, _HANDLE)
segment_closes = _plain("FPDFPathSegment_GetClose", _INT, _HANDLE)

load_text = _plain("FPDFText_LoadPage", _HANDLE, _HANDLE)
close_text = _plain("FPDFText_ClosePage", None, _HANDLE)
count_characters = _plain("FPDFText_CountChars", _INT, _HANDLE)
get_text = _plain("FPDFText_GetText", _INT, _HANDLE, _INT, _INT, _HANDLE)
font_info = _plain("FPDFText_GetFontInfo", ctypes.c_ulong, _HANDLE, _INT, _HANDLE, ctypes.c_ulong, _HANDLE)
font_weight = _plain("FPDFText_GetFontWeight", _INT, _HANDLE, _INT)
object_font = _plain("FPDFTextObj_GetFont", _HANDLE, _HANDLE)
render_mode = _plain("FPDFTextObj_GetTextRenderMode", _INT, _HANDLE)

get_unicode = _swift("FPDFText_GetUnicode", ctypes.c_uint)
is_generated = _swift("FPDFText_IsGenerated", _INT)
loose_box = _swift("FPDFText_GetLooseCharBox", None)
origin = _swift("FPDFText_GetCharOrigin", None)
matrix = _swift("FPDFText_GetMatrix", None)
font_size = _swift("FPDFText_GetFontSize", _DOUBLE)
text_object = _swift("FPDFText_GetTextObject", _HANDLE)
get_object = _swift("FPDFPage_GetObject", _HANDLE)
