"""What more files, more processes, more machines and each kind of file cost: the figures behind docs/scale.md.

    python -m bench.scale [--files 1000 10000] [--reports 600] [--rounds 2] [--parts growth processes kinds]

growth     Runs over so many small files (bench.made_inbox), a fresh OUT each. Prints the exponent of time over files, from
           the processor's seconds and from the clock's, and the peak memory of the parent, smallest over largest.
processes  Runs over so many reports of ordinary length (the samples' texts, as DOCX) by one process, by two, and by a Dask
           cluster of two workers on this machine, in turns; the fastest of each counts. Tables must be the same bytes.
kinds      Runs over reports in one form each (tools.variants): processor's seconds and stored bytes a document, above those
           of a run over one tiny file. Needs LibreOffice and tesseract.

Seconds of the processor are of the run and of everything that it started. `others` is what other programs took of the
machine meanwhile, in cores: where that is much, the clock's figures tell little. MB are 10^6 bytes. Linux only.
"""

import argparse
import ctypes
import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from math import log
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from bench.made_inbox import add_file, make_inbox
from core.settings import Settings
from tools.sample_files import find_libreoffice
from tools.sample_text import read_samples
from tools.variants.forms import FORMS, write
from tools.variants.report import LOOKS, Report, report_of, with_lines
from tools.variants.word import plain

KINDS = {"docx": 24, "eml": 24, "zip": 24, "doc": 24, "pdf": 24, "pdf-signed": 24, "scan-200": 6}  # files of each form
_SUBREAPER = 36  # prctl: orphans come to us, so that what they spent is told to us
_BESIDE = {"dispatch"}  # texts that are no reports
_SETTLED = 3600  # seconds: a file's age, so that no run waits for it


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run of the program cost."""

    files: int
    seconds: float  # by the clock
    own: float  # seconds of the processor, the run's own process
    busy: float  # the same, with all that the run started
    others: float  # cores that other programs took meanwhile
    megabytes: float  # peak of the run's own process
    stored: float  # megabytes of OUT

    def say(self, what: str) -> None:
        """Print the figures on a line."""
        print(
            f"{what:22} {self.seconds:7.1f} s  busy {self.busy:7.1f} s, the parent {self.own:6.1f} s  peak {self.megabytes:5.0f} MB"
            f"  OUT {self.stored:6.1f} MB  others {self.others:4.1f} cores",
            flush=True,
        )


def growth(sizes: Sequence[int]) -> None:
    """Print how time and memory grow with the number of files."""
    costs = []
    for size in sizes:
        with TemporaryDirectory(prefix="soat-scale-") as name:
            make_inbox(Path(name, "inbox"), size)
            costs.append(run_over(Path(name, "inbox"), Path(name, "out"), size))
            costs[-1].say(f"{size} small files")
    for few, many in pairwise(costs):
        steps = log(many.files / few.files)
        print(
            f"{few.files} to {many.files}: exponent {log(many.busy / few.busy) / steps:.3f} of the processor's time,",
            end=" ",
        )
        print(
            f"{log(many.seconds / few.seconds) / steps:.3f} of the clock's; peak memory × {many.megabytes / few.megabytes:.2f}"
        )


def processes(reports: int, rounds: int) -> None:
    """Print what a second process saves, and what two workers of Dask's save instead."""
    with TemporaryDirectory(prefix="soat-scale-") as name, _cluster() as address:
        inbox = Path(name, "inbox")
        make_reports(inbox, reports)
        ways = {
            "one process": ("--workers", "1"),
            "two processes": ("--workers", "2"),
            "Dask, two workers": ("--scheduler", address),
        }
        found: dict[str, list[Cost]] = {way: [] for way in ways}
        tables = []
        for turn in range(rounds):
            for way, options in ways.items():
                out = Path(name, f"out {turn} {way}")
                found[way].append(run_over(inbox, out, reports, *options))
                found[way][-1].say(f"{reports} reports, {way}")
                tables.append({path.name: path.read_bytes() for path in (out / "tables").iterdir()})
        one, two, dask = (min(cost.seconds for cost in costs) for costs in found.values())
        print(f"two processes are {one / two:.2f} times as fast as one; Dask has {two / dask:.2f} of the speed of two")
        if any(table != tables[0] for table in tables):
            sys.exit("the tables are not the same")
        print("the tables are the same bytes in all runs")


