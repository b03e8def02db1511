"""The synthesis and the reminder letter: the decree's form, and nothing that the tables do not say."""

import io
import shutil
import subprocess
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from core.campaign import Campaign
from core.office import Office
from core.table import Column, Table, table
from reports.official import clean
from reports.reminder import reminder
from reports.synthesis import long_day, synthesis

Paper = Callable[[bytes], list[str]]


@pytest.fixture
def lines() -> Paper:
    """Return the reader of a paper: each paragraph, those of tables in their order."""

    def read(content: bytes) -> list[str]:
        found = []
        for block in docx.Document(io.BytesIO(content)).iter_inner_content():
            if hasattr(block, "rows"):
                found += [p.text for row in block.rows for cell in row.cells for p in cell.paragraphs]
            else:
                found.append(block.text)
        return found

    return read


def of(tables: tuple[Table, ...], name: str) -> list[dict[str, object]]:
    """Return the rows of a table."""
    return next(table.records() for table in tables if table.name == name)  # type: ignore[return-value] - cells


def test_the_letterhead_is_the_decrees(campaign: Campaign, tables: tuple[Table, ...], lines: Paper) -> None:
    """State and motto, issuer under its superior, a blank number before the symbol, place and a blank day, type, subject."""
    said = lines(synthesis(tables, campaign))
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "UBND TỈNH TUYÊN QUANG",
        "SỞ NỘI VỤ",
        "BÁO CÁO",
        "GIÁM ĐỐC",
        "Nơi nhận:",
        "- Lưu: VT.",
    ):
        assert words in said
    assert any(line.startswith("Số:") and line.endswith("/BC-SNV") and not any(map(str.isdigit, line)) for line in said)
    assert any(line.startswith("Tuyên Quang, ngày ") for line in said)


def test_the_page_is_the_decrees(campaign: Campaign, tables: tuple[Table, ...]) -> None:
    """A4 with margins of the decree, Times New Roman in 14 points, the annex in landscape; no date of today in the file."""
    paper = docx.Document(io.BytesIO(synthesis(tables, campaign)))
    first, annex = paper.sections
    assert (round(first.page_width.cm, 1), round(first.page_height.cm, 1)) == (21.0, 29.7)
    assert (round(annex.page_width.cm, 1), round(annex.page_height.cm, 1)) == (29.7, 21.0)
    assert (first.left_margin.cm, first.right_margin.cm) == (pytest.approx(3, abs=0.01), pytest.approx(2, abs=0.01))
    assert first.different_first_page_header_footer
    assert (paper.styles["Normal"].font.name, paper.styles["Normal"].font.size.pt) == ("Times New Roman", 14)
    assert paper.core_properties.created.date() == campaign.deadline


def test_an_office_says_its_own_letterhead(campaign: Campaign, tables: tuple[Table, ...], lines: Paper) -> None:
    """What the campaign's file says wins over what is derived."""
    office = Office(
        "Sở Y tế", "Ủy ban nhân dân tỉnh Hà Nam", "Phủ Lý", "BC-SYT", "SYT-VP", "KT. Giám đốc", "Phó Giám đốc", "Lê A"
    )
    said = lines(
        synthesis(tables, replace(campaign, office=replace(office, addressees=("Bộ Y tế",), recipients=("Lưu trữ",))))
    )
    for words in (
        "SỞ Y TẾ",
        "UBND TỈNH HÀ NAM",
        "KT. GIÁM ĐỐC",
        "PHÓ GIÁM ĐỐC",
        "Lê A",
        "Kính gửi: Bộ Y tế.",
        "- Như trên;",
        "- Lưu trữ;",
    ):
        assert words in said
    assert any(line.endswith("/BC-SYT") for line in said)


