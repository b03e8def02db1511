import itertools

from core.document import BlockKind, Box, PageSource
from extractors.layout.arrange import arrange
from extractors.layout.lines import PageText, Word
from extractors.piece import Piece

LETTER, HEIGHT = 6.0, 14.0
COLUMNS = (85.0, 125.0, 325.0, 541.0)


def _page(number: int, *rows: tuple[str, ...], top: float = 100.0) -> PageText:
    """Return a page with a ruled table: a cell's lines are parted by slashes between blanks."""
    words: list[Word] = []
    table: list[tuple[Box, ...]] = []
    for row in rows:
        lines = max(cell.count(" / ") + 1 for cell in row)
        bottom = top + 20 * lines
        edges = list(itertools.pairwise(COLUMNS))
        table.append(tuple(Box(left, top, right, bottom) for left, right in edges))
        for (left, _), cell in zip(edges, row, strict=True):
            for down, line in enumerate(cell.split(" / ")):
                across = left + 2
                for text in line.split():
                    right = across + LETTER * len(text)
                    words.append(Word(text, across, top + 2 + 20 * down, right, top + 2 + 20 * down + HEIGHT))
                    across = right + 4
        top = bottom
    return PageText(number, 595, 842, PageSource.TEXT_LAYER, tuple(words), (tuple(table),))


def _cells(pieces: list[Piece]) -> list[tuple[str, ...]]:
    return [piece.cells for piece in pieces if piece.cells]


def test_a_number_broken_in_a_cell_is_whole_again() -> None:
    """Lines of a cell are joined as those of a paragraph are."""
    page = _page(1, ("TT", "Văn bản", "Kết quả"), ("1", "Công văn số 812/UBND- / VX ngày 03/4/2023", "đã / xong"))
    assert _cells(arrange([page]))[1] == ("1", "Công văn số 812/UBND-VX ngày 03/4/2023", "đã xong")


def test_a_row_cut_by_the_pages_end_is_whole_again() -> None:
    """What stands on the next page without a number, amid a sentence, belongs to the row before it."""
    first = _page(1, ("1", "Tổ chức hội nghị", "12 hội nghị;"), ("2", "Tuyên truyền trong", "đã phát"), top=700)
    second = _page(2, ("", "nhân dân", "200 tờ."), ("3", "Tập huấn", "03 lớp"))
    assert _cells(arrange([first, second])) == [
        ("1", "Tổ chức hội nghị", "12 hội nghị;"),
        ("2", "Tuyên truyền trong nhân dân", "đã phát 200 tờ."),
        ("3", "Tập huấn", "03 lớp"),
    ]


def test_a_row_without_a_number_stays_its_own() -> None:
    """Where the row before ended its sentences, a row without a number is another one."""
    first = _page(1, ("1", "Việc thứ nhất.", "xong."), top=700)
    second = _page(2, ("", "Việc kèm theo.", "xong."))
    assert len(_cells(arrange([first, second]))) == 2


def test_a_repeated_heading_stands_at_the_end() -> None:
    """The heading that each page of a table repeats is read once; its repetition is kept apart."""
    head = ("TT", "Nội dung", "Kết quả")
    first = _page(1, head, ("1", "Hội nghị", "12 cuộc"), top=700)
    pieces = arrange([first, _page(2, head, ("2", "Tập huấn", "03 lớp"))])
    assert _cells(pieces) == [head, ("1", "Hội nghị", "12 cuộc"), ("2", "Tập huấn", "03 lớp")]
    assert [piece.text for piece in pieces if piece.kind is BlockKind.RUNNING] == ["TT Nội dung Kết quả"]
