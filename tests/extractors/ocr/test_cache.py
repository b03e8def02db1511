import stat
from pathlib import Path

import pytest

from extractors.ocr import cache as ocr_cache
from extractors.ocr.cache import OcrCache, key_of

KEY = key_of(b"picture", ("--psm", "3"), "5.3")


def test_what_was_written_is_known_to_the_next(tmp_path: Path) -> None:
    """A table is found again by its key, and by no other picture, argument or version."""
    first = OcrCache(tmp_path / "cache")
    first.keep(KEY, b"table")
    first.write()
    assert OcrCache(tmp_path / "cache").get(KEY) == b"table"
    others = [
        (b"other", ("--psm", "3"), "5.3"),
        (b"picture", ("--psm", "6"), "5.3"),
        (b"picture", ("--psm", "3"), "5.4"),
    ]
    assert [OcrCache(tmp_path / "cache").get(key_of(*other)) for other in others] == [None] * 3


def test_nothing_is_on_the_disk_before_it_is_written(tmp_path: Path) -> None:
    """Of a document that turns out secret no word reaches the disk."""
    cache = OcrCache(tmp_path / "cache")
    cache.keep(KEY, b"table")
    assert cache.get(KEY) == b"table"
    assert not (tmp_path / "cache").exists()


def test_files_are_for_this_user_alone(tmp_path: Path) -> None:
    """Files are 0600 in folders of 0700."""
    cache = OcrCache(tmp_path / "cache")
    cache.keep(KEY, b"table")
    cache.write()
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "cache").rglob("*") if path.is_file()}
    folders = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.rglob("*") if path.is_dir()}
    assert (modes, folders) == ({0o600}, {0o700})


@pytest.mark.parametrize("content", [b"", b"no zlib", b"x\x9c"])
def test_a_broken_entry_is_as_if_missing(tmp_path: Path, content: bytes) -> None:
    """A torn file costs a second recognition, no failure."""
    cache = OcrCache(tmp_path)
    cache.keep(KEY, b"table")
    cache.write()
    (entry,) = (path for path in tmp_path.rglob("*") if path.is_file())
    entry.write_bytes(content)
    assert OcrCache(tmp_path).get(KEY) is None


def test_it_does_not_grow_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full folder loses its oldest entry to the new one."""
    monkeypatch.setattr(ocr_cache, "_IN_A_FOLDER", 3)
    keys = [f"aa{number}" for number in range(5)]
    cache = OcrCache(tmp_path)
    for key in keys:
        cache.keep(key, key.encode())
        cache.write()
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 3
    assert cache.get(keys[-1]) == b"aa4"


def test_without_a_folder_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No cache is set: every file is recognised anew, and nothing is written anywhere."""
    monkeypatch.chdir(tmp_path)
    cache = OcrCache(None)
    cache.keep(KEY, b"table")
    cache.write()
    assert cache.get(KEY) is None
    assert list(tmp_path.iterdir()) == []
