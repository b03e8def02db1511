import csv
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.campaign import Campaign
from core.table import Column, Table
from reports.csv import csv_text, guarded, unguarded, write_csv

Run = tuple[Campaign, tuple[Table, ...]]


def _table(*rows: tuple[str | int | float | bool | None, ...], names: tuple[str, ...] = ("a", "b")) -> Table:
    return Table("t", "T", tuple(Column(name, name) for name in names), rows)


def test_types_have_one_spelling() -> None:
    """True and false are lower case, None is empty, numbers are plain, negative ones too."""
    text = csv_text(_table((True, False), (None, 0), (-3, 0.5)))
    assert text == "a,b\ntrue,false\n,0\n-3,0.5\n"


def test_quotes_commas_and_line_feeds_survive(tmp_path: Path) -> None:
    """What stands in a cell comes back out of it (RFC 4180)."""
    path = tmp_path / "deep" / "t.csv"
    write_csv(_table(("“a”, b", 'nói "vậy"\nrồi thôi')), path)
    with path.open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [["a", "b"], ["“a”, b", 'nói "vậy"\nrồi thôi']]


@given(st.text())
@example("'\t=1")
@example("'- a")
@example("''")
def test_guarding_is_undone_without_loss(text: str) -> None:
    """The apostrophe that keeps a spreadsheet quiet can be taken off again."""
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", ["- Tổ chức 3 hội nghị", "+ Mở lớp", "=1+1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1"])
def test_no_text_starts_like_a_formula(text: str) -> None:
    """A bullet stays readable and is no formula."""
    cell = next(csv.reader(csv_text(_table((text, ""))).splitlines(keepends=True)[1:]))[0]
    assert cell.startswith("'")
    assert cell.endswith(text[-1])


def test_plain_texts_are_left_alone() -> None:
    """Only a text that could be a formula is touched."""
    assert csv_text(_table(("312/BC-STP", "Đã tổ chức - có kết quả"))) == "a,b\n312/BC-STP,Đã tổ chức - có kết quả\n"


def test_a_source_still_names_its_file() -> None:
    """A file name that looks like a formula gets the same path in other words, so that tables join and files are found."""
    assert csv_text(_table(("=a.docx", "b"), names=("source", "b"))) == "source,b\n./=a.docx,b\n"


def test_hostile_cells_are_harmless(hostile: Run, tmp_path: Path) -> None:
    """No cell of any table starts a formula, and nothing in it is invisible and harmful."""
    for table in hostile[1]:
        write_csv(table, tmp_path / "t.csv")
        content = (tmp_path / "t.csv").read_text(encoding="utf-8")
        assert not set(content) & set("\x00\x07\x1b\u202e\ud800")
        typed = {(r, c) for r, row in enumerate(table.rows) for c, cell in enumerate(row) if not isinstance(cell, str)}
        for r, row in enumerate(list(csv.reader(content.splitlines(keepends=True)))[1:]):
            for c, cell in enumerate(row):
                assert (r, c) in typed or not cell.lstrip().startswith(("=", "+", "-", "@"))


def test_nothing_is_left_beside_a_file(tables: tuple[Table, ...], tmp_path: Path) -> None:
    """A second write replaces the file by the same bytes and leaves no other."""
    write_csv(tables[0], tmp_path / "t.csv")
    first = (tmp_path / "t.csv").read_bytes()
    write_csv(tables[0], tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_bytes() == first
    assert [path.name for path in tmp_path.iterdir()] == ["t.csv"]
