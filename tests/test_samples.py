"""Laws of the sample texts and of what is built from them."""

import csv
import io
import json
import re
import zipfile
from operator import attrgetter
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from pypdf import PdfReader, PdfWriter

from core.coverage import RemarkKind, Status
from tools.sample_docx import build_docx
from tools.sample_files import encrypt, to_scan, truncate
from tools.sample_text import LineKind, Sample, last_sentence, number_of, read_line, read_samples
from tools.samples import COPY, SAMPLES, TASKS, build_gold, coverage, remarks, unit_ids

ALL = read_samples(SAMPLES / "texts")
REPORTS = [sample for sample in ALL if not sample.directive]
COUNTING = [sample for sample in ALL if sample.counts]
FORMATS = {"docx", "docx-auto", "pdf", "scan"}
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NAMES = attrgetter("name")


def words_of(content: bytes) -> str:
    """Return the text of a DOCX, paragraph by paragraph, content controls included."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        root = ET.fromstring(packed.read("word/document.xml"))  # noqa: S314 - our own file
    paragraphs = ("".join(text.text or "" for text in paragraph.iter(f"{W}t")) for paragraph in root.iter(f"{W}p"))
    return "\n".join(paragraphs)


@pytest.mark.parametrize("sample", ALL, ids=NAMES)
def test_marks_stand_behind_sentences(sample: Sample) -> None:
    """Every mark labels a sentence that stands in the text, and no mark is left in it."""
    assert not re.search("[⟦⟧]", sample.text)
    for label in sample.labels:
        assert label.sentence in sample.text
        assert label.statuses or label.remarks


@pytest.mark.parametrize("mark", ["⟦8 done⟧", "⟦4 finished⟧", "⟦remark⟧", "⟦4 done", "⟦4⟧"])
def test_a_bad_mark_is_an_error(mark: str) -> None:
    """A mark that names no task, no status or no remark, or is not closed, stops the reading."""
    with pytest.raises(ValueError, match="mark"):
        read_line(f"Một câu. {mark}", "x")


def test_a_mark_labels_the_last_sentence() -> None:
    """A mark labels the one sentence before it, with every status and remark that it names."""
    line = read_line("- Câu một, số 1.245 người. Câu hai! ⟦4 done; 5 quantified; difficulty⟧ Câu ba.", "x")
    assert line.kind is LineKind.BULLET
    assert line.text == "Câu một, số 1.245 người. Câu hai! Câu ba."
    assert [label.sentence for label in line.labels] == ["Câu hai!"]
    assert line.labels[0].statuses == (("4", Status.DONE), ("5", Status.QUANTIFIED))
    assert line.labels[0].remarks == (RemarkKind.DIFFICULTY,)


def test_a_sentence_keeps_its_numbers() -> None:
    """A point inside a number or before a small letter ends no sentence."""
    assert last_sentence("Đạt 99.5 điểm. Có 1.200 hồ sơ v.v. đã xong.") == "Có 1.200 hồ sơ v.v. đã xong."


@pytest.mark.parametrize(
    ("heading", "number"), [("II. KẾT QUẢ", "II."), ("1. Về", "1."), ("a) Về", "a)"), ("PHỤ LỤC", ""), ("Về", "")]
)
def test_number_of_heading(heading: str, number: str) -> None:
    """A heading's number is its first word where that is a numeral or a letter with a point."""
    assert number_of(heading) == number


@pytest.mark.parametrize("sample", REPORTS, ids=NAMES)
def test_reports_are_as_long_as_real_ones(sample: Sample) -> None:
    """A sample report has 600 to 1,500 words."""
    assert 600 <= len(sample.text.split()) <= 1500


@pytest.mark.parametrize("sample", ALL, ids=NAMES)
def test_listed_references_are_cited(sample: Sample) -> None:
    """Every reference of the front matter occurs in the body, and none is listed twice."""
    keys = [reference.get("number") or reference["title"] for reference in sample.head["references"]]
    assert [key for key in keys if key not in sample.text] == []
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("sample", ALL, ids=NAMES)
def test_the_own_number_is_no_reference(sample: Sample) -> None:
    """A document does not list itself among its references."""
    assert sample.head["number"] not in [reference.get("number") for reference in sample.head["references"]]


@pytest.mark.parametrize("sample", ALL, ids=NAMES)
def test_file_names_tell_the_format(sample: Sample) -> None:
    """A sample's file name ends as its format asks."""
    assert sample.head["format"] in FORMATS
    assert sample.file.endswith(".docx" if sample.head["format"].startswith("docx") else ".pdf")


def test_file_names_differ() -> None:
    """No two samples are built into one file."""
    assert len({sample.file for sample in ALL}) == len(ALL)


