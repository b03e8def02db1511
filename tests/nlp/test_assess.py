"""What a document means for a campaign: its kind, whether it may count, what it replaces, its evidence and remarks."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.campaign import Campaign, Unit
from core.coverage import Assessment, Status
from core.dispatch import Dispatch, Found, Kind
from core.document import Document
from core.problem import Code
from core.steps import Description
from core.text import Span
from nlp.assess import CampaignReader, assess, directive_sentences, is_directive
from nlp.describe import describe
from nlp.references import find_references

Make = Callable[..., Document]

_RESULTS = ("I. KẾT QUẢ", "Hạt đã trồng 300 cây bản địa.", "II. HẠN CHẾ", "Lịch trực đêm của trạm còn thưa.")


def _found(value: str) -> Found[str]:
    return Found(value, Span(0, 0), "written")


def _described(
    document: Document,
    subject: str,
    *,
    doc_type: str = "Báo cáo",
    number: str = "31/BC-HKL",
    issued: str = "2024-11-28",
) -> Description:
    dispatch = Dispatch(
        number=_found(number) if number else None,
        doc_type=_found(doc_type),
        issued_on=Found(date.fromisoformat(issued), Span(0, 0), "written") if issued else None,
        issuer=_found("Hạt Kiểm lâm Bắc"),
        subject=_found(subject) if subject else None,
    )
    return Description(dispatch, find_references(document.text))


@pytest.fixture(scope="module")
def reading(ready: CampaignReader) -> CampaignReader:
    """Return the forest campaign with a roster of one."""
    return replace(ready, campaign=replace(ready.campaign, units=(Unit("bac", "Hạt Kiểm lâm Bắc", "hat"),)))


def _assessed(document: Document, description: Description, reading: CampaignReader) -> Assessment:
    return assess(document, description, None, "bao-cao.docx", reading)


@pytest.mark.parametrize(
    ("subject", "head", "reason"),
    [
        ({"subject": "Kết quả công tác bảo vệ rừng năm 2024"}, (), ""),
        ({"subject": "Tổng kết công tác BẢO VỆ RỪNG năm 2024"}, (), ""),
        ({"subject": "Kết quả bảo vệ rừng năm 2024, nhiệm vụ năm 2025"}, (), ""),
        ({"subject": "Kết quả bảo vệ rừng 6 tháng đầu năm 2024"}, (), Code.NOT_ANNUAL),
        ({"subject": "Kết quả bảo vệ rừng quý III năm 2024"}, (), Code.NOT_ANNUAL),
        ({"subject": "Bảo vệ rừng năm 2024", "doc_type": "Kế hoạch"}, (), Code.OTHER_MATTER),
        ({"subject": "Công tác văn thư năm 2024"}, (), Code.OTHER_MATTER),
        ({"subject": "Kết quả bảo vệ rừng năm 2023"}, (), Code.OTHER_YEAR),
        ({"subject": "Kết quả bảo vệ rừng năm 2025"}, (), Code.OTHER_YEAR),
        ({"subject": "Kết quả bảo vệ rừng", "issued": "2024-11-28"}, (), ""),
        ({"subject": "Kết quả bảo vệ rừng", "issued": "2025-02-10"}, (), ""),
        ({"subject": "Kết quả bảo vệ rừng", "issued": "2023-11-28"}, (), Code.OTHER_YEAR),
        ({"subject": "Kết quả bảo vệ rừng", "issued": ""}, (), ""),
        ({"subject": ""}, ("Thực hiện Công văn số 412/SNN-CCKL, hạt báo cáo năm 2024.",), ""),
        ({"subject": ""}, ("Hạt báo cáo năm 2024.",), Code.OTHER_MATTER),
        (
            {"subject": "Kết quả công tác năm 2024"},
            ("Thực hiện Công văn số 412/SNN-CCKL về bảo vệ rừng, hạt báo cáo.",),
            "",
        ),
        (
            {"subject": "Công tác văn thư năm 2024"},
            ("Thực hiện Công văn số 412/SNN-CCKL, hạt báo cáo công tác văn thư.",),
            Code.OTHER_MATTER,
        ),
    ],
)
def test_only_the_annual_report_on_the_matter_may_count(
    made: Make, reading: CampaignReader, subject: dict[str, str], head: tuple[str, ...], reason: str
) -> None:
    """Another matter, part of the year or year does not count, says why, and brings no evidence."""
    document = made(*head, *_RESULTS)
    found = _assessed(document, _described(document, **subject), reading)
    assert (found.reason, found.annual) == (reason, not reason)
    assert bool(found.evidence) == (not reason)
    assert bool(found.remarks) == (not reason)
    assert found.unit_id == "bac"


def test_evidence_and_remarks_come_along(made: Make, reading: CampaignReader) -> None:
    """A report that may count brings its sentences, quoted as they stand."""
    document = made(*_RESULTS)
    found = _assessed(document, _described(document, "Bảo vệ rừng năm 2024"), reading)
    assert [(item.task_id, item.status, item.sentence) for item in found.evidence] == [
        ("3", Status.QUANTIFIED, "Hạt đã trồng 300 cây bản địa.")
    ]
    assert [str(remark.kind) for remark in found.remarks] == ["difficulty"]
    assert (found.kind, found.unit_reason) == (Kind.REPORT, "letterhead")


def test_only_the_body_is_read(made: Make, reading: CampaignReader) -> None:
    """What stands before the body or behind it is no sentence of the report."""
    document = made("Hạt đã trồng 300 cây bản địa.", "Hạt đã mở 02 lớp chữa cháy.", "Hạt đã trồng 500 cây bản địa.")
    description = _described(document, "Bảo vệ rừng năm 2024")
    inside = replace(description, dispatch=replace(description.dispatch, body=document.blocks[1].span))
    assert [item.task_id for item in _assessed(document, inside, reading).evidence] == ["2"]


@pytest.mark.parametrize(
    ("line", "replaces"),
    [
        ("Báo cáo này thay thế Báo cáo số 12/BC-HKL ngày 20/11/2024.", ("12/BC-HKL",)),
        ("Báo cáo này bổ sung Báo cáo số 12/BC-HKL ngày 20/11/2024.", ()),
        ("Thay thế bóng đèn hỏng ở mọi phòng làm việc của hạt theo đúng Kế hoạch số 12/KH-HKL.", ()),
    ],
)
def test_a_report_says_what_it_replaces(
    made: Make, reading: CampaignReader, line: str, replaces: tuple[str, ...]
) -> None:
    """Only a document right behind "thay thế" is replaced; one that is complemented is not."""
    document = made(line, *_RESULTS)
    assert _assessed(document, _described(document, "Bảo vệ rừng năm 2024"), reading).replaces == replaces


@pytest.mark.parametrize(
    ("number", "doc_type", "subject", "issuer", "directive"),
    [
        ("412/SNN-CCKL", "Công văn", "", "", True),
        ("0412/SNN-CCKL", "Công văn", "", "", True),
        ("413/SNN-CCKL", "Công văn", "thực hiện bảo vệ rừng", "Sở Nông nghiệp và Phát triển nông thôn", False),
        ("", "Công văn", "thực hiện bảo vệ rừng", "Sở Nông nghiệp và Phát triển nông thôn", True),
        ("", "Công văn", "thực hiện bảo vệ rừng", "Sở Y tế", False),
        ("", "Báo cáo", "thực hiện bảo vệ rừng", "Sở Nông nghiệp và Phát triển nông thôn", False),
        ("", "Công văn", "mở lớp dạy nghề", "Sở Nông nghiệp và Phát triển nông thôn", False),
    ],
)
def test_the_campaigns_own_dispatch_is_known(
    forest: Campaign, number: str, doc_type: str, subject: str, issuer: str, *, directive: bool
) -> None:
    """By its number; where that is blank, by issuer, type and matter."""
    dispatch = Dispatch(
        number=_found(number) if number else None,
        doc_type=_found(doc_type),
        issuer=_found(issuer) if issuer else None,
        subject=_found(subject) if subject else None,
    )
    assert is_directive(Description(dispatch), forest) is directive


def test_the_dispatch_itself_is_no_report(made: Make, reading: CampaignReader) -> None:
    """The dispatch in the inbox has no sender and no evidence; its body's sentences are told."""
    document = made("Các đơn vị trồng cây. Hạn báo cáo là cuối năm.", "Nơi nhận: như trên.")
    description = _described(document, "bảo vệ rừng", doc_type="Công văn", number="412/SNN-CCKL")
    found = _assessed(document, description, reading)
    assert (found.kind, found.unit_id, found.evidence) == (Kind.DIRECTIVE, None, ())
    inside = replace(description, dispatch=replace(description.dispatch, body=document.blocks[0].span))
    assert directive_sentences(document, inside) == ("Các đơn vị trồng cây.", "Hạn báo cáo là cuối năm.")


@settings(max_examples=50)
@example(lines=["AA"], source="")
@given(
    lines=st.lists(
        st.sampled_from(
            ["BÁO CÁO", "Bảo vệ rừng năm 2024", "Số: 12/BC-HKL", "I. KẾT QUẢ", "Đã trồng 300 cây bản địa.", "a | b"]
        )
        | st.text(max_size=50),
        max_size=8,
    ),
    source=st.text(max_size=30),
)
def test_nothing_raises_on_any_document(made: Make, reading: CampaignReader, lines: list[str], source: str) -> None:
    """Whatever the text, it is described and assessed, and evidence is found only where the report may count."""
    document = made(*lines)
    found = assess(document, describe(document), None, source, reading)
    assert found.annual == (found.kind is Kind.REPORT and not found.reason)
    assert found.annual or not (found.evidence or found.remarks)
