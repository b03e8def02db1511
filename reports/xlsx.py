"""Writes the workbook: the matrix for the wall, and every list behind it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from core.campaign import Campaign
from core.table import Table
from reports import summary
from reports.lists import (
    write_changes,
    write_files,
    write_references,
    write_remarks,
    write_reviews,
    write_summary,
    write_units,
)
from reports.method import write_method
from reports.placing import placed, workroom
from reports.sheet import ROW_LIMIT, Formats, Heading, Sheet
from reports.strongest import strongest
from reports.view import CellView, Line, View, text, view
from reports.words import REVIEWED, SECTIONS, STATUS_WORDS, percent, status_word

OVERVIEW, EVIDENCE = "Tổng hợp", "Minh chứng"
_TITLE = "Tổng hợp kết quả thực hiện nhiệm vụ"
_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "dd/mm/yyyy",
}
_LEGEND_ROW, _HEAD_ROW = 4, 5  # rows of the overview, from 0
_FIRST_TASK = 2  # column of the first task
_Places = dict[tuple[str, str], int]  # (unit, task) -> row


def write_workbook(  # noqa: PLR0913 - all that it hangs on
    tables: Sequence[Table],
    campaign: Campaign,
    path: Path,
    *,
    created: datetime | None = None,
    versions: Mapping[str, str] | None = None,
    joined: Callable[[], View] | None = None,
) -> None:
    """Write the workbook of the contract's `tables` to `path`; the same input gives the same bytes.

    `joined` gives their view, where others use it too; `created` is the date in its properties, midnight of the deadline where none is given; `versions` (name -> version)
    go into the note on the method. Texts are typed strings, clipped at 32,767 units; there is no formula in it.
    """
    whole = strongest(joined() if joined else view(tables, campaign), ROW_LIMIT)
    with workroom(path) as room, placed(path) as file:
        workbook = xlsxwriter.Workbook(file, {**_OPTIONS, "tmpdir": str(room)})
        workbook.set_properties({"title": _TITLE, "created": created or _midnight(campaign)})
        _write_sheets(workbook, whole, tables, versions or {})
        workbook.close()


def _write_sheets(workbook: Any, whole: View, tables: Sequence[Table], versions: Mapping[str, str]) -> None:
    formats = Formats(workbook)
    overview, evidence = (Sheet(workbook, formats, name) for name in (OVERVIEW, EVIDENCE))
    places = _evidence_places(whole)
    _write_overview(overview, whole, places)
    _write_evidence(evidence, whole)
    write_units(Sheet(workbook, formats, "Đơn vị"), whole)
    counts = [one for one in tables if one.name == summary.NAME]
    if counts:
        write_summary(Sheet(workbook, formats, "Theo khối"), counts[0].records())
    names = ("Văn bản dẫn chiếu", "Văn bản chưa có", "Từng lần dẫn chiếu")
    ledger, absent, citations = (Sheet(workbook, formats, name) for name in names)
    write_references(ledger, absent, citations, whole)
    write_remarks(Sheet(workbook, formats, "Khó khăn, đề xuất"), whole)
    write_reviews(Sheet(workbook, formats, "Rà soát"), whole)
    write_changes(Sheet(workbook, formats, "Thay đổi"), whole)
    write_files(Sheet(workbook, formats, "Tệp và sự cố"), whole)
    write_method(Sheet(workbook, formats, "Phương pháp"), whole, versions)
    overview.raw.activate()


def _midnight(campaign: Campaign) -> datetime:
    return datetime.combine(campaign.deadline, time())


def _evidence_places(whole: View) -> _Places:
    """Return the row of each cell's first sentence; they follow the matrix, unit by unit and task by task."""
    places: _Places = {}
    row = 3
    for unit in whole.units:
        for cell in unit.cells:
            if lines := _lines(cell):
                places[cell.unit_id, cell.task_id] = row
                row += len(lines)
    return places


def _lines(cell: CellView) -> tuple[Line, ...]:
    """Return the cell's sentences; a task that is the report itself is proved by the file."""
    if cell.lines or not cell.addressed:
        return cell.lines
    said = "(Nhiệm vụ này là chính bản báo cáo: đã nhận.)" if cell.is_report else "(Không có câu trích.)"
    return (Line(said, cell.word, "", "", cell.source, ""),)


