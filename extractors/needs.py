"""Which heavy program reading a file may call, guessed by its name: for the planning of work, before anything is opened."""

from enum import StrEnum
from pathlib import PurePath

from extractors.office.libreoffice import OFFICE_SUFFIXES

_PICTURED = frozenset({".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".gif", ".webp"})


class Need(StrEnum):
    """A program that one machine can run only a few of at a time."""

    LIBREOFFICE = "libreoffice"
    OCR = "ocr"
    NOTHING = ""


def need_of(name: str) -> Need:
    """Return what reading a file of this name most likely needs; a PDF may be a scan."""
    suffix = PurePath(name).suffix.lower()
    if suffix in OFFICE_SUFFIXES:
        return Need.LIBREOFFICE
    return Need.OCR if suffix in _PICTURED else Need.NOTHING
