"""Which unit of the roster sent a document: letterhead first, then symbol, signature, e-mail, file name."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from core.campaign import Unit
from core.dispatch import Dispatch
from core.document import Envelope
from core.text import fold, matching, slug

# Spelled-out forms of what letterheads and file names shorten.
_LONG_FORMS = (
    ("ubnd", "ủy ban nhân dân"),
    ("bộ chqs", "bộ chỉ huy quân sự"),
    ("bchqs", "bộ chỉ huy quân sự"),
    ("bql", "ban quản lý"),
    ("kcn", "khu công nghiệp"),
    ("tp.", "thành phố "),
    ("h.", "huyện "),
)


@dataclass(frozen=True, slots=True)
class Sender:
    """The unit that sent a document, or the several that may have."""

    unit_id: str | None
    reason: str  # letterhead, symbol, signature, mail, file name
    candidates: tuple[str, ...] = ()


def name_key(name: str) -> str:
    """Return a unit's name in the form that names are compared in: spelled out, no place of the province behind it."""
    folded = matching(name)
    for short, long in _LONG_FORMS:
        folded = f" {folded} ".replace(f" {short} ", f" {long} ").strip()
    folded = "".join(c if c.isalnum() else " " for c in folded)
    return " ".join(word for word in folded.split() if word not in {"và", "các"})


@lru_cache(maxsize=16)
def _keys(units: tuple[Unit, ...]) -> dict[str, tuple[str, ...]]:
    """Return the comparison keys of each unit; the province's name behind a department is optional."""
    keys = {}
    for unit in units:
        names = {name_key(name) for name in (unit.name, *unit.aliases)}
        for name in tuple(names):
            head, mark, _ = name.partition(" tỉnh ")
            if mark and not name.startswith("ủy ban nhân dân"):
                names |= {head, f"{head} tỉnh"}
        keys[unit.id] = tuple(sorted(names))
    return keys


def identify(dispatch: Dispatch, envelope: Envelope | None, source: str, units: tuple[Unit, ...]) -> Sender:
    """Return the sender by the first hint that names a unit; two candidates of one hint stay unresolved."""
    hints: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("letterhead", _by_letterhead(dispatch, units)),
        ("symbol", _by_symbol(dispatch, units)),
        ("signature", _by_words(dispatch.signer_role.value if dispatch.signer_role else "", units)),
        ("mail", _by_words(f"{envelope.sender} {envelope.subject}", units) if envelope else ()),
        ("file name", _by_file_name(source, units)),
    )
    doubtful: tuple[str, ...] = ()
    for reason, found in hints:
        narrowed = tuple(unit for unit in found if unit in doubtful) or found
        if len(narrowed) == 1:
            return Sender(narrowed[0], reason)
        if reason == "letterhead" and not found and dispatch.issuer and _is_foreign(dispatch, units):
            return Sender(None, reason)
        doubtful = doubtful or narrowed
    return Sender(None, "", doubtful)


def identify_by_name(source: str, units: tuple[Unit, ...]) -> str | None:
    """Return the one unit that a file's name tells: the only hint where a file cannot be opened."""
    found = _by_file_name(source, units)
    return found[0] if len(found) == 1 else None


def _is_foreign(dispatch: Dispatch, units: tuple[Unit, ...]) -> bool:
    """Tell whether the letterhead names a body that surely is none of the roster: no later hint may overrule it."""
    issuer = name_key(dispatch.issuer.value if dispatch.issuer else "")
    kinds = {key.split()[0] for keys in _keys(units).values() for key in keys if key}
    return bool(issuer) and (
        issuer.split()[0] not in kinds or issuer.startswith(("sở ", "ủy ban nhân dân ", "công an "))
    )


