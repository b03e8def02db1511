import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from core.campaign import Campaign
from core.table import Table
from reports import placing
from reports.render import write_all
from reports.standing import RECORD, stands
from reports.view import view

Run = tuple[Campaign, tuple[Table, ...]]


def _bytes(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_second_write_changes_nothing(campaign: Campaign, tables: tuple[Table, ...], tmp_path: Path) -> None:
    """Everything lies where the contract says, and the same run gives the same bytes."""
    write_all(tables, campaign, tmp_path)
    first = _bytes(tmp_path)
    assert set(first) == {
        RECORD,
        "citations.graphml",
        "coverage.xlsx",
        "index.html",
        "tables/summary.csv",
        *(f"tables/{table.name}.csv" for table in tables),
    }
    write_all(tables, campaign, tmp_path)
    assert _bytes(tmp_path) == first


def test_hostile_tables_are_written(hostile: Run, tmp_path: Path) -> None:
    """No text from outside stops a run from being written."""
    written = write_all(hostile[1], hostile[0], tmp_path)
    assert written.page.stat().st_size > 0
    assert written.workbook.stat().st_size > 0


def test_a_failed_write_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk costs the new file only, and nothing half-written stays."""
    path = tmp_path / "a.csv"
    placing.place(path, b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(placing.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        placing.place(path, b"new")
    assert _bytes(tmp_path) == {"a.csv": b"old"}


def test_the_workbook_may_be_written_elsewhere(campaign: Campaign, tables: tuple[Table, ...], tmp_path: Path) -> None:
    """It is what takes long: its writing can be handed to another process, begins first, and gives the same files."""
    handed: list[tuple[bytes, str]] = []

    def begin(write: Callable[[Path], None], path: Path) -> Callable[[], None]:
        assert not list(path.parent.iterdir())
        handed.append((pickle.dumps(write), path.name))
        return lambda: pickle.loads(handed[0][0])(path)  # noqa: S301 - our own

    write_all(tables, campaign, tmp_path / "here")
    (tmp_path / "there").mkdir()
    write_all(tables, campaign, tmp_path / "there", begin=begin)
    assert [name for _, name in handed] == ["coverage.xlsx"]
    here, there = _bytes(tmp_path / "here"), _bytes(tmp_path / "there")
    assert {**here, RECORD: b""} == {**there, RECORD: b""}


def test_what_takes_long_is_begun_where_something_changed(
    campaign: Campaign, tables: tuple[Table, ...], tmp_path: Path
) -> None:
    """Beside, it is begun at once where another night made the last files, and else only where it does not stand."""
    begun: list[str] = []

    def begin(write: Callable[[Path], None], path: Path) -> Callable[[], None]:
        begun.append(path.name)
        return lambda: write(path)

    for made_of, wanted in (("night", 1), ("night", 1), ("another night", 2), ("another night", 2)):
        write_all(tables, campaign, tmp_path, made_of=made_of, begin=begin)
        assert begun == ["coverage.xlsx"] * wanted
        assert stands(tmp_path, made_of)
    (tmp_path / "coverage.xlsx").unlink()
    write_all(tables, campaign, tmp_path, made_of="another night", begin=begin)
    assert begun == ["coverage.xlsx"] * 3
    assert stands(tmp_path, "another night")


def test_what_stands_is_not_written_again(campaign: Campaign, tables: tuple[Table, ...], tmp_path: Path) -> None:
    """A file is left as it is while its tables and the program are the same; a touched, missing or outdated one is made."""
    write_all(tables, campaign, tmp_path, program="1", made_of="night")
    first = _bytes(tmp_path)
    before = {name: (tmp_path / name).stat().st_mtime_ns for name in first}

    def written() -> set[str]:
        return {name for name, at in before.items() if (tmp_path / name).stat().st_mtime_ns != at}

    assert stands(tmp_path, "night")
    assert not stands(tmp_path, "another night")
    write_all(tables, campaign, tmp_path, program="1", made_of="night")
    assert written() == set()
    (tmp_path / "index.html").write_text("edited")
    (tmp_path / "tables" / "units.csv").unlink()
    assert not stands(tmp_path, "night")
    write_all(tables, campaign, tmp_path, program="1", made_of="night")
    assert written() == {"index.html", "tables/units.csv", RECORD}
    assert {name: content for name, content in _bytes(tmp_path).items() if name != RECORD} == {
        name: content for name, content in first.items() if name != RECORD
    }
    fewer = tuple(replace(one, rows=one.rows[1:]) if one.name == "remarks" else one for one in tables)
    before |= {name: (tmp_path / name).stat().st_mtime_ns for name in first}
    write_all(fewer, campaign, tmp_path, program="1", made_of="night")
    assert written() == {"tables/remarks.csv", "coverage.xlsx", "index.html", "citations.graphml", RECORD}
    before |= {name: (tmp_path / name).stat().st_mtime_ns for name in first}
    write_all(fewer, campaign, tmp_path, program="2", made_of="night")
    assert written() == set(first)


def test_workbook_and_page_share_one_view(
    campaign: Campaign, tables: tuple[Table, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tables are joined once for both, and not at all where both stand."""
    joined: list[int] = []
    monkeypatch.setattr("reports.view.view", lambda *given: joined.append(1) or view(*given))
    for _ in range(2):
        write_all(tables, campaign, tmp_path)
        assert len(joined) == 1


def test_a_spoilt_record_is_none(campaign: Campaign, tables: tuple[Table, ...], tmp_path: Path) -> None:
    """A record that cannot be read says nothing: everything is written."""
    write_all(tables, campaign, tmp_path, made_of="night")
    (tmp_path / RECORD).write_text("{")
    assert not stands(tmp_path, "night")
    write_all(tables, campaign, tmp_path, made_of="night")
    assert stands(tmp_path, "night")


def test_what_a_killed_run_left_is_swept(tmp_path: Path) -> None:
    """Half-written files go, whatever else lies there stays."""
    placing.place(tmp_path / "a.csv", b"whole")
    (tmp_path / ".a.csv.x1.part").write_bytes(b"ha")
    (tmp_path / "của ai.part").write_bytes(b"")
    placing.sweep(tmp_path)
    assert set(_bytes(tmp_path)) == {"a.csv", "của ai.part"}
