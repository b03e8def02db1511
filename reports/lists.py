"""The workbook's lists behind the matrix: units, cited documents, remarks, files, and the note on the method."""

from collections.abc import Mapping, Sequence

from core.coverage import Status
from core.table import Cell
from reports.sheet import Heading, Sheet
from reports.view import Record, View, flag, number, text
from reports.words import (
    FILE_STATUSES,
    FORMS,
    KINDS,
    REMARKS,
    ROLES,
    SEVERITIES,
    STATUS_WORDS,
    UNIT_KINDS,
    percent,
    timeliness,
    warning_words,
)

_DAYS = {"issued_on", "received_on"}

_WORDS = {"form": FORMS, "role": ROLES}  # columns of a few fixed words


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
        sheet.put(row, 0, index, sheet.formats.center)
        sheet.put(row, 1, unit.name, form)
        sheet.put(row, 2, UNIT_KINDS.get(unit.kind, unit.kind))
        sheet.put(row, 3, timeliness(unit.days_late, returned=unit.returned), form)
        sheet.put_day(row, 4, unit.received_on)
        days = unit.days_late if unit.returned else None
        for column, value in enumerate((days, unit.documents, unit.addressed, len(unit.cells)), start=5):
            sheet.put(row, column, value, sheet.formats.center)
        row += 1
    sheet.fit_rows()


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
    )


def write_references(ledger: Sheet, citations: Sheet, whole: View) -> None:
    """Write the ledger of cited documents, and each citation."""
    _write_records(
        ledger,
        ("VĂN BẢN ĐƯỢC DẪN CHIẾU", "Mỗi dòng là một văn bản, tính chung mọi báo cáo."),
        (
            ("doc_type", Heading("Tên loại", 16)),
            ("number", Heading("Số, ký hiệu", 24)),
            ("issued_on", Heading("Ngày ban hành", 13)),
            ("issuer", Heading("Cơ quan ban hành", 32)),
            ("title", Heading("Tên văn bản", 40)),
            ("cited_by_units", Heading("Số đơn vị dẫn", 10)),
            ("citations", Heading("Số lần dẫn", 10)),
            ("in_inbox", Heading("Có trong thư mục nhận", 12)),
            ("warnings", Heading("Lưu ý", 36)),
        ),
        whole.directives,
    )
    _write_records(
        citations,
        ("TỪNG LẦN DẪN CHIẾU", "Mỗi dòng là một chỗ trong báo cáo có dẫn văn bản."),
        (
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
        ),
        whole.references,
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
            ("sentence", Heading("Nội dung", 84)),
            ("source", Heading("Tệp", 34)),
            ("page", Heading("Trang", 7)),
        ),
        records,
    )


def write_files(sheet: Sheet, whole: View) -> None:
    """Write what needs attention first, then every file of the inbox."""
    records: list[Record] = [
        {
            "source": trouble.source,
            "state": SEVERITIES.get(trouble.severity, trouble.severity),
            "code": trouble.code,
            "message": trouble.message,
            "pages": f"trang {trouble.page}" if trouble.page else "",
        }
        for trouble in whole.troubles
    ]
    told = {trouble.source for trouble in whole.troubles if trouble.severity != "warning"}
    records += [
        {**record, "state": FILE_STATUSES.get(text(record.get("status")), text(record.get("status")))}
        for record in whole.documents
        if text(record.get("source")) not in told
    ]
    _write_records(
        sheet,
        ("TỆP VÀ SỰ CỐ", "Việc cần xử lý xếp trước; tiếp theo là mọi tệp đã nhận. Không tệp nào bị bỏ sót."),
        (
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
        ),
        records,
    )


def write_method(sheet: Sheet, whole: View, versions: Mapping[str, str]) -> None:
    """Write what the statuses mean, how the reports were read, and with which versions."""
    raw, formats = sheet.raw, sheet.formats
    raw.set_column(0, 0, 22)
    raw.set_column(1, 1, 110)
    raw.set_row(0, 24)
    sheet.put(0, 0, "PHƯƠNG PHÁP", formats.title)
    sheet.put(2, 0, "Mức", formats.head)
    sheet.put(2, 1, "Ý nghĩa", formats.head)
    row = 3
    for key, word in STATUS_WORDS.items():
        sheet.put(row, 0, f"{word.sign} {word.label}", formats.status[key])
        sheet.put(row, 1, word.meaning)
        row += 1
    row += 1
    for heading, said in (*METHOD, *versions.items()):
        sheet.put(row, 0, heading, formats.bold)
        sheet.put(row, 1, said)
        row += 1
    sheet.put(row, 0, "Nhiệm vụ", formats.bold)
    for task in whole.tasks:
        sheet.put(row, 1, f"{task.id}. {task.title}")
        row += 1


METHOD = (
    (
        "Cách đọc",
        "Mỗi tệp được đọc thành văn bản; trang quét được nhận dạng chữ. Báo cáo được xét từng câu (dòng bảng, gạch đầu dòng cũng là câu).",
    ),
    (
        "Cách xếp mức",
        "Mỗi câu nói về nội dung của nhiệm vụ nhận một mức; ô của đơn vị lấy mức mạnh nhất trong các câu.",
    ),
    ("Đã thực hiện", "Là ô ở mức “Có số liệu” hoặc “Đã làm”."),
    (
        "Số liệu",
        "Chỉ tính con số của việc làm hoặc kết quả; ngày tháng, số văn bản, thời hạn và chỉ tiêu kế hoạch không phải số liệu.",
    ),
    (
        "Tệp được tính",
        "Báo cáo năm về đúng việc này của năm báo cáo, kèm phụ lục; bản trùng tính một lần, bản bị thay thế không tính.",
    ),
    ("Ngày nhận", "Ngày gửi thư điện tử nếu báo cáo đến qua thư, nếu không thì ngày ghi trên báo cáo."),
    (
        "Giới hạn",
        "Kết quả do chương trình xác định để giúp người rà soát; câu trích nguyên văn kèm tệp và trang để đối chiếu với bản gốc.",
    ),
)


def _write_records(
    sheet: Sheet,
    title: tuple[str, str],
    columns: Sequence[tuple[str, Heading]],
    records: Sequence[Record],
) -> None:
    row = sheet.start_list(*title, [heading for _, heading in columns], len(records))
    for record in records:
        for column, (name, _) in enumerate(columns):
            value = record.get(name)
            if name in _DAYS:
                sheet.put_day(row, column, text(value))
            else:
                sheet.put(row, column, _worded(name, value))
        row += 1
    sheet.fit_rows()


def _worded(name: str, value: Cell) -> Cell:
    """Return a cell in words: what the tables say in English terms has a Vietnamese one."""
    said = text(value)
    if name == "kind":
        return REMARKS.get(said) or KINDS.get(said, said)
    if name in _WORDS:
        return _WORDS[name].get(said, said)
    if name == "warnings":
        return warning_words(said)
    if name in {"counts", "in_inbox"}:
        return None if value is None else ("Có" if flag(value) else "Không")
    if name in {"cited_by_units", "citations", "page", "pages"} and said.isdecimal():
        return number(value)
    return value
