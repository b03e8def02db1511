"""Hostile texts: none, too much, no letters, and lines on which careless patterns never end."""

from functools import partial
from pathlib import Path

from core.problem import Code
from tests.hostile.case import Case, case, written

WORDS = "Trường học đã tổ chức 12 buổi tuyên truyền"
_GROWN = (Code.TOO_LARGE, Code.TIMEOUT, Code.MEMORY)
_OF_DRAGGED = (
    Code.TOO_LARGE,
    Code.NO_TEXT,
    Code.TIMEOUT,
    Code.LEGACY_ENCODING,
)  # the last: marks apart from their letters
_MIB = 1 << 20


def _one_line(path: Path) -> None:
    unit = f"{WORDS}, ".encode() * 20_000
    with path.open("wb") as stream:
        for _ in range(200_000_000 // len(unit) + 1):
            stream.write(unit)


def _sparse(path: Path) -> None:
    """A terabyte that takes no room on the disk."""
    with path.open("wb") as stream:
        stream.write(b"%PDF-1.7\n")
        stream.truncate(1 << 40)


def _html(inside: str) -> bytes:
    return f"<!DOCTYPE html><html><body>{inside}</body></html>".encode()


# A megabyte or so each: what numbers, dates, names, headings, brackets and letters could be dragged out to.
_DRAGGED: dict[str, str] = {
    "digits": "1" * _MIB,
    "points": "1." * (_MIB // 2),
    "slashes": "1/" * (_MIB // 2),
    "symbols": "Số: " + "12/BC-" * (_MIB // 6),
    "hyphens": "12/" + "UBND-" * (_MIB // 5),
    "references": "Chỉ thị số 33/CT-TTg ngày " * (_MIB // 26),
    "dates": "ngày 1 tháng " * (_MIB // 13),
    "types": "Nghị định, " * (_MIB // 11),
    "laws": "Luật " * (_MIB // 5),
    "capitals": "Ủy Ban " * (_MIB // 7),
    "brackets": "(" * _MIB,
    "quotes": "“" * _MIB,
    "dots": "." * _MIB,
    "blanks between": ("x" + " " * 5000) * (_MIB // 5000),
    "marks": "a" + "\u0301" * _MIB,
    "many marks": ("a" + "\u0323\u0302\u0301" * 30) * (_MIB // 91),
    "invisible": "a" + "\u200b\u00ad" * (_MIB // 2) + "b",
    "signs": "😀" * (_MIB // 2),
    "bullets": "- " * (_MIB // 2),
    "figures": "12,5% " * (_MIB // 6),
    "lines of one letter": "a\n" * (_MIB // 2),
    "empty lines": "\n" * _MIB + WORDS,
    "columns": ("a" + "\t" * 200 + "b\n") * (_MIB // 202),
    "table": ("|" * 2000 + "\n") * (_MIB // 2000),
}

CASES: tuple[Case, ...] = (
    case("texts/nothing.docx", lambda: b"", Code.EMPTY),
    case("texts/nothing.txt", lambda: b"", Code.EMPTY),
    case("texts/one-byte.txt", lambda: b"a", ""),
    case("texts/one-byte.pdf", lambda: b"%", Code.NO_TEXT, Code.UNSUPPORTED, Code.CORRUPT, Code.WRONG_TYPE),
    case("texts/one-byte.docx", lambda: b"P", "", Code.UNSUPPORTED, Code.CORRUPT, Code.WRONG_TYPE),
    case("texts/blanks.txt", lambda: b" \t\r\n" * 10_000, Code.NO_TEXT),
    case("texts/blanks-large.txt", lambda: b" " * 30_000_000, Code.NO_TEXT, Code.TOO_LARGE),
    case("texts/zeros.txt", lambda: bytes(10_000_000), Code.UNSUPPORTED, Code.NO_TEXT, Code.TOO_LARGE),
    case("texts/zeros-inside.txt", lambda: WORDS.encode() + bytes(5000) + WORDS.encode(), "", Code.UNSUPPORTED),
    case("texts/noise.bin", lambda: bytes(n * n % 251 for n in range(100_000)), Code.UNSUPPORTED),
    case("texts/odd-utf16.txt", lambda: b"\xff\xfe\x00\xd8" * 50_001 + b"a", "", Code.NO_TEXT),
    case("texts/odd-utf8.txt", lambda: (WORDS.encode() + b"\xff\xfe\xc3 ") * 1000, ""),
    written("texts/200-megabytes-one-line.txt", _one_line, Code.TOO_LARGE),
    written("texts/terabyte.pdf", _sparse, Code.TOO_LARGE),
    case("texts/20-megabytes.txt", lambda: f"{WORDS}.\n".encode() * 350_000, *_GROWN),
    case(
        "texts/million-divs.html",
        lambda: _html("<div>" * 1_000_000 + WORDS + "</div>" * 1_000_000),
        "",
        Code.CORRUPT,
        *_GROWN,
    ),
    case("texts/million-paragraphs.html", lambda: _html(f"<p>{WORDS[:10]}" * 1_000_000), "", *_GROWN),
    case("texts/million-bold.html", lambda: _html("<b>" * 300_000 + WORDS), "", Code.NO_TEXT, Code.CORRUPT, *_GROWN),
    case(
        "texts/deep-scripts.html", lambda: _html("<script>" * 200_000 + "</script>" + WORDS), "", Code.NO_TEXT, *_GROWN
    ),
    case(
        "texts/deep-table.html",
        lambda: _html("<table><tr><td>" * 5_000 + WORDS),
        "",
        Code.NO_TEXT,
        Code.CORRUPT,
        *_GROWN,
    ),
    case(
        "texts/entities.html",
        lambda: b'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body>&x; a</body></html>',
        "",
        lacks="root:",
    ),
    case("wrong/html.doc", lambda: _html(f"<p>{WORDS}</p>"), Code.WRONG_TYPE, "", holds=WORDS),
    case("wrong/text.pdf", WORDS.encode, Code.WRONG_TYPE, holds=WORDS),
    case(
        "wrong/mail.docx",
        partial(str.encode, f"From: a@b.vn\nTo: c@d.vn\nSubject: x\nDate: Mon, 02 Dec 2024 08:00:00 +0700\n\n{WORDS}"),
        Code.CONTAINER,
        Code.WRONG_TYPE,
        Code.INCOMPLETE,
        holds=WORDS,
    ),
    *(case(f"dragged/{name}.txt", partial(str.encode, text), "", *_OF_DRAGGED) for name, text in _DRAGGED.items()),
)
