"""The workbook's lists behind the matrix: units, cited documents, remarks, files, and what people corrected."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, islice

from core.coverage import Status
from core.table import Cell
from reports.reviewing import agreement_words, decisions
from reports.sheet import ROW_LIMIT, Heading, Sheet, day_of
from reports.view import Record, View, flag, number, text
from reports.words import (
    ACTIONS,
    CAUSES,
    FATES,
    FILE_STATUSES,
    FORMS,
    KINDS,
    OTHER_THEME,
    REMARKS,
    ROLES,
    SEVERITIES,
    STATUS_WORDS,
    THEMES,
    UNIT_KINDS,
    percent,
    timeliness,
    warning_words,
)

_DAYS = {"issued_on", "received_on"}
_SHORT = {
    "task_id",
    "share",
    "counts",
    "in_inbox",
    "page",
    "pages",
    "reviewed_at",
}  # stand in the middle, as numbers do

_WORDS = {  # columns of a few fixed words
    "form": FORMS,
    "role": ROLES,
    "theme": {**THEMES, "": OTHER_THEME},
    "kind": {**KINDS, **REMARKS},
}


def write_units(sheet: Sheet, whole: View) -> None:
    """Write the standing of each unit: the missing ones first, then the late ones, then the roster's order."""
    headings = (
        Heading("TT", 6),
        Heading("Đơn vị", 46),
        Heading("Khối", 20),
        Heading("Tình trạng", 16),
        Heading("Ngày nhận", 13),
        Heading("Số ngày muộn", 10),
        Heading("Số tệp được tính", 10),
        Heading("Số nhiệm vụ đã làm", 12),
        Heading("Tổng số nhiệm vụ", 12),
    )
    note = f"Hạn gửi: {whole.campaign.deadline:%d/%m/%Y}. Đơn vị chưa gửi xếp trước, rồi đến đơn vị gửi muộn."
    row = sheet.start_list("TÌNH HÌNH GỬI BÁO CÁO", note, headings, len(whole.units))
    in_time = tuple(unit for unit in whole.returned if not unit.late)
    for index, unit in enumerate((*whole.missing, *whole.late, *in_time), start=1):
        form = sheet.formats.bold if unit.late or not unit.returned else sheet.formats.text
        center, day = sheet.formats.center, sheet.formats.day
        state = timeliness(unit.days_late, returned=unit.returned)
        days = unit.days_late if unit.returned else None
        figures = (days, unit.documents, unit.addressed, len(unit.cells))
        kind = UNIT_KINDS.get(unit.kind, unit.kind)
        sheet.put_row(
            row,
            (index, unit.name, kind, state, day_of(unit.received_on), *figures),
            (center, form, sheet.formats.text, form, day, *(center for _ in figures)),
        )
        row += 1


def write_summary(sheet: Sheet, rows: Sequence[Record]) -> None:
    """Write how many units of each kind stand where, task by task."""
    kinds = {**UNIT_KINDS, "all": "Tất cả đơn vị"}
    records = [
        {
            **row,
            "kind": kinds.get(text(row["kind"]), text(row["kind"])),
            "share": percent(float(text(row["share"]) or 0)),
        }
        for row in rows
    ]
    counted = ("units", "Số đơn vị"), ("returned", "Đã gửi"), *((key, STATUS_WORDS[key].label) for key in Status)
    _write_records(
        sheet,
        ("TỔNG HỢP THEO KHỐI", "Mỗi dòng là một nhiệm vụ của một khối; đã thực hiện gồm “Có số liệu” và “Đã làm”."),
        (
            ("kind", Heading("Khối", 20)),
            ("task_id", Heading("Nhiệm vụ", 9)),
            ("task_title", Heading("Nội dung nhiệm vụ", 60)),
            *((key, Heading(label, 10)) for key, label in counted),
            ("addressed", Heading("Đã thực hiện", 10)),
            ("share", Heading("Tỷ lệ", 9)),
        ),
        records,
        len(records),
    )


