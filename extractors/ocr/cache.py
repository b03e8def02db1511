"""What tesseract said of a picture, kept on disk by the picture's hash, so that new layout rules do not recognise again."""

import contextlib
import hashlib
import os
import tempfile
import zlib
from collections.abc import Sequence
from pathlib import Path

_IN_A_FOLDER = 200  # entries in each of 256 folders; the oldest goes first
_MAX_TABLE = 20_000_000  # bytes of one entry, unpacked


class OcrCache:
    """Tables of tesseract by key. What is kept reaches the disk only by `write`: a secret document's never does.

    Without a folder it only remembers within one file. Files are this user's alone (0600 in 0700). Broken entries are as if missing.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._new: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        """Return the table of `key`, None where it is not known."""
        packed = self._new.get(key)
        try:
            if packed is None and self._folder is not None:
                packed = self._place(self._folder, key).read_bytes()
            return _unpacked(packed) if packed else None
        except (OSError, zlib.error):
            return None

    def keep(self, key: str, table: bytes) -> None:
        """Remember a table; `write` puts it on the disk."""
        if self._folder is not None:
            self._new[key] = zlib.compress(table, 6)

    @property
    def waits(self) -> bool:
        """Tell whether something is new and waits to be written."""
        return bool(self._new)

    def write(self) -> None:
        """Put what is new on the disk. A disk that refuses costs the next run time, and nothing else."""
        if self._folder is not None:
            for key, packed in self._new.items():
                with contextlib.suppress(OSError):
                    _write(self._place(self._folder, key), packed)
        self._new.clear()

    @staticmethod
    def _place(folder: Path, key: str) -> Path:
        return folder / key[:2] / key[2:]


def key_of(picture: bytes, arguments: Sequence[str], program: str) -> str:
    """Return the key of a picture's bytes, tesseract's arguments, and its version."""
    digest = hashlib.sha256(repr((tuple(arguments), program)).encode())
    digest.update(picture)
    return digest.hexdigest()


def _unpacked(packed: bytes) -> bytes | None:
    machine = zlib.decompressobj()
    table = machine.decompress(packed, _MAX_TABLE)
    return table if machine.eof else None


def _write(place: Path, packed: bytes) -> None:
    place.parent.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    place.parent.mkdir(mode=0o700, exist_ok=True)
    entries = list(os.scandir(place.parent))
    if len(entries) >= _IN_A_FOLDER:
        oldest = min(entries, key=lambda entry: (entry.stat().st_mtime_ns, entry.name))
        Path(oldest.path).unlink(missing_ok=True)
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=".")  # 0600
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(packed)
        Path(name).replace(place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
