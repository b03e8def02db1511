"""Edits of a campaign's files change what they say and nothing else."""

import difflib
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from shutil import copytree

import pytest

from core.campaign import Task
from core.settings import Settings
from store.campaign_edit import (
    BACKUPS,
    Texts,
    of_next_year,
    place_at,
    rows_of,
    save,
    texts_of,
    with_head,
    with_tasks,
    with_unit,
    without_unit,
)
from store.campaign_error import CampaignError
from store.campaigns import load_campaign

NOW = datetime(2026, 11, 28, 11, 0, tzinfo=UTC)
TOML = """\
# của tôi
[campaign]
name = "Đợt thử năm 2024"  # tên
number = "1/SNV"
issuer = "Sở Nội vụ"
reporting_year = 2024
deadline = 2024-12-05

# việc đầu
[[tasks]]
id = 1  # số
title = "Làm đường"
terms = [
    "đường", "cầu",
    "cống",
]

# việc sau
[[tasks]]
id = "2"
title = "Gửi báo cáo"
kind = "report"
"""
UNITS = 'unit_id,name,kind,symbols,valid_from,valid_to,note\r\na,"Sở A, B",so,SA,,,\r\n\r\nb,Sở B,so,SB|SBB,,,"hai\r\ndòng"\r\nc,Sở C,so,SC,,,\r\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of the small campaign."""
    (tmp_path / "campaign.toml").write_text(TOML, encoding="utf-8")
    (tmp_path / "units.csv").write_bytes(b"\xef\xbb\xbf" + UNITS.encode())
    return tmp_path


def changed(before: str, after: str) -> list[str]:
    """Return the lines that went and came."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in lines if line[:3] not in {"---", "+++"} and not line.startswith("@@")]


def placed(folder: Path) -> list[tuple[int | None, Task]]:
    """Return the tasks of a folder with their places."""
    return list(enumerate(load_campaign(folder).tasks))


def test_nothing_edited_is_nothing_changed() -> None:
    """The shipped campaign, its tasks and each of its units put in again give the same bytes."""
    folder = Settings().default_campaign
    texts, campaign = texts_of(folder), load_campaign(folder)
    assert with_tasks(texts.toml, list(enumerate(campaign.tasks))) == texts.toml
    assert with_head(texts.toml, {"name": campaign.name, "deadline": campaign.deadline}) == texts.toml
    for place, row in enumerate(rows_of(texts.units)):
        assert with_unit(texts.units, place, row) == texts.units


def test_only_what_is_edited_changes(folder: Path) -> None:
    """Comments, blank lines and the lines of a list stay; what the file lacked comes behind its table's last key."""
    tasks = placed(folder)
    tasks[0] = (0, replace(tasks[0][1], terms=("đường", "cống", "hẻm"), weak_terms=("ngõ",)))
    after = with_head(with_tasks(TOML, tasks), {"deadline": date(2024, 12, 9), "closed_on": None})
    assert changed(TOML, after) == [
        "-deadline = 2024-12-05",
        "+deadline = 2024-12-09",
        '-    "đường", "cầu",',
        '+    "đường",',
        '+    "hẻm",',
        '+weak_terms = ["ngõ"]',
    ]
    read = Texts(after, UNITS).campaign(folder)
    assert (read.tasks[0].terms, read.tasks[0].weak_terms) == (("đường", "cống", "hẻm"), ("ngõ",))
    assert after.index("ngõ") < after.index("# việc sau")


def test_tasks_come_and_go(folder: Path) -> None:
    """A task that is not named any more is gone, a new one stands at the end, the others are as they were."""
    after = with_tasks(TOML, [(1, load_campaign(folder).tasks[1]), (None, Task("3", "Trồng cây", terms=("cây",)))])
    read = Texts(after, UNITS).campaign(folder)
    assert [task.id for task in read.tasks] == ["2", "3"]
    assert after.startswith(TOML[: TOML.index("[[tasks]]")])


