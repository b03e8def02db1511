"""Laws of putting files into place: whole or not at all, for those whom they are made for, and nothing left beside."""

import stat
from pathlib import Path

import pytest

from reports.placing import place, placed, sweep, workroom


@pytest.mark.parametrize(("mode", "told"), [(0o644, {}), (0o600, {"mode": 0o600})])
def test_results_are_for_all_and_pages_of_documents_for_their_owner(
    tmp_path: Path, mode: int, told: dict[str, int]
) -> None:
    """A result may be read by everybody on the machine; what is said to be private by nobody else, also where it replaces something."""
    path = tmp_path / "sâu" / "tệp"
    for content in (b"one", b"two"):
        place(path, content, **told)
        assert path.read_bytes() == content
        assert stat.S_IMODE(path.stat().st_mode) == mode
    assert list(path.parent.iterdir()) == [path]


def test_what_cannot_be_placed_leaves_the_old_one(tmp_path: Path) -> None:
    """Where the way to the place is barred nothing is lost and nothing is left."""
    path = tmp_path / "thư mục"
    (path / "trong").mkdir(parents=True)
    with pytest.raises(OSError, match="thư mục"):
        place(path, b"x")
    assert [one.name for one in tmp_path.iterdir()] == ["thư mục"]


def test_halves_of_a_killed_run_are_swept(tmp_path: Path) -> None:
    """Only what a killed run left half-written goes."""
    for name in (".units.csv.abc.part", "units.csv", "own.part", ".hidden"):
        (tmp_path / name).touch()
    sweep(tmp_path)
    assert sorted(one.name for one in tmp_path.iterdir()) == [".hidden", "own.part", "units.csv"]


def test_what_a_killed_run_left_is_swept_away(tmp_path: Path) -> None:
    """Half-written files and folders of parts go; results stay."""
    place(tmp_path / "bảng", b"whole")
    (tmp_path / ".bảng.x.part").write_bytes(b"half")
    left = tmp_path / ".sổ.y.part"
    left.mkdir()
    (left / "phần").write_bytes(b"half")
    sweep(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["bảng"]


def _failing(path: Path) -> None:
    with workroom(path) as room, placed(path) as file:
        (room / "phần").write_bytes(b"half")
        file.write(b"half")
        raise ZeroDivisionError


def test_a_failure_leaves_the_old_file(tmp_path: Path) -> None:
    """A file that could not be written to its end is not put into place, and nothing of it stays."""
    place(tmp_path / "bảng", b"old")
    with pytest.raises(ZeroDivisionError):
        _failing(tmp_path / "bảng")
    assert [path.name for path in tmp_path.iterdir()] == ["bảng"]
    assert (tmp_path / "bảng").read_bytes() == b"old"
