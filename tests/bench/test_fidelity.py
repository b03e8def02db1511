import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bench.fidelity import TEXTS, Score, measure, reports_of, score
from core.settings import Settings
from extractors.ocr import tesseract
from tools.sample_files import find_libreoffice
from tools.sample_text import LineKind
from tools.variants.forms import QUICK, SLOW, Form, write
from tools.variants.report import Report, truth

REPORTS = reports_of(Settings().data_dir / name for name in TEXTS)
SCANNED = reports_of([Settings().data_dir / TEXTS[1]])


def _mean(scores: list[Score]) -> float:
    return sum(one.error for one in scores) / len(scores)


def _docx() -> Form:
    return next(form for form in QUICK if form.name == "docx")


@pytest.mark.parametrize("form", QUICK, ids=lambda form: form.name)
def test_every_form_gives_the_written_text(tmp_path: Path, form: Form) -> None:
    """The same report reads the same in every form that needs no other program."""
    assert _mean(measure(form, REPORTS[:2], tmp_path, "")) <= form.bar


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("form", SLOW, ids=lambda form: form.name)
def test_every_printed_form_gives_the_written_text(tmp_path: Path, form: Form) -> None:
    """The same report reads the same out of other word processors' files, PDFs and scans."""
    if form.recognised and tesseract.missing():
        pytest.skip(tesseract.missing())
    reports = SCANNED if form.recognised else REPORTS[:2]
    assert _mean(measure(form, reports, tmp_path, find_libreoffice() or "")) <= form.bar


def _changed(report: Report, **parts: tuple[str, ...]) -> Report:
    return replace(report, parts=replace(report.parts, **parts))


def test_a_lost_line_counts_with_its_letters(tmp_path: Path) -> None:
    """A line that was written and not read counts with all its characters and its blank."""
    report = REPORTS[0]
    (content,) = write(_docx(), [report]).values()
    path = tmp_path / "a.docx"
    path.write_bytes(content)
    more = _changed(report, recipients=(*report.parts.recipients, "- Chi cục Thống kê."))
    lost = score(more, path)
    assert lost.error == pytest.approx(len(" - Chi cục Thống kê.") / len(" ".join(truth(more))))
    assert score(report, path).error == 0


def test_a_moved_line_is_told(tmp_path: Path) -> None:
    """A line read whole in another place is wrong, and told as moved."""
    report = REPORTS[0]
    (content,) = write(_docx(), [report]).values()
    path = tmp_path / "a.docx"
    path.write_bytes(content)
    body = list(report.parts.body)
    body.append(body.pop(next(at for at, line in enumerate(body) if line.kind is LineKind.PARAGRAPH)))
    turned = replace(report, parts=replace(report.parts, body=tuple(body)))
    found = score(turned, path)
    assert found.error > 0
    assert found.moved == 1
