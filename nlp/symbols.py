"""What a number and symbol (số, ký hiệu) tell by themselves: type, issuing body, one key over all spellings."""

from dataclasses import dataclass
from functools import cache, lru_cache

from core.text import fold, slug
from nlp.patterns import Pattern, patterns, table

# What recognition and typing leave in numbers, and what is meant.
_TIDY = (("'", ""), ("’", ""), ("⁄", "/"), ("∕", "/"), ("--", "-"), ("-Ttg", "-TTg"), ("QĐĐ", "QĐ"), ("NĐĐ", "NĐ"))
_DIGITS = "0123456789"
_SLIPS = {"l": "1", "I": "1", "o": "0", "O": "0"}  # letters that recognition leaves for a number's first digit
_JOINT = frozenset({"CTR", "CTRPH", "QCPH", "NQLT", "TTLT", "KHPH"})  # coordination: every agency code is an issuer
_REMEMBERED = 8192  # symbols of one run that come again and again
LETTER = "Công văn"  # a dispatch without type name
ANY = "Văn bản"  # names no type


@dataclass(frozen=True, slots=True)
class Symbol:
    """What stands behind a running number, and what it tells; running numbers themselves tell nothing."""

    codes: tuple[str, ...]  # its parts without the year: QĐ, UBND
    type: str | None  # by its first code, "Luật" for the National Assembly's
    issuer: str | None  # NĐ-CP Chính phủ, TT-BYT Bộ Y tế, BNV-CTTN Bộ Nội vụ
    ruled: str | None  # the one body that can give it: CT-TTg Thủ tướng Chính phủ
    key: str  # the same over all spellings: "/ct-ttg"


def symbol_of(number: str) -> Symbol:
    """Return what the symbol of a tidied number tells; everything is empty for a bare number."""
    return _symbol(number.lstrip(_DIGITS))


def tidy(number: str) -> str:
    """Return a printed number without blanks and with its apostrophes and letter cases mended: 33/CT-TTg."""
    first = number[0]
    if first in _SLIPS:
        number = _SLIPS[first] + number[1:]
    behind = number.lstrip(_DIGITS)
    return number[: len(number) - len(behind)] + _tidied(behind)


def type_of(number: str) -> str | None:
    """Return the type whose code stands first in the symbol, "Luật" for the National Assembly's; None without code."""
    return symbol_of(number).type


def issuer_of(number: str) -> str | None:
    """Return the body that the symbol names: NĐ-CP Chính phủ, TT-BYT Bộ Y tế, BNV-CTTN Bộ Nội vụ; None if it does not."""
    return symbol_of(number).issuer


def codes(number: str) -> tuple[str, ...]:
    """Return the parts of the symbol alone, without running number and year."""
    return symbol_of(number).codes


def running(number: str) -> str:
    """Return the running number, with the letter that may belong to it: 30a of 30a/2008/NQ-CP."""
    return next(iter(_pieces(number)), number)


def canonical(doc_type: str | None, number: str | None, title: str | None) -> str:
    """Return one key over all spellings: number and symbol pieces, or type and title.

    33/CT-TTg and 33 /CT - TTg give "33/ct-ttg"; 217-QĐ/TW and 217/QĐ-TW give "217/qd-tw".
    """
    if not number:
        return _key_of_title(doc_type or "", title or "")
    behind = number.lstrip(_DIGITS)
    digits = number[: len(number) - len(behind)]
    return (digits.lstrip("0") or digits) + _symbol(behind).key


def may_be(doc_type: str, number: str) -> bool:
    """Tell whether a document of that type may carry the number's type code: Quy định 66-QĐ/TW."""
    symbol = codes(number)
    return bool(symbol) and symbol[0].upper() in _codes_of().get(doc_type, frozenset())


@cache
def type_codes() -> dict[str, str]:
    """Return code -> type name of the known types (NĐ 30/2020/NĐ-CP, Phụ lục III); the first row of a code wins."""
    known: dict[str, str] = {}
    for row in table("doc_types"):
        for code in filter(None, row["codes"].split("|")):
            known.setdefault(code.upper(), row["name"])
    return known


@cache
def _without_marks() -> dict[str, str]:
    """Return the codes as typed without marks, QD for QĐ, where that is no code itself."""
    return {fold(code).upper(): name for code, name in type_codes().items() if fold(code).upper() not in type_codes()}


@cache
def agency_codes() -> dict[str, str]:
    """Return abbreviation -> name of the known agencies."""
    return {_bare(row["code"]): row["name"] for row in table("agencies") if row["code"]}


@lru_cache(_REMEMBERED)
def _symbol(behind: str) -> Symbol:
    first, *parts = _pieces(f"1{behind}")
    year = next((part for part in parts[:1] if part.isdigit()), "")
    letters = tuple(part for part in parts if not part.isdigit())
    agencies = tuple(part for part in _pieces(f"1{behind}".replace("&", ""))[1:] if not part.isdigit())  # SGD&ĐT is one
    ruled = _ruled(f"1{behind}")
    key = "/".join(filter(None, (first, year, "-".join(parts[1:] if year else parts))))
    return Symbol(letters, _type(letters), ruled or _issuer(agencies), ruled, fold(key)[1:])


@lru_cache(_REMEMBERED)
def _tidied(behind: str) -> str:
    """Return what stands behind the first digits of a printed number, tidied."""
    joined = "".join(behind.split())
    for printed, meant in _TIDY:
        joined = joined.replace(printed, meant)
    return joined


@lru_cache(_REMEMBERED)
def _key_of_title(doc_type: str, title: str) -> str:
    return ":".join(filter(None, (slug(doc_type), slug(title))))


def _pieces(number: str) -> tuple[str, ...]:
    """Return the parts of a number between its slashes, hyphens, dots and ampersands: 33, CT, TTg."""
    joined = number.replace("-", "/").replace("&", "/").replace(".", "/")
    return tuple(piece for piece in joined.split("/") if piece)


def _type(letters: tuple[str, ...]) -> str | None:
    if not letters:
        return None
    first = letters[0].upper()
    if first.startswith("UBTVQH"):
        return "Nghị quyết"
    if len(letters) == 1:
        return "Luật" if first.startswith("QH") and first[2:].isdigit() else None
    return type_codes().get(first) or _without_marks().get(first)


def _issuer(letters: tuple[str, ...]) -> str | None:
    if not letters:
        return None
    typed = len(letters) > 1 and letters[0].upper() in type_codes()
    if typed and letters[0].upper() in _JOINT:
        named = [agency_codes().get(_bare(code)) for code in letters[1:]]
        if all(named):
            return " và ".join(name for name in named if name)
    return agency_codes().get(_bare(letters[1] if typed else letters[0]))


def _ruled(number: str) -> str | None:
    return next((name for name, compiled in _issuers() if compiled.search(number)), None)


@cache
def _codes_of() -> dict[str, frozenset[str]]:
    return {row["name"]: frozenset(row["codes"].upper().split("|")) for row in table("doc_types")}


@cache
def _issuers() -> tuple[tuple[str, Pattern], ...]:
    rows = patterns("issuers")
    return tuple((row["issuer"], rows[row["id"]].pattern) for row in table("issuers"))


def _bare(code: str) -> str:
    return code.upper().replace("&", "")
