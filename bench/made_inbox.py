"""Makes an inbox of any size in our own words: small letters and reports as text, Word files and e-mails.

One file in twenty is an annual report that counts, with sentences on several tasks; the others are what fills a
department's inbox besides: letters and reports on other matters, each citing a document.
"""

import io
import os
import random
import time
import zipfile
from email.message import EmailMessage
from pathlib import Path

import docx

_UNITS = (
    ("SỞ TƯ PHÁP", "STP"),
    ("SỞ XÂY DỰNG", "SXD"),
    ("SỞ TÀI CHÍNH", "STC"),
    ("SỞ CÔNG THƯƠNG", "SCT"),
    ("SỞ Y TẾ", "SYT"),
    ("THANH TRA TỈNH", "TTr"),
)
_DEEDS = (
    "Sở đã tổ chức {n} hội nghị quán triệt Chỉ thị số 33/CT-TTg ngày 26/11/2021 của Thủ tướng Chính phủ cho {m} lượt người.",
    "Trong năm đã vận động {m} hộ đồng bào dân tộc thiểu số ở {n} thôn xóa bỏ hủ tục.",
    "Đã xây dựng và duy trì {n} mô hình “Dân vận khéo”, nhân rộng thêm {n} mô hình ở cơ sở.",
    "Bộ phận một cửa đã tiếp nhận và giải quyết {m} hồ sơ thủ tục hành chính, đúng hạn {n} hồ sơ.",
    "Đã tiếp {n} lượt công dân, giải quyết {n} đơn thư khiếu nại, tố cáo.",
)
_MATTERS = ("phòng cháy, chữa cháy", "an toàn thực phẩm", "trồng cây đầu xuân", "cấp nước sạch", "sửa chữa đường")
_OFFICE_TIME = (2024, 12, 1, 8, 0, 0)


def make_inbox(folder: Path, files: int, seed: int = 1) -> None:
    """Write so many files below `folder`, in folders of a thousand; the same numbers give the same bytes."""
    for number in range(files):
        path = folder / f"{number // 1000:03}" / f"{number:05}.{('txt', 'docx', 'eml')[number % 3]}"
        add_file(path, number, seed)


def add_file(path: Path, number: int, seed: int = 1) -> None:
    """Write the file of this number, an hour old, in the form that its name's ending tells."""
    path.parent.mkdir(parents=True, exist_ok=True)
    chance = random.Random(f"{seed} {number}")  # noqa: S311 - no secret, and the same each time
    lines = _report(chance, number) if number % 20 == 0 else _other(chance, number)
    form = {".txt": _as_text, ".docx": _as_docx, ".eml": _as_mail}[path.suffix]
    path.write_bytes(form(lines, number))
    hour_ago = time.time() - 3600
    os.utime(path, (hour_ago, hour_ago))


def _report(chance: random.Random, number: int) -> list[str]:
    unit, symbol = chance.choice(_UNITS)
    deeds = [deed.format(n=chance.randint(2, 40), m=chance.randint(50, 900)) for deed in chance.sample(_DEEDS, 3)]
    return [
        *_head(unit, f"Số: {number + 1}/BC-{symbol}", "BÁO CÁO"),
        "Kết quả công tác dân vận chính quyền năm 2024",
        "Kính gửi: Sở Nội vụ",
        *deeds,
        "Khó khăn: kinh phí cho công tác dân vận còn hạn chế.",
    ]


def _other(chance: random.Random, number: int) -> list[str]:
    unit, symbol = chance.choice(_UNITS)
    matter = chance.choice(_MATTERS)
    cited = f"Kế hoạch số {chance.randint(10, 300)}/KH-UBND ngày {chance.randint(10, 28)}/3/2024 của UBND tỉnh"
    return [
        *_head(unit, f"Số: {number + 1}/{symbol}-VP", "CÔNG VĂN"),
        f"V/v {matter}",
        "Kính gửi: Văn phòng Ủy ban nhân dân tỉnh",
        f"Thực hiện {cited}, đơn vị gửi kết quả rà soát về {matter} tại {chance.randint(2, 60)} địa bàn.",
    ]


def _head(unit: str, number: str, kind: str) -> list[str]:
    return ["ỦY BAN NHÂN DÂN TỈNH TUYÊN QUANG", unit, number, "Tuyên Quang, ngày 02 tháng 12 năm 2024", kind]


def _as_text(lines: list[str], _number: int) -> bytes:
    return "\n".join(lines).encode("utf-8")


def _as_docx(lines: list[str], _number: int) -> bytes:
    """Return a Word file of the lines; its archive bears one fixed time, so that the bytes are the same each time."""
    page = docx.Document()
    for line in lines:
        page.add_paragraph(line)
    made, out = io.BytesIO(), io.BytesIO()
    page.save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/thumbnail.jpeg":
                content = b""
            packed.writestr(zipfile.ZipInfo(name, _OFFICE_TIME), content)
    return out.getvalue()


def _as_mail(lines: list[str], number: int) -> bytes:
    message = EmailMessage()
    message["From"] = "Văn thư <van.thu@example.invalid>"
    message["To"] = "snv@example.invalid"
    message["Subject"] = lines[5]
    message["Date"] = "Mon, 02 Dec 2024 08:00:00 +0700"
    message["Message-ID"] = f"<{number}@example.invalid>"
    message.set_content("\n".join(lines))
    return message.as_bytes()
