"""Whatever the text, citations are found without an error, and their spans obey the same laws."""

from collections.abc import Callable
from dataclasses import replace

from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.text import normalise
from nlp.own_title import own_title_end
from nlp.references import find_references
from nlp.resolve import resolved

_PIECES = (
    "Nghị định", "nghị quyết", "Quyết định", "Thông tư liên tịch", "Luật", "Pháp lệnh", "Hiến pháp", "Công văn, văn bản",
    "Kế hoạch", "văn bản", "số", "số:", "Số 12", "30/2020/NĐ-CP", "12-KH/HU", "27/CP", "33", "30a", "l2/KH", "/", "-", "&",
    "QĐ-UBND", "SO", "12/QĐ-SO", "…/2024", "....", "năm 2013", "ngày 31/02/2024", "ngày 12 tháng 12 năm 2013", "ngày", "tháng",
    "của Chính phủ", "của Bộ Y tế - Bộ Công an", "do Sở Nội vụ", "giữa", "và", ",", ";", ".", "(", ")", "“", '"', "\n", " ",
    "sửa đổi, bổ sung một số điều của", "Căn cứ", "thay thế", "điểm a khoản 2 Điều 5", "nêu trên", "này", "Đất đai", "đại hội",
    "lần thứ XIII", "trung ương 5 khóa XIII", "mẫu số", "Ngày 1/2/2024, Sở Y tế có", "\u0130", "ﬁ", "\u0301", "𝔊", "½", "٣",
)  # fmt: skip
_TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(_PIECES), max_size=40).map(" ".join),
    st.lists(st.sampled_from(_PIECES), max_size=40).map("".join),
)
_PREFIX = "Đơn vị đã họp bàn, thống nhất như sau.\n"


@given(_TEXTS)
@example("12/QĐ-SO 13/QĐ-UBND")
@example("Công văn văn bản số 3/UBND-NC")
@settings(max_examples=400)
def test_spans_lie_inside_in_order_and_apart(raw: str) -> None:
    """Spans lie inside the text, in order, none over another, and their words are those of the text."""
    text = normalise(raw).text
    found = resolved(find_references(text))
    assert 0 <= own_title_end(text) <= len(text)
    end = 0
    for one in found:
        assert end <= one.span.start < one.span.end <= len(text)
        assert one.text == one.span.of(text)
        end = one.span.end


@given(_TEXTS)
@settings(max_examples=200)
def test_words_before_only_move_the_spans(raw: str) -> None:
    """A sentence set before a text moves its citations by the sentence's length, and changes nothing else."""
    text = normalise(raw).text
    moved = tuple(replace(one, span=one.span.shifted(-len(_PREFIX))) for one in find_references(_PREFIX + text))
    assert moved == find_references(text)


@given(
    st.integers(1, 9999),
    st.sampled_from(("2019/NĐ-CP", "CT-TTg", "QĐ-UBND", "2016/QH13", "KH-SYT", "NQ-HĐND")),
    st.sampled_from((
        lambda number: number,
        lambda number: number.replace("/", " / ").replace("-", " - "),
        lambda number: number.replace("TTg", "T'Tg"),
        lambda number: number.replace("TTg", "Ttg"),
        lambda number: number.replace("Đ", "\u00d0"),
        lambda number: number.replace("-", "\u2013"),
        lambda number: number.replace("/", "\u2044"),
        lambda number: number.replace("-", "-\n"),
        lambda number: "0" + number,
    )),
)  # fmt: skip
def test_slips_of_print_and_recognition_keep_the_key(number: int, symbol: str, slip: Callable[[str], str]) -> None:
    """A number as it should stand and as recognition or typing leave it have one canonical key."""
    clean = f"{number}/{symbol}"
    (meant,) = find_references(f"Theo văn bản số {clean} đã gửi")
    (read,) = find_references(normalise(f"Theo văn bản số {slip(clean)} đã gửi").text)
    assert read.canonical == meant.canonical
