"""The workbook's note on the method: what the statuses mean, how reports were read, on what, and with which versions."""

from collections.abc import Iterator, Mapping

from reports.reviewing import agreement_words, decisions
from reports.sheet import Sheet
from reports.view import View, flag, number, text
from reports.words import STATUS_WORDS

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
    for heading, said in (*METHOD, *_figures(whole), *versions.items()):
        sheet.put(row, 0, heading, formats.bold)
        sheet.put(row, 1, said)
        row += 1
    sheet.put(row, 0, "Nhiệm vụ", formats.bold)
    for task in whole.tasks:
        sheet.put(row, 1, f"{task.id}. {task.title}")
        row += 1


def _figures(whole: View) -> Iterator[tuple[str, str]]:
    """Give what this synthesis rests on, counted."""
    yield (
        "Đơn vị",
        (
            f"{len(whole.units)} đơn vị phải báo cáo; đã gửi {len(whole.returned)}, trong đó muộn {len(whole.late)}; "
            f"chưa gửi {len(whole.missing)}."
        ),
    )
    counting = unusable = pages = recognised = 0
    for row in whole.documents:
        counting += flag(row.get("counts"))
        unusable += text(row.get("status")) == "quarantined"
        pages += number(row.get("pages"))
        recognised += number(row.get("ocr_pages"))
    yield (
        "Tệp",
        (
            f"{len(whole.documents)} tệp và tệp bên trong; được tính {counting}, không dùng được {unusable}; "
            f"{pages} trang, trong đó nhận dạng chữ {recognised} trang."
        ),
    )
    quoted = sum(len(cell.lines) + cell.left_out for unit in whole.units for cell in unit.cells)
    raised = sum(len(unit.difficulties) + len(unit.proposals) for unit in whole.units)
    yield (
        "Trích dẫn",
        (
            f"{quoted} câu minh chứng, {raised} khó khăn và đề xuất, {len(whole.references)} lần dẫn chiếu tới "
            f"{len(whole.directives)} văn bản."
        ),
    )
    yield "Rà soát", agreement_words(decisions(whole))