def kinds() -> None:
    """Print what a document of each form costs."""
    texts = [sample for sample in read_samples(Settings().data_dir / "samples" / "texts") if sample.name not in _BESIDE]
    with TemporaryDirectory(prefix="soat-scale-") as name:
        add_file(Path(name, "tiny", "0.txt"), 1)
        least = run_over(Path(name, "tiny"), Path(name, "tiny-out"), 1)
        least.say("one tiny file")
        for form in (form for form in FORMS if form.name in KINDS):
            inbox, count = Path(name, form.name), KINDS[form.name]
            reports = [_numbered(report_of(texts[at % len(texts)], LOOKS[at % len(LOOKS)]), at) for at in range(count)]
            for at, report in enumerate(reports):
                made = write(form, [report], find_libreoffice() or "")
                _keep(inbox / f"{at:05}{form.suffix}", next(iter(made.values())))
            size = sum(path.stat().st_size for path in inbox.iterdir())
            cost = run_over(inbox, Path(name, f"{form.name}-out"), count)
            print(
                f"{form.name:11} {size / count / 1e3:7.0f} kB a file: {(cost.busy - least.busy) / count:6.3f} s of the processor,"
                f" {(cost.stored - least.stored) / count * 1e3:5.0f} kB in OUT  (others {cost.others:.1f} cores)",
                flush=True,
            )


def make_reports(folder: Path, count: int) -> None:
    """Write so many reports of the samples' length as DOCX, each with a number of its own."""
    texts = [sample for sample in read_samples(Settings().data_dir / "samples" / "texts") if sample.name not in _BESIDE]
    for at in range(count):
        report = _numbered(report_of(texts[at % len(texts)], LOOKS[at % len(LOOKS)]), at)
        _keep(folder / f"{at:05}.docx", plain(report))


def _numbered(report: Report, at: int) -> Report:
    head, _, tail = report.parts.number.partition("/")
    number = f"{head.partition(':')[0]}: {at + 1}/{tail}"
    return with_lines(report, number=number, date_line=report.parts.date_line)


def _keep(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    old = time.time() - _SETTLED
    os.utime(path, (old, old))


def run_over(inbox: Path, out: Path, files: int, *options: str) -> Cost:
    """Run the program over an inbox into a fresh folder and return what it cost."""
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    machine, before, started = _machine(), _ended(), time.perf_counter()
    command = [sys.executable, "-m", "flows.entry", "run", str(inbox), "--out", str(out), "--quiet", *options]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"the run ended with {process.returncode}")
    seconds = time.perf_counter() - started
    _wait_for_orphans()
    busy = _ended() - before
    others = max(0.0, _machine() - machine - busy) / seconds
    stored = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    own = usage.ru_utime + usage.ru_stime
    return Cost(files, seconds, own, busy, others, usage.ru_maxrss * 1024 / 1e6, stored / 1e6)


def _wait_for_orphans() -> None:
    """Wait for what the run has left to us, its fork server with the workers; Dask's programs stay."""
    kept = {child.pid for child in _DASK}
    for child in psutil.Process().children():
        if child.pid not in kept:
            child.wait()


def _ended() -> float:
    """Return the processor's seconds of all that we started: of what has ended, and of Dask's programs until now."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    running = [one for program in _DASK for one in (program, *program.children(recursive=True))]
    times = [one.cpu_times() for one in running]
    return usage.ru_utime + usage.ru_stime + sum(sum(spent[:4]) for spent in times)


def _machine() -> float:
    """Return the seconds that all processors together were busy since the start of the machine."""
    spent = psutil.cpu_times()
    return float(spent.user + spent.nice + spent.system)


_DASK: list[psutil.Process] = []


@contextmanager
def _cluster() -> Iterator[str]:
    """Start Dask's scheduler and two workers, as a machine would, and yield the scheduler's address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    address = f"tcp://127.0.0.1:{port}"
    scheduler = ("scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard")
    worker = ("worker", address, "--nthreads", "1", "--memory-limit", "0", "--no-dashboard")
    started = []
    try:
        for kind, *arguments in (scheduler, worker, worker):
            command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *arguments]
            started.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        _DASK.extend(psutil.Process(one.pid) for one in started)
        yield address
    finally:
        _DASK.clear()
        for one in reversed(started):
            one.terminate()
            one.wait()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, nargs="+", default=[1000, 10_000])
    parser.add_argument("--reports", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=2)
    parts = ("growth", "processes", "kinds")
    parser.add_argument("--parts", nargs="+", choices=parts, default=parts)
    given = parser.parse_args()
    if "growth" in given.parts:
        growth(sorted(given.files))
    if "processes" in given.parts:
        processes(given.reports, given.rounds)
    if "kinds" in given.parts:
        kinds()


if __name__ == "__main__":
    main()
