"""The body that issued a cited document, as the text names it behind the number or the day."""

from dataclasses import dataclass
from functools import cache

from core.text import squeeze
from nlp.letterhead import in_normal_case
from nlp.patterns import Match, Pattern, pattern, phrases, table

_LEAD = pattern("references", "issuer_lead")
_POSITION = pattern("references", "position")
_HEAD = pattern("references", "agency_head")
_WORD = pattern("references", "word")
_ISSUES = pattern("references", "issues")
_HEAD_ANYWHERE = pattern("references", "agency_anywhere")
_JOINED = pattern("references", "bodies_joined")
_BACK = 180  # characters looked back for who issued
_MOST_HEADS = 4  # first words of agencies, nearest the citation, that its issuer's name may begin with
_NUMBERED = ("khu", "vực", "đoàn", "số", "vùng", "đạo", "phường", "quận", "Phường", "Quận", "Vùng", "Đoàn")
_VERB = 40  # characters of the words between an issuer and its citation
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
_FIRST_HALVES = {"thành": " pho"}  # joins a place only with its other half
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


def issuer_before(text: str, folded: str, at: int, after: int = 0) -> IssuerFound | None:
    """Return the body that the words right before `at` name, none of them before `after`.

    "UBND tỉnh đã ban hành " Kế hoạch số …, "đề nghị của Sở Y tế (" Văn bản số …; None where none is.
    """
    verb = _ISSUES.search(folded, max(after, at - _VERB), at)
    if not verb:
        return None
    heads = list(_HEAD_ANYWHERE.finditer(folded, max(after, at - _BACK), verb.start()))
    for head in heads[-_MOST_HEADS:]:
        end = name_end(text, folded, head.start())
        if end and _between_name_and_verb(folded, end, verb.start()):
            return IssuerFound(spelled_out(text[head.start() : end]), end)
    return None


def bodies_end(text: str, folded: str, at: int) -> int | None:
    """Return where the bodies named at " Bộ Y tế - Bộ Công an" end, joined by hyphens, commas or "và"; None for none."""
    end: int | None = None
    while (joined := _JOINED.match(folded, at)) and (body := name_end(text, folded, joined.end())):
        at = end = body
    return end


def spelled_out(name: str) -> str:
    """Return a name on one line with its abbreviations written out: UBND tỉnh -> Ủy ban nhân dân tỉnh."""
    if name.isupper() and " " in name:
        return in_normal_case(name)
    words = squeeze(name).split(" ")
    return " ".join(_abbreviations().get(word, word) for word in words)


def name_end(text: str, folded: str, at: int, *, position_before: bool = False) -> int | None:
    """Return where the agency (or office holder) named at `at` ends; None where no agency stands there."""
    known = _names().match(folded, at)
    if known:
        return _tail_end(text, folded, known.end())
    position = None if position_before else _POSITION.match(folded, at)
    if position:
        behind = name_end(text, folded, position.end() + 1, position_before=True)
        return behind or position.end()
    head = _HEAD.match(folded, at)
    if not head or not text[at].isupper():
        return None
    if head.group() in _FIELD_HEADS:
        fields = _fields().match(folded, head.end())
        if fields:
            return _tail_end(text, folded, fields.end())
    return _tail_end(text, folded, head.end(), open_name=True, free=head.group() in _COMPANIES)


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


def _tail_end(text: str, folded: str, at: int, *, open_name: bool = False, free: bool = False) -> int:
    """Go on over the words of a name: capitals, one small syllable behind each, and words that join places.

    A name that a table knows goes on with its place only; an `open_name` with anything of this kind, a `free`
    one (a company's) over every word but a stop.
    """
    end, before = at, "A" if open_name else "."
    for _ in range(_LONGEST):
        found = _next_word(text, at)
        if not found:
            break
        word = found.group().lstrip(" -\n")
        start, lower = found.end() - len(word), word.lower()
        if word[0].isdigit():
            if before not in _NUMBERED or len(word) > 3:
                break
            end = found.end()
        elif word[0].isupper() and start <= at + 1 and not _begins_other(folded, start, open_name=open_name):
            end = found.end()
        elif lower == "và":
            if not open_name or not _goes_on_with_and(text, folded, found.end()):
                break
        elif not free and lower in _FIRST_HALVES and not folded.startswith(_FIRST_HALVES[lower], found.end()):
            break
        elif lower not in _stops() and (lower in _connectors() or (open_name and before[:1].isupper()) or free):
            end = found.end()
        else:
            break
        at, before = found.end(), word if word[0].isupper() else lower
    return end


def _next_word(text: str, at: int) -> Match | None:
    """Return the next word of a line, or of the next line where that only goes on: a small word, no new paragraph."""
    found = _WORD.match(text, at)
    return found if found and ("\n" not in found.group() or found.group().islower()) else None


def _begins_other(folded: str, at: int, *, open_name: bool) -> bool:
    """Tell whether a citation begins here, or behind a name that a table knows another body."""
    return bool(_types().match(folded, at)) or (not open_name and bool(_HEAD_ANYWHERE.match(folded, at)))


def _goes_on_with_and(text: str, folded: str, at: int) -> bool:
    """Tell whether the word behind "và" goes on the name, and begins neither another body nor a citation."""
    following = _WORD.match(text, at)
    if not following or not following.group().lstrip(" -\n")[0].isupper():
        return False
    return not (_HEAD_ANYWHERE.match(folded, at + 1) or _types().match(folded, at + 1))


def _between_name_and_verb(folded: str, end: int, verb: int) -> bool:
    """Tell whether only blanks or a remark in brackets stand between a name and what it did."""
    between = folded[end:verb].strip(" ,")
    return not between or (between.startswith("(") and between.endswith(")") and between.count("(") == 1)


@cache
def _types() -> Pattern:
    """Compile the names of document types, which begin a new citation and never go on a name."""
    return phrases(tuple(row["name"] for row in table("doc_types")), around=r"(?:{})(?!\w)")
