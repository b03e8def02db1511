"""Difficulties with a document as values: a stable code, and a message that says what to do."""

from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """Where on the way a problem arose."""

    TRIAGE = "triage"
    READ = "read"
    DESCRIBE = "describe"
    ASSESS = "assess"
    COVER = "cover"


class Severity(StrEnum):
    """How much of the document is lost by it."""

    INFO = "info"  # nothing is lost; worth knowing
    WARNING = "warning"  # something may be missing or wrong
    ERROR = "error"  # the file could not be used


class Code(StrEnum):
    """Stable names of problems; part of the contract once published."""

    ENCRYPTED = "encrypted"
    EMPTY = "empty"
    CORRUPT = "corrupt"
    WRONG_TYPE = "wrong_type"
    TOO_LARGE = "too_large"
    TOO_MANY_MEMBERS = "too_many_members"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    NO_TEXT = "no_text"
    SECRET = "secret"  # noqa: S105 - a mark on documents, no password
    LINK = "link"
    UNSUPPORTED = "unsupported"
    TEMPORARY = "temporary"
    UNREADABLE = "unreadable"
    BAD_NAME = "bad_name"
    CRASHED = "crashed"
    MISSING_TOOL = "missing_tool"
    INCOMPLETE = "incomplete"
    LOW_OCR_CONFIDENCE = "low_ocr_confidence"
    OCR_MENDED = "ocr_mended"
    LEGACY_ENCODING = "legacy_encoding"
    UNIT_UNKNOWN = "unit_unknown"
    UNIT_AMBIGUOUS = "unit_ambiguous"
    UNIT_SUCCEEDED = "unit_succeeded"
    UNIT_NOT_IN_ROSTER = "unit_not_in_roster"
    UNIT_ASSIGNED = "unit_assigned"
    NO_DIRECTIVE = "no_directive"
    DUPLICATE = "duplicate"
    SUPERSEDED = "superseded"
    OTHER_YEAR = "other_year"
    OTHER_MATTER = "other_matter"
    NOT_ANNUAL = "not_annual"
    CONTAINER = "container"
    REVIEW_LOST = "review_lost"
    REVIEW_CHANGED = "review_changed"
    ASSIGNMENT_LOST = "assignment_lost"


