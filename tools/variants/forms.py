"""The forms by name: which file a report becomes in each, and what is needed to write it (danh mục các dạng tệp)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tools.sample_files import to_form, to_pdfs, to_scan
from tools.variants import containers, pages, printed, word
from tools.variants.letters import windows_1258
from tools.variants.report import Report

_SKEW = (0.5, 1.0)  # degrees, either way


@dataclass(frozen=True, slots=True)
class Form:
    """A form: its file's suffix, the largest share of wrong characters that it may read with, how it is written."""

    name: str
    suffix: str
    bar: float
    write: Callable[[Report], bytes] | None = None  # None where LibreOffice writes it
    recognised: bool = False  # needs tesseract to be read


_EXACT, _SCAN_200, _SCAN_150 = 0.001, 0.005, 0.015
QUICK = (
    Form("docx", ".docx", _EXACT, word.plain),
    Form("docx-numbered", ".docx", _EXACT, lambda report: word.plain(report, numbered=True)),
    Form("docx-nfd", ".docx", _EXACT, lambda report: word.composed_apart(word.plain(report))),
    Form("docx-tcvn3", ".docx", _EXACT, lambda report: word.in_tcvn3(word.plain(report))),
    Form("docx-vni", ".docx", _EXACT, lambda report: word.in_vni(word.plain(report))),
    Form("eml", ".eml", _EXACT, lambda report: containers.mail_with(_name(report), word.plain(report))),
    Form("eml-body", ".eml", _EXACT, lambda report: containers.mail_of(pages.typed_text(report))),
    Form("eml-html", ".eml", _EXACT, lambda report: containers.mail_of_page(pages.word_html(report, "utf-8"))),
    Form("zip", ".zip", _EXACT, lambda report: containers.zipped(_name(report), word.plain(report))),
    Form("7z", ".7z", _EXACT, lambda report: containers.seven_zipped(_name(report), word.plain(report))),
    Form("html", ".html", _EXACT, lambda report: pages.word_html(report, "utf-8")),
    Form("html-doc", ".doc", _EXACT, lambda report: pages.word_html(report, "windows-1252")),
    Form("mht", ".mht", _EXACT, pages.mht),
    Form("mht-doc", ".doc", _EXACT, pages.mht),
    Form("txt", ".txt", _EXACT, lambda report: pages.saved_text(report).encode()),
    Form("txt-typed", ".txt", _EXACT, lambda report: pages.typed_text(report).encode("utf-8-sig")),
    Form("txt-utf16", ".txt", _EXACT, lambda report: pages.saved_text(report).encode("utf-16")),
    Form("txt-1258", ".txt", _EXACT, lambda report: windows_1258(pages.saved_text(report))),
)
SLOW = (
    Form("doc", ".doc", _EXACT),
    Form("doc-tcvn3", ".doc", _EXACT),
    Form("rtf", ".rtf", _EXACT),
    Form("odt", ".odt", _EXACT),
    Form("pdf", ".pdf", _EXACT),
    Form("pdf-signed", ".pdf", _EXACT),
    Form("pdf-tcvn3", ".pdf", _EXACT),
    Form("scan-200", ".pdf", _SCAN_200, recognised=True),
    Form("scan-150", ".pdf", _SCAN_150, recognised=True),
)
FORMS = (*QUICK, *SLOW)


def write(form: Form, reports: Iterable[Report], program: str = "") -> dict[str, bytes]:
    """Return the reports' files by the reports' names; `program` is LibreOffice's, needed for SLOW forms."""
    reports = tuple(reports)
    if form.write:
        return {report.name: form.write(report) for report in reports}
    return _printed(form, reports, program)


def _printed(form: Form, reports: tuple[Report, ...], program: str) -> dict[str, bytes]:
    plain = {report.name: word.plain(report) for report in reports}
    if form.name == "pdf-signed":
        blank = to_pdfs(program, {report.name: word.plain(printed.unsigned(report)) for report in reports})
        return {report.name: printed.signed(blank[report.name], report) for report in reports}
    if form.name == "pdf-tcvn3":
        made = to_pdfs(program, {name: printed.for_legacy(content) for name, content in plain.items()})
        return {name: printed.as_legacy(content) for name, content in made.items()}
    if form.name == "doc-tcvn3":
        return to_form(program, {name: word.in_tcvn3(content) for name, content in plain.items()}, "doc")
    if form.suffix != ".pdf":
        return to_form(program, plain, form.suffix[1:])
    pdfs = to_pdfs(program, plain)
    if not form.recognised:
        return pdfs
    dpi = int(form.name.rpartition("-")[2])
    return {name: to_scan(content, f"{name}-{dpi}", dpi, _SKEW) for name, content in pdfs.items()}


def _name(report: Report) -> str:
    return f"Báo cáo {report.name}.docx"
