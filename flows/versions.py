"""Versions of the steps: a fingerprint of the code and tables that a step runs, so that a change re-does just its work."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from core.campaign import Campaign
from core.office import Office
from core.settings import Settings
from core.steps import Step
from extractors.tools import tools

_ROOT = Path(__file__).resolve().parent.parent
_CODE = {
    Step.READ: ("core", "extractors"),
    Step.DESCRIBE: ("core", "nlp"),
    Step.ASSESS: ("core", "nlp"),
}
_PROGRAM = ("core", "extractors", "nlp", "store", "reports", "flows")
_READING = {
    "ocr_dpi",
    "max_bytes",
    "max_members",
    "max_depth",
    "seconds_per_page",
    "seconds_per_file",
    "busy_seconds",
    "megabytes_per_file",
}
_SUFFIXES = {".py", ".html", ".css", ".js"}
_LENGTH = 16  # hexadecimal digits


@lru_cache(maxsize=1)
def versions() -> dict[Step, str]:
    """Return the version of each step; reading also hangs on the programs at hand and on the limits set."""
    found = {step: _fingerprint(packages, reading=step is Step.READ) for step, packages in _CODE.items()}
    at_hand = hashlib.sha256(repr((tools(), Settings().model_dump(include=_READING))).encode()).hexdigest()
    reading = f"{found[Step.READ]}-{at_hand[:8]}"
    return found | {Step.READ: reading, Step.BRIEF: reading}


@lru_cache(maxsize=1)
def program() -> str:
    """Return the fingerprint of the whole program: of all code, tables and templates, and of what reading hangs on."""
    digest = hashlib.sha256(versions()[Step.READ].encode())
    for package in _PROGRAM:
        _take_in(digest, (path for path in (_ROOT / package).rglob("*") if path.suffix in _SUFFIXES))
    _take_in(digest, Settings().tables_dir.glob("*.csv"))
    return digest.hexdigest()


def _fingerprint(packages: tuple[str, ...], *, reading: bool) -> str:
    digest = hashlib.sha256()
    for package in packages:
        _take_in(digest, (_ROOT / package).rglob("*.py"))
    _take_in(digest, (path for path in Settings().tables_dir.glob("*.csv") if _is_read_with(path) is reading))
    return digest.hexdigest()[:_LENGTH]


def _take_in(digest: "hashlib._Hash", files: Iterable[Path]) -> None:
    for path in sorted(files):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())


def _is_read_with(table: Path) -> bool:
    """Tell whether a table is one of letters and syllables, which reading needs and understanding does not."""
    return table.name.startswith("legacy_")


def context_of(campaign: Campaign, directive: tuple[str, ...]) -> str:
    """Return the fingerprint of a campaign and its dispatch's sentences, on which an assessment hangs."""
    read = replace(campaign, office=Office(), closed_on=None)  # neither changes anything that is found
    return hashlib.sha256(repr((read, directive)).encode()).hexdigest()[:_LENGTH]
