"""Names of files inside containers: decoded from what old programs wrote, on one line, never used as paths."""

from core.text import normalise

_CODES = ("cp1258", "cp437", "cp1252")  # a Vietnamese Windows, the ZIP standard, a western one
_LONGEST = 400  # characters of a name that is shown; file systems end at 255 bytes
_TAIL = 100  # characters of a longer name's end, which has the file's type, that are kept
_SYSTEM_FILES = frozenset({".ds_store", "thumbs.db", "desktop.ini", "ehthumbs.db"})
_SYSTEM_STARTS = ("~$", ".~lock", "._")
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_LETTERS = frozenset(
    normalise(f"{letter}{tone}").text for letter in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY" for tone in _TONES
) | frozenset("đĐ–’“”…")


def decoded(raw: bytes) -> str:
    """Return a name's text: UTF-8, else the old code in which it looks most like Vietnamese."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        readings = [raw.decode(code, "replace") for code in _CODES]
        return min(readings, key=_odd)


def shown(name: str) -> str:
    """Return a name on one line, composed (NFC), without invisible characters; "" where nothing is left."""
    line = " ".join(normalise(name).text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - _TAIL]}…{line[-_TAIL:]}"


def is_system_file(name: str) -> bool:
    """Tell whether an operating system or an open editor left the file in the container."""
    path = name.replace("\\", "/")
    base = path.rpartition("/")[2].lower()
    return path.startswith("__MACOSX/") or base in _SYSTEM_FILES or base.startswith(_SYSTEM_STARTS)


def _odd(name: str) -> int:
    return sum(1 for sign in normalise(name).text if not sign.isascii() and sign not in _LETTERS)
