"""The roster that a dispatch's addressees (Kính gửi) name: single units as rows, groups as hints for the reviewer."""

from dataclasses import dataclass

from core.campaign import Unit
from core.text import fold, slug, squeeze
from nlp.patterns import pattern, table

_GROUP = pattern("tasks", "group")
_NEXT = pattern("tasks", "unit_start")
_KINDS = (
    ("cong an", "cong_an"),
    ("bo chi huy quan su", "quan_su"),
    ("bo chqs", "quan_su"),
    ("uy ban nhan dan huyen", "huyen"),
    ("ubnd huyen", "huyen"),
    ("uy ban nhan dan thanh pho", "huyen"),
    ("ubnd thanh pho", "huyen"),
    ("uy ban nhan dan thi xa", "huyen"),
    ("ubnd thi xa", "huyen"),
    ("uy ban nhan dan xa", "xa"),
    ("ubnd xa", "xa"),
    ("uy ban nhan dan phuong", "xa"),
    ("ubnd phuong", "xa"),
)
_OTHER = "so_ban_nganh"
_LISTED = ("huyện", "thành phố", "thị xã", "xã", "phường")
_SHORT = 2  # fewest letters of an id made of initials


@dataclass(frozen=True, slots=True)
class Roster:
    """Units that the dispatch names singly, and its groups as printed ("Các sở, ban, ngành")."""

    units: tuple[Unit, ...]
    groups: tuple[str, ...]


def draft_roster(addressees: tuple[str, ...], place: str = "") -> Roster:
    """Return what the addressees name; `place` (địa danh) becomes a further name of the units of the province."""
    units: dict[str, Unit] = {}
    groups: list[str] = []
    for addressee in addressees:
        for name in _listed(addressee) or _names(addressee):
            if _GROUP.search(fold(name)):
                groups.append(name)
            elif not any(fold(name) == fold(unit.name) for unit in units.values()):
                unit = _unit(name, place, set(units))
                units[unit.id] = unit
    return Roster(tuple(units.values()), tuple(dict.fromkeys(groups)))


def _listed(addressee: str) -> list[str]:
    """Return the units of a group that is told one by one: "UBND các huyện: Mai Châu, Đà Bắc"; none of another addressee."""
    head, colon, rest = squeeze(addressee).partition(":")
    many, kind = next(((f" các {kind}", kind) for kind in _LISTED if head.lower().endswith(f" các {kind}")), ("", ""))
    if not (colon and many):
        return []
    parts = rest.replace(" và ", ",").replace(";", ",").split(",")
    return [f"{head[: -len(many)]} {kind} {name}" for part in parts if (name := part.strip(" .;-"))]


def _names(addressee: str) -> list[str]:
    whole = squeeze(addressee).strip(" .;:,-")
    if _GROUP.search(fold(whole)):
        return [whole]
    cuts = [0, *(found.end() for found in _NEXT.finditer(whole)), len(whole)]
    heads = [*(found.start() for found in _NEXT.finditer(whole)), len(whole)]
    return [name for begin, end in zip(cuts, heads, strict=False) if (name := whole[begin:end].strip(" .;:,"))]


def _unit(name: str, place: str, taken: set[str]) -> Unit:
    folded = fold(name)
    kind = next((kind for words, kind in _KINDS if folded.startswith(words)), _OTHER)
    initials = "".join(word[0] for word in slug(name).split("-") if word not in {"va", "cac"})
    unit_id = initials if len(initials) >= _SHORT and initials not in taken else slug(name)
    aliases = (f"{name} {place}",) if place and fold(place) not in folded and folded.endswith(" tinh") else ()
    return Unit(unit_id, name, kind, symbols=_symbols(folded), aliases=aliases)


def _symbols(folded: str) -> tuple[str, ...]:
    return tuple(row["code"] for row in table("agencies") if fold(row["name"]) == folded)[:1]
