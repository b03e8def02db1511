"""Puts a finished file into its place: readers see the old one or the new one, never half of it."""

import os
import tempfile
from pathlib import Path


def place(path: Path, content: bytes) -> None:
    """Write `content` beside `path` and move it there; the folder is made where it is missing. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(0o644)  # mkstemp gives 0600; a report is for the whole office
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