def write_references(ledger: Sheet, absent: Sheet, citations: Sheet, whole: View) -> None:
    """Write the ledger of cited documents, those of them that were never received, and each citation."""
    columns = (
        ("doc_type", Heading("Tên loại", 16)),
        ("number", Heading("Số, ký hiệu", 24)),
        ("issued_on", Heading("Ngày ban hành", 13)),
        ("issuer", Heading("Cơ quan ban hành", 32)),
        ("title", Heading("Tên văn bản", 40)),
        ("cited_by_units", Heading("Số đơn vị dẫn", 10)),
        ("citations", Heading("Số lần dẫn", 10)),
        ("in_inbox", Heading("Có trong thư mục nhận", 12)),
        ("warnings", Heading("Lưu ý", 36)),
    )
    told = ("VĂN BẢN ĐƯỢC DẪN CHIẾU", "Mỗi dòng là một văn bản, tính chung mọi báo cáo.")
    _write_records(ledger, told, columns, whole.directives, len(whole.directives))
    told = ("VĂN BẢN ĐƯỢC DẪN MÀ CHƯA CÓ", "Các văn bản có số mà báo cáo dẫn, nhưng không nằm trong thư mục nhận.")
    missing = whole.not_received
    _write_records(absent, told, tuple(one for one in columns if one[0] != "in_inbox"), missing, len(missing))
    of_each = (
        ("source", Heading("Tệp", 36)),
        ("page", Heading("Trang", 7)),
        ("text", Heading("Lời dẫn", 60)),
        ("form", Heading("Dạng", 12)),
        ("role", Heading("Để", 12)),
        ("pin", Heading("Điều, khoản", 22)),
        ("number", Heading("Số, ký hiệu", 24)),
        ("issued_on", Heading("Ngày ban hành", 13)),
        ("issuer", Heading("Cơ quan ban hành", 28)),
        ("warnings", Heading("Lưu ý", 30)),
    )
    _write_records(
        citations,
        ("TỪNG LẦN DẪN CHIẾU", "Mỗi dòng là một chỗ trong báo cáo có dẫn văn bản."),
        of_each,
        whole.references.only(*(name for name, _ in of_each)),
        len(whole.references),
    )


def write_remarks(sheet: Sheet, whole: View) -> None:
    """Write the difficulties and proposals, unit by unit."""
    records: list[Record] = [
        {**record, "unit": unit.name} for unit in whole.units for record in (*unit.difficulties, *unit.proposals)
    ]
    _write_records(
        sheet,
        ("KHÓ KHĂN, ĐỀ XUẤT", "Trích nguyên văn báo cáo của đơn vị."),
        (
            ("unit", Heading("Đơn vị", 36)),
            ("kind", Heading("Loại", 18)),
            ("theme", Heading("Chủ đề", 22)),
            ("sentence", Heading("Nội dung", 78)),
            ("source", Heading("Tệp", 34)),
            ("page", Heading("Trang", 7)),
        ),
        records,
        len(records),
    )


def write_changes(sheet: Sheet, whole: View) -> None:
    """Write which cells the last run with a change has changed, and why."""
    records: list[Record] = [
        {
            "unit": change.unit_name,
            "task": f"{change.task_id}. {change.task_title}",
            "before": change.before.label if change.before else "",
            "after": change.after.label if change.after else "",
            "cause": CAUSES.get(change.cause, change.cause),
            "because": change.because,
        }
        for change in whole.changes
    ]
    _write_records(
        sheet,
        ("THAY ĐỔI", "Những ô đã đổi ở lần chạy gần nhất có thay đổi, và vì sao."),
        (
            ("unit", Heading("Đơn vị", 40)),
            ("task", Heading("Nhiệm vụ", 60)),
            ("before", Heading("Trước", 14)),
            ("after", Heading("Sau", 14)),
            ("cause", Heading("Do", 22)),
            ("because", Heading("Cụ thể", 42)),
        ),
        records,
        len(records),
    )


