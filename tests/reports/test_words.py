import pytest

from core.coverage import Status
from reports.words import STATUS_WORDS, StatusWord, day, percent, shown, status_word, timeliness, warning_words


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("word", STATUS_WORDS.values(), ids=STATUS_WORDS)
def test_signs_can_be_read_on_their_colours(word: StatusWord) -> None:
    """Ink on fill has a contrast of at least 4.5 : 1, light and dark (WCAG 2.2, 1.4.3)."""
    for fill, ink in ((word.fill, word.ink), (word.dark_fill, word.dark_ink)):
        dark, light = sorted((_luminance(fill), _luminance(ink)))
        assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_every_status_has_a_sign_of_its_own() -> None:
    """Statuses are told apart without colour."""
    assert set(STATUS_WORDS) >= {status.value for status in Status}
    assert len({word.sign for word in STATUS_WORDS.values()}) == len(STATUS_WORDS)


def test_nothing_read_is_not_nothing_found() -> None:
    """A unit without a report is shown otherwise than a report without a word on the task."""
    assert status_word("none", returned=False) != status_word("none")
    assert status_word("done", returned=False) == STATUS_WORDS["done"]


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("a\u202eb", "a\ufffdb"),
        ("\x00\x1b", "\ufffd\ufffd"),
        ("a\r\nb\rc\td", "a\nb\nc\td"),
        ("\ud800", "\ufffd"),
        ("Tổ chức “tốt”", "Tổ chức “tốt”"),
    ],
)
def test_harmful_characters_become_visible(raw: str, clean: str) -> None:
    """What would mislead the eye is shown as a sign, the rest stays."""
    assert shown(raw) == clean


def test_days_and_shares_are_written_as_offices_do() -> None:
    """Days day first, shares with a decimal comma, anything else untouched."""
    assert (day("2024-12-05"), day("tháng 12"), day("")) == ("05/12/2024", "tháng 12", "")
    assert (percent(0.875), percent(1), percent(0)) == ("87,5%", "100%", "0%")
    assert [timeliness(3, returned=True), timeliness(0, returned=True)] == ["Muộn 3 ngày", "Đúng hạn"]


def test_warnings_are_said_in_words() -> None:
    """Known codes have words, unknown ones stay as they are."""
    assert warning_words("impossible_date:31/02/2024; new_one") == "ngày không có thật: 31/02/2024; new_one"
