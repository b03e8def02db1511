import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.campaign import Campaign, Task, TaskKind, Unit
from core.office import Office
from core.settings import Settings
from store.campaign_error import CampaignError
from store.campaign_words import subject_terms, tidy
from store.campaigns import load_campaign, write_campaign

# The least that the contract asks for.
TOML = """\
[campaign]
name = "Công tác phòng cháy năm 2024"
number = "77/SNV-PC"
issued_on = 2024-03-04
issuer = "Sở Nội vụ"
reporting_year = 2024
deadline = 2024-12-05

[[tasks]]
id = "1"
title = "Tập huấn chữa cháy"
kind = "activity"
terms = ["tập huấn", "diễn tập"]
references = ["9/CT-TTg"]

[[tasks]]
id = 2
title = "Gửi báo cáo"
kind = "report"
terms = []
references = []
"""
UNITS = """\
unit_id,name,kind,symbols,valid_from,valid_to,note
syt,Sở Y tế,so_ban_nganh,SYT,,,
snn,"Sở Nông nghiệp, Phát triển nông thôn",so_ban_nganh,SNN|SNN&PTNT,2001-01-01,28/02/2025,sáp nhập
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A campaign's folder with the least that it needs."""
    (tmp_path / "campaign.toml").write_text(TOML, encoding="utf-8")
    (tmp_path / "units.csv").write_text(UNITS, encoding="utf-8")
    return tmp_path


def test_the_contract_s_keys_are_enough(folder: Path) -> None:
    """Terms of the subject, weak terms and aliases may be left out."""
    assert load_campaign(folder) == Campaign(
        name="Công tác phòng cháy năm 2024",
        number="77/SNV-PC",
        issued_on=date(2024, 3, 4),
        issuer="Sở Nội vụ",
        reporting_year=2024,
        deadline=date(2024, 12, 5),
        subject_terms=("phòng cháy",),
        tasks=(
            Task("1", "Tập huấn chữa cháy", terms=("tập huấn", "diễn tập"), references=("9/CT-TTg",)),
            Task("2", "Gửi báo cáo", kind=TaskKind.REPORT),
        ),
        units=(
            Unit("syt", "Sở Y tế", "so_ban_nganh", ("SYT",)),
            Unit(
                "snn",
                "Sở Nông nghiệp, Phát triển nông thôn",
                "so_ban_nganh",
                ("SNN", "SNN&PTNT"),
                valid_from=date(2001, 1, 1),
                valid_to=date(2025, 2, 28),
                note="sáp nhập",
            ),
        ),
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("issued_on = 2024-03-04", 'issued_on = "2024-03-04"'),
        ("issued_on = 2024-03-04", 'issued_on = "04/3/2024"'),
        ("Sở Nội vụ", "So\u031b\u0309  Nội vụ"),
        ("77/SNV-PC", "77 / SNV \u2013 PC"),
        ("[campaign]", "\ufeff[campaign]"),
        ("\n", "\r\n"),
    ],
)
def test_other_spellings_say_the_same(folder: Path, old: str, new: str) -> None:
    """How an editor writes days, letters, blanks, dashes, marks and line ends makes no difference."""
    expected = load_campaign(folder)
    (folder / "campaign.toml").write_bytes(TOML.replace(old, new).encode())
    assert load_campaign(folder) == expected