def _matrix_place(unit: int, task: int) -> tuple[str, str]:
    return OVERVIEW, xl_rowcol_to_cell(_HEAD_ROW + 1 + unit, _FIRST_TASK + task)


def _write_overview(sheet: Sheet, whole: View, places: _Places) -> None:
    raw, formats, campaign = sheet.raw, sheet.formats, whole.campaign
    raw.set_row(0, 26)
    sheet.put(0, 0, "TỔNG HỢP KẾT QUẢ THỰC HIỆN NHIỆM VỤ", formats.title)
    sheet.put(1, 0, campaign.name, formats.strong_note)
    issued = f" ngày {campaign.issued_on:%d/%m/%Y}" if campaign.issued_on else ""
    order = f"Theo Văn bản số {campaign.number}{issued} của {campaign.issuer}"
    sheet.put(
        2, 0, f"{order}; năm báo cáo {campaign.reporting_year}; hạn gửi {campaign.deadline:%d/%m/%Y}.", formats.note
    )
    share = percent(whole.addressed / whole.cells) if whole.cells else "0%"
    sent = f"Đơn vị: {len(whole.units)} – đã gửi {len(whole.returned)}, trong đó muộn {len(whole.late)}; chưa gửi {len(whole.missing)}."
    sheet.put(3, 0, f"{sent} Nhiệm vụ đã thực hiện: {whole.addressed}/{whole.cells} ({share}).", formats.strong_note)
    sheet.put(_LEGEND_ROW, 1, "Chú giải:", formats.note)
    raw.set_row(_LEGEND_ROW, 20)
    for column, (key, word) in enumerate(STATUS_WORDS.items(), start=_FIRST_TASK):
        sheet.put(_LEGEND_ROW, column, f"{word.sign} {word.label}", formats.status[key])
    if any(cell.reviewed for unit in whole.units for cell in unit.cells):
        after = _FIRST_TASK + len(STATUS_WORDS)
        sheet.put(_LEGEND_ROW, after, f"{REVIEWED} do người rà soát quyết định", formats.note)
    _write_heads(sheet, whole)
    for index, unit in enumerate(whole.units):
        row = _HEAD_ROW + 1 + index
        raw.set_row(row, 19)
        sheet.put(row, 0, index + 1, formats.middle_center)
        sheet.put(row, 1, unit.name, formats.middle)
        for column, cell in enumerate(unit.cells, start=_FIRST_TASK):
            shown = f"{cell.word.sign} {cell.word.label}{f' {REVIEWED}' if cell.reviewed else ''}"
            form = formats.status[cell.word.key]
            target = places.get((cell.unit_id, cell.task_id))
            if target is None:
                sheet.put(row, column, shown, form)
            else:
                sheet.put_link(row, column, shown, (EVIDENCE, xl_rowcol_to_cell(target, 0)), form)
        after = _FIRST_TASK + len(unit.cells)
        sheet.put(row, after, unit.addressed, formats.middle_center)
        if unit.returned:
            sheet.put_day(row, after + 1, unit.received_on, formats.middle_day)
            sheet.put(row, after + 2, unit.days_late or None, formats.middle_center)
        else:
            sheet.put(row, after + 1, "Chưa gửi", formats.status["not_returned"])
            sheet.put(row, after + 2, None, formats.middle_center)
    _write_sums(sheet, whole)
    _set_up(sheet, whole)


def _write_heads(sheet: Sheet, whole: View) -> None:
    heads = (
        "TT",
        "Đơn vị",
        *(f"{task.id}. {task.title}" for task in whole.tasks),
        "Số nhiệm vụ đã làm",
        "Ngày nhận",
        "Số ngày muộn",
    )
    for column, head in enumerate(heads):
        sheet.put(_HEAD_ROW, column, head, sheet.formats.head)
    longest = max((len(task.title) for task in whole.tasks), default=0)
    sheet.raw.set_row(_HEAD_ROW, min(32 + longest * 1.05, 160))


