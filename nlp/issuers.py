"""The body that issued a cited document, as the text names it behind the number or the day."""

from dataclasses import dataclass
from functools import cache

from core.text import squeeze
from nlp.patterns import Pattern, pattern, phrases, table

_LEAD = pattern("references", "issuer_lead")
_POSITION = pattern("references", "position")
_HEAD = pattern("references", "agency_head")
_WORD = pattern("references", "word")
_LONGEST = 14  # words of a name that no table knows
_COMPANIES = (
    "cong ty",
    "tong cong ty",
    "tap doan",
    "doanh nghiep",
    "hop tac xa",
    "ho kinh doanh",
    "nha may",
    "xi nghiep",
)
_FIELD_HEADS = ("so", "bo", "phong", "ban")


@dataclass(frozen=True, slots=True)
class IssuerFound:
    """The name, spelled out, and where it ends."""

    name: str
    end: int


def issuer_behind(text: str, folded: str, at: int) -> IssuerFound | None:
    """Return the body named by " của …", " do …" or " giữa … và …" at `at`, None where none is."""
    lead = _LEAD.match(folded, at)
    if not lead:
        return None
    end = name_end(text, folded, lead.end())
    if end is None:
        return None
    if "giua" in lead.group() and folded.startswith(" va ", end):
        end = name_end(text, folded, end + 4) or end
    return IssuerFound(spelled_out(text[lead.end() : end]), end)


def spelled_out(name: str) -> str:
    """Return a name on one line with its abbreviations written out: UBND tỉnh -> Ủy ban nhân dân tỉnh."""
    words = squeeze(name).split(" ")
    return " ".join(_abbreviations().get(word, word) for word in words)


def name_end(text: str, folded: str, at: int) -> int | None:
    """Return where the agency (or office holder) named at `at` ends; None where no agency stands there."""
    known = _names().match(folded, at)
    if known:
        return _tail_end(text, known.end())
    position = _POSITION.match(folded, at)
    if position:
        behind = name_end(text, folded, position.end() + 1)
        return behind or position.end()
    head = _HEAD.match(folded, at)
    if not head or not text[at].isupper():
        return None
    if head.group() in _FIELD_HEADS:
        fields = _fields().match(folded, head.end())
        if fields:
            return _tail_end(text, fields.end())
    return _tail_end(text, head.end(), free=head.group() in _COMPANIES)


@cache
def _names() -> Pattern:
    return phrases(tuple(row["name"] for row in table("agencies")), around=r"(?:{})(?!\w)")


@cache
def _fields() -> Pattern:
    """Compile the fields of ministries and departments, which hold commas and "và": Văn hóa, Thể thao và Du lịch."""
    kinds = {"ministry", "department"}
    fields = {row["name"].split(" ", 1)[1] for row in table("agencies") if row["kind"] in kinds}
    return phrases(tuple(fields), around=r"\s(?:{})(?!\w)")


@cache
def _connectors() -> frozenset[str]:
    return frozenset(row["word"] for row in table("name_words") if row["kind"] == "connector")


@cache
def _stops() -> frozenset[str]:
    return frozenset(row["word"] for row in table("name_words") if row["kind"] == "stop")


@cache
def _abbreviations() -> dict[str, str]:
    return {row["short"]: row["long"] for row in table("abbreviations")}


def _tail_end(text: str, at: int, *, free: bool = False) -> int:
    """Go on over capitalised words and the small words that join them; `free` over any word but a stop."""
    end = at
    for _ in range(_LONGEST):
        found = _WORD.match(text, at)
        if not found or "\n" in found.group():
            break
        word = found.group().lstrip(" -")
        lower = word.lower()
        if word[0].isupper() or (free and lower not in _stops()):
            at = end = found.end()
        elif lower in _connectors():
            at = found.end()
            if lower != "và":
                end = at
        else:
            break
    return end