def test_an_office_is_read_and_written(folder: Path, tmp_path: Path) -> None:
    """The letterhead of the campaign's papers comes back as it was said; without one everything is left to be derived."""
    assert load_campaign(folder).office == Office()
    said = '[office]\nsuperior = "UBND tỉnh  Hà Nam"\nsigner = "Lê A"\nrecipients = ["Bộ Nội vụ"]\n\n[[tasks]]'
    (folder / "campaign.toml").write_text(TOML.replace("[[tasks]]", said, 1), encoding="utf-8")
    read = load_campaign(folder)
    assert read.office == Office(superior="UBND tỉnh Hà Nam", signer="Lê A", recipients=("Bộ Nội vụ",))
    write_campaign(read, tmp_path / "copy")
    assert load_campaign(tmp_path / "copy") == read


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + UNITS,
        UNITS.replace("\n", "\r\n"),
        UNITS.replace("\nsnn", "\n\n,,,,,,\nsnn"),
        UNITS.replace(",", ";").replace("nghiệp;", "nghiệp,"),
    ],
)
def test_units_from_other_programs_say_the_same(folder: Path, text: str) -> None:
    """Byte order marks, line ends, blank rows and Excel's semicolons make no difference."""
    expected = load_campaign(folder)
    (folder / "units.csv").write_bytes(text.encode())
    assert load_campaign(folder) == expected


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ('name = "Công', "name = Công", 2, "TOML"),
        ("number = ", "number ", 3, "thiếu dấu “=”"),
        ("2024-12-05", "2024-02-31", 7, "ngày không có thật"),
        ("2024-12-05", '"31/02/2024"', 7, "“deadline”: “31/02/2024” không phải một ngày"),
        ("2024-12-05", "2024-12-05T10:00:00", 7, "không ghi giờ"),
        ("2024-12-05", "5", 7, "“deadline” phải là ngày"),
        ("deadline = 2024-12-05", "", 1, "thiếu khóa “deadline”"),
        ("deadline", "dead_line", 7, "khóa lạ “dead_line”. Có phải “deadline”?"),
        ("deadline = 2024-12-05", "deadline = 2024-12-05\nsubject_term = []", 8, "Có phải “subject_terms”?"),
        ('kind = "activity"', 'kin = "activity"', 12, "khóa lạ “kin”. Có phải “kind”?"),
        ('kind = "report"', 'kind = "reports"', 19, "“reports”, chỉ nhận: activity, report"),
        ("id = 2", "id = 1", 17, "mã nhiệm vụ “1” đã có ở dòng 10"),
        ("id = 2", 'id = "unit_id"', 17, "tên cột"),
        ("id = 2", "id = true", 17, "“id” phải là chữ"),
        ('title = "Gửi báo cáo"', "", 16, "thiếu khóa “title”"),
        ("Gửi báo cáo", "  ", 18, "“title”: không được bỏ trống"),
        ("Sở Nội vụ", "Sở Nội vụ\nvụ", 5, "nháy"),
        ('"tập huấn", "diễn tập"', '"tập huấn", 5', 13, "“terms” (mục thứ 2) phải là chữ"),
        ('["tập huấn", "diễn tập"]', '"tập huấn"', 13, "“terms” phải là danh sách"),
        ('["9/CT-TTg"]', '["9/CT-TTg"', None, "TOML"),
        ("reporting_year = 2024", 'reporting_year = "2024"', 6, "số nguyên"),
        ("reporting_year = 2024", "reporting_year = 24", 6, "bốn chữ số"),
        ("[campaign]", "[campagn]", 1, "khóa lạ “campagn”. Có phải “campaign”?"),
        ("deadline = 2024-12-05", 'deadline = 2024-12-05\n[office]\nsigners = "A"', 9, "Có phải “signer”?"),
        ("deadline = 2024-12-05", "deadline = 2024-12-05\n[office]\nplace = 5", 9, "“place” phải là chữ"),
        ('name = "Công', 'name = "a"\nname = "Công', 3, "đã có ở trên"),
        (TOML[TOML.index("[[tasks]]") :], "", None, "[[tasks]]"),
        ("[[tasks]]", "[tasks]", None, "TOML"),
    ],
)
def test_what_is_wrong_in_the_campaign_is_said(folder: Path, old: str, new: str, line: int | None, reason: str) -> None:
    """Each mistake names file, line and reason."""
    path = folder / "campaign.toml"
    assert old in TOML
    path.write_text(TOML.replace(old, new, 2 if old == "[[tasks]]" else 1), encoding="utf-8")
    with pytest.raises(CampaignError) as caught:
        load_campaign(folder)
    assert reason in caught.value.reason
    assert caught.value.path == path
    if line:
        assert caught.value.line == line
        assert str(caught.value) == f"{path}, dòng {line}: {caught.value.reason}"


def test_strings_of_several_lines_do_not_mislead(folder: Path) -> None:
    """What looks like a key inside a string is none."""
    text = TOML.replace('"Sở Nội vụ"', '"""Sở\nkind = 3\n[[tasks]]\nNội vụ"""').replace('kind = "report"', "kind = 3")
    (folder / "campaign.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CampaignError) as caught:
        load_campaign(folder)
    assert caught.value.line == 22


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("syt,Sở Y tế,so_ban_nganh,SYT,,,", "syt,Sở Y tế,so_ban_nganh,SYT,,", 2, "có 6 ô, cần 7 ô"),
        ('"Sở Nông nghiệp, Phát triển nông thôn"', "Sở Nông nghiệp, Phát triển", 3, "nháy kép"),
        ('thôn"', "thôn", 3, "nháy kép"),
        ("28/02/2025", "30/02/2025", 3, "valid_to"),
        ("2001-01-01", "2026-01-01", 3, "đứng trước"),
        ("snn,", "syt,", 3, "mã đơn vị “syt” đã có ở dòng 2"),
        ("snn,", ",", 3, "unit_id bỏ trống"),
        ("Sở Y tế", "", 2, "name bỏ trống"),
        ("symbols,", "symbol,", 1, "thiếu cột symbols"),
        ("note", "note,alias", 1, "cột lạ “alias”"),
        ("note", "note,note", 1, "lặp lại"),
        (UNITS, "", None, "không có dòng nào"),
        (UNITS, UNITS[: UNITS.index("syt")], None, "danh sách đơn vị trống"),
    ],
)
def test_what_is_wrong_in_the_roster_is_said(folder: Path, old: str, new: str, line: int | None, reason: str) -> None:
    """Each mistake names file, line and reason."""
    path = folder / "units.csv"
    assert old in UNITS
    path.write_text(UNITS.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CampaignError) as caught:
        load_campaign(folder)
    assert reason in caught.value.reason
    assert (caught.value.path, caught.value.line) == (path, line)


