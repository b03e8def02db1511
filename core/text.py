"""Spans, offset maps, and the only Unicode and Vietnamese normalisation of the house."""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache


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


# What `normalise` rewrites. One alternative a repair.
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
# Where a repair may begin, a letter's mark aside: one class and two pairs, so that clean text costs one quick scan.
_ODD = re.compile(
    r"[\u0300-\u036f\t\u00a0\u2000-\u200a\u202f\u205f\u3000\r\v\f\u0085\u2028\u2029"
    r"\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
    r"\u2010-\u2015\u2212\ufe58\ufe63\uff0d\u2044\u2215\u00d0\u00f0\ufb00-\ufb06\uff01-\uff5e\ud800-\udfff]"
    r"| [ \n]|\n "
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
    at = 0
    while odd := _ODD.search(raw, at):
        match = _REPAIR.search(raw, max(at, odd.start() - 1))
        if match is None:
            break
        at, better = match.end(), _repaired(match)
        if better == match.group():
            continue
        pieces += (raw[done : match.start()], better)
        done = match.end()
        if len(better) != len(match.group()):
            shrunk += len(match.group()) - len(better)
            shifts[done - shrunk] = done
    pieces.append(raw[done:])
    return Normalised("".join(pieces), OffsetMap(tuple(shifts), tuple(shifts.values())))


_APART = re.compile(r"[^\W\d_][\u0300-\u036f]")


def has_marks_apart(raw: str) -> bool:
    """Tell whether letters and their marks are signs of their own (Unicode tổ hợp), which `normalise` joins."""
    return _APART.search(raw) is not None


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
_SENTENCE = 1000  # code points: a longer text is not asked for again and again
_WORD = re.compile(r"[^\W_]+")
# The two schools of tone placement (hoà / hòa, thuỷ / thủy) differ only in open syllables, and never after q.
_NEW_TONE = re.compile(r"(?:o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])(?<!q..)(?!\w)")
_OLD_TONE = dict(
    zip(
        ("oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"),
        ("òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"),
        strict=True,
    )
)


def matching(text: str) -> str:
    """Return the form that words are compared in: lower case, one tone placement; offsets stay the same."""
    return _known_matching(text) if len(text) <= _SENTENCE else _matching(text)


def _matching(text: str) -> str:
    lower = text.lower()
    if len(lower) != len(text) or "Σ" in text:  # letters that become two, or one by its place in the word
        lower = text.translate(_LOWER)
    return _NEW_TONE.sub(_with_old_tone, lower)


_known_matching = lru_cache(maxsize=1024)(_matching)  # many rules look at one sentence


def _with_old_tone(match: re.Match[str]) -> str:
    return _OLD_TONE[match.group()]


def fold(text: str) -> str:
    """Return `text` without diacritics and case, as people type in a hurry; offsets stay the same."""
    if text.isascii():
        return text.lower()
    return _known_fold(text) if len(text) <= _SENTENCE else _known_long_fold(text)


def _fold(text: str) -> str:
    return text.translate(_BARE)


_known_fold = lru_cache(maxsize=1024)(_fold)
_known_long_fold = lru_cache(maxsize=1)(_fold)  # the document at hand, which several readers want folded


def words(text: str) -> list[str]:
    """Return the stretches of letters and digits."""
    return _WORD.findall(text)


def squeeze(text: str) -> str:
    """Return `text` on one line with single spaces."""
    return " ".join(text.split())


def slug(text: str) -> str:
    """Return a file-safe name of lower-case letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
