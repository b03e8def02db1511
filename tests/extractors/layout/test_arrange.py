from dataclasses import replace

from core.document import BlockKind, Box, PageSource
from extractors.layout.arrange import arrange
from extractors.layout.lines import PageText, Word
from extractors.layout.paragraphs import glued
from extractors.piece import Piece

LETTER, HEIGHT = 6.0, 14.0
LEFT, RIGHT, STEP = 85.0, 541.0, 18.0
FULL = int((RIGHT - LEFT) / LETTER)  # letters in a full line


def _set(left: float, top: float, text: str, *, bold: bool = False) -> list[Word]:
    """Set a line of type: every letter equally wide."""
    words = []
    for word in text.split(" "):
        right = left + LETTER * len(word)
        words.append(Word(word, left, top, right, top + HEIGHT, bold=bold))
        left = right + LETTER * 0.6
    return words


def _full(seed: str) -> str:
    """Return a line of running text that fills the width."""
    line = seed
    while (len(line.replace(" ", "")) + line.count(" ") * 0.6) < FULL - 2:
        line += " chữ"
    return line


def _page(words: list[Word], number: int = 1, tables: tuple[tuple[tuple[Box, ...], ...], ...] = ()) -> PageText:
    return PageText(number, 595, 842, PageSource.TEXT_LAYER, tuple(words), tables)


def _middle(top: float, text: str, *, bold: bool = True) -> list[Word]:
    width = sum(LETTER * len(word) for word in text.split(" ")) + LETTER * 0.6 * text.count(" ")
    return _set((LEFT + RIGHT - width) / 2, top, text, bold=bold)


def _texts(pieces: list[Piece]) -> list[str]:
    return [piece.text for piece in pieces]


def _body(top: float, count: int) -> list[Word]:
    """Return one paragraph of full lines, the first indented."""
    words = _set(LEFT + 30, top, _full("Mở đầu đoạn")[:-10])
    for index in range(1, count):
        words += _set(LEFT, top + index * STEP, _full(f"dòng {index}"))
    return words