def write_files(sheet: Sheet, whole: View) -> None:
    """Write what needs attention first, then every file of the inbox."""
    records: Iterator[Record] = (
        {
            "source": trouble.source,
            "state": SEVERITIES.get(trouble.severity, trouble.severity),
            "code": trouble.code,
            "message": trouble.message,
            "pages": f"trang {trouble.page}" if trouble.page else "",
        }
        for trouble in whole.troubles
    )
    columns = (
        ("source", Heading("Tệp", 42)),
        ("state", Heading("Tình trạng", 16)),
        ("code", Heading("Mã", 16)),
        ("message", Heading("Nội dung và việc cần làm", 60)),
        ("kind", Heading("Loại", 16)),
        ("counts", Heading("Được tính", 9)),
        ("number", Heading("Số, ký hiệu", 20)),
        ("issued_on", Heading("Ngày ban hành", 13)),
        ("issuer", Heading("Cơ quan ban hành", 30)),
        ("pages", Heading("Số trang", 9)),
    )
    told = {trouble.source for trouble in whole.troubles if trouble.severity != "warning"}
    others: Iterator[Record] = (
        {**record, "state": FILE_STATUSES.get(text(record.get("status")), text(record.get("status")))}
        for record in whole.documents.only("status", *(name for name, _ in columns))
        if text(record.get("source")) not in told
    )
    sources = (text(record.get("source")) for record in whole.documents.only("source"))
    count = len(whole.troubles) + sum(source not in told for source in sources)
    _write_records(
        sheet,
        ("TỆP VÀ SỰ CỐ", "Việc cần xử lý xếp trước; tiếp theo là mọi tệp đã nhận. Không tệp nào bị bỏ sót."),
        columns,
        chain(records, others),
        count,
    )


def write_reviews(sheet: Sheet, whole: View) -> None:
    """Write every correction that people made, with what became of it."""
    units = {unit.id: unit.name for unit in whole.units}
    records: list[Record] = [
        {
            **record,
            "unit": units.get(text(record.get("unit_id")), text(record.get("unit_id"))),
            "action": ACTIONS.get(text(record.get("action")), text(record.get("action"))),
            "status": STATUS_WORDS[text(record.get("status"))].label if text(record.get("status")) else "",
            "fate": FATES.get(text(record.get("fate")), text(record.get("fate"))),
            "reviewed_at": text(record.get("reviewed_at")).replace("T", " ").removesuffix("+00:00"),
        }
        for record in whole.reviews
    ]
    _write_records(
        sheet,
        ("RÀ SOÁT", f"{agreement_words(decisions(whole))} Giờ ghi theo UTC."),
        (
            ("review_id", Heading("Lần", 6)),
            ("reviewed_at", Heading("Thời điểm", 19)),
            ("reviewer", Heading("Người rà soát", 22)),
            ("unit", Heading("Đơn vị", 30)),
            ("task_id", Heading("NV", 6)),
            ("action", Heading("Việc đã làm", 14)),
            ("status", Heading("Mức", 14)),
            ("sentence", Heading("Câu", 54)),
            ("note", Heading("Ghi chú", 30)),
            ("fate", Heading("Hiệu lực", 22)),
        ),
        records,
        len(records),
    )


def _write_records(
    sheet: Sheet,
    title: tuple[str, str],
    columns: Sequence[tuple[str, Heading]],
    records: Iterable[Record],
    count: int,
) -> None:
    """Write a list of so many records, of which none but the one at hand is held."""
    row = sheet.start_list(*title, [heading for _, heading in columns], min(count, ROW_LIMIT), count)
    formats = sheet.formats
    names = [name for name, _ in columns]
    words = [_wording(name) for name in names]
    usual = [formats.day if name in _DAYS else formats.center if name in _SHORT else formats.text for name in names]
    for record in islice(records, ROW_LIMIT):
        values = [record.get(name) for name in names]
        cells = [worded(value) if worded else value for worded, value in zip(words, values, strict=True)]
        forms = [
            formats.center if isinstance(cell, int | float) else form for cell, form in zip(cells, usual, strict=True)
        ]
        sheet.put_row(row, cells, forms)
        row += 1


def _wording(name: str) -> Callable[[Cell], Cell | date] | None:
    """Return how the cells of a column are put in words: what the tables say in English terms has a Vietnamese one."""
    if name in _WORDS:
        words = _WORDS[name]
        return lambda value: words.get(said := text(value), said)
    if name in _DAYS:
        return lambda value: day_of(text(value))
    if name == "warnings":
        return lambda value: warning_words(text(value))
    if name in {"counts", "in_inbox"}:
        return lambda value: None if value is None else ("Có" if flag(value) else "Không")
    if name in {"cited_by_units", "citations", "page", "pages"}:
        return lambda value: number(value) if text(value).isdecimal() else value
    return None
