"""Speed of the whole way of a PDF with a text layer, beside pdfplumber with underthesea in one run: seconds a page.

    python -m bench.end_to_end [FOLDER …] [--rounds N]

soát's figure is its own steps in one process, from the bytes to the evidence: reading with boxes, reading order and
tables, then header, citations and what the report proves for the first campaign. The peers only take the text
(pdfplumber's `extract_text`, each page closed) and cut it into words (underthesea's `word_tokenize`). Both take the same
files, those whose pages all have letters, in turns after a first round of soát that fills its caches; the median counts.
The last lines say how long the understanding of a report of 12,000 characters takes, from the reports among the files.
Time is this process's on the processor, so that what else runs on the machine disturbs little.
"""

import argparse
import io
import logging
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import process_time

import pdfplumber
from underthesea import word_tokenize

from bench.pdf_speed import File, files_in
from core.document import Document
from core.settings import Settings
from core.steps import Description
from extractors.read import read_tree
from nlp.assess import CampaignReader, assess, directive_sentences, is_directive, prepare
from nlp.describe import describe
from store.campaigns import load_campaign

_ROUNDS = 3
_REPORT = 12_000  # characters of a report of five pages


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of the processor that one file took, by step, and what came out."""

    reading: float
    understanding: float
    characters: int
    evidence: int


def soat(file: File, settings: Settings, ready: CampaignReader) -> Spent:
    """Do all that soát does with a file."""
    began = process_time()
    document = _read(file, settings)
    read = process_time()
    found = assess(document, describe(document), None, file.path.name, ready)
    return Spent(read - began, process_time() - read, len(document.text), len(found.evidence))


def peers(file: File) -> int:
    """Take the text with pdfplumber and cut it into words with underthesea."""
    words = 0
    with pdfplumber.open(io.BytesIO(file.content)) as document:
        for page in document.pages:
            words += len(word_tokenize(page.extract_text()))
            page.close()
    return words


def ready_for(files: list[File], settings: Settings) -> CampaignReader:
    """Return the first campaign, with its dispatch's sentences where the dispatch is among the files."""
    campaign = load_campaign(settings.default_campaign)
    for file in files:
        document = _read(file, settings)
        description: Description = describe(document)
        if is_directive(description, campaign):
            return prepare(campaign, directive_sentences(document, description))
    return prepare(campaign, ())


def _read(file: File, settings: Settings) -> Document:
    document = read_tree(file.path, settings)[0].reading.document
    if document is None:
        raise SystemExit(f"{file.path.name} cannot be read")
    return document


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, default=[Settings().data_dir / "samples" / "inbox"])
    parser.add_argument("--rounds", type=int, default=_ROUNDS)
    given = parser.parse_args()
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    settings = Settings()
    files = files_in(given.folders)
    if not files:
        parser.error("no PDF with a text layer there")
    pages = sum(file.pages for file in files)
    ready = ready_for(files, settings)
    for file in files:  # fills the caches
        soat(file, settings, ready)
    word_tokenize("công tác dân vận")  # loads its model
    rounds: list[list[Spent]] = []
    others: list[float] = []
    for _ in range(given.rounds):
        rounds.append([soat(file, settings, ready) for file in files])
        began = process_time()
        for file in files:
            peers(file)
        others.append(process_time() - began)
    own = median(sum(one.reading + one.understanding for one in spent) for spent in rounds)
    reading = median(sum(one.reading for one in spent) for spent in rounds)
    print(f"{len(files)} files, {pages} pages, {sum(one.evidence for one in rounds[0])} pieces of evidence")
    print(f"soát                     {own / pages:8.4f} s a page, of which reading {reading / pages:.4f}")
    print(f"pdfplumber + underthesea {median(others) / pages:8.4f} s a page")
    print(f"soát is {median(others) / own:.1f} times as fast")
    for_reports = [[one for one in spent if one.evidence] for spent in rounds]
    if for_reports[0]:
        per = median(sum(s.understanding for s in spent) / sum(s.characters for s in spent) for spent in for_reports)
        print(f"header, references and evidence of {_REPORT:,} characters: {per * _REPORT * 1000:.0f} ms", end="")
        print(f" (over {len(for_reports[0])} reports of {sum(s.characters for s in for_reports[0]):,} characters)")


if __name__ == "__main__":
    main()
