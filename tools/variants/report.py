"""The report that is written in every form, how it looks, and the text that every form must give back (bản gốc để đối chiếu)."""

from dataclasses import dataclass, replace

from core.text import normalise, squeeze
from tools.sample_parts import Parts, parts_of, printed
from tools.sample_text import Line, LineKind, Sample

NOTES = (
    "Số liệu tổng hợp đến hết ngày 30 tháng 11, do các phòng chuyên môn cung cấp.",
    "Không tính các đơn vị đã sáp nhập trong năm; tỷ lệ làm tròn đến một chữ số.",
)
_NOTED = 120  # characters: paragraphs long enough to carry a footnote


@dataclass(frozen=True, slots=True)
class Look:
    """Font, size and setting of a document; every program names and sets them in its own way."""

    font: str = "Times New Roman"
    size: float = 13.5  # points, of the running text
    spacing: float = 1.0  # of a line
    landscape: bool = False  # the annex stands on a page turned on its side
    footnotes: bool = False


LOOKS = (
    Look(),
    Look("Liberation Serif", 14.0, 1.2, landscape=True, footnotes=True),
    Look("DejaVu Serif", 13.0, 1.15, landscape=True),
    Look("Liberation Serif", 13.0, 1.1, footnotes=True),
    Look("Liberation Sans", 13.0, 1.2, footnotes=True),
    Look("DejaVu Sans", 12.0, 1.0, landscape=True),
)


@dataclass(frozen=True, slots=True)
class Report:
    """One report: its parts, its look, and the footnotes with the place of the body's line that each hangs on."""

    name: str
    parts: Parts
    look: Look
    notes: tuple[tuple[int, str], ...] = ()


def report_of(sample: Sample, look: Look) -> Report:
    """Return a sample as a report of this look."""
    parts = parts_of(sample)
    long = [at for at, line in enumerate(parts.body) if line.kind is LineKind.PARAGRAPH and len(line.text) > _NOTED]
    notes = tuple(zip(long[1:], NOTES, strict=False)) if look.footnotes else ()
    return Report(sample.name, parts, look, notes)


def with_lines(report: Report, *, number: str, date_line: str) -> Report:
    """Return the report with another number and another date line in its letterhead."""
    return replace(report, parts=replace(report.parts, number=number, date_line=date_line))


def truth(report: Report) -> tuple[str, ...]:
    """Return the lines of the text in reading order, normalised.

    Letterhead: the left column, then the right one; recipients, then the signature; the annex behind; footnotes
    last, without their marks. A table's row is its cells with blanks between. Page numbers are not of the text.
    """
    parts = report.parts
    lines = [*parts.left, *parts.right, *parts.title, *parts.addressees, *map(_line, parts.body), *parts.recipients]
    lines += [*parts.authority, parts.signer, *map(_line, parts.annex), *(note for _, note in report.notes)]
    return tuple(squeeze(normalise(line).text) for line in lines)


def _line(line: Line) -> str:
    return " ".join(line.cells) if line.kind is LineKind.ROW else printed(line)