def _by_letterhead(dispatch: Dispatch, units: tuple[Unit, ...]) -> tuple[str, ...]:
    if dispatch.issuer is None:
        return ()
    issuer = name_key(dispatch.issuer.value)
    exact = [unit for unit, keys in _keys(units).items() if issuer in keys]
    if exact:
        return tuple(exact)
    place = name_key(dispatch.place.value) if dispatch.place else ""
    longer = [
        unit
        for unit, keys in _keys(units).items()
        if any(key.startswith(f"{issuer} ") and place and place in key for key in keys)
    ]
    if longer:
        return tuple(longer)
    bare = fold(issuer)
    return tuple(unit for unit, keys in _keys(units).items() if any(fold(key) == bare for key in keys))


def _by_symbol(dispatch: Dispatch, units: tuple[Unit, ...]) -> tuple[str, ...]:
    """Return the units whose symbol ends the number (312/BC-STP); UBND and the like name several, so none.

    A dispatch's number has no type code: its first part is the issuer, the last one who drafted it (207/STP-VP).
    """
    if dispatch.number is None:
        return ()
    _, _, symbol = dispatch.number.value.partition("/")
    parts = {part for part in matching(symbol).replace("/", "-").split("-") if part}
    dispatched = dispatch.doc_type is not None and dispatch.doc_type.value == "Công văn"
    own_part = matching(symbol).partition("-")[0] if dispatched else matching(symbol).rpartition("-")[2]
    shared = _shared_symbols(units)
    found = [
        unit.id
        for unit in units
        if any(
            matching(own) in ({own_part} if "-" in symbol else parts)
            for own in unit.symbols
            if matching(own) not in shared
        )
    ]
    return tuple(found)


def _shared_symbols(units: tuple[Unit, ...]) -> set[str]:
    seen: dict[str, int] = {}
    for unit in units:
        for symbol in unit.symbols:
            seen[matching(symbol)] = seen.get(matching(symbol), 0) + 1
    return {symbol for symbol, count in seen.items() if count > 1}


def _by_words(text: str, units: tuple[Unit, ...]) -> tuple[str, ...]:
    """Return the units whose name stands in `text`, the longest names only."""
    key = f" {name_key(text)} "
    found = {unit: name for unit, keys in _keys(units).items() for name in keys if len(name) > 6 and f" {name} " in key}
    return _longest(found)


def _by_file_name(source: str, units: tuple[Unit, ...]) -> tuple[str, ...]:
    """Return the units that a file's name tells by name or symbol, diacritics or not."""
    stem = source.replace("\\", "/").rpartition("/")[2].rpartition("!")[2].rpartition(".")[0]
    bare, spelled = f"-{slug(stem)}-", f"-{slug(name_key(_spelled_out(stem)))}-"
    packed = bare.replace("-", "")
    keys = _keys(units)
    found: dict[str, str] = {}
    for unit in units:
        for name in (*keys[unit.id], *unit.aliases, unit.name):
            short = slug(name)
            if len(short) > 5 and (f"-{short}-" in spelled or short.replace("-", "") in packed):
                found[unit.id] = max(found.get(unit.id, ""), short, key=len)
    if found:
        return _longest(found)
    shared = _shared_symbols(units)
    return tuple(
        unit.id
        for unit in units
        if any(
            len(symbol) > 2 and matching(symbol) not in shared and f"-{slug(symbol)}-" in bare
            for symbol in unit.symbols
        )
    )


def _spelled_out(stem: str) -> str:
    """Return the words of a file's name with what they shorten spelled out, typed with diacritics or without."""
    bare = f" {slug(stem).replace('-', ' ')} "
    for short, long in _LONG_FORMS:
        bare = bare.replace(f" {slug(short).replace('-', ' ')} ", f" {fold(long).strip()} ")
    return " ".join(word for word in bare.split() if word not in {"va", "cac"})


def _longest(found: dict[str, str]) -> tuple[str, ...]:
    """Keep units whose matched name is not inside another unit's matched name."""
    names: Iterable[str] = found.values()
    kept = {name for name in names if not any(name != other and name in other for other in found.values())}
    return tuple(unit for unit, name in found.items() if name in kept)
