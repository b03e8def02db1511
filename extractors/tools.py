"""The programs and libraries of the system that reading calls, and what cannot be read without them."""

import shutil

from extractors.containers import packed
from extractors.ocr import tesseract


def tools() -> tuple[str, ...]:
    """Return the names of those at hand."""
    names = {
        "tesseract-vie": not tesseract.missing(),
        "libreoffice": bool(shutil.which("soffice") or shutil.which("libreoffice")),
        "libarchive": packed.available(),
    }
    return tuple(name for name, there in names.items() if there)


def missing_tools() -> tuple[str, ...]:
    """Return a line (Vietnamese) for each that is not at hand: what then is not read, what to install."""
    lines = []
    there = tools()
    if "tesseract-vie" not in there:
        lines.append(
            "Thiếu tesseract tiếng Việt: bản quét không đọc được. Cài: apt-get install tesseract-ocr tesseract-ocr-vie"
        )
    if "libreoffice" not in there:
        lines.append(
            "Thiếu LibreOffice: tệp .doc, .rtf, .odt không đọc được. Cài: apt-get install libreoffice-writer-nogui"
        )
    if "libarchive" not in there:
        lines.append("Thiếu libarchive: tệp .rar, .7z, .tar không đọc được. Cài: apt-get install libarchive13")
    return tuple(lines)
