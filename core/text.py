"""Spans, offset maps, and the only Unicode and Vietnamese normalisation of the house."""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points, `start <= i < end`, in one normalised text."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def __bool__(self) -> bool:
        return True  # an empty span is a place too, not nothing

    def of(self, text: str) -> str:
        """Return the words that the span covers in `text`."""
        return text[self.start : self.end]

    def overlaps(self, other: "Span") -> bool:
        """Tell whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: "Span") -> bool:
        """Tell whether `other` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end

    def shifted(self, by: int) -> "Span":
        """Return the span moved by `by` code points."""
        return Span(self.start + by, self.end + by)


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """Leads from offsets in a normalised text back to offsets in what was read.

    `normal[i]` and `raw[i]` are the places where piece `i` starts; inside a piece both run in step,
    as long as the piece lasts on the raw side. Both are ascending and start with 0.
    """

    normal: tuple[int, ...] = (0,)
    raw: tuple[int, ...] = (0,)

    def to_raw(self, offset: int) -> int:
        """Return the raw offset of a normalised one; inside a rewritten piece, that piece's start or step."""
        piece = bisect_right(self.normal, offset) - 1
        raw = self.raw[piece] + offset - self.normal[piece]
        return min(raw, self.raw[piece + 1]) if piece + 1 < len(self.raw) else raw

    def span_to_raw(self, span: Span) -> Span:
        """Return the raw span that a normalised one came from."""
        return Span(self.to_raw(span.start), self.to_raw(span.end))


@dataclass(frozen=True, slots=True)
class Normalised:
    """A text after `normalise`, with the way back."""

    text: str
    offsets: OffsetMap


# What `normalise` rewrites. One alternative a repair, so that clean text costs one scan.
_REPAIR = re.compile(
    r"(?P<composed>[^\W\d_][\u0300-\u036f]+)"
    r"|(?P<line>[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]*(?:\r\n?|[\n\v\f\u0085\u2028\u2029])"
    r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]*)"
    r"|(?P<space>[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]{2,}|[\t\u00a0\u2000-\u200a\u202f\u205f\u3000])"
    r"|(?P<nothing>[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
    r"\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]+)"
    r"|(?P<dash>[\u2010-\u2015\u2212\ufe58\ufe63\uff0d])"
    r"|(?P<stroke>[\u2044\u2215])"
    r"|(?P<eth>[\u00d0\u00f0])"
    r"|(?P<wide>[\ufb00-\ufb06\uff01-\uff5e])"
    r"|(?P<broken>[\ud800-\udfff])"
)
_ETH = {"\u00d0": "\u0110", "\u00f0": "\u0111"}  # Ð, ð of Latin-1 stand for Đ, đ in Vietnamese files


def _repaired(match: re.Match[str]) -> str:
    kind, found = match.lastgroup, match.group()
    if kind == "composed":
        return unicodedata.normalize("NFC", found)
    if kind == "wide":
        return unicodedata.normalize("NFKC", found)
    if kind == "eth":
        return _ETH[found]
    return {"line": "\n", "space": " ", "nothing": "", "dash": "-", "stroke": "/", "broken": "\ufffd"}[kind or ""]


def normalise(raw: str) -> Normalised:
    """Return the one form of a text that every offset refers to, with the map back to `raw`.

    Letters are composed (NFC), Ð becomes Đ, all dashes "-", all strokes "/", all blanks one space, all line ends a line feed;
    invisible characters go, halves of surrogate pairs become U+FFFD. Words, case, quotes and spelling stay.
    """
    pieces: list[str] = []
    shifts = {0: 0}  # normalised offset -> raw offset, at the start and behind each repair that changed the length
    done = shrunk = 0
    for match in _REPAIR.finditer(raw):
        better = _repaired(match)
        if better == match.group():
            continue
        pieces += (raw[done : match.start()], better)
        done = match.end()
        if len(better) != len(match.group()):
            shrunk += len(match.group()) - len(better)
            shifts[done - shrunk] = done
    pieces.append(raw[done:])
    return Normalised("".join(pieces), OffsetMap(tuple(shifts), tuple(shifts.values())))


TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")  # grave, acute, tilde, hook, dot below


def part_mark(letter: str) -> tuple[str, str]:
    """Return a letter without its mark, and the mark: ậ is â and a dot below, â is a and a roof, a is a and nothing.

    The tone goes before the letter's shape; đ has no mark. Joined and normalised, both parts give the letter.
    """
    parts = unicodedata.normalize("NFD", letter)
    mark = next((one for one in parts if one in TONES), parts[-1] if len(parts) > 1 else "")
    return unicodedata.normalize("NFC", parts.replace(mark, "", 1)), mark


class _PerCharacter(dict[int, str]):
    """A translation table that is filled as characters are met; each character gives exactly one."""

    def __missing__(self, code: int) -> str:
        self[code] = better = self._of(chr(code))
        return better

    @staticmethod
    def _of(character: str) -> str:
        lower = character.lower()
        return lower if len(lower) == 1 else character


class _WithoutMarks(_PerCharacter):
    @staticmethod
    def _of(character: str) -> str:
        base = unicodedata.normalize("NFD", character)[0].lower()
        base = {"đ": "d", "ð": "d"}.get(base, base)
        return base if len(base) == 1 else character


_LOWER = _PerCharacter()
_BARE = _WithoutMarks()
# The two schools of tone placement (hoà / hòa, thuỷ / thủy) differ only in open syllables, and never after q.
_NEW_TONE = re.compile(r"(?<!q)(?:o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])(?!\w)")
_OLD_TONE = dict(
    zip(
        ("oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"),
        ("òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"),
        strict=True,
    )
)


def matching(text: str) -> str:
    """Return the form that words are compared in: lower case, one tone placement; offsets stay the same."""
    return _NEW_TONE.sub(lambda match: _OLD_TONE[match.group()], text.translate(_LOWER))


def fold(text: str) -> str:
    """Return `text` without diacritics and case, as people type in a hurry; offsets stay the same."""
    return text.translate(_BARE)


def squeeze(text: str) -> str:
    """Return `text` on one line with single spaces."""
    return " ".join(text.split())


def slug(text: str) -> str:
    """Return a file-safe name of lower-case letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
