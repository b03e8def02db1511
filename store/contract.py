"""The published tables: their columns in order, the type of each, and their Vietnamese headings and titles."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Boolean, Date, Float, Integer, Text
from sqlalchemy.types import TypeEngine

from core.table import Column


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a published table and the type of its cells in the view."""

    name: str
    heading: str
    type: TypeEngine[Any]

    @property
    def column(self) -> Column:
        """Return the column as the renderers know it."""
        return Column(self.name, self.heading)


@dataclass(frozen=True, slots=True)
class Published:
    """A table of the contract that stands as a view of the same name in the database."""

    name: str
    title: str
    fields: tuple[Field, ...]


def _text(name: str, heading: str) -> Field:
    return Field(name, heading, Text())


def _whole(name: str, heading: str) -> Field:
    return Field(name, heading, Integer())


def _share(name: str, heading: str) -> Field:
    return Field(name, heading, Float())


def _truth(name: str, heading: str) -> Field:
    return Field(name, heading, Boolean())


def _day(name: str, heading: str) -> Field:
    return Field(name, heading, Date())


_DOCUMENT_ID = _text("document_id", "Mã tệp (SHA-256)")
_SOURCE = _text("source", "Tệp")
_PAGE = _whole("page", "Trang")
_START = _whole("start", "Từ ký tự")
_END = _whole("end", "Đến ký tự")
_UNIT_ID = _text("unit_id", "Mã đơn vị")
_UNIT_NAME = _text("unit_name", "Đơn vị")
_TASK_ID = _text("task_id", "Nhiệm vụ")
_TASK_TITLE = _text("task_title", "Nội dung nhiệm vụ")
_NUMBER = _text("number", "Số, ký hiệu")
_DOC_TYPE = _text("doc_type", "Tên loại văn bản")
_ISSUED_ON = _day("issued_on", "Ngày ban hành")
_ISSUER = _text("issuer", "Cơ quan ban hành")
_CANONICAL = _text("canonical", "Khóa văn bản")
_WARNINGS = _text("warnings", "Cảnh báo")
_TITLE = _text("title", "Tên văn bản")
_SENTENCE = _text("sentence", "Câu trích")
_STATUS = _text("status", "Trạng thái")
_CODE = _text("code", "Mã vấn đề")
_TASKS_ADDRESSED = _whole("tasks_addressed", "Số nhiệm vụ đã thực hiện")

