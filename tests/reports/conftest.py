"""A campaign of 27 units and 8 tasks, with reports in our own words: what every renderer is tried on."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from core.campaign import Campaign, Task, TaskKind, Unit
from core.table import Cell, Column, Table, table

TITLES = (
    "Quán triệt chỉ thị, chương trình phối hợp; xem dân vận là nhiệm vụ trọng tâm",
    "Dân vận vùng đồng bào dân tộc thiểu số, miền núi, tôn giáo; phát huy người có uy tín",
    "Phong trào thi đua “Dân vận khéo”, mô hình và điển hình mới",
    "Cải cách hành chính, chuyển đổi số, sắp xếp tinh gọn bộ máy",
    "Dân chủ ở cơ sở, tiếp công dân, giải quyết đơn thư",
    "Văn hóa công sở, đạo đức công vụ, nêu gương",
    "Phối hợp Mặt trận và các đoàn thể giám sát, phản biện xã hội",
    "Tổng kết, báo cáo hằng năm về Sở Nội vụ",
)
UNITS = (
    ("vpubnd", "Văn phòng Ủy ban nhân dân tỉnh Tuyên Quang", "so_ban_nganh"),
    ("thanhtra", "Thanh tra tỉnh Tuyên Quang", "so_ban_nganh"),
    ("stp", "Sở Tư pháp", "so_ban_nganh"),
    ("skhdt", "Sở Kế hoạch và Đầu tư", "so_ban_nganh"),
    ("stc", "Sở Tài chính", "so_ban_nganh"),
    ("sct", "Sở Công Thương", "so_ban_nganh"),
    ("snn", "Sở Nông nghiệp và Phát triển nông thôn", "so_ban_nganh"),
    ("sgtvt", "Sở Giao thông vận tải", "so_ban_nganh"),
    ("sxd", "Sở Xây dựng", "so_ban_nganh"),
    ("stnmt", "Sở Tài nguyên và Môi trường", "so_ban_nganh"),
    ("stttt", "Sở Thông tin và Truyền thông", "so_ban_nganh"),
    ("sldtbxh", "Sở Lao động - Thương binh và Xã hội", "so_ban_nganh"),
    ("svhttdl", "Sở Văn hóa, Thể thao và Du lịch", "so_ban_nganh"),
    ("skhcn", "Sở Khoa học và Công nghệ", "so_ban_nganh"),
    ("sgddt", "Sở Giáo dục và Đào tạo", "so_ban_nganh"),
    ("syt", "Sở Y tế", "so_ban_nganh"),
    ("bdt", "Ban Dân tộc tỉnh Tuyên Quang", "so_ban_nganh"),
    ("bqlkcn", "Ban Quản lý các khu công nghiệp tỉnh Tuyên Quang", "so_ban_nganh"),
    ("cat", "Công an tỉnh Tuyên Quang", "cong_an"),
    ("bchqs", "Bộ Chỉ huy Quân sự tỉnh Tuyên Quang", "quan_su"),
    ("tptq", "Ủy ban nhân dân thành phố Tuyên Quang", "huyen"),
    ("sonduong", "Ủy ban nhân dân huyện Sơn Dương", "huyen"),
    ("yenson", "Ủy ban nhân dân huyện Yên Sơn", "huyen"),
    ("hamyen", "Ủy ban nhân dân huyện Hàm Yên", "huyen"),
    ("chiemhoa", "Ủy ban nhân dân huyện Chiêm Hóa", "huyen"),
    ("nahang", "Ủy ban nhân dân huyện Na Hang", "huyen"),
    ("lambinh", "Ủy ban nhân dân huyện Lâm Bình", "huyen"),
)
MISSING = frozenset({"sxd", "skhcn", "bqlkcn", "hamyen"})
LATE = {"sct": 5, "yenson": 1, "stnmt": 12}
DEADLINE = date(2024, 12, 5)

SENTENCES = {
    "quantified": (
        "- Trong năm đã mở {n} hội nghị phổ biến cho {m} lượt cán bộ, công chức, viên chức và người lao động của ngành.",
        "+ Bộ phận một cửa tiếp nhận {m} hồ sơ, trả đúng và trước hạn {p}%, không có hồ sơ bị trả lại do lỗi của công chức.",
        "Duy trì {n} tổ dân vận ở các thôn, bản; vận động nhân dân hiến {m} m² đất làm đường giao thông nông thôn.",
    ),
    "done": (
        "Đơn vị đã ban hành kế hoạch riêng và phân công đồng chí phó thủ trưởng trực tiếp phụ trách.",
        "Trong kỳ không phát sinh đơn thư khiếu nại, tố cáo thuộc thẩm quyền giải quyết của đơn vị.",
    ),
    "not_done": ("Đến thời điểm báo cáo, đơn vị chưa tổ chức được cuộc đối thoại định kỳ với nhân dân.",),
    "planned": ("Thời gian tới, đơn vị sẽ lựa chọn xây dựng ít nhất một mô hình “Dân vận khéo” tại cơ sở.",),
    "restated": ("Cần tiếp tục nâng cao nhận thức, trách nhiệm của người đứng đầu đối với công tác dân vận.",),
}
PATTERN = (
    "quantified",
    "done",
    "quantified",
    "none",
    "quantified",
    "planned",
    "done",
    "restated",
    "not_done",
    "quantified",
)

COLUMNS = {
    "documents": "document_id source kind counts unit_id number doc_type issued_on issuer place subject signer pages "
    "ocr_pages characters completeness status code message",
    "references": "document_id source page start end text form doc_type number issued_on issuer title canonical warnings",
    "evidence": "unit_id task_id document_id source page start end sentence status score figures section",
    "coverage": "unit_id unit_name task_id task_title status addressed confidence evidence_count evidence source page "
    "decided_by",
    "units": "unit_id unit_name kind returned received_on days_late documents tasks_addressed tasks_total",
    "remarks": "unit_id kind document_id source page sentence",
    "directives": "canonical doc_type number issued_on issuer title cited_by_units citations in_inbox warnings",
    "problems": "source stage code severity page message",
}


def make_campaign(units: tuple[tuple[str, str, str], ...] = UNITS, tasks: tuple[str, ...] = TITLES) -> Campaign:
    """Return a campaign of these units and tasks; the last task is the report itself."""
    made = tuple(
        Task(str(i), title, TaskKind.REPORT if i == len(tasks) else TaskKind.ACTIVITY)
        for i, title in enumerate(tasks, start=1)
    )
    roster = tuple(Unit(*unit) for unit in units)
    return Campaign(
        name="Công tác dân vận của cơ quan hành chính nhà nước, chính quyền các cấp năm 2024",
        number="1185/SNV-XDCQ&CTTN",
        issued_on=date(2024, 6, 10),
        issuer="Sở Nội vụ tỉnh Tuyên Quang",
        reporting_year=2024,
        deadline=DEADLINE,
        subject_terms=("dân vận",),
        tasks=made,
        units=roster,
    )


def make_tables(campaign: Campaign) -> tuple[Table, ...]:
    """Return the contract's tables of a run in which four units are missing, three late and six files in trouble."""
    rows: dict[str, list[Mapping[str, Cell]]] = {name: [] for name in COLUMNS}
    for u, unit in enumerate(campaign.units):
        _unit_rows(rows, campaign, u, unit)
    _troubled_files(rows)
    _references(rows)
    return (*(make_table(name, records) for name, records in rows.items()), _matrix(rows, campaign))


