"""What another body did is no act of the unit that quotes it; its own offices' and its communes' work is."""

import pytest

from core.campaign import Unit
from core.text import matching
from nlp.cues import cues_for
from nlp.others import Doer, OtherBodies

_UNITS = (
    Unit("snv", "Sở Tư pháp", "so_ban_nganh"),
    Unit("sct", "Sở Công Thương", "so_ban_nganh"),
    Unit("ca", "Công an tỉnh Tuyên Quang", "cong_an"),
    Unit("nahang", "Ủy ban nhân dân huyện Na Hang", "huyen"),
    Unit("yenson", "Ủy ban nhân dân huyện Yên Sơn", "huyen", aliases=("UBND huyện Yên Sơn",)),
)


@pytest.mark.parametrize(
    ("sender", "sentence", "theirs"),
    [
        ("snv", "Theo số liệu của UBND huyện Na Hang, huyện đã hòa giải 96 vụ.", True),
        ("snv", "UBND huyện Yên Sơn cho biết đã tiếp hơn 800 lượt công dân.", True),
        ("snv", "Sở Công Thương báo rằng đã đối thoại 04 buổi với tiểu thương.", True),
        ("ca", "Theo báo cáo của Ủy ban nhân dân huyện Na Hang, huyện đã giải quyết 96% đơn thư.", True),
        ("nahang", "Huyện Yên Sơn thông báo rằng đã có 12 mô hình.", True),
        ("snv", "Toàn tỉnh theo tổng hợp của Ban Dân vận Tỉnh ủy có hơn một nghìn mô hình.", True),
        ("snv", "Theo thông báo của Ban Dân vận Tỉnh ủy, Sở có 03 mô hình được công nhận.", False),
        ("snv", "Việc này không phải việc của đơn vị nên không thực hiện.", False),
        ("snv", "Đơn vị bạn có 9 mô hình, đó là kết quả của huyện.", True),
        ("nahang", "Theo số liệu của Sở Công Thương, huyện đạt 97% hồ sơ trực tuyến.", False),
        ("nahang", "Theo báo cáo của các xã trong huyện Na Hang, đã tổ chức 12 buổi đối thoại.", False),
        ("snv", "Theo báo cáo của các phòng, Sở đã tiếp 37 lượt công dân.", False),
        ("snv", "Sở phối hợp với UBND huyện Na Hang mở 03 lớp; học viên cho biết rất hài lòng.", False),
        (None, "Theo số liệu của UBND huyện Na Hang, huyện đã hòa giải 96 vụ.", False),
    ],
)
def test_whose_work_it_is(sender: str | None, sentence: str, *, theirs: bool) -> None:
    """A body that is named as the source is not the sender, nor one that only counts what the sender did."""
    assert OtherBodies(_UNITS, sender).tell(matching(sentence), cues_for(2024)) is theirs


@pytest.mark.parametrize(
    ("sender", "sentence", "doer"),
    [
        ("snv", "Tỉnh đoàn và Hội Phụ nữ tỉnh tổ chức 20 lớp nữ công.", Doer.OTHER),
        ("snv", "- Trong quý III, Ủy ban Mặt trận Tổ quốc tỉnh phát động phong trào.", Doer.OTHER),
        ("snv", "UBND huyện Yên Sơn chi trả cho 213 hộ.", Doer.OTHER),
        ("snv", "Sở Công Thương chấm điểm 14 chợ.", Doer.OTHER),
        ("snv", "Hội Nông dân tỉnh giám sát việc trao vốn ở 10 xã, Sở mở kho hồ sơ cho đoàn.", Doer.BOTH),
        ("snv", "Sở mời Hội Nông dân tỉnh giám sát ở 10 xã.", Doer.OWN),
        ("snv", "Sở Tư pháp mở 03 lớp.", Doer.OWN),
        ("yenson", "Huyện Yên Sơn mở 03 lớp.", Doer.OWN),
        ("yenson", "Hội Phụ nữ xã Tân Tiến trồng 3 km đường hoa.", Doer.OWN),
        (None, "Bộ Tư pháp vận hành phần mềm.", Doer.OTHER),
    ],
)
def test_a_sentence_s_subject_tells_whose_act_it_is(sender: str | None, sentence: str, doer: Doer) -> None:
    """Another body at the beginning acts itself, unless the unit is spoken of behind it."""
    assert OtherBodies(_UNITS, sender).doer(matching(sentence)) is doer
