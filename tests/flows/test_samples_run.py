"""The whole sample inbox, scans included: what a user sees of the first `make run`, held against its gold."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from core.settings import Settings
from extractors.tools import missing_tools
from flows.run import RunResult
from flows.verify import verify
from store.campaigns import load_campaign

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples"
pytestmark = pytest.mark.slow

Rows = Callable[[Path, str], list[dict[str, str]]]


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory, run_once: Callable[..., RunResult]) -> tuple[Path, RunResult]:
    """The results of one run over the sample inbox, and where they lie."""
    if missing := [line for line in missing_tools() if "tesseract" in line]:
        pytest.skip(missing[0])
    out = tmp_path_factory.mktemp("samples")
    return out, run_once(SAMPLES / "inbox", out)


def gold(name: str) -> list[dict[str, str]]:
    """Return the rows of a gold table."""
    with (SAMPLES / "gold" / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def by_source(rows: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    """Return the rows by source; each stands there once."""
    found = {row["source"]: row for row in rows}
    assert len(found) == len(rows)
    return found


def test_every_file_has_its_row(results: tuple[Path, RunResult], rows_of: Rows) -> None:
    """Each file of the inbox has exactly one row, and what is not used has a code and a message."""
    rows = by_source(rows_of(results[0], "documents"))
    assert set(rows) == {path.name for path in (SAMPLES / "inbox").iterdir()}
    for row in rows.values():
        if row["counts"] == "false" and row["kind"] != "directive":
            assert row["code"], row["source"]
            assert row["message"], row["source"]


@pytest.mark.parametrize(
    ("source", "status", "code"),
    [
        ("So Xay dung - bao cao (mat khau).pdf", "quarantined", "encrypted"),
        ("BC dan van (loi).docx", "quarantined", "corrupt"),
        ("BC dan van Chiem Hoa nam 2023.docx", "ok", "other_year"),
        ("STTTT - BC CDS 2024 gui SNV.pdf", "ok", "other_matter"),
    ],
)
def test_files_that_do_not_count_say_why(
    results: tuple[Path, RunResult], rows_of: Rows, source: str, status: str, code: str
) -> None:
    """Locked and broken files, last year's report and a report on another matter do not count, each with its code."""
    row = by_source(rows_of(results[0], "documents"))[source]
    assert (row["status"], row["code"], row["counts"]) == (status, code, "false")
    assert row["message"]


def test_a_copy_counts_once(results: tuple[Path, RunResult], rows_of: Rows) -> None:
    """Of two files of the same bytes one counts, and the other names it."""
    rows = by_source(rows_of(results[0], "documents"))
    pair = [rows["bc dan van ttr.docx"], rows["bc dan van ttr (1) - Copy.docx"]]
    assert len({row["document_id"] for row in pair}) == 1
    (kept,) = [row for row in pair if row["counts"] == "true"]
    (copy,) = [row for row in pair if row["counts"] == "false"]
    assert (copy["status"], copy["code"]) == ("duplicate", "duplicate")
    assert kept["source"] in copy["message"]
    (unit,) = [row for row in rows_of(results[0], "units") if row["unit_id"] == "thanhtra"]
    assert unit["documents"] == "1"


def test_the_units_are_those_of_the_gold(results: tuple[Path, RunResult], rows_of: Rows) -> None:
    """Who returned a report and who did not is exactly what the gold says; late is who came after the deadline."""
    found = {row["unit_id"]: row["returned"] for row in rows_of(results[0], "units")}
    assert found == {row["unit_id"]: row["returned"] for row in gold("units.csv")}
    deadline = load_campaign(Settings().default_campaign).deadline.isoformat()
    for row in rows_of(results[0], "units"):
        if row["returned"] == "true":
            assert (int(row["days_late"]) > 0) == (row["received_on"] > deadline), row["unit_id"]
    assert [row for row in rows_of(results[0], "units") if int(row["days_late"] or 0) > 0]


def test_the_statuses_are_nearly_those_of_the_gold(results: tuple[Path, RunResult], rows_of: Rows) -> None:
    """At least nine of ten cells of the units that returned a report have the gold's status."""
    returned = {row["unit_id"] for row in gold("units.csv") if row["returned"] == "true"}
    found = {(row["unit_id"], row["task_id"]): row["status"] for row in rows_of(results[0], "coverage")}
    wanted = {
        (row["unit_id"], row["task_id"]): row["status"] for row in gold("coverage.csv") if row["unit_id"] in returned
    }
    assert len(wanted) >= 14 * 8
    wrong = {cell: (found[cell], status) for cell, status in wanted.items() if found[cell] != status}
    assert len(wrong) <= 0.1 * len(wanted), wrong


def test_headers_are_nearly_those_of_the_gold(results: tuple[Path, RunResult], rows_of: Rows) -> None:
    """At least nine of ten numbers and days of the files are the gold's, scans included."""
    rows = by_source(rows_of(results[0], "documents"))
    records = [json.loads(line) for line in (SAMPLES / "gold" / "documents.jsonl").read_text("utf-8").splitlines()]
    pairs = [(rows[one["file"]][name], one[name] or "") for one in records for name in ("number", "issued_on")]
    wrong = [pair for pair in pairs if pair[0] != pair[1]]
    assert len(pairs) >= 40
    assert len(wrong) <= 0.1 * len(pairs), wrong


def test_scans_were_recognised(results: tuple[Path, RunResult], rows_of: Rows) -> None:
    """Pages without a text layer went through recognition, and the scans' reports count."""
    rows = by_source(rows_of(results[0], "documents"))
    for source in ("scan_skhcn_091224.pdf", "scan_20241204_0013.pdf"):
        assert int(rows[source]["ocr_pages"]) == int(rows[source]["pages"]) > 0
        assert rows[source]["counts"] == "true"


def test_the_dispatch_was_found(results: tuple[Path, RunResult], rows_of: Rows) -> None:
    """The dispatch lies in the inbox as `directive` and does not count as a report."""
    assert results[1].directive_found
    rows = by_source(rows_of(results[0], "documents"))
    assert [row["source"] for row in rows.values() if row["kind"] == "directive"] == [
        "CV 1185 SNV giao nhiem vu dan van.docx"
    ]


def test_every_quote_stands_in_its_file(results: tuple[Path, RunResult]) -> None:
    """`soat verify` finds every quote of the run, those of scans included."""
    verdict = verify(results[0], Settings())
    assert verdict.faults == ()
    assert verdict.quotes > 200
