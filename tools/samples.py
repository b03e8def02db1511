"""Build the sample inbox and its gold tables from data/samples/texts (bộ mẫu): `python -m tools.samples`.

The built files are in the repository, so that a machine without LibreOffice can run the samples: it needs
LibreOffice Writer, pypdf and Pillow only to build them again. Every DOCX and every table is the same after
each build; a PDF changes with the version of LibreOffice, and the locked one is made once and then kept.
"""

import argparse
import csv
import json
import shutil
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from core.coverage import RemarkKind, Status
from tools.sample_docx import build_docx
from tools.sample_files import encrypt, find_libreoffice, to_pdfs, to_scan, truncate
from tools.sample_text import Sample, read_samples

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
ROSTER = Path(__file__).parents[1] / "data" / "campaigns" / "tuyen-quang-dan-van-2024" / "units.csv"
TASKS = tuple("12345678")
REPORT_TASK = "8"
COPIED, COPY = "thanhtra", "bc dan van ttr (1) - Copy.docx"
LOCKED, LOCKED_FILE = "stttt-khac", "So Xay dung - bao cao (mat khau).pdf"
BROKEN, BROKEN_FILE = "thanhtra", "BC dan van (loi).docx"
HEADER = ("number", "doc_type", "issuer", "place", "subject", "signer")
REMARK_KEYS = {RemarkKind.DIFFICULTY: "difficulties", RemarkKind.PROPOSAL: "proposals"}


def main() -> int:
    """Build inbox and gold; 1 where LibreOffice is missing."""
    parser = argparse.ArgumentParser(description="Build the sample inbox and its gold tables.")
    parser.add_argument("--units", type=Path, default=ROSTER, help="the roster; the shipped campaign's by default")
    roster = unit_ids(parser.parse_args().units)
    program = find_libreoffice()
    if program is None:
        print("LibreOffice (soffice) is not installed: the inbox in the repository stays as it is.")
        return 1
    samples = read_samples(SAMPLES / "texts")
    build_inbox(samples, SAMPLES / "inbox", program)
    build_gold(samples, SAMPLES / "gold", roster)
    for path in sorted((SAMPLES / "inbox").iterdir()):
        print(f"{path.stat().st_size:>9,}  {path.name}")
    return 0


def build_inbox(samples: Iterable[Sample], inbox: Path, program: str) -> None:
    """Write every sample in its format, and the special files, into an emptied inbox."""
    samples = tuple(samples)
    documents = {sample.name: build_docx(sample) for sample in samples}
    printed = {sample.name: documents[sample.name] for sample in samples if sample.head["format"] in {"pdf", "scan"}}
    pdfs = to_pdfs(program, printed)
    locked = _read(inbox / LOCKED_FILE) or encrypt(pdfs[LOCKED])
    _empty(inbox)
    for sample in samples:
        (inbox / sample.file).write_bytes(_in_format(sample, documents, pdfs))
    (inbox / COPY).write_bytes(documents[COPIED])
    (inbox / BROKEN_FILE).write_bytes(truncate(documents[BROKEN]))
    (inbox / LOCKED_FILE).write_bytes(locked)


def build_gold(samples: Iterable[Sample], gold: Path, roster: list[str]) -> None:
    """Write the gold tables in the shapes that the scorer reads."""
    samples = tuple(samples)
    _empty(gold)
    (gold / "units").mkdir()
    documents = [json.dumps(document_gold(sample), ensure_ascii=False) for sample in samples]
    (gold / "documents.jsonl").write_text("\n".join(documents) + "\n", encoding="utf-8")
    marks = coverage(samples)
    cells = [(unit, task, marks.get((unit, task), Status.NONE).value) for unit in roster for task in TASKS]
    _write_csv(gold / "coverage.csv", ("unit_id", "task_id", "status"), cells)
    counting = {sample.unit for sample in samples if sample.counts}
    returned = [(unit, str(unit in counting).lower()) for unit in roster]
    _write_csv(gold / "units.csv", ("unit_id", "returned"), returned)
    for unit in sorted(counting):
        said = {"unit_id": unit, "gold": remarks(samples, unit)}
        text = json.dumps(said, ensure_ascii=False, indent=1) + "\n"
        (gold / "units" / f"{unit}.json").write_text(text, encoding="utf-8")


def coverage(samples: Iterable[Sample]) -> dict[tuple[str, str], Status]:
    """Return the strongest status of each (unit, task) that a counting report marks; task 8 is done by the report."""
    cells: dict[tuple[str, str], Status] = {}
    for sample in samples:
        if not sample.counts:
            continue
        cells[sample.unit, REPORT_TASK] = Status.DONE
        for task, status in (pair for label in sample.labels for pair in label.statuses):
            before = cells.get((sample.unit, task), Status.NONE)
            cells[sample.unit, task] = max(before, status, key=lambda found: found.strength)
    return cells


def remarks(samples: Iterable[Sample], unit: str) -> dict[str, list[str]]:
    """Return the sentences in which a unit's counting reports raise difficulties and proposals."""
    found: dict[str, list[str]] = {key: [] for key in REMARK_KEYS.values()}
    for sample in samples:
        if sample.counts and sample.unit == unit:
            for label in sample.labels:
                for kind in label.remarks:
                    found[REMARK_KEYS[kind]].append(label.sentence)
    return found


def document_gold(sample: Sample) -> dict[str, Any]:
    """Return the header fields and the references of one built file."""
    fields: dict[str, Any] = {"file": sample.file, "issued_on": sample.day.isoformat()}
    fields |= {name: sample.head[name] or None for name in HEADER}
    fields["references"] = [_reference(reference) for reference in sample.head.get("references", [])]
    return fields


def unit_ids(roster: Path = ROSTER) -> list[str]:
    """Return the units of a roster, in its order."""
    with roster.open(encoding="utf-8-sig", newline="") as handle:
        return [row["unit_id"] for row in csv.DictReader(handle)]


def _reference(reference: dict[str, Any]) -> dict[str, Any]:
    """Return a citation with its number (None for a title alone) and its date as text."""
    dated = {key: value.isoformat() if isinstance(value, date) else value for key, value in reference.items()}
    return {"number": None} | dated


def _in_format(sample: Sample, documents: dict[str, bytes], pdfs: dict[str, bytes]) -> bytes:
    """Return the file's bytes in the format that the text asks for."""
    if sample.head["format"] == "scan":
        return to_scan(pdfs[sample.name], sample.name)
    return pdfs.get(sample.name, documents[sample.name])


def _empty(folder: Path) -> None:
    """Make the folder anew, without files of an earlier build."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


def _read(path: Path) -> bytes | None:
    """Return a file's bytes, None where it is not there."""
    return path.read_bytes() if path.exists() else None


def _write_csv(path: Path, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """Write a table with plain line ends."""
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    sys.exit(main())
