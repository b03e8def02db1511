"""Cues take each other back, and follow the reporting year."""

import pytest

from core.text import matching
from nlp.cues import Cue, cues_for, in_year


def _found(kind: Cue, text: str, year: int = 2024) -> list[str]:
    return [hit.span.of(text) for hit in cues_for(year).find(kind, matching(text))]


@pytest.mark.parametrize(
    ("kind", "text", "found"),
    [
        (Cue.NEGATION, "Chi cục chưa mở lớp", ["chưa"]),
        (Cue.NEGATION, "Việc phối hợp chưa chặt chẽ", []),
        (Cue.NEGATION, "Trong năm chưa phát sinh vụ việc", []),
        (Cue.NEGATION, "Phối hợp chưa chặt chẽ, chưa mở lớp", ["chưa"]),
        (Cue.ACT, "Sửa đường giao thông", []),
        (Cue.ACT, "Giao Phòng Văn hóa sửa đường giao thông", ["Giao"]),
        (Cue.ACT_WEAK, "Tiếp tục phát huy vai trò", []),
        (Cue.ACT_WEAK, "Tiếp 12 đoàn, tiếp tục phát huy", ["Tiếp"]),
        (Cue.DUTY, "Người dân không phải chờ, không cần bản sao", []),
        (Cue.DUTY, "Công chức phải đeo thẻ", ["phải"]),
        (Cue.CURRENT, "Số lớp mở trong năm trước", []),
        (Cue.CURRENT, "Số lớp mở trong năm", ["trong năm"]),
    ],
)
def test_a_cue_is_taken_back_by_the_words_around_it(kind: Cue, text: str, found: list[str]) -> None:
    """A soft negation denies nothing, a compound holds no act, a denied duty binds nobody."""
    assert _found(kind, text) == found


def test_each_cue_is_taken_back_by_its_own_words() -> None:
    """Among many cues of a sentence those alone are taken back that stand in other words."""
    folded = matching("chưa tổ chức; phối hợp chưa chặt chẽ; " * 3)
    found = [hit.span.start for hit in cues_for(2024).find(Cue.NEGATION, folded)]
    assert found == [at for at in range(len(folded)) if folded.startswith("chưa tổ", at)]


def test_year_marks_follow_the_reporting_year() -> None:
    """What is later for one year's report is the period itself for the next one's, and earlier for the one after."""
    text = "Năm 2025 mở 02 lớp"
    assert _found(Cue.LATER, text, 2024)
    assert _found(Cue.CURRENT, text, 2025)
    assert _found(Cue.EARLIER, text, 2026)
    assert not _found(Cue.LATER, text, 2025)
    assert not _found(Cue.EARLIER, text, 2025)


def test_earlier_years_are_all_spelled_out() -> None:
    """A phrase with {earlier} stands for each of the years that a report may look back on, the last one first or not."""
    phrases = in_year("năm {earlier}", 2024)
    assert "năm 2023" in phrases
    assert "năm 2015" in phrases
    assert "năm 2024" not in phrases


def test_a_cue_starts_a_text_only_near_its_beginning() -> None:
    """A legal basis opens a line; the same word deep inside does not make one."""
    cues = cues_for(2024)
    assert cues.starts(Cue.BASIS, matching("Căn cứ quy chế làm việc"))
    assert cues.starts(Cue.BASIS, matching("- Căn cứ quy chế làm việc"))
    assert not cues.starts(Cue.BASIS, matching("Xã đã lập tổ xác minh, căn cứ quy chế"))
    assert cues.has(Cue.BASIS, matching("Xã đã lập tổ xác minh, căn cứ quy chế"))
