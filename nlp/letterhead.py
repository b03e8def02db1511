"""The issuing body of a letterhead: which lines name it, and its name in normal case."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from core.text import Span, fold, matching, squeeze
from nlp.lines import Line, stream
from nlp.patterns import Pattern, pattern, phrases, table

_HEAD = pattern("header", "letterhead_head")
_MARKERS = frozenset({"tỉnh", "thành", "phố", "tp", "tp.", "huyện", "quận", "thị", "xã", "phường", "trấn"})
_NAMED = ("truong ", "benh vien ", "cong ty ", "don bien phong ")  # go on with a proper name
_COMMITTEES = ("huyen uy ", "thanh uy ", "thi uy ", "quan uy ")  # of the Party, named by their place
_COUNTED = ("vực", "khu", "vùng", "số")  # go on with a number, a Roman one in capitals
_MISREAD = {"tinh": "tỉnh", "huyen": "huyện"}  # TĨNH, as recognition reads it
_OF_A_PROVINCE = frozenset({"thanh tra tinh", "cong an tinh", "van phong uy ban nhan dan tinh"})
_WITHIN = frozenset({"van phong", "ban thuong truc", "ban thuong vu", "ban chap hanh", "doan chu tich", "thuong truc"})
_INSPECTORS = "thanh tra"
_OPEN = ("ubnd", "van phong", "bo tu lenh", "thanh tra", "cong an", "ban chi huy", "bo chi huy", "uy ban nhan dan")


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The issuing body in normal case, and the body above it as printed."""

    issuer: str
    issuer_span: Span
    parent: str | None = None
    parent_span: Span | None = None


def read_letterhead(lines: tuple[Line, ...]) -> Letterhead | None:
    """Return who issued, out of the lines above the number; None where none of them names a body."""
    bodies = _bodies(lines)
    if not bodies:
        return None
    (name, span), above = bodies[-1], bodies[-2] if len(bodies) > 1 else None
    spelled = in_normal_case(name)
    if above:
        spelled = _with_place(spelled, in_normal_case(above[0]))
    return Letterhead(spelled, span, above[0] if above else None, above[1] if above else None)


def in_normal_case(name: str) -> str:
    """Return a name printed in capitals in its usual case: SỞ TƯ PHÁP -> Sở Tư pháp; UBND is spelled out."""
    folded = fold(squeeze(name))
    known = _known().get(_key(folded))
    if known:
        return known
    words = [_spelled().get(word.upper().strip(".,"), word) for word in squeeze(name).split(" ")]
    lower = " ".join(words).lower()
    return _capitalised(lower)


def _bodies(lines: tuple[Line, ...]) -> list[tuple[str, Span]]:
    """Split the lines where a new body's first word begins a line, or where bold begins."""
    if not lines:
        return []
    joined = stream(lines)
    cuts: list[int] = []
    done = 0
    for number, start in enumerate(joined.starts):
        if start < done:
            continue
        head = _HEAD.match(joined.folded, start)
        if head is None:
            continue
        before = joined.folded[cuts[-1] : start].strip() if cuts else ""
        turned = number > 0 and lines[number].bold is True and lines[number - 1].bold is False
        if cuts and not turned and (before in _OPEN or _goes_on(joined.folded, cuts[-1], number, joined.starts)):
            continue
        cuts.append(start)
        done = head.end()
    ends = [*cuts[1:], len(joined.text)] if cuts else []
    return [
        (joined.text[start:end].strip(" -_*.,"), joined.span(start, len(joined.text[:end].rstrip())))
        for start, end in zip(cuts, ends, strict=True)
    ]


def _goes_on(folded: str, begin: int, number: int, starts: Sequence[int]) -> bool:
    """Tell whether a line only ends the name that the line before began: SỞ TÀI NGUYÊN VÀ MÔI / TRƯỜNG."""
    end = starts[number + 1] if number + 1 < len(starts) else len(folded)
    return _key(folded[begin:end]) in _known() and _key(folded[begin : starts[number]]) not in _known()


def _with_place(name: str, above: str) -> str:
    """Return a name that says too little alone with the body above it, or with that one's province."""
    folded = fold(name)
    if folded in _OF_A_PROVINCE:
        return name.removesuffix(" tỉnh") + above[above.find(" tỉnh") :] if " tỉnh" in above else name
    within = folded in _WITHIN or (folded == _INSPECTORS and fold(above).startswith("so "))
    return f"{name} {above}" if within else name


@cache
def _known() -> dict[str, str]:
    return {_key(fold(row["name"])): row["name"] for row in table("agencies")}


def _key(folded: str) -> str:
    """Return the letters alone: blanks and commas are what recognition loses first."""
    return "".join(letter for letter in folded if letter.isalnum())


@cache
def _spelled() -> dict[str, str]:
    return {row["short"]: row["long"] for row in table("abbreviations")}


@cache
def _cased() -> tuple[Pattern, dict[str, str]]:
    """Return the phrases whose case is known: fields of agencies, places, parts of names."""
    names = [row["name"] for row in table("places")] + [row["phrase"] for row in table("casing")]
    for row in table("agencies"):
        field = row["name"].split(" ", 1)[-1]
        names += [row["name"], field] if " " in field else [row["name"]]
    return phrases(tuple(names), around=r"(?<!\w)(?:{})(?!\w)"), {fold(name): name for name in names}


def _capitalised(lower: str) -> str:
    compiled, cased = _cased()
    letters = list(lower)
    known: list[Span] = []
    folded = fold(lower)
    for found in compiled.finditer(folded):
        name = cased.get(found.group())
        if name and len(name) == len(found.group()):
            letters[found.start() : found.end()] = name
        known.append(Span(*found.span()))
    if known and folded.startswith(_NAMED):
        letters[known[-1].end :] = "".join(letters[known[-1].end :]).title().replace(" Số ", " số ")
    words = "".join(letters).split(" ")
    in_place = folded.startswith(_COMMITTEES)
    at = 0
    for number, word in enumerate(words):
        # "xã" of "Bảo hiểm xã hội" is no commune, "Tỉnh" of "Ban Dân vận Tỉnh ủy" no province
        in_phrase = any(span.start < at + word[:1].isupper() and at < span.end for span in known)
        repaired = _MISREAD.get(fold(word)) if number and not in_place and words[number - 1] != "Hà" else None
        if not in_phrase and (repaired or matching(word) in _MARKERS):
            words[number], in_place = (repaired or word).lower() if number else word, number > 0 or in_place
        elif in_place and not in_phrase and matching(word) != "ủy":
            words[number] = word[:1].upper() + word[1:]
        elif number and words[number - 1] in _COUNTED and not word.strip("ivx"):
            words[number] = word.upper()
        at += len(word) + 1
    joined = " ".join(words)
    return joined[:1].upper() + joined[1:]