def test_a_closing_day_is_put_in_and_taken_out(folder: Path) -> None:
    """It stands in [campaign], before the comment of the next table."""
    closed = with_head(TOML, {"closed_on": date(2025, 1, 31)})
    assert Texts(closed, UNITS).campaign(folder).closed_on == date(2025, 1, 31)
    assert closed.index("closed_on") < closed.index("# việc đầu")
    assert with_head(closed, {"closed_on": None}) == TOML


def test_a_unit_is_edited_added_and_taken_out() -> None:
    """Only its own row is another one, in the file's own form; a column that the file lacks is added for all."""
    assert changed(UNITS, with_unit(UNITS, 1, {"name": "Sở Bê"})) == [
        '-b,Sở B,so,SB|SBB,,,"hai',
        '+b,Sở Bê,so,SB|SBB,,,"hai',
    ]
    assert with_unit(UNITS, None, {"unit_id": "d", "name": "Sở D"}) == UNITS + "d,Sở D,,,,,\r\n"
    assert without_unit(UNITS, 1) == UNITS.replace('b,Sở B,so,SB|SBB,,,"hai\r\ndòng"\r\n', "")
    wide = with_unit(UNITS, 0, {"aliases": "SAB"})
    assert rows_of(wide)[0]["aliases"] == "SAB"
    assert [row["unit_id"] for row in rows_of(wide)] == ["a", "b", "c"]


def test_saving_keeps_the_old_files_and_refuses_what_is_wrong(folder: Path) -> None:
    """A copy of each changed file is left; a mistake, or a file that somebody else changed, leaves all as it was."""
    before = texts_of(folder)
    after = Texts(with_head(before.toml, {"name": "Tên mới"}), with_unit(before.units, 0, {"note": "x"}))
    kept = save(folder, before, after, NOW)
    assert sorted(copy.name[16:] for copy in kept) == ["campaign.toml", "units.csv"]
    assert {copy.parent.name for copy in kept} == {BACKUPS}
    assert kept[1].read_bytes() == b"\xef\xbb\xbf" + UNITS.encode()
    assert (folder / "units.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert load_campaign(folder).name == "Tên mới"
    with pytest.raises(CampaignError, match="sửa ở nơi khác"):
        save(folder, before, after, NOW)
    now = texts_of(folder)
    with pytest.raises(CampaignError, match="dòng 3"):
        save(folder, now, Texts(now.toml.replace('"Tên mới"', '""'), now.units), NOW)
    assert texts_of(folder) == now
    assert len(save(folder, now, before, NOW)) == 2  # within the same second: no copy is written over


def test_next_year_has_another_year_and_deadline(folder: Path) -> None:
    """The name's year too; the day of the dispatch, and a closing, are taken out."""
    toml = with_head(TOML, {"issued_on": date(2024, 6, 10), "closed_on": date(2025, 1, 1)})
    read = of_next_year(Texts(toml, UNITS)).campaign(folder)
    assert (read.name, read.reporting_year, read.deadline) == ("Đợt thử năm 2025", 2025, date(2025, 12, 5))
    assert (read.issued_on, read.closed_on) == (None, None)


def test_a_line_leads_to_its_field(folder: Path) -> None:
    """What a mistake's line says is which task's key it is."""
    assert place_at(TOML, 21) == ("tasks", 1, "title")
    assert place_at(TOML, 3) == ("campaign", "name")
    assert place_at(TOML, None) == ()
    with pytest.raises(CampaignError) as error:
        Texts(TOML.replace('"Gửi báo cáo"', '""'), UNITS).campaign(folder)
    assert place_at(TOML, error.value.line) == ("tasks", 1, "title")


def test_the_shipped_folder_can_be_edited(tmp_path: Path) -> None:
    """A word more in the shipped campaign is one line of the file."""
    folder = copytree(Settings().default_campaign, tmp_path / "đợt")
    texts, tasks = texts_of(folder), placed(folder)
    tasks[1] = (1, replace(tasks[1][1], terms=(*tasks[1][1].terms, "bản mới")))
    after = with_tasks(texts.toml, tasks)
    assert len(changed(texts.toml, after)) <= 2
    save(folder, texts, Texts(after, texts.units))
    assert load_campaign(folder).tasks[1].terms[-1] == "bản mới"
