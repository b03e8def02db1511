"""Which encoding a text file or a web page is in: by its mark, as UTF-8 or UTF-16, by its own word, else by its bytes."""

import codecs
import html.parser
from itertools import pairwise

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_HEAD = 4096  # bytes in which a page names its encoding, and from which UTF-16 is told
_WIDE_BLOCKS = frozenset({0x00, 0x01, 0x03, 0x1E, 0x20})  # high bytes of Vietnamese letters, tones and dashes
_WIDE_SHARE = 0.9
_TEXT_CONTROLS = frozenset("\t\n\f\r\v\x1b\ufeff")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")  # that windows-1258 writes behind their vowel
_VOWELS = frozenset("aeiouyăâêôơưAEIOUYĂÂÊÔƠƯ")
_TONE_SHARE = 0.15  # of the letters beyond ASCII; Vietnamese has them in two syllables of three


def decode(content: bytes) -> str:
    """Return a text file's text: by its byte order mark, as UTF-8 or UTF-16, else by what its bytes look like."""
    return _sure(content) or _guessed(content)


def decode_page(content: bytes, told: str = "") -> str:
    """Return the text of a web page; `told` is the encoding that its envelope names, before the page's own word."""
    sure = _sure(content)
    if sure:
        return sure
    for name in (told, _named(content[:_HEAD])):
        try:
            found = codecs.lookup(name).name if name else ""
        except LookupError:
            continue
        if found and not found.startswith(("utf", "ascii")):  # no UTF-8, or its letters would have told
            return content.decode("cp1252" if found == "iso8859-1" else found, "replace")  # as browsers do
    return _guessed(content)


def wide_encoding(content: bytes) -> str | None:
    """Return the encoding of UTF-16 text without a mark, None where the bytes are not that."""
    head = content[: _HEAD & ~1]
    if len(content) % 2 or not head:
        return None
    for encoding, high in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        if sum(byte in _WIDE_BLOCKS for byte in high) < _WIDE_SHARE * len(high):
            continue
        text = head.decode(encoding, "replace")
        if "\x00" not in text and all(sign.isprintable() or sign in _TEXT_CONTROLS for sign in text) and " " in text:
            return encoding
    return None


def _sure(content: bytes) -> str:
    """Return the text where its encoding is beyond doubt, else ""."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    if b"\0" in content[:_HEAD] and (wide := wide_encoding(content)):
        return content.decode(wide, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return ""


def _guessed(content: bytes) -> str:
    text = content.decode("cp1258", "replace")
    beyond = sum((sign.isalpha() and not sign.isascii()) or sign in _TONES for sign in text)
    tones = [before in _VOWELS for before, sign in pairwise(text) if sign in _TONES]
    if tones and len(tones) >= _TONE_SHARE * beyond and sum(tones) >= _WIDE_SHARE * len(tones):
        return text
    from charset_normalizer import from_bytes  # noqa: PLC0415 - slow to import, seldom needed

    best = from_bytes(content, cp_isolation=["cp1258", "windows_1252"]).best()
    return str(best) if best is not None else text


class _Words(html.parser.HTMLParser):
    """Looks for the encoding that a page's head names."""

    found = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in a `meta` element."""
        values = dict(attrs)
        if tag == "meta" and not self.found:
            _, equals, behind = (values.get("content") or "").lower().partition("charset=")
            self.found = values.get("charset") or (behind.partition(";")[0] if equals else "")


def _named(head: bytes) -> str:
    words = _Words()
    words.feed(head.decode("latin-1"))
    return words.found.strip(" \"'\t\r\n")
