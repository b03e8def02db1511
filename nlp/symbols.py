"""What a number and symbol (số, ký hiệu) tell by themselves: type, issuing body, one key over all spellings."""

from functools import cache, lru_cache

from core.text import fold, slug
from nlp.patterns import Pattern, patterns, table

# What recognition and typing leave in numbers, and what is meant.
_TIDY = (("'", ""), ("’", ""), ("⁄", "/"), ("∕", "/"), ("--", "-"), ("-Ttg", "-TTg"), ("QĐĐ", "QĐ"), ("NĐĐ", "NĐ"))
_REMEMBERED = 8192  # numbers of one run that come again and again
LETTER = "Công văn"  # a dispatch without type name
ANY = "Văn bản"  # names no type


@cache
def type_codes() -> dict[str, str]:
    """Return code -> type name of the known types (NĐ 30/2020/NĐ-CP, Phụ lục III); the first row of a code wins."""
    codes: dict[str, str] = {}
    for row in table("doc_types"):
        for code in filter(None, row["codes"].split("|")):
            codes.setdefault(code.upper(), row["name"])
    return codes


def may_be(doc_type: str, number: str) -> bool:
    """Tell whether a document of that type may carry the number's type code: Quy định 66-QĐ/TW."""
    symbol = codes(number)
    return bool(symbol) and symbol[0].upper() in _codes_of().get(doc_type, frozenset())


@cache
def _codes_of() -> dict[str, frozenset[str]]:
    return {row["name"]: frozenset(row["codes"].upper().split("|")) for row in table("doc_types")}


@cache
def agency_codes() -> dict[str, str]:
    """Return abbreviation -> name of the known agencies."""
    return {_bare(row["code"]): row["name"] for row in table("agencies") if row["code"]}


@lru_cache(_REMEMBERED)
def tidy(number: str) -> str:
    """Return a printed number without blanks and with its apostrophes and letter cases mended: 33/CT-TTg."""
    joined = "".join(number.split())
    for printed, meant in _TIDY:
        joined = joined.replace(printed, meant)
    return f"1{joined[1:]}" if joined[:1] in {"l", "I"} else joined


@lru_cache(_REMEMBERED)
def pieces(number: str) -> tuple[str, ...]:
    """Return the parts of a number between its slashes, hyphens, dots and ampersands: 33, CT, TTg."""
    return tuple(piece for piece in _separated(number).split("/") if piece)


@lru_cache(_REMEMBERED)
def codes(number: str) -> tuple[str, ...]:
    """Return the parts of the symbol alone, without running number and year."""
    return tuple(piece for piece in pieces(number)[1:] if not piece.isdigit())


@lru_cache(_REMEMBERED)
def type_of(number: str) -> str | None:
    """Return the type whose code stands first in the symbol, "Luật" for the National Assembly's; None without code."""
    symbol = codes(number)
    if not symbol:
        return None
    first = symbol[0].upper()
    if first.startswith("UBTVQH"):
        return "Nghị quyết"
    if len(symbol) == 1 and first.startswith("QH") and first[2:].isdigit():
        return "Luật"
    if first in {"CP", "TTG", "HĐBT"} and len(symbol) == 1:
        return None
    return type_codes().get(first) if len(symbol) > 1 else None


def knows_type(number: str) -> bool:
    """Tell whether the symbol begins with a known type code and goes on, so that it can only be a document's."""
    return type_of(number) is not None


_JOINT = frozenset({"CTR", "CTRPH", "QCPH", "NQLT", "TTLT", "KHPH"})  # coordination: every agency code is an issuer


@lru_cache(_REMEMBERED)
def issuer_of(number: str) -> str | None:
    """Return the body that the symbol names: NĐ-CP Chính phủ, TT-BYT Bộ Y tế, BNV-CTTN Bộ Nội vụ; None if it does not."""
    if ruled := ruled_issuer(number):
        return ruled
    symbol = codes(number)
    if not symbol:
        return None
    typed = len(symbol) > 1 and symbol[0].upper() in type_codes()
    if typed and symbol[0].upper() in _JOINT:
        named = [agency_codes().get(_bare(code)) for code in symbol[1:]]
        if all(named):
            return " và ".join(name for name in named if name)
    return agency_codes().get(_bare(symbol[1] if typed else symbol[0]))


@lru_cache(_REMEMBERED)
def ruled_issuer(number: str) -> str | None:
    """Return the one body that can give such a symbol (33/CT-TTg: Thủ tướng Chính phủ); None for all others."""
    return next((name for name, compiled in _issuers() if compiled.search(number)), None)


@lru_cache(_REMEMBERED)
def canonical(doc_type: str | None, number: str | None, title: str | None) -> str:
    """Return one key over all spellings: number and symbol pieces, or type and title.

    33/CT-TTg and 33 /CT - TTg give "33/ct-ttg"; 217-QĐ/TW and 217/QĐ-TW give "217/qd-tw".
    """
    if number:
        parts = [fold(piece) for piece in pieces(number)]
        running = parts[0].lstrip("0") or parts[0]
        year = next((piece for piece in parts[1:2] if piece.isdigit()), "")
        symbol = "-".join(parts[2:] if year else parts[1:])
        return "/".join(filter(None, (running, year, symbol)))
    return ":".join(filter(None, (slug(doc_type or ""), slug(title or ""))))


@cache
def _issuers() -> tuple[tuple[str, Pattern], ...]:
    rows = patterns("issuers")
    return tuple((row["issuer"], rows[row["id"]].pattern) for row in table("issuers"))


def _separated(number: str) -> str:
    return number.replace("-", "/").replace("&", "/").replace(".", "/")


def _bare(code: str) -> str:
    return code.upper().replace("&", "")
