"""The Vietnamese words, signs and colours that every renderer shows, in one place."""

from dataclasses import dataclass
from datetime import date

from core.coverage import Status

Word = str


@dataclass(frozen=True, slots=True)
class StatusWord:
    """How a status is shown: never by colour alone. Colours are RRGGBB; each pair has a contrast of at least 4.5 : 1."""

    key: str
    sign: str
    label: Word
    meaning: Word
    fill: str
    ink: str
    dark_fill: str  # on dark screens
    dark_ink: str
    terminal: str  # colour name of a terminal


# A unit that sent no report has nothing to be read: its cells are told apart from those where reading found nothing.
NOT_RETURNED = "not_returned"

STATUS_WORDS: dict[str, StatusWord] = {
    word.key: word
    for word in (
        StatusWord(
            Status.QUANTIFIED.value,
            "●",
            "Có số liệu",
            "Đã thực hiện trong kỳ, kèm số lượng, tỷ lệ, kinh phí hoặc điểm số.",
            *("85CBA3", "0A3322", "37A57C", "06140E", "green"),
        ),
        StatusWord(
            Status.DONE.value,
            "◐",
            "Đã làm",
            "Đã thực hiện trong kỳ nhưng không nêu số liệu; kết quả bằng không (ví dụ “không phát sinh đơn thư”) cũng là kết quả.",
            *("D8F0E1", "0F3D2B", "1F4A39", "C9EFDC", "cyan"),
        ),
        StatusWord(
            Status.NOT_DONE.value,
            "×",
            "Chưa làm",
            "Báo cáo nói rõ là chưa thực hiện hoặc không thuộc phạm vi của đơn vị.",
            *("F6C7BD", "6E1A0B", "6B2A1E", "FFD9CF", "red"),
        ),
        StatusWord(
            Status.PLANNED.value,
            "►",
            "Mới dự kiến",
            "Chỉ nêu trong phương hướng, dự định cho thời gian tới.",
            *("FBE6A6", "5A4300", "574510", "FFE9A8", "yellow"),
        ),
        StatusWord(
            Status.RESTATED.value,
            "≡",
            "Chép lại",
            "Chỉ nhắc lại lời văn bản giao việc hoặc nhiệm vụ chung, không nêu việc đã làm.",
            *("DCD7EA", "3D3163", "3B3458", "E0D9F7", "magenta"),
        ),
        StatusWord(
            Status.NONE.value,
            "–",
            "Không nêu",
            "Đã đọc báo cáo nhưng không thấy câu nào nói về nhiệm vụ này.",
            *("FFFFFF", "5B6067", "1B1E22", "A7ADB5", "white"),
        ),
        StatusWord(
            NOT_RETURNED,
            "·",
            "Chưa gửi",
            "Chưa nhận được báo cáo của đơn vị nên chưa có gì để đọc.",
            *("E7E9ED", "555A61", "2A2E34", "A7ADB5", "bright_black"),
        ),
    )
}

