"""Writes the letter (công văn đôn đốc) to the units whose report is missing, with the dispatch and the deadline."""

from collections.abc import Sequence

from core.campaign import Campaign
from core.table import Table
from reports.office import office_of, order_of
from reports.official import Head, Official, clean
from reports.synthesis import cited, counted, long_day
from reports.view import View, text, view

FILE = "cong-van-don-doc.docx"


def reminder(tables: Sequence[Table], campaign: Campaign) -> bytes | None:
    """Return the letter as DOCX, None where no report is missing; the same input gives the same bytes."""
    whole = view(tables, campaign)
    if not whole.missing:
        return None
    order = order_of(whole)
    office = office_of(campaign, order)
    subject = f"đôn đốc gửi báo cáo theo {order.doc_type} số {order.number}"
    paper = Official(f"Công văn. V/v {subject}", campaign.deadline)
    paper.letterhead(Head(office, office.letter_symbol, subject))
    paper.addressees([unit.name for unit in whole.missing])
    matter = f" về việc {order.subject}" if order.subject else ""
    paper.paragraph(
        f"Theo {cited(order, campaign)}{matter}, hạn gửi báo cáo là ngày {long_day(campaign.deadline)}. "
        f"{office.issuer} đã nhận báo cáo của {len(whole.returned)}/{counted(len(whole.units))}; "
        f"{counted(len(whole.missing))} có tên trên đây chưa gửi."
    )
    for line in _unusable(whole):
        paper.paragraph(line)
    paper.paragraph(
        f"{office.issuer} đề nghị các đơn vị có tên trên đây hoàn thành báo cáo và gửi về {office.issuer} trước ngày … tháng … "
        "năm 20…. Trường hợp đã gửi báo cáo, đề nghị đơn vị cho biết số, ngày của báo cáo và gửi lại bản điện tử đọc được."
    )
    paper.paragraph("Đề nghị các đơn vị quan tâm, thực hiện./.")
    paper.signature(office, ["Như trên", *office.recipients])
    return paper.content()


def _unusable(whole: View) -> list[str]:
    """Return a line on each missing unit whose file came but cannot be used."""
    names = {unit.id: unit.name for unit in whole.missing}
    return [
        f"{names[text(row.get('unit_id'))]} đã gửi tệp “{clean(text(row.get('source')))}” nhưng không dùng được: "
        f"{text(row.get('message'))}"
        for row in whole.documents
        if text(row.get("status")) == "quarantined" and text(row.get("unit_id")) in names
    ]