@pytest.mark.parametrize(
    ("issuer", "number", "expected"),
    [
        (
            "Ủy ban nhân dân tỉnh Hà Nam",
            "9/KH-UBND",
            ("ỦY BAN NHÂN DÂN TỈNH HÀ NAM", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
        ),
        ("Ban Tổ chức Trung ương", "", ("BAN TỔ CHỨC TRUNG ƯƠNG", "THỦ TRƯỞNG CƠ QUAN")),
    ],
)
def test_other_issuers_have_their_own_form(  # noqa: PLR0917 - fixtures and cases
    campaign: Campaign, tables: tuple[Table, ...], lines: Paper, issuer: str, number: str, expected: tuple[str, ...]
) -> None:
    """A committee signs by its chairman and stands alone; an office of which nothing is known gets blanks, no guess."""
    said = lines(synthesis(tables, replace(campaign, issuer=issuer, number=number)))
    assert set(expected) <= set(said)
    assert not any("UBND TỈNH" in line for line in said)


def test_every_figure_is_counted_from_the_tables(campaign: Campaign, tables: tuple[Table, ...], lines: Paper) -> None:
    """Who returned, who was late by how much, who is missing, and how many did each task."""
    text = "\n".join(lines(synthesis(tables, campaign)))
    units, coverage = of(tables, "units"), of(tables, "coverage")
    returned = [unit for unit in units if unit["returned"]]
    late = [unit for unit in returned if unit["days_late"]]
    assert f"Đã nhận báo cáo của {len(returned)}/{len(units)} đơn vị" in text
    for unit in late:
        assert f"- {unit['unit_name']}: nhận ngày" in text
        assert f"muộn {unit['days_late']:02} ngày." in text
    for unit in units:
        assert str(unit["unit_name"]) in text
    for task in campaign.tasks:
        done = sum(bool(cell["addressed"]) for cell in coverage if cell["task_id"] == task.id)
        part = text[text.index(f"{task.id}. {task.title}") :]
        assert part.split("\n")[1].startswith(f"Đã thực hiện: {done}/{len(units)} đơn vị")


def test_every_quote_is_a_sentence_of_the_tables_with_its_source(
    campaign: Campaign, tables: tuple[Table, ...], lines: Paper
) -> None:
    """What stands between quotation marks behind a unit's name is that unit's own, with number and day of its report."""
    quotes = {
        (str(row["unit_id"]), clean(str(row["sentence"])).lstrip("-+ "))
        for name in ("evidence", "remarks")
        for row in of(tables, name)
    }
    numbers = {str(row["number"]) for row in of(tables, "documents") if row["number"]}
    ids = {unit.name: unit.id for unit in campaign.units}
    found = 0
    for line in lines(synthesis(tables, campaign)):
        name, colon, rest = line.removeprefix("- ").partition(": “")
        if not (line.startswith("- ") and colon and set(name.split("; ")) <= ids.keys()):
            continue
        sentence, _, source = rest.rpartition("” (")
        assert sentence, line
        for one in name.split("; "):
            own = {words.replace("“", "‘").replace("”", "’") for unit, words in quotes if unit == ids[one]}
            assert sentence in own
        assert any(f"số {number} ngày" in source for number in numbers) or "tệp “" in source
        found += 1
    assert found > 10


def test_remarks_are_grouped_by_theme(campaign: Campaign, tables: tuple[Table, ...], lines: Paper) -> None:
    """Each group says how many of how many units; the same words of two units stand once, with both names and sources."""
    first, second, *_ = (unit for unit in of(tables, "units") if unit["returned"])
    file = next(row for row in of(tables, "documents") if row["unit_id"] == first["unit_id"])["source"]
    said = (
        (first, "Kinh phí còn ít.", "funding"),
        (second, "- kinh phí còn ít", "funding"),
        (second, "Biên chế thiếu.", "staff"),
        (second, "Trời hay mưa.", ""),
    )
    records = [
        {"unit_id": unit["unit_id"], "kind": "difficulty", "sentence": words, "theme": theme, "source": file, "page": 2}
        for unit, words, theme in said
    ]
    names = ("unit_id", "kind", "sentence", "theme", "source", "page")
    made = table("remarks", "", tuple(Column(name, name) for name in names), list(records))
    found = lines(synthesis([made if one.name == "remarks" else one for one in tables], campaign))
    start = found.index("Có 02 đơn vị nêu 04 nội dung khó khăn, vướng mắc.")
    heads = [line for line in found[start:] if line[1:3] == ") "]
    assert heads == [
        "a) Kinh phí, chế độ, chính sách (02 nội dung của 02 đơn vị)",
        "b) Biên chế, nhân lực (01 nội dung của 01 đơn vị)",
        "c) Nội dung khác (01 nội dung của 01 đơn vị)",
    ]
    once = [line for line in found if line.startswith(f"- {first['unit_name']}; {second['unit_name']}: “Kinh phí")]
    assert len(once) == 1


def test_the_letter_names_exactly_the_missing_units(
    campaign: Campaign, tables: tuple[Table, ...], lines: Paper
) -> None:
    """With dispatch and deadline; who has reported is not reminded."""
    letter = reminder(tables, campaign)
    assert letter is not None
    said = lines(letter)
    for unit in of(tables, "units"):
        listed = [line for line in said if line.strip("-;. ") == unit["unit_name"]]
        assert len(listed) == (not unit["returned"])
    text = "\n".join(said)
    assert "1185/SNV-XDCQ&CTTN ngày 10 tháng 6 năm 2024 của Sở Nội vụ tỉnh Tuyên Quang" in text
    assert "hạn gửi báo cáo là ngày 05 tháng 12 năm 2024" in text
    assert any(line.startswith("Số:") and line.endswith("/SNV-XDCQ&CTTN") for line in said)


def test_no_letter_where_nobody_is_missing(campaign: Campaign, tables: tuple[Table, ...]) -> None:
    """There is nobody to write to."""
    assert reminder(tables, replace(campaign, units=())) is not None  # the table decides, not the roster
    units = next(table for table in tables if table.name == "units")
    at = [column.name for column in units.columns].index("returned")
    every = replace(units, rows=tuple((*row[:at], True, *row[at + 1 :]) for row in units.rows))
    assert reminder([every if table is units else table for table in tables], campaign) is None


def test_the_same_tables_give_the_same_bytes(
    campaign: Campaign, tables: tuple[Table, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Today or next year: no clock reaches the file."""
    first, letter = synthesis(tables, campaign), reminder(tables, campaign)
    monkeypatch.setattr(time, "localtime", lambda *_: time.struct_time((2031, 5, 6, 7, 8, 9, 1, 126, 0)))
    monkeypatch.setattr(time, "time", lambda: 1_900_000_000.0)
    assert (synthesis(tables, campaign), reminder(tables, campaign)) == (first, letter)


def test_hostile_texts_stay_texts(hostile: tuple[Campaign, tuple[Table, ...]], lines: Paper) -> None:
    """Formulas, controls, marks that turn the writing, endless sentences: the papers open, and none of it acts or shows."""
    campaign, tables = hostile
    nobody_came = [table for table in tables if table.name != "units"]
    for content in (synthesis(tables, campaign), reminder(nobody_came, campaign)):
        assert content is not None
        text = "\n".join(lines(content))
        assert not any(
            (ord(c) < 32 and c != "\n") or 0x202A <= ord(c) <= 0x202E or 0x2066 <= ord(c) <= 0x2069 for c in text
        )
        assert max(map(len, text.split("\n"))) < 20_000
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            xml = parts.read("word/document.xml").decode()
            relations = parts.read("word/_rels/document.xml.rels").decode()
        assert xml.count("<w:instrText") == 0
        assert 'TargetMode="External"' not in relations


def test_a_megabyte_of_a_sentence_is_cut() -> None:
    """A letter quotes sentences, not files; the cut is marked."""
    words = clean("á" * 1_000_000)
    assert len(words) < 2_100
    assert words.endswith(" […]")


def test_nothing_at_all_is_a_paper_too(campaign: Campaign, lines: Paper) -> None:
    """Before any report, without any table, the synthesis says that nobody has reported."""
    text = "\n".join(lines(synthesis((), campaign)))
    assert f"Đã nhận báo cáo của 0/{len(campaign.units)} đơn vị" in text
    assert "không nêu khó khăn" in text


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2024, 12, 5), "05 tháng 12 năm 2024"),
        (date(2025, 1, 31), "31 tháng 01 năm 2025"),
        (date(2025, 3, 9), "09 tháng 3 năm 2025"),
    ],
)
def test_days_are_written_as_the_decree_says(day: date, written: str) -> None:
    """Days below ten and the months one and two take a zero, other months none."""
    assert long_day(day) == written


@pytest.mark.slow
def test_libreoffice_makes_pages_of_the_papers(campaign: Campaign, tables: tuple[Table, ...], tmp_path: Path) -> None:
    """Both open and print; the letter keeps to one page, the annex lies across."""
    if not shutil.which("soffice"):
        pytest.skip("no LibreOffice here")
    letter = reminder(tables, campaign)
    assert letter is not None
    (tmp_path / "a.docx").write_bytes(synthesis(tables, campaign))
    (tmp_path / "b.docx").write_bytes(letter)
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/home", "--headless", "--convert-to", "pdf"]
    command += ["--outdir", str(tmp_path), str(tmp_path / "a.docx"), str(tmp_path / "b.docx")]
    subprocess.run(command, capture_output=True, timeout=120, check=False)
    report, note = (PdfReader(tmp_path / name) for name in ("a.pdf", "b.pdf"))
    assert len(note.pages) == 1
    assert report.pages[0].mediabox.width < report.pages[0].mediabox.height
    assert report.pages[-1].mediabox.width > report.pages[-1].mediabox.height
