"""The sender is known by the first hint that names one unit of the roster; what is doubtful stays unresolved."""

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.campaign import Campaign, Unit, roster_on
from core.dispatch import Dispatch, Found
from core.document import Envelope
from core.settings import Settings
from core.text import Span
from nlp.units import Sender, identify, identify_by_name, in_roster, name_key, unit_by_name

_CASES = list(csv.DictReader((Path(__file__).parent / "cases" / "units.csv").open(encoding="utf-8", newline="")))


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)


def _roster() -> tuple[Unit, ...]:
    with (Settings().default_campaign / "units.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(
            Unit(row["unit_id"], row["name"], row["kind"], _parts(row["symbols"]), _parts(row["aliases"]))
            for row in csv.DictReader(lines)
        )


_ROSTER = _roster()


def _found(value: str) -> Found[str] | None:
    return Found(value, Span(0, len(value)), "written") if value else None


def _dispatch(case: dict[str, str]) -> Dispatch:
    return Dispatch(
        number=_found(case["number"]),
        doc_type=_found(case["doc_type"]),
        issuer=_found(case["issuer"]),
        place=_found(case["place"]),
        signer_role=_found(case["signer_role"]),
    )


@pytest.mark.parametrize("case", _CASES, ids=lambda case: "|".join(part for part in case.values() if part)[:80])
def test_each_case_gives_its_sender(case: dict[str, str]) -> None:
    """A written head, mail or file name gives the unit beside it by the hint beside it, or nobody."""
    envelope = Envelope(subject=case["mail"]) if case["mail"] else None
    sender = identify(_dispatch(case), envelope, case["source"], _ROSTER)
    assert (sender.unit_id or "", sender.reason, " ".join(sender.candidates)) == (
        case["unit"],
        case["reason"],
        case["candidates"],
    )


@pytest.mark.parametrize("unit", _ROSTER, ids=lambda unit: unit.id)
def test_every_unit_is_known_by_each_of_its_names(unit: Unit) -> None:
    """Name and aliases of the roster, in capitals too, name their unit in a letterhead and in a file's name."""
    for name in (unit.name, *unit.aliases):
        for printed in (name, name.upper()):
            assert identify(Dispatch(issuer=_found(printed)), None, "x.pdf", _ROSTER).unit_id == unit.id, printed
        assert identify_by_name(f"2024/Báo cáo {name}.docx", _ROSTER) == unit.id, name


def test_no_two_units_share_a_name() -> None:
    """The roster's names tell its units apart."""
    keys = [(name_key(name), unit.id) for unit in _ROSTER for name in (unit.name, *unit.aliases)]
    owners: dict[str, set[str]] = {}
    for key, unit_id in keys:
        owners.setdefault(key, set()).add(unit_id)
    assert {key: ids for key, ids in owners.items() if len(ids) > 1} == {}


def test_a_later_hint_decides_between_two_candidates() -> None:
    """Two units of one symbol stay open until the signature names one of them."""
    twins = (
        Unit("a", "Trạm Thú y huyện Bắc", "tram", ("TTY",)),
        Unit("b", "Trạm Thú y huyện Nam", "tram", ("TTY",), ("Trạm Thú y Nam", "Trạm Thú y")),
        Unit("c", "Trạm Thú y huyện Đông", "tram", (), ("Trạm Thú y",)),
    )
    open_ones = identify(Dispatch(issuer=_found("Trạm Thú y")), None, "x.pdf", twins)
    assert (open_ones.unit_id, open_ones.candidates) == (None, ("b", "c"))
    signed = Dispatch(issuer=_found("Trạm Thú y"), signer_role=_found("TRƯỞNG TRẠM THÚ Y HUYỆN ĐÔNG"))
    assert identify(signed, None, "x.pdf", twins).unit_id == "c"


