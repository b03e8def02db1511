from typing import Any

from extractors.pdf.text import read_pages


def _words(made: Any) -> list[str]:
    (page,) = read_pages(made.content())
    return [word.text for word in page.text.words]


def test_letters_are_set_together_by_place(made: Any) -> None:
    """Letters written apart, behind the line whose holes they fill, come out as the words that they make on paper."""
    made.pages = [made.text(100, 500, "K\tt qu\t th\tc") + made.text(100, 500, "\tế\t\t\t\tả\t\t\tự")]
    assert _words(made) == ["Kết", "quả", "thực"]
    (page,) = read_pages(made.content())
    assert len({(word.top, word.bottom) for word in page.text.words}) == 1


def test_a_blank_behind_a_letter_set_in_is_kept(made: Any) -> None:
    """A hole and a blank behind it are one blank to pdfium; the words stay apart even where the letter is too wide."""
    letters = made.text(100, 500, "\t\tâ\t\t\t\t\t\tỉ") + made.text(136, 500, "ự", size=22)
    made.pages = [made.text(100, 500, "qu\tn s\t t\tnh giao ban") + letters]
    assert _words(made) == ["quân", "sự", "tỉnh", "giao", "ban"]


def test_a_letter_set_in_between_two_blanks_is_a_word(made: Any) -> None:
    """A word of one letter, for which the line has only a hole between two blanks, stands apart from its neighbours."""
    made.pages = [made.text(100, 500, "d\tn ch\t \t xã") + made.text(100, 500, "\tâ\t\t\t\tủ\tở")]
    assert _words(made) == ["dân", "chủ", "ở", "xã"]


def test_text_in_its_order_is_left_so(made: Any) -> None:
    """Where letters come in the order of the text, words written one by one stay what they are."""
    made.pages = [made.text(100, 500, "một") + made.text(124, 500, "hai") + made.text(148, 500, "ba")]
    assert _words(made) == ["một", "hai", "ba"]
