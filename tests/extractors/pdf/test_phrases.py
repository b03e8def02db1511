from typing import Any

from extractors.layout.lines import Word, rows_of
from extractors.pdf.text import read_pages


def _words(made: Any) -> tuple[Word, ...]:
    (page,) = read_pages(made.content())
    return page.text.words


def test_words_that_one_object_wrote_are_a_phrase(made: Any) -> None:
    """Layout gets a line as one stretch, which still tells how wide its first word is."""
    made.pages = [made.text(85, 700, "Ủy ban nhân dân") + made.text(85, 682, "Ủy")]
    phrase, word = _words(made)
    assert phrase.text == "Ủy ban nhân dân"
    assert abs(phrase.first_width - word.first_width) < 0.01
    assert phrase.right - phrase.left > 3 * phrase.first_width


def test_a_wide_gap_inside_an_object_leaves_its_words_alone(made: Any) -> None:
    """Two columns that blanks part are no phrase: each word counts, and the columns come apart."""
    made.pages = [made.text(85, 700, "Số: 12/BC-UBND        Tuyên Quang, ngày 05")]
    assert [word.text for word in _words(made)] == ["Số:", "12/BC-UBND", "Tuyên", "Quang,", "ngày", "05"]
    (row,) = rows_of(1, _words(made))
    assert [line.text for line in row.lines] == ["Số: 12/BC-UBND", "Tuyên Quang, ngày 05"]


def test_a_small_mark_does_not_tell_a_line_s_height(made: Any) -> None:
    """A footnote's raised number beside its text leaves the line as high as the text."""
    made.pages = [made.text(85, 704, "1", size=7) + made.text(90, 700, "Số liệu đến hết tháng mười một", size=12)]
    (row,) = rows_of(1, _words(made))
    assert 12 < row.whole.height < 15
