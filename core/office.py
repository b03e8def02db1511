"""Who issues the synthesis and the letters of a campaign (thể thức, Nghị định 30/2020/NĐ-CP, Phụ lục I)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Office:
    """The letterhead and the signature; "" and () are to be derived from the campaign, or left blank for the pen."""

    issuer: str = ""  # cơ quan ban hành
    superior: str = ""  # cơ quan chủ quản
    place: str = ""  # địa danh
    report_symbol: str = ""  # behind the number of the synthesis: BC-SNV
    letter_symbol: str = ""  # behind the number of letters: SNV-XDCQ
    authority: str = ""  # TM. ỦY BAN NHÂN DÂN, KT. GIÁM ĐỐC
    signer_title: str = ""  # chức vụ
    signer: str = ""  # họ và tên
    addressees: tuple[str, ...] = ()  # of the synthesis
    recipients: tuple[str, ...] = ()  # nơi nhận, before the file copy
