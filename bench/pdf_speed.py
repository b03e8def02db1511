"""Speed of reading PDFs with a text layer, beside other readers in one run: pages a second.

    python -m bench.pdf_speed [FOLDER …] [--rounds N]

soát's figure is its whole reader: boxes, reading order, tables, paragraphs (`read_pages` and `arrange`, without recognition).
The others only give text: pypdfium2 (`get_text_range`), pdfminer.six (`extract_text`), pdfplumber (`extract_text`), and
poppler's `pdftotext` where it is installed. All read the same files, those whose pages all have letters, in turns; the
median of the rounds counts, the slow ones take part in two rounds only. Time is the processor's, own and children's, so
that what else runs on the machine disturbs little. The last line is no part of the comparison: the same files read as a
run reads them, a file a worker process and a process a core, by the clock.
"""

import argparse
import io
import logging
import os
import shutil
import subprocess
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

import pdfplumber
import pypdfium2
from pdfminer.high_level import extract_text

from core.settings import Settings
from extractors.layout.arrange import arrange
from extractors.pdf.text import read_pages

_ROUNDS = 7
_SLOW_ROUNDS = 2


@dataclass(frozen=True, slots=True)
class File:
    """A PDF all of whose pages have a text layer."""

    path: Path
    content: bytes
    pages: int


def soat(file: File) -> int:
    """Read as soát does."""
    return len(arrange([page.text for page in read_pages(file.content)]))


def pdfium(file: File) -> int:
    """Take the bare text from pdfium."""
    document = pypdfium2.PdfDocument(file.content)
    letters = 0
    for number in range(len(document)):
        page = document[number]
        text = page.get_textpage()
        letters += len(text.get_text_range())
        text.close()
        page.close()
    document.close()
    return letters


def plumber(file: File) -> int:
    """Take the text from pdfplumber, each page closed."""
    letters = 0
    with pdfplumber.open(io.BytesIO(file.content)) as document:
        for page in document.pages:
            letters += len(page.extract_text())
            page.close()
    return letters


def miner(file: File) -> int:
    """Take the text from pdfminer.six."""
    return len(extract_text(io.BytesIO(file.content)))


def poppler(file: File) -> int:
    """Take the text from pdftotext, a process a file."""
    done = subprocess.run(["pdftotext", "-layout", file.path, "-"], capture_output=True, check=True)
    return len(done.stdout)


def files_in(folders: Iterable[Path]) -> list[File]:
    """Return the PDFs below these folders all of whose pages have letters."""
    found: list[File] = []
    for path in sorted(path for folder in folders for path in folder.rglob("*.pdf")):
        content = path.read_bytes()
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError:
            continue
        counts = [page.get_textpage().count_chars() for page in document]
        document.close()
        if counts and all(counts):
            found.append(File(path, content, len(counts)))
    return found


def measure(files: list[File], rounds: int) -> dict[str, float]:
    """Return the pages a second of each reader."""
    readers: list[tuple[str, Callable[[File], int], int]] = [
        ("soát", soat, rounds),
        ("pypdfium2", pdfium, rounds),
        ("pdfplumber", plumber, min(rounds, _SLOW_ROUNDS)),
        ("pdfminer.six", miner, min(rounds, _SLOW_ROUNDS)),
    ]
    if shutil.which("pdftotext"):
        readers.append(("pdftotext", poppler, min(rounds, _SLOW_ROUNDS)))
    pages = sum(file.pages for file in files)
    times: defaultdict[str, list[float]] = defaultdict(list)
    soat(files[0])  # imports
    for turn in range(rounds):
        for name, reader, least in readers:
            if turn >= least:
                continue
            start = _seconds()
            for file in files:
                reader(file)
            times[name].append(_seconds() - start)
    return {name: pages / median(seconds) for name, seconds in times.items()}


def together(files: list[File], rounds: int) -> float:
    """Return the pages a second by the clock, where each core has a process that reads."""
    times = []
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for _ in range(rounds + 1):  # the first round starts the processes
            start = perf_counter()
            deque(pool.map(soat, files), maxlen=0)
            times.append(perf_counter() - start)
    return sum(file.pages for file in files) / median(times[1:])


def _seconds() -> float:
    """Return the processor's time that this process and its children have used."""
    return sum(os.times()[:4])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, default=[Settings().data_dir / "samples" / "inbox"])
    parser.add_argument("--rounds", type=int, default=_ROUNDS)
    given = parser.parse_args()
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    files = files_in(given.folders)
    if not files:
        parser.error("no PDF with a text layer there")
    print(f"{len(files)} files, {sum(file.pages for file in files)} pages")
    speeds = measure(files, given.rounds)
    for name, speed in speeds.items():
        print(f"{name:14}{speed:9.1f} pages/s   soát is {speeds['soát'] / speed:6.2f} times as fast")
    print(f"By the clock, {os.cpu_count()} processes of soát at once: {together(files, given.rounds):.1f} pages/s")


if __name__ == "__main__":
    main()