@pytest.mark.parametrize("task", TASKS[:7])
def test_every_task_has_every_status(task: str) -> None:
    """Over the samples each of the tasks 1 to 7 comes in every status, none included."""
    cells = coverage(COUNTING)
    found = {cells.get((sample.unit, task), Status.NONE) for sample in COUNTING}
    assert found == set(Status)


def test_the_report_is_its_own_task() -> None:
    """Task 8 is done for the units of counting reports, and for no other."""
    cells = coverage(ALL)
    assert {unit for unit, task in cells if task == "8"} == {sample.unit for sample in COUNTING}


def test_remarks_are_sentences() -> None:
    """Every remark is a sentence of its own, longer than the scorer's least length."""
    for sample in COUNTING:
        said = remarks([sample], sample.unit)
        assert all(len(sentence) > 20 for sentences in said.values() for sentence in sentences)


@pytest.mark.parametrize("sample", ALL, ids=NAMES)
def test_built_docx_contains_the_text(sample: Sample) -> None:
    """A built DOCX holds every line, but for the numbers that Word makes itself."""
    written = words_of(build_docx(sample))
    for line in sample.lines:
        for part in line.cells if line.kind is LineKind.ROW else (line.text,):
            bare = part.removeprefix(number_of(part)).strip()
            assert (bare if sample.head["format"] == "docx-auto" else part) in written


@pytest.mark.parametrize("sample", [sample for sample in ALL if sample.head["format"] == "docx-auto"], ids=NAMES)
def test_automatic_numbers_are_not_in_the_text(sample: Sample) -> None:
    """With automatic numbering the headings' numbers are not in the text, and one paragraph is a content control."""
    content = build_docx(sample)
    written = words_of(content).split("\n")
    assert not [line.text for line in sample.lines if number_of(line.text) and line.text in written]
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert packed.read("word/document.xml").count(b"<w:sdt>") == 1


def test_the_same_text_gives_the_same_bytes() -> None:
    """A DOCX is built to the same bytes each time."""
    assert build_docx(ALL[0]) == build_docx(ALL[0])


def test_a_truncated_docx_is_no_archive() -> None:
    """The damaged sample cannot be opened."""
    assert not zipfile.is_zipfile(io.BytesIO(truncate(build_docx(ALL[0]))))


def blank_pdf() -> bytes:
    """Return a PDF of two blank pages."""
    writer, made = PdfWriter(), io.BytesIO()
    writer.add_blank_page(300, 400)
    writer.add_blank_page(300, 400)
    writer.write(made)
    return made.getvalue()


def test_a_scan_is_pictures_only() -> None:
    """A scan keeps the number of pages, has no text, and is the same each time."""
    scan = to_scan(blank_pdf(), "x")
    pages = PdfReader(io.BytesIO(scan)).pages
    assert [(len(page.images), page.extract_text()) for page in pages] == [(1, ""), (1, "")]
    assert scan == to_scan(blank_pdf(), "x")


def test_a_locked_pdf_needs_its_password() -> None:
    """The locked sample does not open without its password."""
    locked = PdfReader(io.BytesIO(encrypt(blank_pdf())))
    assert locked.is_encrypted
    assert not locked.decrypt("")


def test_gold_is_up_to_date(tmp_path: Path) -> None:
    """The gold in the repository is what the texts give."""
    build_gold(ALL, tmp_path / "gold", unit_ids())
    built = {path.relative_to(tmp_path / "gold"): path for path in (tmp_path / "gold").rglob("*.*")}
    kept = {path.relative_to(SAMPLES / "gold"): path for path in (SAMPLES / "gold").rglob("*.*")}
    assert built.keys() == kept.keys()
    assert [name for name in built if built[name].read_bytes() != kept[name].read_bytes()] == []


def test_gold_names_files_of_the_inbox() -> None:
    """Every file that the gold names lies in the inbox, and a copy has its original's bytes."""
    inbox = SAMPLES / "inbox"
    gold = [json.loads(line) for line in (SAMPLES / "gold/documents.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {entry["file"] for entry in gold} <= {path.name for path in inbox.iterdir()}
    assert (inbox / COPY).read_bytes() in [(inbox / entry["file"]).read_bytes() for entry in gold]


def test_gold_covers_the_roster() -> None:
    """Gold coverage has one row for each of the 27 units and 8 tasks."""
    with (SAMPLES / "gold/coverage.csv").open(encoding="utf-8", newline="") as handle:
        rows = [(row["unit_id"], row["task_id"]) for row in csv.DictReader(handle)]
    assert len(rows) == len(set(rows)) == 27 * 8


def test_inbox_is_small() -> None:
    """The built inbox stays below 6 MB, since it is part of the repository."""
    assert sum(path.stat().st_size for path in (SAMPLES / "inbox").iterdir()) < 6_000_000
