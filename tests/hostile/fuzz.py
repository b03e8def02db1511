"""Reads mutated files by the thousand, many a job; tells each that has neither a document nor a code.

python -m tests.hostile.fuzz [FIRST SEED] [COUNT]     a run; each finding is printed with its seed
python -m tests.hostile.fuzz --write SEED FILE        make the file of one seed, to look at it
"""

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.problem import Code, Problem, Severity
from core.settings import Settings
from extractors.read import read_tree
from extractors.workers.sandbox import Sandbox
from tests.hostile.mutations import mutated

_AT_ONCE = 20  # files a job


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of the file of a seed: the code of its first problem, "" where it was read without one."""

    seed: int
    code: str
    fault: str = ""  # what no file may do


def fuzz(first: int, count: int, workers: int = 2) -> Iterator[Ended]:
    """Yield what became of the files of these seeds, in no order. A job that was ended is done again, file by file."""
    settings = Settings()
    jobs = [range(start, min(start + _AT_ONCE, first + count)) for start in range(first, first + count, _AT_ONCE)]
    with Sandbox(workers, 200, settings.megabytes_per_file, settings.busy_seconds) as sandbox:
        again: list[range] = []
        for job, done in sandbox.run(read_seeds, jobs):
            if isinstance(done, Problem):
                again += [range(seed, seed + 1) for seed in job]
            else:
                yield from done
        for job, done in sandbox.run(read_seeds, again):
            yield from [Ended(job.start, str(done.code))] if isinstance(done, Problem) else done


def read_seeds(seeds: range) -> list[Ended]:
    """Read the files of these seeds, without the programs that would recognise or convert: they are not what is tried."""
    os.environ["PATH"] = "/nowhere"
    settings = Settings()
    with tempfile.TemporaryDirectory() as folder:
        return [_read(seed, Path(folder), settings) for seed in seeds]


def _read(seed: int, folder: Path, settings: Settings) -> Ended:
    name, content = mutated(seed)
    path = folder / name
    path.write_bytes(content)
    try:
        items = read_tree(path, settings)
    except Exception as error:  # noqa: BLE001 - the very thing that may not happen
        return Ended(seed, "", f"raised {error!r}")
    finally:
        path.unlink()
    silent = [item.suffix for item in items if not item.reading.document and not item.reading.problems]
    problems = [one for item in items for one in item.reading.problems if one.severity is Severity.ERROR]
    crash = next((one for one in problems if one.code is Code.CRASHED), None)
    worst = crash or next(iter(problems), None)
    fault = "" if items and not silent else f"neither document nor code: {silent}"
    return Ended(seed, f"{worst.code} {worst.message[-30:] if crash else ''}".strip() if worst else "", fault)


def main(arguments: list[str]) -> int:
    """Run, or write one file."""
    if arguments[:1] == ["--write"]:
        Path(arguments[2]).write_bytes(mutated(int(arguments[1]))[1])
        return 0
    first, count = (int(number) for number in (*arguments, *("0", "5000")[len(arguments) :]))
    counted: Counter[str] = Counter()
    faults = 0
    for ended in fuzz(first, count):
        counted[ended.code] += 1
        if ended.fault or Code.CRASHED in ended.code:
            sys.stdout.write(f"seed {ended.seed} ({mutated(ended.seed)[0]}): {ended.code} {ended.fault}\n")
        faults += bool(ended.fault)
    for code, number in counted.most_common():
        sys.stdout.write(f"{number:6} {code or 'read'}\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
