"""The head and foot of an official document (thể thức văn bản), each field with the words that prove it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from core.text import Span

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """An extracted value with its proof: where it stands, which rule found it, how sure it is."""

    value: T
    span: Span
    rule: str  # id of the rule or table row
    confidence: float = 1.0  # in [0, 1]


class Kind(StrEnum):
    """What a document is for a campaign."""

    REPORT = "report"
    DIRECTIVE = "directive"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Dispatch:
    """The header fields of eval/GUIDE.md; None where the document has none or leaves it blank.

    Source: Nghị định 30/2020/NĐ-CP, Phụ lục I; Hướng dẫn 36-HD/VPTW for Party documents.
    """

    number: Found[str] | None = None  # số, ký hiệu: "312/BC-STP"
    doc_type: Found[str] | None = None  # tên loại: "Báo cáo"; a dispatch without one is "Công văn"
    issued_on: Found[date] | None = None
    issuer: Found[str] | None = None  # cơ quan ban hành, in normal case, UBND spelled out
    parent: Found[str] | None = None  # cơ quan chủ quản, the upper line of the letterhead, as printed
    place: Found[str] | None = None  # địa danh
    subject: Found[str] | None = None  # trích yếu, without "V/v"
    signer: Found[str] | None = None  # name only
    signer_role: Found[str] | None = None  # authority and position lines: "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC"
    addressees: tuple[Found[str], ...] = ()  # Kính gửi
    recipients: tuple[Found[str], ...] = ()  # Nơi nhận
    secrecy: Found[str] | None = None  # MẬT, TỐI MẬT, TUYỆT MẬT
    urgency: Found[str] | None = None  # KHẨN, THƯỢNG KHẨN, HỎA TỐC
    body: Span | None = None  # from behind the head to the signature