TIMES = """\
unit_id,name,kind,symbols,valid_from,valid_to,successor,note
stc,Sở Tài chính,so_ban_nganh,STC,,,,
skh,Sở Kế hoạch,so_ban_nganh,SKH,2001-01-01,2025-02-28,stc,
vat,Sở Vật giá,so_ban_nganh,SVG,,2000-12-31,skh|stc,
"""


def test_successors_are_read_and_written(folder: Path, tmp_path: Path) -> None:
    """A unit may end in one unit or in several, through chains; what was written is read back."""
    (folder / "units.csv").write_text(TIMES, encoding="utf-8")
    read = load_campaign(folder)
    assert [unit.successors for unit in read.units] == [(), ("stc",), ("skh", "stc")]
    write_campaign(read, tmp_path / "copy")
    assert load_campaign(tmp_path / "copy") == read


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("skh|stc", "skh|abc", 4, "“abc” không có trong danh sách"),
        ("skh|stc", "vat", 4, "vòng tròn: vat → vat"),
        ("STC,,,,", "STC,,2030-01-01,vat,", 2, "vòng tròn: stc → vat → stc"),
        ("2025-02-28", "", 3, "phải có valid_to"),
        ("STC,,,,", "STC,,2020-01-01,,", 3, "“stc” (dòng 2) hết hiệu lực"),
    ],
)
def test_successors_that_cannot_be_are_said(folder: Path, old: str, new: str, line: int, reason: str) -> None:
    """A successor that is missing, leads in a circle or ended before names its line."""
    path = folder / "units.csv"
    assert old in TIMES
    path.write_text(TIMES.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CampaignError) as caught:
        load_campaign(folder)
    assert reason in caught.value.reason
    assert (caught.value.path, caught.value.line) == (path, line)


@pytest.mark.parametrize("name", ["campaign.toml", "units.csv"])
def test_files_that_cannot_be_read_are_said(folder: Path, name: str) -> None:
    """Missing files, folders in their place and old encodings are told apart."""
    path = folder / name
    path.write_bytes(path.read_bytes() + "# Sở".encode("utf-16-le"))
    with pytest.raises(CampaignError, match="UTF-8") as caught:
        load_campaign(folder)
    assert caught.value.line == path.read_bytes().count(b"\n", 0, -7) + 1
    path.unlink()
    with pytest.raises(CampaignError, match="không có tệp này"):
        load_campaign(folder)
    path.mkdir()
    with pytest.raises(CampaignError, match="không đọc được tệp"):
        load_campaign(folder)
    with pytest.raises(CampaignError, match="không có thư mục"):
        load_campaign(folder / "nowhere")


def test_a_campaign_without_day_and_number_is_a_draft(folder: Path) -> None:
    """The dispatch may leave them blank; the campaign works all the same."""
    text = TOML.replace("issued_on = 2024-03-04\n", "").replace("77/SNV-PC", "")
    (folder / "campaign.toml").write_text(text, encoding="utf-8")
    loaded = load_campaign(folder)
    assert (loaded.number, loaded.issued_on) == ("", None)


_words = st.text(min_size=1, max_size=30).map(tidy).filter(bool)
_tuples = st.lists(_words, max_size=5, unique=True).map(tuple)
_names = st.lists(_words.filter(lambda name: "|" not in name), max_size=3, unique=True).map(tuple)
_days = st.dates(date(1950, 1, 1), date(2100, 1, 1))