def _write_sums(sheet: Sheet, whole: View) -> None:
    formats, first = sheet.formats, _HEAD_ROW + 1 + len(whole.units)
    rows = (
        ("Số đơn vị đã thực hiện", [str(task.addressed) for task in whole.tasks], str(whole.addressed)),
        ("Tỷ lệ đơn vị", [_share(task.addressed, len(whole.units)) for task in whole.tasks], ""),
        *(
            (f"{word.sign} {word.label}", [str(task.counts[i][1]) for task in whole.tasks], "")
            for i, word in enumerate(STATUS_WORDS.values())
        ),
    )
    for row, (label, values, total) in enumerate(rows, start=first):
        for column, value in enumerate(("", label, *values, total, "", "")):
            counted = value.isdecimal() and column >= _FIRST_TASK
            sheet.put(row, column, int(value) if counted else value, formats.sum_label if column == 1 else formats.sum)


def _share(part: int, of: int) -> str:
    return percent(part / of) if of else ""


def _set_up(sheet: Sheet, whole: View) -> None:
    raw, tasks = sheet.raw, len(whole.tasks)
    last = max(_FIRST_TASK + tasks + 2, _FIRST_TASK + len(STATUS_WORDS) - 1)
    bottom = _HEAD_ROW + len(whole.units)
    raw.set_column(0, 0, 5)
    raw.set_column(1, 1, 38)
    raw.set_column(_FIRST_TASK, last, 14 if tasks <= 9 else 12)
    raw.set_column(_FIRST_TASK + tasks, _FIRST_TASK + tasks + 2, 11)
    raw.freeze_panes(_HEAD_ROW + 1, _FIRST_TASK)
    raw.repeat_rows(_HEAD_ROW)
    raw.print_area(0, 0, bottom + 2 + len(STATUS_WORDS), last)
    if not whole.units:
        return
    raw.autofilter(_HEAD_ROW, 0, bottom, _FIRST_TASK + tasks + 2)
    for key, word in STATUS_WORDS.items():  # whoever corrects a cell by hand sees its colour follow
        rule = {"type": "text", "criteria": "begins with", "value": word.sign, "format": sheet.formats.paint[key]}
        raw.conditional_format(_HEAD_ROW + 1, _FIRST_TASK, bottom, _FIRST_TASK + tasks - 1, rule)


def _write_evidence(sheet: Sheet, whole: View) -> None:
    headings = (
        Heading("Đơn vị", 26),
        Heading("NV", 5),
        Heading("Mức", 14),
        Heading("Câu minh chứng", 70),
        Heading("Số liệu", 16),
        Heading("Phần của báo cáo", 14),
        Heading("Tệp", 30),
        Heading("Trang", 7),
    )
    loose = whole.loose[:ROW_LIMIT]
    total = sum(len(_lines(cell)) for unit in whole.units for cell in unit.cells) + len(loose)
    left_out = sum(cell.left_out for unit in whole.units for cell in unit.cells) + len(whole.loose) - len(loose)
    row = sheet.start_list(
        "MINH CHỨNG",
        f"Mỗi dòng là một câu trong báo cáo. Bấm vào số nhiệm vụ (NV) để về bảng tổng hợp. {REVIEWED} do người rà soát xác nhận hoặc thêm.",
        headings,
        total,
        total + left_out,
    )
    for u, unit in enumerate(whole.units):
        for t, cell in enumerate(unit.cells):
            lines = _lines(cell)
            for line in lines:
                _write_line(sheet, row, (unit.name, cell.task_id), line, sheet.formats.link_center)
                sheet.link_row(row, 1, cell.task_id, _matrix_place(u, t))
                row += 1
    for record in loose:
        of = text(record.get("unit_id")) or "(không rõ đơn vị)", text(record.get("task_id"))
        names = ("sentence", "figures", "section", "source", "page")
        said, figures, section, source, page = (text(record.get(name)) for name in names)
        line = Line(said, status_word(text(record.get("status"))), figures, section, source, page)
        _write_line(sheet, row, of, line, sheet.formats.center)
        row += 1


def _write_line(sheet: Sheet, row: int, of: tuple[str, str], line: Line, task: Any) -> None:
    """Write the row of a sentence; `of` are the unit's name and the task's id, `task` is the format of the latter."""
    formats = sheet.formats
    mark = f" {REVIEWED}" if line.attested else ""
    section, page = SECTIONS.get(line.section, line.section), int(line.page) if line.page.isdecimal() else line.page
    sheet.put_row(
        row,
        (*of, f"{line.word.sign} {line.word.label}{mark}", line.sentence, line.figures, section, line.source, page),
        (formats.text, task, formats.status[line.word.key], *(formats.text for _ in range(4)), formats.center),
    )
