from core.document import Box, PageSource
from extractors.layout.lines import PageText, Word
from extractors.preview.sighting import place_of

_HIGH, _WIDE = 12.0, 40.0  # points


def page(number: int, *lines: str, tables: tuple[tuple[tuple[Box, ...], ...], ...] = ()) -> PageText:
    """Return a page whose words stand 45 points apart, its lines 20."""
    words = tuple(
        Word(text, 50 + 45 * column, 100 + 20 * row, 50 + 45 * column + _WIDE, 100 + 20 * row + _HIGH)
        for row, line in enumerate(lines)
        for column, text in enumerate(line.split())
    )
    return PageText(number, 595, 842, PageSource.TEXT_LAYER, words, tables)


def test_a_sentence_is_boxed_line_by_line() -> None:
    """Each line that the words run over has a rectangle around just these words."""
    place = place_of("hai ba bốn năm sáu", [page(1, "Câu một. Hai ba", "bốn năm", "sáu. Bảy tám")])
    assert place is not None
    assert place.page == 1
    assert place.boxes == (
        Box(140, 100, 225, 112),
        Box(50, 120, 135, 132),
        Box(50, 140, 90, 152),
    )


def test_a_part_of_a_phrase_is_boxed_by_its_share() -> None:
    """Reading hands on as one word what a PDF wrote at once: the rectangle covers the share of its letters."""
    phrases = (Word("một hai ba bốn", 100, 100, 200, 112), Word("năm sáu bảy tám", 100, 120, 200, 132))
    place = place_of("ba bốn năm sáu", [PageText(1, 595, 842, PageSource.TEXT_LAYER, phrases)])
    assert place is not None
    first, second = place.boxes
    assert (first.top, first.right, second.top, second.left) == (100, 200, 120, 100)
    assert 145 < first.left < 165
    assert 140 < second.right < 160


def test_letters_alone_count() -> None:
    """Blanks, case, marks and punctuation may differ between the text and the page."""
    assert place_of("Dân vận  khéo, làm tốt!", [page(1, "DÂN VẬN KHÉO", "làm tôt")]) is not None


def test_a_sentence_over_two_pages_is_shown_where_it_begins() -> None:
    """Between its parts may stand a page's number; the beginning tells the place."""
    first = "mot hai ba bon nam sau bay tam chin muoi muoimot muoihai muoiba"
    place = place_of(f"{first} phan cuoi cua cau", [page(1, "Mở đầu", first), page(2, "2", "phan cuoi cua cau")])
    assert place is not None
    assert place.page == 1


def test_a_row_of_a_table_is_boxed_as_a_row() -> None:
    """Cells are read one after the other, though their lines lie beside each other."""
    cells = (Box(45, 95, 135, 145), Box(135, 95, 300, 145))
    place = place_of("Hội nghị đã mở | 12 cuộc", [page(3, "Hội nghị 12 cuộc", "đã mở", tables=((cells,),))])
    assert place is not None
    assert place.boxes == (Box(45, 95, 300, 145),)


def test_what_is_not_there_has_no_place() -> None:
    """Words that no page holds, and a few letters that say nothing, are not guessed."""
    pages = [page(1, "Một hai ba bốn năm sáu bảy")]
    assert place_of("không có trên trang này", pages) is None
    assert place_of("một", pages) is None