@settings(max_examples=40)
@given(
    head=st.builds(
        Campaign,
        name=_words,
        number=_words.map(lambda number: "".join(number.split())),
        issued_on=st.none() | _days,
        issuer=_words,
        reporting_year=st.integers(1950, 2100),
        deadline=_days,
        subject_terms=_tuples.filter(bool),
        tasks=st.just(()),
    ),
    tasks=st.lists(
        st.builds(Task, _words, _words, st.sampled_from(TaskKind), _tuples, _tuples, _tuples, _tuples),
        min_size=1,
        max_size=3,
        unique_by=lambda task: task.id,
    ),
    units=st.lists(
        st.builds(Unit, _words, _words, _words, _names, _names, st.just(date(1950, 1, 1)), st.none() | _days, _words),
        min_size=1,
        max_size=3,
        unique_by=lambda unit: unit.id,
    ),
)
def test_what_was_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, head: Campaign, tasks: list[Task], units: list[Unit]
) -> None:
    """Writing and loading a campaign gives the same campaign, whatever its words hold."""
    campaign = replace(head, tasks=tuple(tasks), units=tuple(units))
    folder = tmp_path_factory.mktemp("campaign")
    write_campaign(campaign, folder)
    assert load_campaign(folder) == campaign


def test_notes_for_the_reviewer_stand_at_their_place(folder: Path) -> None:
    """A draft says what a person must look at, and the notes change nothing."""
    campaign = load_campaign(folder)
    draft = folder / "nháp"
    write_campaign(campaign, draft, notes={"deadline": "suy ra từ câu\ncuối", "task 2": "chưa rõ loại"})
    lines = (draft / "campaign.toml").read_text(encoding="utf-8").splitlines()
    assert lines[lines.index("# CẦN XEM LẠI: suy ra từ câu") + 1] == "# CẦN XEM LẠI: cuối"
    assert lines[lines.index("# CẦN XEM LẠI: chưa rõ loại") - 1] == "[[tasks]]"
    assert load_campaign(draft) == campaign


def test_nothing_is_written_over_unasked(folder: Path) -> None:
    """A reviewed campaign is work of people."""
    campaign = load_campaign(folder)
    with pytest.raises(CampaignError, match="đã có"):
        write_campaign(campaign, folder)
    assert (folder / "campaign.toml").read_text(encoding="utf-8") == TOML
    write_campaign(replace(campaign, name="Khác"), folder, overwrite=True)
    assert load_campaign(folder).name == "Khác"
    assert {path.name for path in folder.iterdir()} == {"campaign.toml", "units.csv"}


def test_a_separator_inside_a_name_is_refused(folder: Path) -> None:
    """A list must not fall apart when read."""
    campaign = load_campaign(folder)
    broken = replace(campaign, units=(Unit("a", "A", "x", aliases=("b|c",)),))
    with pytest.raises(CampaignError, match="dấu"):
        write_campaign(broken, folder / "new")
    assert not (folder / "new").exists()


@pytest.mark.parametrize(
    ("subject", "terms"),
    [
        ("V/v tăng cường triển khai công tác phòng cháy, chữa cháy năm 2024", ("phòng cháy",)),
        ("Chuyển đổi số", ("chuyển đổi số", "chuyển đổi")),
        ("Cải cách hành chính nhà nước 2025", ("cải cách",)),
        ("BÁO CÁO KẾT QUẢ AN TOÀN THỰC PHẨM TỈNH TUYÊN QUANG", ("an toàn thực phẩm", "an toàn")),
        ("Năm 2024", ("năm 2024",)),
        ("Phòng, chống ma túy", ("chống ma túy", "chống ma")),
    ],
)
def test_the_matter_is_found_in_a_subject(subject: str, terms: tuple[str, ...]) -> None:
    """What is done, when and where is left out; what it is about stays."""
    assert subject_terms(subject) == terms


def test_the_default_campaign_is_complete() -> None:
    """The campaign that is shipped loads, has a term for each task, and aliases that name one unit each."""
    folder = Settings().default_campaign
    campaign = load_campaign(folder)
    assert campaign.number == "1185/SNV-XDCQ&CTTN"
    assert campaign.issued_on == date(2024, 6, 10)
    assert (campaign.reporting_year, campaign.deadline) == (2024, date(2024, 12, 5))
    assert [task.id for task in campaign.tasks] == [str(number) for number in range(1, 9)]
    assert [task.kind for task in campaign.tasks] == [TaskKind.ACTIVITY] * 7 + [TaskKind.REPORT]
    assert all(task.terms for task in campaign.tasks if task.kind is TaskKind.ACTIVITY)
    assert not [(t.id, term) for t in campaign.tasks for term in t.terms if term in t.weak_terms]
    assert len(campaign.units) == 27
    aliases = [alias.casefold() for unit in campaign.units for alias in unit.aliases]
    assert all(unit.aliases for unit in campaign.units)
    assert len(set(aliases)) == len(aliases)
    with (folder / "units.csv").open(encoding="utf-8", newline="") as file:
        assert {"unit_id", "name", "kind", "symbols", "valid_from", "valid_to", "note"} <= set(next(csv.reader(file)))