def test_letterhead_columns_are_read_apart() -> None:
    """The left column is read to its end before the right one, a block a line, whatever their heights."""
    words = [
        *_set(100, 60, "SỞ NỘI VỤ"),
        *_set(290, 60, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        *_set(100, 82, "Số: 15/BC-SNV"),
        *_set(330, 76, "Độc lập - Tự do - Hạnh phúc"),
        *_set(300, 100, "Bình Sơn, ngày 05 tháng 02 năm 2023"),
        *_middle(140, "BÁO CÁO"),
        *_body(180, 8),
    ]
    pieces = arrange([_page(words)])
    assert [(piece.column, piece.text) for piece in pieces[:6]] == [
        (1, "SỞ NỘI VỤ"),
        (1, "Số: 15/BC-SNV"),
        (2, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (2, "Độc lập - Tự do - Hạnh phúc"),
        (2, "Bình Sơn, ngày 05 tháng 02 năm 2023"),
        (0, "BÁO CÁO"),
    ]


def test_recipients_and_signature_are_read_apart() -> None:
    """At the end the recipients come first, then the signature with its name far below."""
    words = [
        *_body(60, 8),
        *_set(LEFT, 300, "Nơi nhận:"),
        *_set(380, 300, "GIÁM ĐỐC"),
        *_set(LEFT, 318, "- Như trên;"),
        *_set(LEFT, 336, "- Lưu: VT."),
        *_set(360, 420, "Lê Thị Bình"),
    ]
    tail = arrange([_page(words)])[-5:]
    assert [(piece.column, piece.text) for piece in tail] == [
        (1, "Nơi nhận:"),
        (1, "- Như trên;"),
        (1, "- Lưu: VT."),
        (2, "GIÁM ĐỐC"),
        (2, "Lê Thị Bình"),
    ]


def test_a_paragraph_goes_on_over_lines_and_pages() -> None:
    """Full lines join, on the next page too; a new indent begins another paragraph."""
    first = _page(_body(60, 40), 1)
    second = _page([*_set(LEFT, 60, _full("tiếp")), *_set(LEFT, 78, "hết đoạn."), *_body(96, 6)], 2)
    pieces = arrange([first, second])
    assert [piece.text.split(" ")[0] for piece in pieces] == ["Mở", "Mở"]
    assert pieces[0].text.endswith("hết đoạn.")
    assert [piece.page for piece in pieces] == [1, 2]


def test_a_line_that_ends_early_ends_its_paragraph() -> None:
    """Where the next word would have had room, the line was ended on purpose."""
    words = [*_body(60, 6), *_set(LEFT, 170, "Câu ngắn."), *_set(LEFT, 188, _full("Đoạn khác")), *_body(206, 6)]
    texts = _texts(arrange([_page(words)]))
    assert any(text.endswith("Câu ngắn.") for text in texts)
    assert any(text.startswith("Đoạn khác") for text in texts)


def test_list_items_stand_apart() -> None:
    """A bullet begins a block of its own, and its hanging lines belong to it."""
    words = [
        *_body(60, 6),
        *_set(LEFT + 30, 168, _full("- Việc thứ nhất")[:-6]),
        *_set(LEFT, 186, "hết việc;"),
        *_set(LEFT + 30, 204, "- Việc thứ hai;"),
        *_set(LEFT + 30, 222, "- Việc thứ ba."),
    ]
    pieces = arrange([_page(words)])
    assert [piece.kind for piece in pieces] == [BlockKind.PARAGRAPH, *[BlockKind.LIST_ITEM] * 3]
    assert pieces[1].text.endswith("hết việc;")


def test_a_number_broken_at_its_hyphen_is_whole_again() -> None:
    """A document's number that a line's end breaks gets no blank."""
    line = _full("Thực hiện Công văn số")
    words = [*_set(LEFT, 60, line[:-12] + "812/UBND-"), *_set(LEFT, 78, "VX ngày 03/4/2023."), *_body(96, 6)]
    assert "812/UBND-VX ngày" in _texts(arrange([_page(words)]))[0]


def test_an_article_begins_a_paragraph() -> None:
    """Behind a finished sentence an article stands apart, however full the line before it is."""
    words = [*_body(60, 5), *_set(LEFT, 150, _full("hết câu")[:-1] + "."), *_set(LEFT, 168, "Điều 2. Giao việc.")]
    assert _texts(arrange([_page(words)]))[-1] == "Điều 2. Giao việc."


def test_signature_notes_over_the_letterhead_stand_at_the_end() -> None:
    """What a signature widget says of the signer is taken out of the rows on which it lies."""
    words = [
        *_set(100, 60, "SỞ NỘI VỤ"),
        *_set(290, 60, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        *_set(100, 78, "Số: 15/BC-SNV"),
        *_set(430, 78, "Thời gian ký: 02/5/2023"),
        *_set(330, 96, "Độc lập - Tự do - Hạnh phúc"),
        *_body(180, 8),
    ]
    pieces = arrange([_page(words)])
    assert (pieces[-1].kind, pieces[-1].text) == (BlockKind.RUNNING, "Thời gian ký: 02/5/2023")
    assert [piece.column for piece in pieces[:4]] == [1, 1, 2, 2]


def test_signers_notes_need_a_signature() -> None:
    """A line of text that begins as a signer's note does stays where it is."""
    words = [
        *_body(60, 5),
        *_set(LEFT + 30, 150, "Cơ quan: Văn phòng, Thanh tra."),
        *_set(LEFT + 30, 168, "Email: a@b.vn."),
    ]
    assert all(piece.kind is BlockKind.PARAGRAPH for piece in arrange([_page(words)]))


def test_to_whom_it_goes_is_no_part_of_the_letterhead() -> None:
    """The letterhead ends above the recipients, however near below it and however far left they stand."""
    words = [
        *_set(100, 60, "SỞ NỘI VỤ"),
        *_set(290, 60, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        *_set(100, 78, "Số: 15/SNV-VP"),
        *_set(330, 78, "Độc lập - Tự do - Hạnh phúc"),
        *_set(110, 110, "Kính gửi:"),
        *_set(125, 128, "- Các sở;"),
        *_body(180, 8),
    ]
    pieces = arrange([_page(words)])
    assert [piece.text for piece in pieces[2:6]] == [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Kính gửi:",
        "- Các sở;",
    ]


def test_page_numbers_and_repeated_heads_stand_at_the_end() -> None:
    """What every page carries on its edge interrupts no paragraph."""
    pages = [
        _page(
            [*_middle(30, str(number), bold=False), *_set(LEFT, 800, f"Trích từ hồ sơ {number}"), *_body(100, 30)],
            number,
        )
        for number in (1, 2, 3)
    ]
    pieces = arrange(pages)
    running = [piece.text for piece in pieces if piece.kind is BlockKind.RUNNING]
    assert sorted(running) == ["1", "2", "3", "Trích từ hồ sơ 1", "Trích từ hồ sơ 2", "Trích từ hồ sơ 3"]
    assert [piece.kind for piece in pieces[-6:]] == [BlockKind.RUNNING] * 6


def test_a_ruled_table_stands_in_its_place() -> None:
    """Rows of a ruled table come between the text above and below it, cell by cell."""
    cells = (
        (Box(85, 180, 120, 200), Box(120, 180, 541, 200)),
        (Box(85, 200, 120, 240), Box(120, 200, 541, 240)),
    )
    words = [
        *_body(60, 6),
        *_set(90, 183, "TT"),
        *_set(130, 183, "Kết quả"),
        *_set(90, 203, "1"),
        *_set(130, 203, "Hai dòng"),
        *_set(130, 221, "một ô"),
        *_body(260, 6),
    ]
    pieces = arrange([_page(words, tables=(cells,))])
    assert [piece.text for piece in pieces[1:3]] == ["TT | Kết quả", "1 | Hai dòng một ô"]
    assert pieces[2].cells == ("1", "Hai dòng một ô")
    assert [piece.kind for piece in pieces] == [
        BlockKind.PARAGRAPH,
        BlockKind.TABLE_ROW,
        BlockKind.TABLE_ROW,
        BlockKind.PARAGRAPH,
    ]


def test_no_word_is_lost() -> None:
    """Whatever the layout makes of a page, each word comes out once."""
    words = [*_set(100, 60, "A B"), *_set(300, 63, "C D"), *_body(90, 12), *_set(400, 330, "E"), *_set(85, 332, "G")]
    out = " ".join(_texts(arrange([_page(words), _page([], 2)]))).split()
    assert sorted(out) == sorted(word.text for word in words)


def test_no_pages_give_nothing() -> None:
    """An empty file has no pieces."""
    assert arrange([]) == []


def test_a_number_set_far_from_its_word_stays_in_the_letterhead() -> None:
    """Signing programs write the number into a wide room behind "Số:": both halves belong to the left column."""
    words = [
        *_set(100, 60, "SỞ GIÁO DỤC VÀ ĐÀO TẠO"),
        *_set(290, 60, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        *_set(330, 78, "Độc lập - Tự do - Hạnh phúc"),
        *_set(300, 100, "Bình Sơn, ngày 05 tháng 02 năm 2023"),
        *_set(104, 114, "Số:"),
        *_set(142, 114, "15/BC-SGDĐT"),
        *_middle(150, "BÁO CÁO"),
        *_body(190, 8),
    ]
    texts = _texts(arrange([_page(words)]))
    assert texts[:3] == ["SỞ GIÁO DỤC VÀ ĐÀO TẠO", "Số: 15/BC-SGDĐT", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]


def test_a_cell_joins_what_its_narrow_column_breaks() -> None:
    """In a cell a document's number broken at its hyphen, and the head TT, are one word again."""
    words = [
        *_body(60, 4),
        *_set(90, 210, "T"),
        *_set(90, 228, "T"),
        *_set(130, 210, "Văn bản số 03-"),
        *_set(130, 228, "CTr/TU của Tỉnh"),
    ]
    cells = ((Box(85, 206, 120, 246), Box(120, 206, 541, 246)),)
    (row,) = [piece for piece in arrange([_page(words, tables=(cells,))]) if piece.cells]
    assert row.cells == ("TT", "Văn bản số 03-CTr/TU của Tỉnh")


def test_small_letters_tell_a_footnote_where_all_lines_are_equally_high() -> None:
    """Recognition gives every line one height: narrow letters at the page's foot are a footnote all the same."""
    small = [
        word._replace(left=LEFT + (word.left - LEFT) * 0.74, right=LEFT + (word.right - LEFT) * 0.74)
        for word in _set(LEFT, 760, "1 Số liệu tính đến hết tháng mười một.")
    ]
    page = replace(_page([*_body(60, 12), *small]), source=PageSource.OCR)
    assert [piece.kind for piece in arrange([page])] == [BlockKind.PARAGRAPH, BlockKind.FOOTNOTE]


def test_a_number_broken_at_another_dash_is_joined() -> None:
    """Recognition takes one dash for another: a number broken behind any of them is one word."""
    assert [glued("Quyết định số 217" + dash, "QĐ/TW") for dash in "-–"] == [
        "Quyết định số 217-QĐ/TW",
        "Quyết định số 217–QĐ/TW",
    ]


def test_a_stamp_beside_the_text_joins_no_paragraph() -> None:
    """A line that begins left of the margin is a stamp's, even right below a full line of the title."""
    title = _set(LEFT, 60, _full("Khu kinh tế cửa khẩu"))
    stamp = _set(LEFT - 60, 60 + STEP, "CỔNG THÔNG TIN")
    pieces = arrange([_page([*title, *stamp, *_body(60 + 3 * STEP, 6)])])
    assert [text.split(" ", 2)[:2] for text in _texts(pieces)[:3]] == [
        ["Khu", "kinh"],
        ["CỔNG", "THÔNG"],
        ["Mở", "đầu"],
    ]
