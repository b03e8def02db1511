"""Which unit of the roster sent a document: letterhead first, then symbol, signature, e-mail, file name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from core.campaign import Campaign, Unit
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
    sent_by: tuple[str, ...] = ()  # who is named, where that is no unit of the roster


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


@lru_cache(maxsize=16)
def _bare_keys(units: tuple[Unit, ...]) -> dict[str, frozenset[str]]:
    """Return the same keys without diacritics."""
    return {unit: frozenset(map(fold, keys)) for unit, keys in _keys(units).items()}


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


def unit_by_name(source: str, campaign: Campaign) -> str | None:
    """Return the unit of the roster that a file's name tells, itself or by a predecessor."""
    return in_roster(Sender(identify_by_name(source, campaign.known_units), "file name"), None, campaign).unit_id


def in_roster(sender: Sender, issued_on: date | None, campaign: Campaign) -> Sender:
    """Return the sender as a unit of the roster, which the day of the campaign has chosen.

    Of several units of one name, the one that existed on the day of the document is meant. A unit that has ended stands
    for its successor, through any chain, where all that came of it is one unit of the roster. What a successor sends to
    a roster of its predecessors is nobody's: it may be the work of one of them or of all.
    """
    known = {unit.id: unit for unit in campaign.known_units}
    rows = [unit.id for unit in campaign.units]
    found = (sender.unit_id,) if sender.unit_id else sender.candidates
    if len(found) > 1 and issued_on is not None:
        found = tuple(one for one in found if known[one].valid_on(issued_on)) or found
    if not found:
        return sender
    ends = {end for one in found for end in _ends(one, known, rows)}
    if len(ends) == 1 and None not in ends:
        (end,) = ends
        return Sender(end, sender.reason, sent_by=() if end in found else found)
    if len(found) > 1:
        heirs = tuple(row for row in rows if row in ends)
        return Sender(None, sender.reason, found if None in ends else heirs)
    forebears = {row for row in rows if _followers(row, known) & set(found)}
    return Sender(None, sender.reason, tuple(row for row in rows if row in ends | forebears), found)


def _ends(start: str, known: Mapping[str, Unit], rows: Sequence[str]) -> set[str | None]:
    """Return the units of the roster in which a unit lives on; None among them where a branch ends outside of it."""
    ends: set[str | None] = set()
    seen, waiting = {start}, [start]
    while waiting:
        one = waiting.pop()
        followers = known[one].successors if one in known else ()
        if one in rows:
            ends.add(one)
        elif not followers:
            ends.add(None)
        else:
            waiting += [follower for follower in followers if follower not in seen]
            seen |= set(followers)
    return ends


def _followers(start: str, known: Mapping[str, Unit]) -> set[str]:
    """Return all units that came of a unit, through any chain, without itself."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        for follower in known[waiting.pop()].successors:
            if follower in known and follower not in seen:
                seen.add(follower)
                waiting.append(follower)
    return seen


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
    return tuple(unit for unit, keys in _bare_keys(units).items() if bare in keys)


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
    found: dict[str, str] = {}
    for unit_id, short, close in _slugs(units):
        if f"-{short}-" in spelled or close in packed:
            found[unit_id] = max(found.get(unit_id, ""), short, key=len)
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


@lru_cache(maxsize=16)
def _slugs(units: tuple[Unit, ...]) -> tuple[tuple[str, str, str], ...]:
    """Return each unit with each of its names as file names may have them: with hyphens, and without."""
    keys = _keys(units)
    names = [(unit.id, slug(name)) for unit in units for name in (*keys[unit.id], *unit.aliases, unit.name)]
    return tuple((unit_id, short, short.replace("-", "")) for unit_id, short in names if len(short) > 5)


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