def test_an_empty_roster_knows_nobody() -> None:
    """Without units no hint names one."""
    assert identify(Dispatch(issuer=_found("Sở Y tế")), None, "Sở Y tế.pdf", ()).unit_id is None


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_any_words_give_a_unit_of_the_roster_or_none(issuer: str, number: str, source: str) -> None:
    """Whatever stands in head and file name, the answer is a unit of the roster or nobody, never both."""
    sender = identify(Dispatch(issuer=_found(issuer), number=_found(number)), None, source, _ROSTER)
    known = {unit.id for unit in _ROSTER}
    assert sender.unit_id is None or sender.unit_id in known
    assert not (sender.unit_id and sender.candidates)
    assert set(sender.candidates) <= known


# Hải and Sông became Thủy, Thủy became Nước; Đồi was divided into Nước and Rừng; Chợ ended without a successor.
_OLD, _MID = date(2019, 12, 31), date(2022, 12, 31)
_TIMES = (
    Unit("hai", "Trạm Hải", "tram", valid_to=_OLD, successors=("thuy",)),
    Unit("song", "Trạm Sông", "tram", valid_to=_OLD, successors=("thuy",)),
    Unit("thuy", "Trạm Thủy", "tram", valid_from=date(2020, 1, 1), valid_to=_MID, successors=("nuoc",)),
    Unit("nuoc", "Trạm Nước", "tram", valid_from=date(2023, 1, 1)),
    Unit("doi", "Trạm Đồi", "tram", valid_to=_MID, successors=("nuoc", "rung")),
    Unit("rung", "Trạm Rừng", "tram", valid_from=date(2023, 1, 1)),
    Unit("cho", "Trạm Chợ", "tram", valid_to=_MID),
)


@pytest.mark.parametrize(
    ("sender", "day", "expected"),
    [
        ("nuoc", "2024-12-05", Sender("nuoc", "letterhead")),
        ("thuy", "2024-12-05", Sender("nuoc", "letterhead", (), ("thuy",))),
        ("hai", "2024-12-05", Sender("nuoc", "letterhead", (), ("hai",))),
        ("hai", "2021-12-05", Sender("thuy", "letterhead", (), ("hai",))),
        ("doi", "2024-12-05", Sender(None, "letterhead", ("nuoc", "rung"), ("doi",))),
        ("cho", "2024-12-05", Sender(None, "letterhead", (), ("cho",))),
        ("thuy", "2019-12-05", Sender(None, "letterhead", ("hai", "song"), ("thuy",))),
        ("nuoc", "2021-12-05", Sender(None, "letterhead", ("thuy", "doi"), ("nuoc",))),
        ("nuoc", "2019-12-05", Sender(None, "letterhead", ("hai", "song", "doi"), ("nuoc",))),
        ("rung", "2021-12-05", Sender(None, "letterhead", ("doi",), ("rung",))),
    ],
)
def test_a_sender_counts_for_its_one_successor_only(forest: Campaign, sender: str, day: str, expected: Sender) -> None:
    """Through any chain to one unit of the day's roster; what was divided, ended, or came after is nobody's."""
    campaign = roster_on(replace(forest, units=_TIMES), date.fromisoformat(day))
    assert in_roster(Sender(sender, "letterhead"), None, campaign) == expected


def test_of_two_units_of_one_name_the_document_s_day_decides(forest: Campaign) -> None:
    """The unit that existed on that day is meant; without a day two stay open, unless one came of the other."""
    before = Unit("a", "Sở Xây dựng", "so", valid_to=date(2025, 2, 28))
    after = Unit("b", "Sở Xây dựng", "so", valid_from=date(2025, 3, 1))
    both = Sender(None, "", ("a", "b"))
    apart = roster_on(replace(forest, units=(before, after)), date(2024, 12, 5))
    assert in_roster(both, date(2024, 11, 1), apart) == Sender("a", "")
    assert in_roster(both, None, apart) == both
    joined = roster_on(replace(forest, units=(replace(before, successors=("b",)), after)), date(2025, 12, 5))
    assert in_roster(both, None, joined).unit_id == "b"


def test_a_file_s_name_leads_to_the_successor_too(forest: Campaign) -> None:
    """A file that cannot be opened is listed under the unit of the roster."""
    campaign = roster_on(replace(forest, units=_TIMES), date(2024, 12, 5))
    assert unit_by_name("Trạm Sông.docx", campaign) == "nuoc"
    assert unit_by_name("Trạm Đồi.docx", campaign) is None
