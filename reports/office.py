"""Fills an office's letterhead from what the campaign and its dispatch tell, where the campaign's file says nothing."""

from dataclasses import dataclass, replace

from core.campaign import Campaign
from core.office import Office
from reports.view import View, text

_LETTER = "Công văn"  # the one type whose symbol has no code of the type
_LOCALITIES = (" tỉnh ", " thành phố ", " huyện ", " thị xã ", " quận ")
_COMMITTEE = "Ủy ban nhân dân"


@dataclass(frozen=True, slots=True)
class Order:
    """The campaign's dispatch as it is cited: its type where the inbox holds it, its subject."""

    doc_type: str
    number: str
    subject: str
    place: str


def order_of(whole: View) -> Order:
    """Return the dispatch as the inbox has it, or as the campaign names it."""
    rows = (row for row in whole.documents if text(row.get("kind")) == "directive")
    row = next((row for row in rows if text(row.get("number")) == whole.campaign.number), {})
    doc_type = text(row.get("doc_type"))
    return Order(doc_type or "Văn bản", whole.campaign.number, text(row.get("subject")), text(row.get("place")))


def office_of(campaign: Campaign, order: Order) -> Office:
    """Return the office with every field that can be known; place and symbols may stay "" and are then left blank."""
    said = campaign.office
    issuer, superior, place = _parted(said.issuer or campaign.issuer)
    symbol = campaign.number.partition("/")[2]
    parts = symbol.split("-")
    is_letter = order.doc_type in {_LETTER, "Văn bản"}
    initials = parts[0] if is_letter else parts[-1]
    committee = issuer.startswith((_COMMITTEE, "UBND"))
    return replace(
        said,
        issuer=said.issuer or issuer,
        superior=said.superior or superior,
        place=said.place or place or order.place,
        report_symbol=said.report_symbol or (f"BC-{initials}" if initials else ""),
        letter_symbol=said.letter_symbol or (symbol if is_letter else initials),
        authority=said.authority or (f"TM. {_COMMITTEE}" if committee else ""),
        signer_title=said.signer_title or _title(issuer, committee=committee),
    )


def _parted(name: str) -> tuple[str, str, str]:
    """Return the issuer, its superior and its place: "Sở Nội vụ tỉnh X" is the Sở Nội vụ under X's committee."""
    for locality in _LOCALITIES:
        body, found, place = name.partition(locality)
        if found and body.startswith((_COMMITTEE, "UBND")):
            return name, "", place
        if found:
            return body, f"{_COMMITTEE}{locality}{place}", place
    return name, "", ""


def _title(issuer: str, *, committee: bool) -> str:
    if committee:
        return "Chủ tịch"
    return "Giám đốc" if issuer.startswith("Sở ") else "Thủ trưởng cơ quan"