def make_table(name: str, records: list[Mapping[str, Cell]]) -> Table:
    """Return the contract's table `name` of these records."""
    return table(name, name, tuple(Column(column, column) for column in COLUMNS[name].split()), records)


def _unit_rows(rows: dict[str, list[Mapping[str, Cell]]], campaign: Campaign, u: int, unit: Unit) -> None:
    returned, late = unit.id not in MISSING, LATE.get(unit.id, 0)
    received = DEADLINE + timedelta(days=late - (0 if late else 1 + u % 9))
    source, sha = f"bao cao/{unit.id}-dan-van-2024.docx", f"{u + 1:064x}"
    addressed = 0
    for t, task in enumerate(campaign.tasks):
        is_report = task.kind is TaskKind.REPORT
        status = ("done" if is_report else PATTERN[(u * 7 + t * 3) % len(PATTERN)]) if returned else "none"
        found = (
            [] if status == "none" or is_report else _evidence((unit.id, task.id), (sha, source), u * 10 + t, status)
        )
        rows["evidence"] += found
        good = status in {"quantified", "done"}
        addressed += good
        rows["coverage"].append(
            {
                "unit_id": unit.id,
                "unit_name": unit.name,
                "task_id": task.id,
                "task_title": task.title,
                "status": status,
                "addressed": good,
                "confidence": 0.5 + (u * 3 + t) % 50 / 100,
                "evidence_count": len(found),
                "evidence": found[0]["sentence"] if found else None,
                "source": source if found or (is_report and returned) else None,
                "page": found[0]["page"] if found else None,
                "decided_by": "reviewer" if u == 2 and t == 3 else "program",
            }
        )
    rows["units"].append(
        {
            "unit_id": unit.id,
            "unit_name": unit.name,
            "kind": unit.kind,
            "returned": returned,
            "received_on": received.isoformat() if returned else None,
            "days_late": late if returned else None,
            "documents": int(returned),
            "tasks_addressed": addressed,
            "tasks_total": len(campaign.tasks),
        }
    )
    if not returned:
        return
    rows["documents"].append(
        {
            "document_id": sha,
            "source": source,
            "kind": "report",
            "counts": True,
            "unit_id": unit.id,
            "number": f"{300 + u}/BC-{unit.id.upper()}",
            "doc_type": "Báo cáo",
            "issued_on": received.isoformat(),
            "issuer": unit.name,
            "place": "Tuyên Quang",
            "subject": "Kết quả công tác dân vận năm 2024",
            "signer": "Nguyễn Văn An",
            "pages": 3 + u % 6,
            "ocr_pages": u % 2,
            "characters": 6200 + 37 * u,
            "completeness": 1.0,
            "status": "ok",
            "code": "",
            "message": "",
        }
    )
    if u % 3 == 0:
        base = {"unit_id": unit.id, "document_id": sha, "source": source, "page": 4}
        rows["remarks"] += [
            {
                **base,
                "kind": "difficulty",
                "sentence": "Cán bộ làm công tác dân vận đều kiêm nhiệm, kinh phí hoạt động còn hạn hẹp.",
            },
            {
                **base,
                "kind": "proposal",
                "sentence": "Đề nghị Sở Nội vụ mở lớp tập huấn kỹ năng dân vận cho cán bộ cấp xã trong quý I.",
            },
        ]


