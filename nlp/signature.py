"""The signature block (chữ ký): authority and position lines, and the name of the person who signed."""

from dataclasses import dataclass
from functools import cache

from core.dispatch import Found
from core.text import Span, fold, squeeze
from nlp.lines import Line
from nlp.patterns import pattern, table

_SIGNING = pattern("header", "signing")
_ROLE = pattern("header", "role")
_RANK = pattern("header", "rank")
_SIGNED = pattern("header", "signed")
_DIGITAL = pattern("header", "digital")
_RECIPIENTS = pattern("header", "recipients")
_NEAR = 30  # lines from "Nơi nhận" in which the signature stands
_NAME_WORDS = range(2, 7)


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed, in what position; the line index where the block begins, and who gets a copy."""

    signer: Found[str] | None
    role: Found[str] | None
    start: int
    recipients: tuple[Found[str], ...]


def read_signature(lines: tuple[Line, ...]) -> Signature | None:
    """Return the first signature block of the text; None where there is none."""
    noted = next((line.index for line in lines if _RECIPIENTS.match(line.folded) and len(line.text) < 40), None)
    if noted is None:
        first = next((line.index for line in lines[len(lines) // 3 :] if _authority(line)), None)
        if first is None:
            return None
        zone = lines[first : first + _NEAR]
    else:
        zone = _zone(lines, noted)
    rights = [line for line in zone if not _recipient(line, noted)]
    begin = next((line.index for line in rights if _authority(line)), None)
    if begin is None:
        begin = noted if noted is not None else zone[0].index
    roles, signer = _person([line for line in rights if line.index >= begin])
    start = begin if noted is None else min(begin, noted)
    return Signature(signer, roles, start, _copied(lines, noted))


def person_name(text: str) -> str | None:
    """Return the personal name that a text ends with, without rank and title; None where it ends otherwise."""
    words = squeeze(text).strip(" .,:;").split(" ")
    name: list[str] = []
    for word in reversed(words):
        if not _is_name_word(word):
            break
        name.insert(0, word)
    joined = " ".join(name)
    while rank := _RANK.match(fold(joined)):
        joined = joined[rank.end() :]
    return joined if len(joined.split()) in _NAME_WORDS else None


def _is_name_word(word: str) -> bool:
    """Tell whether a word may be part of a name: Hồng, Y, H', H'Hen, Ka-Sô."""
    parts = [part for part in word.replace("\u2019", "'").replace("-", "'").split("'") if part]
    return bool(parts) and all(
        part.isalpha() and part[0].isupper() and (len(part) == 1 or part[1:].islower()) for part in parts
    )


def _authority(line: Line) -> bool:
    return bool(_SIGNING.match(line.folded) and line.text[:1].isupper() and line.text[1:2].isupper()) or (
        line.upper and bool(_ROLE.match(line.folded)) and len(line.text) < 90
    )


def _zone(lines: tuple[Line, ...], noted: int) -> tuple[Line, ...]:
    """Return the lines around "Nơi nhận": the signature stands beside it, before it or behind it."""
    begin = noted
    while begin > 0 and noted - begin < 12 and (_authority(lines[begin - 1]) or _near(lines[begin - 1])):
        begin -= 1
    return lines[begin : noted + _NEAR]


def _near(line: Line) -> bool:
    return (
        line.column == 2
        or _SIGNED.search(line.folded) is not None
        or (len(line.text) < 40 and person_name(line.text) == squeeze(line.text))
    )


def _recipient(line: Line, noted: int | None) -> bool:
    if noted is not None and line.index >= noted and line.column == 1:
        return True
    return line.folded.startswith(("-", "+", "noi nhan")) and not line.folded.startswith("- thu tuong chinh phu\n")


def _person(lines: list[Line]) -> tuple[Found[str] | None, Found[str] | None]:
    """Return the position lines joined, and the name behind them."""
    roles: list[Line] = []
    for line in lines:
        if _DIGITAL.search(line.folded):
            continue
        name = person_name(line.text)
        whole = name is not None and len(name.split()) + 2 >= len(line.text.split())
        led = name is not None and _leading_role(line.text[: line.text.rindex(name)])
        if name and ((roles and whole) or led):
            start = line.span.start + line.text.rindex(name)
            signer = Found(name, Span(start, start + len(name)), "header.signer", 0.95 if roles else 0.8)
            if led:
                roles.append(line)
            return _joined(roles, name), signer
        if line.upper and not _SIGNED.search(line.folded):
            roles.append(line)
    bare = next((line for line in lines if line.column != 1 and person_name(line.text) == squeeze(line.text)), None)
    if bare:
        return _joined(roles, ""), Found(squeeze(bare.text), bare.span, "header.signer_alone", 0.6)
    capitals = next((line for line in reversed(roles[1:]) if _name_in_capitals(line)), None)
    if capitals:
        name = squeeze(capitals.text).title()
        return _joined(roles, squeeze(capitals.text)), Found(name, capitals.span, "header.signer_in_capitals", 0.6)
    return _joined(roles, ""), None


def _name_in_capitals(line: Line) -> bool:
    """Tell whether a line in capitals is a name: it begins with a family name and no word of it is a position's."""
    words = squeeze(line.text).split(" ")
    return len(words) in _NAME_WORDS and words[0] in _surnames() and not _authority(line)


@cache
def _surnames() -> frozenset[str]:
    return frozenset(row["name"].upper() for row in table("surnames"))


def _leading_role(before: str) -> bool:
    letters = [letter for letter in before if letter.isalpha()]
    return len(letters) > 3 and all(letter.isupper() for letter in letters)


def _joined(roles: list[Line], name: str) -> Found[str] | None:
    if not roles:
        return None
    words = squeeze(" ".join(line.text for line in roles)).removesuffix(name).strip()
    return Found(words, Span(roles[0].span.start, roles[-1].span.end), "header.role")


def _copied(lines: tuple[Line, ...], noted: int | None) -> tuple[Found[str], ...]:
    if noted is None:
        return ()
    found: list[Found[str]] = []
    for line in lines[noted + 1 : noted + 1 + _NEAR]:
        if line.text.startswith(("-", "+")) and line.column != 2:
            found.append(Found(line.text.lstrip("-+ ").rstrip(" ;.,"), line.span, "header.recipient"))
        elif found and line.column != 2 and not line.text.startswith("-") and line.column == 0:
            break
    return tuple(found)
