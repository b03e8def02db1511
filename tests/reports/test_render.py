from pathlib import Path

import pytest

from core.campaign import Campaign
from core.table import Table
from reports import placing
from reports.render import write_all

Run = tuple[Campaign, tuple[Table, ...]]


def _bytes(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_second_write_changes_nothing(campaign: Campaign, tables: tuple[Table, ...], tmp_path: Path) -> None:
    """Everything lies where the contract says, and the same run gives the same bytes."""
    write_all(tables, campaign, tmp_path)
    first = _bytes(tmp_path)
    assert set(first) == {
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
