"""The accuracy that was reached must not be lost: `python -m bench.coverage` prints the figures behind these bars."""

import pytest

from bench.coverage import figures_of, measure
from core.settings import Settings


@pytest.mark.parametrize(
    ("folder", "addressed", "status"), [("samples", 0.97, 0.94), ("heldout", 0.95, 0.92), ("heldout3", 0.95, 0.93)]
)
def test_what_was_reached_is_kept(folder: str, addressed: float, status: float) -> None:
    """Labelled reports are read at least as well as when these bars were set."""
    figures = figures_of(measure(Settings().data_dir / folder / "texts"))
    assert figures["addressed_f1"] >= addressed
    assert figures["status_accuracy"] >= status