DOCUMENTS = Published(
    "documents",
    "Danh mục tệp",
    (
        _DOCUMENT_ID,
        _SOURCE,
        _text("kind", "Loại"),
        _truth("counts", "Được tính"),
        _UNIT_ID,
        _NUMBER,
        _DOC_TYPE,
        _ISSUED_ON,
        _ISSUER,
        _text("place", "Địa danh"),
        _text("subject", "Trích yếu"),
        _text("signer", "Người ký"),
        _whole("pages", "Số trang"),
        _whole("ocr_pages", "Số trang nhận dạng"),
        _whole("characters", "Số ký tự"),
        _share("completeness", "Tỷ lệ chữ đọc được"),
        _STATUS,
        _CODE,
        _text("message", "Ghi chú"),
    ),
)
REFERENCES = Published(
    "references",
    "Văn bản được viện dẫn",
    (
        _DOCUMENT_ID,
        _SOURCE,
        _PAGE,
        _START,
        _END,
        _text("text", "Lời viện dẫn"),
        _text("form", "Dạng viện dẫn"),
        _DOC_TYPE,
        _NUMBER,
        _ISSUED_ON,
        _ISSUER,
        _TITLE,
        _CANONICAL,
        _WARNINGS,
        _text("role", "Viện dẫn để làm gì"),
        _text("pin", "Điều, khoản được dẫn"),
    ),
)
EVIDENCE = Published(
    "evidence",
    "Minh chứng",
    (
        _UNIT_ID,
        _TASK_ID,
        _DOCUMENT_ID,
        _SOURCE,
        _PAGE,
        _START,
        _END,
        _SENTENCE,
        _STATUS,
        _share("score", "Điểm"),
        _text("figures", "Số liệu"),
        _text("section", "Phần của báo cáo"),
        _text("features", "Dấu hiệu"),
    ),
)
COVERAGE = Published(
    "coverage",
    "Kết quả thực hiện từng nhiệm vụ",
    (
        _UNIT_ID,
        _UNIT_NAME,
        _TASK_ID,
        _TASK_TITLE,
        _STATUS,
        _truth("addressed", "Đã thực hiện"),
        _share("confidence", "Độ tin cậy"),
        _whole("evidence_count", "Số câu minh chứng"),
        _text("evidence", "Câu minh chứng rõ nhất"),
        _SOURCE,
        _PAGE,
        _text("decided_by", "Người quyết định"),
        _text("program_status", "Kết quả của chương trình"),
        _text("note", "Ghi chú của người rà soát"),
        _truth("review", "Cần người xem lại"),
    ),
)
UNITS = Published(
    "units",
    "Tình hình gửi báo cáo",
    (
        _UNIT_ID,
        _UNIT_NAME,
        _text("kind", "Khối"),
        _truth("returned", "Đã gửi báo cáo"),
        _day("received_on", "Ngày nhận"),
        _whole("days_late", "Số ngày chậm"),
        _whole("documents", "Số tệp được tính"),
        _TASKS_ADDRESSED,
        _whole("tasks_total", "Tổng số nhiệm vụ"),
    ),
)
REMARKS = Published(
    "remarks",
    "Khó khăn và kiến nghị",
    (_UNIT_ID, _text("kind", "Loại"), _DOCUMENT_ID, _SOURCE, _PAGE, _SENTENCE, _text("theme", "Chủ đề")),
)
DIRECTIVES = Published(
    "directives",
    "Văn bản được nhiều đơn vị viện dẫn",
    (
        _CANONICAL,
        _DOC_TYPE,
        _NUMBER,
        _ISSUED_ON,
        _ISSUER,
        _TITLE,
        _whole("cited_by_units", "Số đơn vị viện dẫn"),
        _whole("citations", "Số lần viện dẫn"),
        _truth("in_inbox", "Có trong thư mục nhận"),
        _WARNINGS,
    ),
)
PROBLEMS = Published(
    "problems",
    "Vấn đề cần xử lý",
    (
        _SOURCE,
        _text("stage", "Bước"),
        _CODE,
        _text("severity", "Mức độ"),
        _PAGE,
        _text("message", "Nội dung và cách xử lý"),
    ),
)

REVIEWS = Published(
    "reviews",
    "Rà soát của cán bộ",
    (
        _whole("review_id", "Số thứ tự"),
        _UNIT_ID,
        _TASK_ID,
        _text("action", "Việc đã làm"),
        _STATUS,
        _DOCUMENT_ID,
        _SOURCE,
        _PAGE,
        _START,
        _END,
        _SENTENCE,
        _text("note", "Ghi chú"),
        _text("reviewer", "Người rà soát"),
        _text("reviewed_at", "Thời điểm (UTC)"),
        _whole("undoes", "Hoàn tác số"),
        _text("fate", "Hiệu lực"),
    ),
)
CHANGES = Published(
    "changes",
    "Thay đổi ở lần chạy gần nhất có thay đổi",
    (
        _UNIT_ID,
        _UNIT_NAME,
        _TASK_ID,
        _TASK_TITLE,
        _text("before", "Trước"),
        _text("after", "Sau"),
        _text("cause", "Do"),
        _text("because", "Tệp, người rà soát hoặc bước"),
    ),
)

# The matrix has a column a task, so it is no view: `store.store` turns the coverage into it.
MATRIX_NAME = "matrix"
MATRIX_TITLE = "Ma trận đơn vị - nhiệm vụ"
MATRIX_HEAD = (_UNIT_ID.column, _UNIT_NAME.column)
MATRIX_FOOT = (_TASKS_ADDRESSED.column,)


def matrix_task(task_id: str) -> Column:
    """Return the matrix's column of a task."""
    return Column(task_id, f"Nhiệm vụ {task_id}")


VIEWED = (DOCUMENTS, REFERENCES, EVIDENCE, COVERAGE, UNITS, REMARKS, DIRECTIVES, PROBLEMS, REVIEWS, CHANGES)
