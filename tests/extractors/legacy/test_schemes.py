import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.settings import Settings
from core.text import Span, normalise
from extractors.legacy.schemes import LegacyFont, Scheme, is_possible, legacy_font, to_unicode

TCVN3, VNI = LegacyFont(Scheme.TCVN3), LegacyFont(Scheme.VNI)
CAPITALS = LegacyFont(Scheme.TCVN3, capitals=True)
ANY_FONT = st.sampled_from([TCVN3, VNI, CAPITALS])


def _rows(name: str) -> list[dict[str, str]]:
    with (Settings().tables_dir / f"legacy_{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize(
    ("font", "legacy", "text"),
    [
        (TCVN3, "Céng hßa x· héi chñ nghÜa ViÖt Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        (TCVN3, "§éc lËp - Tù do - H¹nh phóc", "Độc lập - Tự do - Hạnh phúc"),
        (TCVN3, "Sè: 12/BC-UBND, ngµy 05 th¸ng 02", "Số: 12/BC-UBND, ngày 05 tháng 02"),
        (TCVN3, "ng\u00adêi ch\u00ada tr¶ lêi (45,6%)", "người chưa trả lời (45,6%)"),
        (CAPITALS, "b¸o c¸o kÕt qu¶ 2023", "BÁO CÁO KẾT QUẢ 2023"),
        (CAPITALS, "ñy ban nh©n d©n x· §ång T©m", "ỦY BAN NHÂN DÂN XÃ ĐỒNG TÂM"),
        (VNI, "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        (VNI, "ÑOÄC LAÄP - TÖÏ DO - HAÏNH PHUÙC", "ĐỘC LẬP - TỰ DO - HẠNH PHÚC"),
        (VNI, "Aùnh saùng, Aên, ÔÛ nöôùc, quyù, kyø, lyù, kî", "Ánh sáng, Ăn, Ở nước, quý, kỳ, lý, kỵ"),
        (VNI, "tænh, thò xaõ, só quan, trong ñoù (12,5%)", "tỉnh, thị xã, sĩ quan, trong đó (12,5%)"),
    ],
)
def test_legacy_words_become_those_on_the_page(font: LegacyFont, legacy: str, text: str) -> None:
    """Letters become what the font shows; figures, signs and plain letters stay."""
    assert normalise(to_unicode(legacy, font)).text == text


@pytest.mark.parametrize("scheme", list(Scheme))
def test_every_row_of_a_table_reads_its_example(scheme: Scheme) -> None:
    """Each letter of a scheme has one code, and a word with it that is written in the scheme reads as that word."""
    codes = {row["letter"]: bytes.fromhex(row["code"]).decode("latin-1") for row in _rows(scheme.lower())}
    assert len(codes) == len(_rows(scheme.lower())) == len(set(codes.values()))
    for row in _rows(scheme.lower()):
        word = row["example"]
        assert row["letter"] in word
        legacy = "".join(codes.get(letter, letter) for letter in word)
        assert normalise(to_unicode(legacy, LegacyFont(scheme))).text == word


@pytest.mark.parametrize("row", _rows("fonts"), ids=lambda row: row["example"])
def test_every_row_of_fonts_knows_its_example(row: dict[str, str]) -> None:
    """A font of the table is known by its name, and by its name as a font of capitals."""
    assert legacy_font(row["example"]) == LegacyFont(Scheme(row["scheme"]))
    if row["capitals"]:
        assert legacy_font(row["capitals"]) == LegacyFont(Scheme(row["scheme"]), capitals=True)


@pytest.mark.parametrize(
    ("name", "font"),
    [
        ("BCDEFG+.VnTimeH,Bold", CAPITALS),
        (".VnArial Narrow", TCVN3),
        (".VnArial NarrowH", CAPITALS),
        (".vntimeh", CAPITALS),
        ('"\\.VnTime"', TCVN3),
        ("vni-helve-condense", VNI),
        ("Times New Roman", None),
        ("Vni", None),
        ("Calibri Light", None),
        ("", None),
    ],
)
def test_fonts_are_known_by_their_names(name: str, font: LegacyFont | None) -> None:
    """A font's name tells the scheme in every spelling of files: subset, style, quotes; other fonts tell none."""
    assert legacy_font(name) == font


@given(st.text(), ANY_FONT)
def test_converting_keeps_the_length(text: str, font: LegacyFont) -> None:
    """A converted text has one code point for each one read, so that offsets lead back."""
    assert len(to_unicode(text, font)) == len(text)


def test_offsets_lead_back_into_the_legacy_text() -> None:
    """The span of a word leads to the letters and marks that were read for it."""
    legacy = "UÛy ban nhaân daân tænh Haø Giang"
    normal = normalise(to_unicode(legacy, VNI))
    start = normal.text.index("dân tỉnh Hà")
    assert normal.offsets.span_to_raw(Span(start, start + 11)).of(legacy) == "daân tænh Haø"


def test_characters_of_other_code_pages_are_the_same_bytes() -> None:
    """Programs that read the bytes as Windows-1258, or as a symbol font's, lose no letter."""
    legacy = "thÞ x· Nghi\u00aa L\u00e9 \u00f2\u00cc\u00fd"
    other = legacy.encode("cp1252").decode("cp1258")
    private = "".join(chr(0xF000 + ord(sign)) for sign in legacy)
    assert to_unicode(other, TCVN3) == to_unicode(private, TCVN3) == to_unicode(legacy, TCVN3)


@pytest.mark.parametrize(
    ("text", "possible"),
    [("B¸o c¸o “quý” – 5 €", True), ("Báo cáo quý", True), ("Hà Nội", False), ("đơn vị", False), ("α", False)],
)
def test_letters_that_no_legacy_font_has(text: str, *, possible: bool) -> None:
    """A text with Vietnamese letters of Unicode's own is no legacy text, whatever its font is called."""
    assert is_possible(text) is possible
