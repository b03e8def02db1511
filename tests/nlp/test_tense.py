"""A tense once said holds until another is said; brackets, concessions and topics decide nothing beyond themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.cues import cues_for
from nlp.sections import Role
from nlp.sentences import segments
from nlp.tense import Segment, Tense, read_tenses

_PIECES = [
    "đã ",
    "sẽ ",
    "chưa ",
    "cần ",
    "năm 2023 ",
    "năm 2025 ",
    "mở lớp",
    "; ",
    ", ",
    ": ",
    " (",
    ") ",
    "mặc dù ",
    "nên không ",
]


def _read(sentence: str, role: Role = Role.RESULTS, start: Tense | None = None) -> tuple[Segment, ...]:
    return read_tenses(sentence, segments(sentence), role, cues_for(2024), start)


def _tenses(sentence: str, role: Role = Role.RESULTS, start: Tense | None = None) -> list[str]:
    return [str(piece.tense) for piece in _read(sentence, role, start)]


@pytest.mark.parametrize(
    ("sentence", "tenses"),
    [
        ("Xã mở 02 lớp", ["present"]),
        ("Xã đã mở 02 lớp, sửa 03 cống", ["past", "past"]),
        ("Xã đã mở 02 lớp, sẽ sửa 03 cống, xây kè", ["past", "future", "future"]),
        ("Xã đã mở 02 lớp và dự kiến mở thêm", ["past", "future"]),
        ("Xã chưa mở lớp; sửa 03 cống", ["denied", "present"]),
        ("Xã chưa mở lớp, sửa cống", ["denied", "denied"]),
        ("Năm 2023 mở 01 lớp; năm 2024 mở 02 lớp", ["earlier", "past"]),
        ("Mở 02 lớp (năm 2023 mở 01 lớp) cho thanh niên", ["present", "earlier", "present"]),
        ("Số lớp tăng so với năm 2023", ["present"]),
        ("Dù mưa lớn, đoàn đã đến bản", ["aside", "past"]),
        ("Kết quả cụ thể: mở 02 lớp", ["aside", "present"]),
        ("Công chức phải đeo thẻ", ["duty"]),
        ("Đã nhắc công chức, ai cũng phải đeo thẻ", ["past", "past"]),
        ("Trạm không có địa bàn, nên không thực hiện việc này", ["denied", "denied"]),
        ("Mở 02 lớp, nên chưa tổ chức hội thi", ["denied", "denied"]),
        ("Đã họp, chưa mở lớp", ["past", "denied"]),
        ("Đã mở các lớp chưa từng có trước", ["past"]),
        ("Từ quý II năm 2025 mở 02 lớp", ["future"]),
        ("Đã ghi vào chương trình năm 2025", ["past"]),
        ("Cả năm không phát sinh đơn thư", ["past"]),
        ("Giải quyết đạt 98%", ["past"]),
        ("Sẽ giải quyết, đạt 98%", ["future", "future"]),
    ],
)
def test_segments_have_their_tenses(sentence: str, tenses: list[str]) -> None:
    """A written sentence of the results has the tenses beside it, segment by segment."""
    assert _tenses(sentence) == tenses


@pytest.mark.parametrize(
    ("sentence", "tenses"),
    [
        ("Mở 02 lớp", ["future"]),
        ("Đã mở 02 lớp trong tháng 11", ["past"]),
        ("Tiếp tục duy trì nền nếp của các tổ trực đã có", ["future"]),
        ("Không để phát sinh đơn thư vượt cấp", ["future"]),
    ],
)
def test_an_outlook_is_future_unless_its_first_words_say_past(sentence: str, tenses: list[str]) -> None:
    """Among plans "đã" far in the sentence belongs to a side clause, and "không để" is an aim."""
    assert _tenses(sentence, Role.PLANS) == tenses


def test_the_tense_before_the_sentence_goes_on() -> None:
    """An intention that the paragraph has opened holds in the next sentence, until it says otherwise."""
    assert _tenses("Mở 02 lớp", start=Tense.FUTURE) == ["future"]
    assert _tenses("Đã mở 02 lớp", start=Tense.FUTURE) == ["past"]


def test_segments_tell_acts_targets_and_nil_results() -> None:
    """Flags of a segment come from its own words only."""
    act, target, nil = _read("Xã ban hành quy chế, chỉ tiêu 95%, không phát sinh đơn thư")
    assert (act.act, act.target, act.nil) == (True, False, False)
    assert (target.act, target.target) == (False, True)
    assert nil.nil


@given(
    st.one_of(st.text(), st.lists(st.sampled_from(_PIECES), max_size=15).map("".join)),
    st.sampled_from(list(Role)),
    st.sampled_from([None, Tense.FUTURE]),
)
def test_every_segment_of_any_sentence_has_a_tense(text: str, role: Role, start: Tense | None) -> None:
    """One tense a segment, in the order of the segments."""
    assert tuple(piece.span for piece in _read(text, role, start)) == segments(text)