_STRENGTHS = {status.value: status.strength for status in Status}
UNIT_KINDS = {
    "so_ban_nganh": "Sở, ban, ngành",
    "cong_an": "Công an",
    "quan_su": "Quân sự",
    "huyen": "Huyện, thành phố",
    "xa": "Xã, phường",
}
FILE_STATUSES = {
    "ok": "Đã đọc",
    "quarantined": "Để riêng",
    "duplicate": "Bản trùng",
    "superseded": "Đã thay thế",
    "ignored": "Bỏ qua",
}
KINDS = {"report": "Báo cáo", "directive": "Văn bản giao việc", "other": "Khác"}
REMARKS = {"difficulty": "Khó khăn, vướng mắc", "proposal": "Đề xuất, kiến nghị"}
# What remarks are about; the words that tell it stand in data/tables/themes.csv.
THEMES = {
    "funding": "Kinh phí, chế độ, chính sách",
    "staff": "Biên chế, nhân lực",
    "training": "Tập huấn, bồi dưỡng",
    "guidance": "Văn bản hướng dẫn, chỉ đạo",
    "reporting": "Chế độ báo cáo, đề cương, số liệu",
    "equipment": "Cơ sở vật chất, hạ tầng, công nghệ",
    "people": "Nhận thức, đời sống, sự phối hợp",
    "reward": "Thi đua, khen thưởng",
}
REVIEWED = "*"  # behind what a person decided
OTHER_THEME = "Nội dung khác"
SEVERITIES = {"error": "Không dùng được", "warning": "Cần xem lại", "info": "Để biết"}
CAUSES = {
    "file": "Tệp",
    "review": "Người rà soát",
    "campaign": "Đợt báo cáo được sửa",
    "program": "Phiên bản chương trình",
}
STAGES = {
    "triage": "Nhận tệp",
    "read": "Đọc tệp",
    "describe": "Đọc thể thức",
    "assess": "Đánh giá",
    "cover": "Tổng hợp",
}
SECTIONS = {
    "opening": "Mở đầu",
    "basis": "Căn cứ",
    "legal_basis": "Căn cứ",
    "situation": "Tình hình",
    "results": "Kết quả",
    "limits": "Tồn tại, hạn chế",
    "causes": "Nguyên nhân",
    "plans": "Phương hướng, nhiệm vụ",
    "proposals": "Đề xuất, kiến nghị",
    "annex": "Phụ lục",
}
FORMS = {"full": "Đầy đủ", "short": "Rút gọn", "title": "Chỉ tên gọi", "mention": "Nhắc lại"}
ROLES = {
    "basis": "Căn cứ",
    "implemented": "Thực hiện",
    "replaced": "Thay thế",
    "amended": "Sửa đổi",
    "answered": "Trả lời",
    "cited": "Dẫn chiếu",
}
WARNINGS = {
    "blank_number": "số để trống",
    "different_dates": "ngày ghi mỗi nơi một khác",
    "different_issuers": "cơ quan ban hành ghi mỗi nơi một khác",
    "impossible_date": "ngày không có thật",
    "incomplete_date": "ngày ghi chưa đủ",
    "incomplete_first_citation": "lần dẫn đầu tiên còn thiếu",
    "incomplete_number": "số ghi chưa đủ",
    "issuer_conflict": "số, ký hiệu là của cơ quan khác",
    "received_of_other_date": "văn bản cùng số đã nhận ghi ngày khác",
    "several_days": "cùng số mà ghi nhiều ngày",
    "type_conflict": "tên loại không khớp với ký hiệu",
    "unknown_code": "ký hiệu loại văn bản chưa biết",
    "unresolved": "không rõ là văn bản nào",
}
DECIDERS = {"program": "Chương trình"}  # else the reviewer's name
ACTIONS = {
    "set": "đặt mức",
    "confirm": "xác nhận câu",
    "reject": "bác câu",
    "add": "thêm câu",
    "assign": "giao tệp cho đơn vị",
    "note": "ghi chú",
    "undo": "hoàn tác",
}
ROLES = {"viewer": "chỉ xem", "reviewer": "rà soát", "admin": "quản trị"}
DEEDS = {
    "added": "được thêm",
    "disabled": "bị khóa",
    "password": "được đặt mật khẩu mới",
    "login": "đăng nhập",
    "refused": "đăng nhập không được",
    "logout": "đăng xuất",
    "campaign": "sửa đợt báo cáo",
    "upload": "gửi tệp vào thư mục nhận",
}
FATES = {
    "holds": "có hiệu lực",
    "undone": "đã hoàn tác",
    "overruled": "đã có lần sau thay",
    "lost": "không còn thấy câu hoặc tệp, cần rà soát lại",
    "changed": "kết quả chương trình đã khác, cần rà soát lại",
}


def status_word(status: str, *, returned: bool = True) -> StatusWord:
    """Return how a cell's status is shown; a unit without a report has nothing that could be read."""
    known = status if status in _STRENGTHS else Status.NONE.value
    return STATUS_WORDS[NOT_RETURNED if not returned and known == Status.NONE.value else known]


def strength(status: str) -> int:
    """Return how strong a status is, 0 for none and for unknown words."""
    return _STRENGTHS.get(status, 0)


def day(iso: str) -> str:
    """Return an ISO date as Vietnamese offices write it, 05/12/2024; anything else as it is."""
    try:
        return f"{date.fromisoformat(iso):%d/%m/%Y}"
    except ValueError:
        return iso


def warning_words(warnings: str) -> str:
    """Return a cell of warnings ("code:detail; code:detail") in words; a code without words stays as it is."""
    said = []
    for warning in filter(None, (part.strip() for part in warnings.split(";"))):
        code, _, detail = warning.partition(":")
        label = WARNINGS.get(code, code)
        said.append(f"{label}: {detail}" if detail else label)
    return "; ".join(said)


def timeliness(days_late: int, *, returned: bool) -> str:
    """Return how a unit stands to the deadline."""
    if not returned:
        return "Chưa gửi"
    return f"Muộn {days_late} ngày" if days_late > 0 else "Đúng hạn"


def percent(share: float) -> str:
    """Return a share of one with a decimal comma where it needs one: 0.875 is "87,5%", 1 is "100%"."""
    return f"{100 * share:.1f}".removesuffix(".0").replace(".", ",") + "%"


# C0, DEL and C1 but tab and line feed; marks that turn the writing direction round; halves of surrogate pairs;
# code points that XML cannot hold. Each would vanish, mislead the eye or break a reader.
_HARMFUL: dict[int, str] = {
    code: "\ufffd"
    for span in (
        range(9),
        range(0x0B, 0x0D),
        range(0x0E, 0x20),
        range(0x7F, 0x85),
        range(0x86, 0xA0),
        range(0x200E, 0x2010),
        range(0x202A, 0x202F),
        range(0x2066, 0x206A),
        range(0xD800, 0xE000),
        range(0xFFFE, 0x10000),
    )
    for code in span
} | {0x0D: "\n", 0x61C: "\ufffd"}


def shown(text: str) -> str:
    """Return `text` with each character that is invisible and harmful as U+FFFD, line ends as a line feed.

    The replacement stays visible, so that nobody takes `bao-cao[RLO]xcod.exe` for a document.
    """
    if text.isprintable():  # most are; the test is much quicker than the search
        return text
    return text.replace("\r\n", "\n").translate(_HARMFUL)
