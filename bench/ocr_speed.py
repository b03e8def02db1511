"""Speed and errors of recognition beside its peers in one run: pages a minute by the clock, and wrong characters and words.

    python -m bench.ocr_speed [--files N]

The samples' PDFs are scanned anew (200 dpi, askew, noisy), so their text is known. soát reads the scans as a run does, whole, layout
included, in a worker for each core, one page on each core; bare `tesseract -l vie` reads the same page images one after the other with one thread; `ocrmypdf --jobs 2` reads the same
scans where it is installed. Errors of words are counted without their order, those of characters in it: the letterhead's two columns and
running heads are put differently by each.
"""

import argparse
import io
import os
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from rapidfuzz.distance import Levenshtein

from core.settings import Settings
from extractors.ocr.tesseract import missing
from extractors.pages import read_pdf
from extractors.pdf.rendering import rendered
from extractors.pdf.text import Worth, read_pages
from extractors.workers.sandbox import Sandbox
from tools.sample_files import to_scan

_INBOX = Path(__file__).resolve().parent.parent / "data" / "samples" / "inbox"

# Slots of its own: another run on this machine would hold those that all share.
_SETTINGS = Settings(cache_dir=None, slots_dir=Path(tempfile.gettempdir(), f"soat-bench-slots-{os.getuid()}"))


@dataclass(frozen=True, slots=True)
class Scan:
    """A scan of a known text."""

    pdf: bytes
    pages: tuple[bytes, ...]  # PNG
    truth: str


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    options.add_argument("--files", type=int, default=4, help="how many of the samples' PDFs are scanned")
    if missing():
        print(missing())
        return
    scans = _scans(options.parse_args().files)
    pages = sum(len(scan.pages) for scan in scans)
    readers: dict[str, Callable[[list[Scan]], list[str]]] = {
        "soát": _in_workers,
        "tesseract -l vie": lambda all_of_them: list(map(_tesseract, all_of_them)),
    }
    if shutil.which("ocrmypdf"):
        readers["ocrmypdf --jobs 2"] = lambda all_of_them: list(map(_ocrmypdf, all_of_them))
    else:
        print("ocrmypdf is not installed: left out")
    print(f"{pages} pages of {len(scans)} scans\n{'':20}{'pages/min':>10}{'chars %':>9}{'words %':>9}")
    speeds: dict[str, float] = {}
    for name, read in readers.items():
        start = time.monotonic()
        texts = read(scans)
        speeds[name] = 60 * pages / (time.monotonic() - start)
        wrong = [_errors(scan.truth, text) for scan, text in zip(scans, texts, strict=True)]
        characters, words = (100 * sum(part) / len(wrong) for part in zip(*wrong, strict=True))
        print(f"{name:20}{speeds[name]:10.1f}{characters:9.2f}{words:9.2f}")
    bare = speeds["tesseract -l vie"]
    print(", ".join(f"{name}: {speed / bare:.2f} × bare tesseract" for name, speed in speeds.items()))


def _scans(count: int) -> list[Scan]:
    found: list[Scan] = []
    for path in sorted(_INBOX.glob("*.pdf")):
        content = path.read_bytes()
        try:
            if any(page.worth is not Worth.WHOLE for page in read_pages(content)):
                continue
        except Exception as error:  # noqa: BLE001 - the samples hold broken and locked files too
            print(f"{path.name}: {type(error).__name__}, left out")
            continue
        scan = to_scan(content, path.name)
        document = pypdfium2.PdfDocument(scan)
        pages = tuple(_png(rendered(scan, index, 200)) for index in range(len(document)))
        document.close()
        found.append(Scan(scan, pages, _soat(Scan(content, (), ""))))
        if len(found) == count:
            break
    return found


def _png(picture: object) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, "PNG")  # type: ignore[attr-defined]
    return stream.getvalue()


def _in_workers(scans: list[Scan]) -> list[str]:
    """Read the scans with a worker for each core; the workers' start is part of the time, as it is of a run's."""
    limits = _SETTINGS.seconds_per_file, _SETTINGS.megabytes_per_file, _SETTINGS.busy_seconds
    with Sandbox(0, *limits, modules=("extractors.pages",)) as sandbox:
        found = dict(sandbox.run(_soat, scans))
    return [str(found[scan]) for scan in scans]


def _soat(scan: Scan) -> str:
    return "\n".join(piece.text for piece in read_pdf(scan.pdf, _SETTINGS).pieces)


def _tesseract(scan: Scan) -> str:
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}  # noqa: TID251 - a peer is started as a user would
    command = ["tesseract", "stdin", "stdout", "-l", "vie"]
    done = (
        subprocess.run(command, input=page, capture_output=True, check=True, env=environment) for page in scan.pages
    )
    return "\n".join(one.stdout.decode() for one in done)


def _ocrmypdf(scan: Scan) -> str:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "in.pdf").write_bytes(scan.pdf)
        command = [
            "ocrmypdf",
            "--jobs",
            "2",
            "-l",
            "vie",
            "--output-type",
            "pdf",
            "--sidecar",
            "out.txt",
            "in.pdf",
            "out.pdf",
        ]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        return Path(folder, "out.txt").read_text(encoding="utf-8")


def _errors(truth: str, text: str) -> tuple[float, float]:
    """Return the shares of wrong characters, in their order, and of missing words, in any order."""
    wanted, found = truth.split(), text.split()
    characters = Levenshtein.distance(" ".join(wanted), " ".join(found)) / len(" ".join(wanted))
    return characters, sum((Counter(wanted) - Counter(found)).values()) / len(wanted)


if __name__ == "__main__":
    main()