def _evidence(cell: tuple[str, str], file: tuple[str, str], seed: int, status: str) -> list[Mapping[str, Cell]]:
    sentences = SENTENCES[status]
    found: list[Mapping[str, Cell]] = []
    for i in range(1 + seed % 3):
        numbers = (3 + seed % 11, 120 + seed * 7 % 900, 95 + seed % 5)
        values = dict(zip("nmp", numbers, strict=True))
        sentence = sentences[(seed + i) % len(sentences)].format(**values)
        found.append(
            {
                "unit_id": cell[0],
                "task_id": cell[1],
                "document_id": file[0],
                "source": file[1],
                "page": 1 + i,
                "start": 1000 * i + seed,
                "end": 1000 * i + seed + len(sentence),
                "sentence": sentence,
                "status": status,
                "score": 0.9 - i / 10,
                "figures": f"{numbers[0]}; {numbers[1]}" if status == "quantified" else "",
                "section": "plans" if status == "planned" else "results",
                "features": "term:một cửa; figures; tense:past" if status == "quantified" else "weak:hồ sơ; no act",
            }
        )
    return found


def _troubled_files(rows: dict[str, list[Mapping[str, Cell]]]) -> None:
    for source, status, code, severity, message in (
        (
            "khoa/sxd-bao-cao.pdf",
            "quarantined",
            "encrypted",
            "error",
            "Tệp có mật khẩu. Đề nghị đơn vị gửi lại bản mở.",
        ),
        ("hong/hamyen.docx", "quarantined", "corrupt", "error", "Tệp bị hỏng. Đề nghị đơn vị gửi lại."),
        ("trung/stp (1).docx", "duplicate", "duplicate", "info", "Bản sao y hệt tệp khác."),
        ("cu/chiemhoa-2023.docx", "ignored", "other_year", "info", "Báo cáo của năm khác, không tính cho đợt này."),
    ):
        rows["documents"].append(
            {
                "document_id": "f" * 64,
                "source": source,
                "kind": "other",
                "counts": False,
                "status": status,
                "code": code,
                "message": message,
            }
        )
        rows["problems"].append(
            {"source": source, "stage": "read", "code": code, "severity": severity, "page": None, "message": message}
        )
    rows["problems"].append(
        {
            "source": "bao cao/cat-dan-van-2024.docx",
            "stage": "read",
            "code": "low_ocr_confidence",
            "severity": "warning",
            "page": 2,
            "message": "Bản quét mờ, chữ nhận dạng có thể sai; đối chiếu với bản gốc.",
        }
    )
    rows["documents"].append(
        {"source": "~$nhap.docx", "kind": "other", "status": "ignored", "code": "temporary", "message": "Tệp tạm."}
    )


