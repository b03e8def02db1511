"""The roster of Tuyên Quang over 1 July 2025: districts until then, communes from then on, each led to by its district."""

import csv
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import underthesea

from core.campaign import Campaign, Unit, roster_on
from core.dispatch import Dispatch, Found
from core.settings import Settings
from core.text import Span
from nlp.units import identify, in_roster, name_key
from store.campaigns import load_campaign
from store.roster import read_units
from tools.roster import FIRST_DAY, PROVINCE, roster

_FOLDER = Settings().data_dir / "rosters" / "tuyen-quang"
_BEFORE, _AFTER = date(2024, 12, 5), date(2025, 12, 5)


@pytest.fixture(scope="module")
def province() -> Campaign:
    """The first campaign with the whole roster in place of its own."""
    return replace(load_campaign(Settings().default_campaign), units=read_units(_FOLDER / "units.csv"))


def _sent(issuer: str, campaign: Campaign) -> tuple[str | None, tuple[str, ...], tuple[str, ...]]:
    dispatch = Dispatch(issuer=Found(issuer, Span(0, len(issuer)), "written"))
    sender = in_roster(identify(dispatch, None, "x.pdf", campaign.known_units), None, campaign)
    return sender.unit_id, sender.candidates, sender.sent_by


def test_the_roster_is_what_the_tool_makes_of_the_tables() -> None:
    """Bodies and address tables give the units that are checked in."""
    tables = Path(underthesea.__file__).parent / "address" / "data" / "mapping.json"
    wards = json.loads(tables.read_text(encoding="utf-8"))["ward_mapping"]
    ours = [ward for ward in wards if ward["new_province"] == PROVINCE]
    assert roster(read_units(_FOLDER / "bodies.csv"), ours) == read_units(_FOLDER / "units.csv")


def test_districts_end_where_communes_begin(province: Campaign) -> None:
    """18 districts of both provinces until 30 June 2025, 124 communes from the next day on; each came of a district."""
    last = date(2025, 6, 30)
    kinds = {day: [unit.kind for unit in roster_on(province, day).units] for day in (last, FIRST_DAY)}
    assert (kinds[last].count("huyen"), kinds[last].count("xa")) == (18, 0)
    assert (kinds[FIRST_DAY].count("huyen"), kinds[FIRST_DAY].count("xa")) == (0, 124)
    communes = {unit.id for unit in province.units if unit.kind == "xa"}
    assert {one for unit in province.units if unit.kind == "huyen" for one in unit.successors} == communes


def test_the_roster_of_the_first_campaign_is_part_of_it(province: Campaign) -> None:
    """On its deadline all its units are there under the same ids, names and signs."""
    rows = {unit.id: unit for unit in roster_on(province, _BEFORE).units}
    with (Settings().default_campaign / "units.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            unit: Unit = rows[row["unit_id"]]
            assert (unit.name, unit.kind, "|".join(unit.symbols)) == (row["name"], row["kind"], row["symbols"])


def test_no_two_units_of_the_province_share_a_name(province: Campaign) -> None:
    """Letterheads tell all units apart, before and after."""
    owners: dict[str, set[str]] = {}
    for unit in province.units:
        for name in (unit.name, *unit.aliases):
            owners.setdefault(name_key(name), set()).add(unit.id)
    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}


@pytest.mark.parametrize(
    ("issuer", "unit"),
    [
        ("Sở Giao thông vận tải", "sxd"),
        ("SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG", "snnmt"),
        ("Ban Dân tộc tỉnh", "sdttg"),
        ("UBND xã Tân Trào", "xa-tan-trao"),
        ("Ủy ban nhân dân phường Hà Giang 1", "phuong-ha-giang-1"),
    ],
)
def test_reports_find_their_unit_after_the_merger(province: Campaign, issuer: str, unit: str) -> None:
    """Departments by their successor, communes by their own name."""
    assert _sent(issuer, roster_on(province, _AFTER))[0] == unit


def test_districts_and_communes_are_never_taken_for_each_other(province: Campaign) -> None:
    """A district's report to the communes' roster, and a commune's to the districts', wait with all who may be meant."""
    unit, candidates, sent_by = _sent("Ủy ban nhân dân huyện Lâm Bình", roster_on(province, _AFTER))
    assert (unit, sent_by) == (None, ("lambinh",))
    assert set(candidates) == {"xa-binh-an", "xa-lam-binh", "xa-minh-quang", "xa-thuong-lam"}
    assert _sent("UBND xã Tân Trào", roster_on(province, _BEFORE)) == (None, ("sonduong", "yenson"), ("xa-tan-trao",))
