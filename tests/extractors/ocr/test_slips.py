import pytest

from core.document import PageSource
from core.settings import Settings
from extractors.layout.lines import PageText, Word
from extractors.ocr.slips import mended, mended_page
from tools.sample_text import read_samples


def _mended(text: str) -> str:
    words = [Word(word, 10.0 * at, 0, 10.0 * at + 8, 12) for at, word in enumerate(text.split())]
    return " ".join(word.text for word in mended(words))


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("kiểm tra giỜ giấc, lỖi và cuỘc họp", "kiểm tra giờ giấc, lỗi và cuộc họp"),
        ("quy định của BỘ Chính trị", "quy định của Bộ Chính trị"),
        ("chế đỘ mới", "chế độ mới"),
        ("quán triỆt vỀ tỷ lỆ", "quán triệt về tỷ lệ"),
        ("người dân Ở hai xã", "người dân ở hai xã"),
        ("TỔ CHứC THỰC HIỆN", "TỔ CHỨC THỰC HIỆN"),
        ("số 35/2023/UBTVQHI5 và Luật số 10/2022/QHI5,", "số 35/2023/UBTVQH15 và Luật số 10/2022/QH15,"),
        ("Chỉ thị số 33/CT-T'Tg", "Chỉ thị số 33/CT-TTg"),
        ("số 143/STC-HCŒSN và số 286/5TC-HCSN", "số 143/STC-HCSN và số 286/STC-HCSN"),
        ("số 143/STC- HCŒSN", "số 143/STC- HCSN"),
        ("Luật số 32/2024/0H15, Quyết định số 79/0Đ-UBND", "Luật số 32/2024/QH15, Quyết định số 79/QĐ-UBND"),
        ("Tờ trình số 1420TTr-BQL, số 101⁄2024NĐ-CP", "Tờ trình số 1420/TTr-BQL, số 101/2024/NĐ-CP"),
        ("Aơi nhận:", "Nơi nhận:"),
        ("dịp Tết Nguyên đán Ất Ty.", "dịp Tết Nguyên đán Ất Tỵ."),
        ("xuân Át Ty - năm 2025", "xuân Ất Tỵ - năm 2025"),
    ],
)
def test_a_slip_that_the_letters_show_is_mended(read: str, meant: str) -> None:
    """Case and digits follow the letters that cannot be mistaken."""
    assert _mended(read) == meant


@pytest.mark.parametrize(
    "text",
    [
        "BỘ NỘI VỤ",
        "TM. ỦY BAN NHÂN DÂN XÃ HỒ THẦU",
        "đã xong. Ở xã Hồng Thái",
        "- Ở cơ sở",
        "Phòng nơi nhận: Văn thư",
        "bà Lê Ty",
        "HĐND, UBND, CTr, TTg, QĐ-UBND, BCSĐCP",
        "Hồ sơ của Sở Nội vụ gửi Bộ Nội vụ",
        "đơn vị: VỤ TỔ CHỨC",
        "số 12/QH-UBND",
        "ngày 'hội' của dân",
        "xe 20LD-123.45, mẫu 2A-TH, 05/2024/TT-BTC, 5S-5T, 12/5/2024",
    ],
)
def test_what_may_be_meant_stays(text: str) -> None:
    """Capitals among capitals, first letters, abbreviations and beginnings of sentences stay."""
    assert _mended(text) == text


def test_written_texts_stay_as_they_are() -> None:
    """In the samples, which nobody recognised, there is nothing to mend."""
    lines = [line.text for sample in read_samples(Settings().data_dir / "samples" / "texts") for line in sample.lines]
    assert len(lines) > 500
    assert [line for line in lines if _mended(line) != " ".join(line.split())] == []


def test_a_word_broken_at_a_line_s_end_is_one() -> None:
    """Marks are mended over the end of a line of running text, but not from one column to the next."""
    end, begin = Word("Tò", 480, 100, 492, 114), Word("trình", 85, 118, 110, 132)
    beside = Word("trình", 580, 100, 600, 114)
    for other, read, count in ((begin, "Tờ", 1), (beside, "Tò", 0)):
        page, mended_words = mended_page(PageText(1, 595, 842, PageSource.OCR, (end, other)))
        assert [word.text for word in page.words] == [read, "trình"]
        assert mended_words == count
