"""The addressees of a dispatch become its roster: single units, groups told one by one, and groups that people must expand."""

from nlp.addressees import draft_roster


def test_a_group_told_one_by_one_is_its_units() -> None:
    """Districts named behind "các huyện:" are units of their own, with the kind that their names tell."""
    roster = draft_roster(("Sở Y tế;", "Ủy ban nhân dân các huyện: Mai Châu, Đà Bắc và Lạc Sơn."))
    assert [unit.name for unit in roster.units] == [
        "Sở Y tế",
        "Ủy ban nhân dân huyện Mai Châu",
        "Ủy ban nhân dân huyện Đà Bắc",
        "Ủy ban nhân dân huyện Lạc Sơn",
    ]
    assert [unit.kind for unit in roster.units][1:] == ["huyen"] * 3
    assert roster.groups == ()


def test_a_group_without_names_stays_a_hint() -> None:
    """Who "các sở, ban, ngành" are, only the reviewer knows."""
    roster = draft_roster(("Các sở, ban, ngành;", "Ủy ban nhân dân các huyện, thành phố."))
    assert roster.units == ()
    assert len(roster.groups) == 2
