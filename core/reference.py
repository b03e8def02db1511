"""A citation of another document (viện dẫn văn bản)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.text import Span


class Form(StrEnum):
    """How a document is cited."""

    FULL = "full"  # type, number and date
    SHORT = "short"  # a number without date, or completed out of a list
    TITLE = "title"  # by its title alone: "Luật Tiếp cận thông tin"
    MENTION = "mention"  # "Chỉ thị này", "Kế hoạch nêu trên": again one that was cited before


class Role(StrEnum):
    """What a document is cited for, as the words before it tell."""

    BASIS = "basis"  # căn cứ
    IMPLEMENTED = "implemented"  # thực hiện, triển khai, quán triệt, hướng dẫn
    REPLACED = "replaced"  # thay thế, bãi bỏ
    AMENDED = "amended"  # sửa đổi, bổ sung
    ANSWERED = "answered"  # trả lời, phúc đáp, theo đề nghị
    CITED = "cited"  # dẫn chiếu: nothing more is said


@dataclass(frozen=True, slots=True)
class Reference:
    """One citation. Fields that the text does not give, and the number does not tell, are None."""

    span: Span  # from the type's name to the number or date
    text: str  # the words of the span
    form: Form
    doc_type: str | None = None
    number: str | None = None  # as printed, spaces removed, completed where shortened in a list
    issued_on: date | None = None
    issuer: str | None = None  # spelled out
    title: str | None = None
    canonical: str = ""  # one key over all spellings of the same document
    warnings: tuple[str, ...] = ()  # codes with detail: "impossible_date:31/02/2024"
    page: int | None = None
    role: Role = Role.CITED
    pin: str | None = None  # the article pointer before it: "điểm a khoản 2 Điều 5"
