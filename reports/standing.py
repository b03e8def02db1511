"""Remembers what each handed-out file was made of, so that one which stands as it was written is not made again."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from core.table import Table
from reports.placing import place

RECORD = ".soat-written.json"  # in OUT


# Begins to write a file, perhaps beside what goes on here, and returns what waits for its end.
Begin = Callable[[Callable[[Path], None], Path], Callable[[], None]]


@dataclass(frozen=True, slots=True)
class Output:
    """A file to hand out: its path below OUT, a digest of all that its bytes hang on, told when it is asked for, and how to write it."""

    name: str
    digest: Callable[[], str]
    write: Callable[[Path], None]  # picklable where it takes long
    long: bool = False  # to write it takes as long as all the others together


@dataclass(frozen=True, slots=True)
class _File:
    """A file as it stood when it was written."""

    digest: str
    size: int
    modified: int  # nanoseconds
    inode: int


@dataclass(frozen=True, slots=True)
class _Record:
    made_of: str
    files: dict[str, _File]


_RECORD: TypeAdapter[_Record] = TypeAdapter(_Record)


def digest_of(*parts: object) -> str:
    """Return a digest of values that are frozen dataclasses, tuples, texts and numbers."""
    return sha256(repr(parts).encode()).hexdigest()


def digest_of_table(program: str, table: Table) -> str:
    """Return a digest of a table, of any length, as it is written by this program."""
    digest = sha256(repr((program, table.name, table.title, table.columns)).encode())
    for row in table.rows:
        digest.update(repr(row).encode())
    return digest.hexdigest()


def here(write: Callable[[Path], None], path: Path) -> Callable[[], None]:
    """Write the file when its end is waited for (a `Begin`)."""
    return partial(write, path)


def write_outputs(out: Path, outputs: Sequence[Output], made_of: str, begin: Begin = here) -> None:
    """Write those of the files that do not stand as their digests say; `made_of` is kept for `stands`. Raises OSError.

    Those that take long are written by `begin`: at once, where it does so beside and they were made of something else
    the last time. That they would be the same bytes is then rare, and their digests take long too.

    The record is written last: after a power cut in between a file is written once more, never taken for another one.
    """
    before = _read(out)
    early = {output.name for output in outputs if output.long and begin is not here and made_of != before.made_of}
    ends = [begin(output.write, out / output.name) for output in outputs if output.name in early]
    stale = [output for output in outputs if output.name not in early and not _is_written(out, output, before)]
    ends += [begin(output.write, out / output.name) for output in stale if output.long]
    for output in stale:
        if not output.long:
            output.write(out / output.name)
    for end in ends:
        end()
    found = ((output.name, _facts(out / output.name, output.digest())) for output in outputs)
    files = {name: facts for name, facts in found if facts is not None}
    record = _Record(made_of, files)
    if record != before:
        place(out / RECORD, json.dumps(_RECORD.dump_python(record), indent=1).encode())


def _is_written(out: Path, output: Output, before: _Record) -> bool:
    """Tell whether a file stands as it was written, and would be written so again."""
    facts = _facts(out / output.name, output.digest())
    return facts is not None and before.files.get(output.name) == facts


def stands(out: Path, made_of: str) -> bool:
    """Tell whether the last files were made of this and stand as they were written."""
    record = _read(out)
    if not made_of or record.made_of != made_of:
        return False
    return all(_facts(out / name, file.digest) == file for name, file in record.files.items())


def _facts(path: Path, digest: str) -> _File | None:
    """Return how a file stands now; None where it is not there."""
    try:
        found = path.lstat()
    except OSError:
        return None
    return _File(digest, found.st_size, found.st_mtime_ns, found.st_ino)


def _read(out: Path) -> _Record:
    try:
        return _RECORD.validate_json((out / RECORD).read_bytes())
    except (OSError, ValidationError):
        return _Record("", {})
