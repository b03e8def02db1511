"""Build data/rosters/tuyen-quang/units.csv: the province before and after 1 July 2025, out of underthesea's address tables.

    python -m tools.roster

On that day Tuyên Quang and Hà Giang became one province, and districts gave way to communes (Nghị quyết 202/2025/QH15,
Nghị quyết 203/2025/QH15). `bodies.csv` beside the result is written by hand: departments, police, army and the districts
whose ids a campaign uses already. The tables give what is left: the other districts, the communes, and which communes
came of which district. A district's last day is 30 June 2025; it has as many successors as communes came of it.
"""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import underthesea

from core.campaign import Unit
from core.settings import Settings
from core.text import normalise, slug
from store.roster import read_units, units_text

PROVINCE = "Tỉnh Tuyên Quang"  # of the tables, today
FIRST_DAY = date(2025, 7, 1)
_LAST_DAY = FIRST_DAY - timedelta(days=1)
_FOLDER = Path("rosters", "tuyen-quang")
_TABLES = Path("address", "data", "mapping.json")
_COUNCIL = "Ủy ban nhân dân"


def roster(bodies: tuple[Unit, ...], wards: list[dict[str, str]]) -> tuple[Unit, ...]:
    """Return the bodies, the districts and the communes; `wards` are the tables' rows of the province, a former ward each."""
    communes: dict[str, Unit] = {}
    came_of: dict[str, set[str]] = {}
    for ward in wards:
        commune = _commune(ward["new_ward"])
        communes[commune.id] = commune
        came_of.setdefault(_council(ward["old_district"]), set()).add(commune.id)
    by_name = {unit.name: unit for unit in bodies}
    districts = [
        replace(by_name.get(name) or _district(name), valid_to=_LAST_DAY, successors=tuple(sorted(came_of[name])))
        for name in sorted(came_of, key=lambda name: (name not in by_name, slug(name)))
    ]
    others = tuple(unit for unit in bodies if unit.name not in came_of)
    return (*others, *districts, *(communes[one] for one in sorted(communes)))


def _council(place: str) -> str:
    """Return the body that reports for a place: "Huyện Na Hang" has Ủy ban nhân dân huyện Na Hang."""
    kind, _, name = normalise(place).text.partition(" ")
    if kind == "Thành":  # phố
        kind, name = "thành phố", name.partition(" ")[2]
    return f"{_COUNCIL} {kind.lower()} {name}"


def _alias(name: str) -> str:
    return name.replace(_COUNCIL, "UBND", 1)


def _commune(place: str) -> Unit:
    name = _council(place)
    return Unit(slug(place), name, "xa", ("UBND",), (_alias(name),), valid_from=FIRST_DAY)


def _district(name: str) -> Unit:
    return Unit(slug(name.removeprefix(f"{_COUNCIL} ")), name, "huyen", ("UBND",), (_alias(name),))


def main() -> None:
    """Write the roster, and say how many units of each kind it has."""
    folder = Settings().data_dir / _FOLDER
    tables = json.loads((Path(underthesea.__file__).parent / _TABLES).read_text(encoding="utf-8"))
    wards = [ward for ward in tables["ward_mapping"] if ward["new_province"] == PROVINCE]
    units = roster(read_units(folder / "bodies.csv"), wards)
    path = folder / "units.csv"
    path.write_text(units_text(path, units), encoding="utf-8", newline="\n")
    counts = {day: sum(unit.kind == "xa" for unit in units if unit.valid_on(day)) for day in (_LAST_DAY, FIRST_DAY)}
    print(
        f"{len(units)} units in {path.name}; communes on {FIRST_DAY}: {counts[FIRST_DAY]}, before: {counts[_LAST_DAY]}"
    )


if __name__ == "__main__":
    main()
