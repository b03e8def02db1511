"""What a night costs in which little came: a second run over many unchanged files, and a run with one new file.

    python -m bench.incremental [FILES]        # 10,000 where none is said

Prints seconds by the clock and the peak memory of the run's own process (MB = 10^6 bytes), start of the program
included, as cron would start it. "One new" is also told less the time in which a run over that file alone is done. On a
machine that does other things beside, the seconds of the processor tell more than those of the clock.
"""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.made_inbox import add_file, make_inbox


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run of the program cost."""

    seconds: float  # by the clock
    busy: float  # seconds of the processor: the run's own process, not its workers
    megabytes: float  # peak of the run's own process


def main(files: int) -> None:
    """Print the figures."""
    with TemporaryDirectory(prefix="soat-incremental-") as name:
        inbox, out, alone = Path(name, "inbox"), Path(name, "out"), Path(name, "alone")
        make_inbox(inbox, files)
        _say(f"first run, {files} files", run_over(inbox, out))
        before = _tables(out)
        for again in ("second run", "third run"):
            _say(again, run_over(inbox, out))
        if _tables(out) != before:
            sys.exit("the tables of an unchanged inbox are not the same")
        add_file(alone / "moi.docx", files + 20)
        own = run_over(alone, Path(name, "alone-out"))
        add_file(inbox / "moi.docx", files + 20)
        one_new = run_over(inbox, out)
        _say("that file alone", own)
        _say("one new file", one_new)
        more, busy = one_new.seconds - own.seconds, one_new.busy - own.busy
        print(f"one new file costs {more:.1f} s ({busy:.1f} s busy) more than that file alone")


def run_over(inbox: Path, out: Path, *options: str) -> Cost:
    """Run the program over an inbox and return what it cost."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "flows.entry", "run", str(inbox), "--out", str(out), "--quiet", *options]
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"the run ended with {process.returncode}")
    return Cost(time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / 1e6)


def _tables(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (out / "tables").iterdir()}


def _say(what: str, cost: Cost) -> None:
    print(f"{what:26} {cost.seconds:7.1f} s  {cost.busy:7.1f} s busy  {cost.megabytes:6.0f} MB", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
