"""Versions of the steps: a fingerprint of the code and tables that a step runs, so that a change re-does just its work."""

import hashlib
from functools import lru_cache
from pathlib import Path

from core.campaign import Campaign
from core.settings import Settings
from core.steps import Step
from extractors.tools import tools

_ROOT = Path(__file__).resolve().parent.parent
_CODE = {
    Step.READ: ("core", "extractors"),
    Step.DESCRIBE: ("core", "nlp"),
    Step.ASSESS: ("core", "nlp"),
}
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
_LENGTH = 16  # hexadecimal digits


@lru_cache(maxsize=1)
def versions() -> dict[Step, str]:
    """Return the version of each step; reading also hangs on the programs at hand and on the limits set."""
    found = {step: _fingerprint(packages, reading=step is Step.READ) for step, packages in _CODE.items()}
    at_hand = hashlib.sha256(repr((tools(), Settings().model_dump(include=_READING))).encode()).hexdigest()
    return found | {Step.READ: f"{found[Step.READ]}-{at_hand[:8]}"}


def _fingerprint(packages: tuple[str, ...], *, reading: bool) -> str:
    digest = hashlib.sha256()
    files = [path for package in packages for path in sorted((_ROOT / package).rglob("*.py"))]
    files += [path for path in sorted(Settings().tables_dir.glob("*.csv")) if _is_read_with(path) is reading]
    for path in files:
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:_LENGTH]


def _is_read_with(table: Path) -> bool:
    """Tell whether a table is one of letters and syllables, which reading needs and understanding does not."""
    return table.name.startswith("legacy_")


def context_of(campaign: Campaign, directive: tuple[str, ...]) -> str:
    """Return the fingerprint of a campaign and its dispatch's sentences, on which an assessment hangs."""
    return hashlib.sha256(repr((campaign, directive)).encode()).hexdigest()[:_LENGTH]