def _references(rows: dict[str, list[Mapping[str, Cell]]]) -> None:
    cited = (
        ("Chỉ thị", "33/CT-TTg", "2021-11-26", "Thủ tướng Chính phủ", None, 21, 40),
        ("Kế hoạch", "138/KH-UBND", "2019-12-31", "Ủy ban nhân dân tỉnh Tuyên Quang", None, 14, 17),
        ("Luật", None, None, "Quốc hội", "Luật Tiếp cận thông tin", 9, 9),
    )
    for doc_type, number, issued_on, issuer, title, units, citations in cited:
        words = f"{doc_type} số {number}" if number else title
        rows["directives"].append(
            {
                "canonical": (number or title or "").lower(),
                "doc_type": doc_type,
                "number": number,
                "issued_on": issued_on,
                "issuer": issuer,
                "title": title,
                "cited_by_units": units,
                "citations": citations,
                "in_inbox": False,
                "warnings": "date_conflict:2021-11-25" if units == 21 else "",
            }
        )
        rows["references"].append(
            {
                "document_id": f"{3:064x}",
                "source": "bao cao/stp-dan-van-2024.docx",
                "page": 1,
                "start": 10,
                "end": 30,
                "text": words,
                "form": "full" if number else "title",
                "doc_type": doc_type,
                "number": number,
                "issued_on": issued_on,
                "issuer": issuer,
                "title": title,
                "canonical": (number or title or "").lower(),
                "warnings": "",
            }
        )


def _matrix(rows: dict[str, list[Mapping[str, Cell]]], campaign: Campaign) -> Table:
    statuses = {(row["unit_id"], row["task_id"]): row["status"] for row in rows["coverage"]}
    names = ("unit_id", "unit_name", *(task.id for task in campaign.tasks), "tasks_addressed")
    records: list[Mapping[str, Cell]] = [
        {
            "unit_id": row["unit_id"],
            "unit_name": row["unit_name"],
            **{task.id: statuses[row["unit_id"], task.id] for task in campaign.tasks},
            "tasks_addressed": row["tasks_addressed"],
        }
        for row in rows["units"]
    ]
    return table("matrix", "Ma trận", tuple(Column(name, name) for name in names), records)


HOSTILE = (
    "=cmd|'/C calc'!A0",
    "<script>window.hacked = 1</script>",
    "</script><img src=x onerror=alert(1)>",
    "bao-cao\u202exslx.exe",
    "\x00\x07\x1b[31mđỏ\ud800",
    "@SUM(1+1)",
    "+84 & \"ngoặc\" 'nháy' {{ 7*7 }}",
    "\t=1+1",
    "https://vi.example/" + "a" * 3000,
    "=" + "dài " * 10_000,
)


def make_hostile() -> tuple[Campaign, tuple[Table, ...]]:
    """Return a run in which every text that can come from outside is hostile."""
    campaign = make_campaign(tuple((f"u{i}", text, text) for i, text in enumerate(HOSTILE)), HOSTILE)
    tables = tuple(
        Table(
            made.name,
            made.title,
            made.columns,
            tuple(
                tuple(
                    HOSTILE[(r + c) % len(HOSTILE)] if column.name in _OUTSIDE else cell
                    for c, (column, cell) in enumerate(zip(made.columns, row, strict=True))
                )
                for r, row in enumerate(made.rows)
            ),
        )
        for made in make_tables(campaign)
    )
    return campaign, tables


_OUTSIDE = {
    *("source", "number", "doc_type", "issued_on", "issuer", "place", "subject", "signer", "message", "text", "form"),
    *("title", "canonical", "warnings", "sentence", "figures", "section", "unit_name", "evidence", "code", "kind"),
}


@pytest.fixture(scope="session")
def campaign() -> Campaign:
    """Return the campaign of 27 units and 8 tasks."""
    return make_campaign()


@pytest.fixture(scope="session")
def tables(campaign: Campaign) -> tuple[Table, ...]:
    """Return the tables of the run over it."""
    return make_tables(campaign)


@pytest.fixture(scope="session")
def hostile() -> tuple[Campaign, tuple[Table, ...]]:
    """Return a campaign and tables in which every text from outside is hostile."""
    return make_hostile()
