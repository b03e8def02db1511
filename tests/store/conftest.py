"""An empty database of each kind, and an outcome that has something in every table."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from core.campaign import Campaign, Task, TaskKind, Unit
from core.coverage import Assessment, Coverage, Evidence, Remark, RemarkKind, Standing, Status
from core.dispatch import Dispatch, Found, Kind
from core.problem import Code, Severity, Stage, problem
from core.reference import Form, Reference
from core.steps import Description, FileRow, FileStatus, Outcome
from core.text import Span
from store.store import RunInfo, Store, open_store
from tests.databases import empty_schema


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database of our own."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'soat.db'}"
        return
    with empty_schema() as url:
        yield url


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    """An open store with nothing in it."""
    with open_store(database) as opened:
        yield opened


@pytest.fixture
def campaign() -> Campaign:
    """Two tasks, three units."""
    return Campaign(
        name="Phòng cháy năm 2024",
        number="77/SNV-PC",
        issued_on=date(2024, 3, 4),
        issuer="Sở Nội vụ",
        reporting_year=2024,
        deadline=date(2024, 12, 5),
        subject_terms=("phòng cháy",),
        tasks=(
            Task("1", "Tập huấn chữa cháy", terms=("tập huấn",), references=("9/CT-TTg",)),
            Task("2", "Gửi báo cáo năm", kind=TaskKind.REPORT),
        ),
        units=(
            Unit("syt", "Sở Y tế", "so_ban_nganh", ("SYT",)),
            Unit("stp", "Sở Tư pháp", "so_ban_nganh", ("STP",), valid_to=date(2030, 1, 1)),
            Unit("cat", "Công an tỉnh", "cong_an", ("CAT",)),
        ),
    )


def reference(number: str, start: int, **fields: object) -> Reference:
    """A citation by number at a place."""
    values: dict[str, object] = {"form": Form.SHORT, "number": number, "canonical": number.lower(), "text": number}
    return Reference(span=Span(start, start + len(number)), **(values | fields))  # type: ignore[arg-type] - any field


def found(value: str) -> Found[str]:
    """A field with a proof that does not matter here."""
    return Found(value, Span(0, len(value)), "rule")


def report(name: str, unit: str, number: str, assessment: Assessment, *references: Reference) -> FileRow:
    """A file that counts for a unit."""
    dispatch = Dispatch(number=found(number), issued_on=Found(date(2024, 11, 28), Span(0, 1), "rule"))
    return FileRow(
        source=name,
        sha256=f"sha-{name}",
        size=10,
        media_type="application/pdf",
        status=FileStatus.OK,
        kind=Kind.REPORT,
        counts=True,
        unit_id=unit,
        received_on=date(2024, 11, 28),
        pages=2,
        characters=100,
        completeness=0.987654321,
        description=Description(dispatch, references),
        assessment=assessment,
    )


@pytest.fixture
def outcome(campaign: Campaign) -> Outcome:
    """Files of every status; two units returned, the roster's first one is Sở Y tế, the files' first one Sở Tư pháp."""
    act = Evidence(
        "1", Span(30, 60), "Đã tập huấn\ncho 120\x00 người.", Status.QUANTIFIED, 0.91234567, 2, ("120", "3/4")
    )
    plan = Evidence("1", Span(5, 20), "Sẽ tập huấn.", Status.PLANNED, 0.5, 1)
    remark = Remark(RemarkKind.PROPOSAL, Span(70, 80), "Đề nghị cấp thêm bình.", 2)
    trouble = Remark(RemarkKind.DIFFICULTY, Span(90, 99), "Thiếu kinh phí.", 2)
    cited = reference("9/CT-TTg", 3, issued_on=date(2023, 1, 2), warnings=("odd:1", "odd:2"), page=1)
    first = report(
        "a.pdf",
        "stp",
        "12/BC-STP",
        Assessment(Kind.REPORT, "stp", evidence=(act, plan), remarks=(remark, trouble)),
        cited,
    )
    second = report(
        "hộp.zip!b.docx",
        "syt",
        "5/BC-SYT",
        Assessment(Kind.REPORT, "syt", evidence=(plan,)),
        reference("9/CT-TTg", 8, issued_on=date(2023, 1, 3), issuer="Thủ tướng Chính phủ"),
        reference("012/BC-STP", 20),
        reference("12/BC-STP", 40, canonical="012/bc-stp", issued_on=date(2024, 11, 28)),
    )
    copy = FileRow(
        "aa.pdf",
        first.sha256,
        10,
        "application/pdf",
        FileStatus.DUPLICATE,
        Code.DUPLICATE,
        kind=Kind.REPORT,
        description=first.description,
        assessment=first.assessment,
        unit_id="stp",
    )
    old = FileRow(
        "c.pdf", "sha-c", 10, "application/pdf", FileStatus.SUPERSEDED, description=Description(Dispatch(), (cited,))
    )
    broken = FileRow(
        "d\u202efdp.exe",
        "",
        0,
        "",
        FileStatus.QUARANTINED,
        Code.EMPTY,
        "Tệp rỗng\tkhông đọc",
        problems=(
            problem(Stage.TRIAGE, Code.EMPTY, severity=Severity.ERROR),
            problem(Stage.READ, Code.NO_TEXT, page=3),
        ),
    )
    return Outcome(
        campaign,
        (first, copy, old, broken, second),
        (
            Coverage("syt", "1", Status.PLANNED, 0.5, 1, plan, second.sha256),
            Coverage("syt", "2", Status.DONE, 1.0),
            Coverage("stp", "1", Status.QUANTIFIED, 0.91234567, 2, act, first.sha256),
            Coverage("stp", "2", Status.DONE, 1.0),
            Coverage("cat", "1", Status.NONE, 0.75),
            Coverage("cat", "2", Status.NONE, 1.0),
        ),
        (
            Standing(
                "syt",
                returned=True,
                received_on=date(2024, 12, 7),
                days_late=2,
                documents=1,
                tasks_addressed=1,
                tasks_total=2,
            ),
            Standing(
                "stp",
                returned=True,
                received_on=date(2024, 11, 28),
                days_late=0,
                documents=1,
                tasks_addressed=2,
                tasks_total=2,
            ),
            Standing("cat", returned=False, tasks_total=2),
        ),
    )


@pytest.fixture
def run() -> RunInfo:
    """A run's record, started in Vietnamese time."""
    return RunInfo(
        datetime(2024, 12, 6, 1, 0, tzinfo=timezone(timedelta(hours=7))),
        datetime(2024, 12, 5, 18, 30, tzinfo=UTC),
        {"read": "1"},
        {"files": 5},
    )
