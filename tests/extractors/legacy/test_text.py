import unicodedata

import pytest

from core.document import BlockKind
from core.problem import Code, Severity
from core.text import normalise
from extractors.legacy.schemes import Scheme
from extractors.legacy.text import repaired, scheme_of
from extractors.piece import Content, Piece, assemble
from extractors.plain.text import text_content

TCVN3 = (
    "CéNG HßA X· HéI CHñ NGHÜA VIÖT NAM\n"
    "Sè: 12/BC-UBND\n"
    "B¸o c¸o kÕt qu¶ c«ng t¸c n\u00a8m\n"
    "®) Tæ chøc 05 héi nghÞ víi 340 ng\u00ad\u00eai dù.\n"
    "T«i"
)
VNI = "COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM\nSoá: 12/BC-UBND\nñ) Toå chöùc 05 hoäi nghò vôùi 340 ngöôøi döï."


def _read(text: str) -> Content:
    return repaired(text_content(text))


def _lines(content: Content) -> list[str]:
    return [normalise(piece.text).text for piece in content.pieces]


def test_a_tcvn3_text_is_converted() -> None:
    """A text without fonts becomes Unicode, its capitals capitals, its list items list items; a remark tells it."""
    read = _read(TCVN3)
    assert _lines(read) == [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Số: 12/BC-UBND",
        "Báo cáo kết quả công tác năm",
        "đ) Tổ chức 05 hội nghị với 340 người dự.",
        "Tôi",
    ]
    assert read.pieces[3].kind is BlockKind.LIST_ITEM
    assert [(one.code, one.severity) for one in read.problems] == [(Code.LEGACY_ENCODING, Severity.INFO)]
    assert "TCVN3" in read.problems[0].message


def test_a_vni_text_is_converted() -> None:
    """Marks behind letters are told from letters of other languages by the words that they make."""
    assert _lines(_read(VNI)) == [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Số: 12/BC-UBND",
        "đ) Tổ chức 05 hội nghị với 340 người dự.",
    ]


def test_cells_are_converted_with_their_row() -> None:
    """A table's row and its cells are converted together, and the cells' spans lead to their words."""
    cells = ("Néi dung thùc hiÖn", "KÕt qu¶ ®¹t ®\u00adîc", "340")
    read = repaired(Content((Piece(" | ".join(cells), BlockKind.TABLE_ROW, cells=cells),)))
    made = assemble("0" * 64, "text/plain", read)
    assert [cell.of(made.text) for cell in made.blocks[0].cells] == ["Nội dung thực hiện", "Kết quả đạt được", "340"]


@pytest.mark.parametrize(
    "text",
    [
        "Ủy ban nhân dân xã\nHà Giang, ngày 05 tháng 02\nBáo cáo quý I: 12,5%",
        "Công ty là\ncác tài xế\nông bà\nnên vào đâu",  # letters that most Western fonts have too
        "Le rapport présenté à l'été a été très apprécié\nélève, né à Orléans, où l'on dîne déjà",
        "Größe, Maße und Gewichte für Müller; schön über Köln",
        "Los niños más pequeños también comían aquí\n¿Cómo está usted?",
        "Nhiệt độ 25°C ± 0,5; diện tích 12 m²; § 5; ½ số hộ; © 2023; µm · ×",
        "ABC 123",
        "",
    ],
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    """Good Unicode, other languages and signs are never touched."""
    read = text_content(text)
    assert repaired(read) is read


def test_unicode_lines_stay_in_a_document_that_is_partly_legacy() -> None:
    """Where both kinds of lines are in one document, each is read as what it is."""
    mixed = "Ủy ban nhân dân tỉnh Hà Giang\nTôi là công dân\n" + TCVN3.rpartition("\n")[0]
    assert _lines(_read(mixed))[:4] == [
        "Ủy ban nhân dân tỉnh Hà Giang",
        "Tôi là công dân",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Số: 12/BC-UBND",
    ]


def test_few_words_prove_nothing() -> None:
    """A single odd word is no proof of a scheme."""
    assert scheme_of(["Céng hßa"]) is None
    assert scheme_of([TCVN3]) is Scheme.TCVN3
    assert scheme_of([VNI]) is Scheme.VNI


def test_letters_with_marks_apart_are_told() -> None:
    """Composed and compound Unicode give the same text; that a file is in the other one is remarked on."""
    composed = "Báo cáo kết quả công tác năm"
    plain, compound = _read(composed), _read(unicodedata.normalize("NFD", composed))
    assert _lines(compound) == _lines(plain) == [composed]
    assert plain.problems == ()
    assert [(one.code, one.severity) for one in compound.problems] == [(Code.LEGACY_ENCODING, Severity.INFO)]
    assert "tổ hợp" in compound.problems[0].message


def test_a_repair_is_told_once() -> None:
    """What the fonts of a document told is not told again by its letters."""
    told = _read(VNI).problems
    again = repaired(Content((Piece("ca\u0301ch"),), problems=told))
    assert again.problems == told