# What the analyst reads: what happened and what to do about it.
MESSAGES: dict[Code, str] = {
    Code.ENCRYPTED: "Tệp có mật khẩu nên không đọc được. Đề nghị đơn vị gửi lại bản không đặt mật khẩu.",
    Code.EMPTY: "Tệp rỗng (0 byte). Đề nghị đơn vị gửi lại.",
    Code.CORRUPT: "Tệp bị hỏng hoặc gửi thiếu nên không mở được. Đề nghị đơn vị gửi lại.",
    Code.WRONG_TYPE: "Đuôi tệp không đúng với nội dung; đã đọc theo nội dung thật.",
    Code.TOO_LARGE: "Tệp quá lớn. Tách tệp hoặc nâng giới hạn SOAT_MAX_BYTES rồi chạy lại.",
    Code.TOO_MANY_MEMBERS: "Gói nén có quá nhiều tệp hoặc lồng quá sâu. Giải nén bằng tay rồi chép vào thư mục nhận.",
    Code.TIMEOUT: "Đọc tệp quá thời gian cho phép nên đã dừng. Mở tệp kiểm tra, lưu lại bản khác rồi chạy lại.",
    Code.MEMORY: "Đọc tệp cần quá nhiều bộ nhớ nên đã dừng. Mở tệp kiểm tra, lưu lại bản khác rồi chạy lại.",
    Code.NO_TEXT: "Không đọc được chữ nào trong tệp. Kiểm tra tệp có trắng không, hoặc quét lại rõ hơn.",
    Code.SECRET: "Văn bản có dấu độ mật: không xử lý ở đây. Chuyển cho người có thẩm quyền.",
    Code.LINK: "Đường dẫn tắt (liên kết), không phải tệp thật: bỏ qua. Chép tệp gốc vào thư mục nhận.",
    Code.UNSUPPORTED: "Loại tệp chưa hỗ trợ. Lưu lại thành DOCX hoặc PDF rồi chạy lại.",
    Code.TEMPORARY: "Tệp tạm hoặc đang được ghi: để lần chạy sau.",
    Code.UNREADABLE: "Không có quyền đọc tệp hoặc ổ đĩa báo lỗi. Kiểm tra quyền truy cập rồi chạy lại.",
    Code.BAD_NAME: "Tên trong kho không thể là tên của một tệp (“..”, phần rỗng, ký tự NUL, quá dài). Đổi tên rồi chạy lại.",
    Code.CRASHED: "Trình đọc dừng đột ngột khi mở tệp. Lưu lại thành DOCX hoặc PDF rồi chạy lại.",
    Code.MISSING_TOOL: "Thiếu chương trình cần để đọc loại tệp này.",
    Code.INCOMPLETE: "Có phần chữ của tệp chưa đọc được; đối chiếu với bản gốc.",
    Code.LOW_OCR_CONFIDENCE: "Bản quét mờ, chữ nhận dạng có thể sai; đối chiếu với bản gốc.",
    Code.OCR_MENDED: "Chữ nhận dạng từ bản quét có chỗ sai dấu hoặc sai kiểu chữ, đã sửa theo từ; đối chiếu khi trích dẫn.",
    Code.LEGACY_ENCODING: "Tệp dùng cách mã hoá chữ Việt khác; đã chuyển sang Unicode dựng sẵn.",
    Code.UNIT_UNKNOWN: "Chưa xác định được đơn vị gửi. Bổ sung tên gọi vào units.csv hoặc đổi tên tệp.",
    Code.UNIT_AMBIGUOUS: "Có từ hai đơn vị có thể là nơi gửi; người dùng cần chọn.",
    Code.UNIT_SUCCEEDED: "Đơn vị gửi đã được sắp xếp lại; báo cáo tính cho đơn vị kế thừa.",
    Code.UNIT_NOT_IN_ROSTER: "Đơn vị gửi không có trong danh sách tại ngày tính, và không có đúng một đơn vị kế thừa; "
    "người dùng cần quyết định.",
    Code.UNIT_ASSIGNED: "Người dùng đã cho biết đơn vị gửi tệp này.",
    Code.NO_DIRECTIVE: "Không có văn bản giao nhiệm vụ để đối chiếu câu chép lại.",
    Code.DUPLICATE: "Trùng với một tệp khác; chỉ tính một lần.",
    Code.SUPERSEDED: "Đã được thay thế bằng báo cáo khác của cùng đơn vị.",
    Code.OTHER_YEAR: "Báo cáo của năm khác, không tính cho đợt này.",
    Code.OTHER_MATTER: "Báo cáo về việc khác, không tính cho đợt này.",
    Code.NOT_ANNUAL: "Không phải báo cáo năm (kế hoạch, báo cáo quý, 6 tháng…), không tính cho đợt này.",
    Code.CONTAINER: "Tệp chứa tệp khác; các tệp bên trong có dòng riêng.",
    Code.REVIEW_LOST: "Câu mà người rà soát đã xử lý không còn trong báo cáo nào được tính của đơn vị. Rà soát lại ô này.",
    Code.ASSIGNMENT_LOST: "Tệp mà người dùng đã giao cho đơn vị không còn được đọc, hoặc đơn vị không còn trong danh sách. "
    "Giao lại cho đơn vị khác, hoặc hoàn tác.",
    Code.REVIEW_CHANGED: "Từ khi người rà soát quyết định, kết quả chương trình đọc được ở ô này đã khác. Rà soát lại ô này.",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One difficulty with one document."""

    stage: Stage
    code: Code
    message: str  # Vietnamese, for the analyst
    severity: Severity = Severity.WARNING
    page: int | None = None  # from 1


def problem(
    stage: Stage, code: Code, detail: str = "", *, severity: Severity = Severity.WARNING, page: int | None = None
) -> Problem:
    """Return the problem with its standard message, and `detail` behind it where there is more to say."""
    message = f"{MESSAGES[code]} {detail}".strip()
    return Problem(stage, code, message, severity, page)
