import io
import zipfile
from collections.abc import Callable

import pypdf
import pytest

from core.settings import Settings
from tools.sample_text import read_sample
from tools.variants import word
from tools.variants.letters import Run, decomposed, tcvn3, vni, windows_1258
from tools.variants.printed import signed, unsigned
from tools.variants.report import LOOKS, Report, report_of, truth

SAMPLE = read_sample(Settings().data_dir / "samples" / "texts" / "sonduong.md")


def _report(look: int = 1) -> Report:
    return report_of(SAMPLE, LOOKS[look])


def _part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read(f"word/{name}.xml").decode()


def test_tcvn3_writes_capitals_in_the_capitals_font() -> None:
    """TCVN3 has no toned capitals: they are small letters in another font; untoned ones it has."""
    assert tcvn3("Đảng ủy, Ủy ban") == (Run("§¶ng ñy, "), Run("ñ", capitals=True), Run("y ban"))
    assert tcvn3("BÁO CÁO") == (Run("b¸o c¸o", capitals=True),)


def test_vni_writes_a_vowel_and_a_sign() -> None:
    """VNI puts one sign for shape and tone behind the vowel."""
    assert vni("Ủy ban nhân dân xã Đồng Ưng") == (Run("UÛy ban nhaân daân xaõ Ñoàng Öng"),)


def test_windows_1258_has_tones_behind_whole_vowels() -> None:
    """The code page has ă, â, ê, ô, ơ, ư as letters and tones as marks of their own."""
    assert windows_1258("ệ Ắ").decode("cp1258") == "ê\u0323 Ă\u0301"


def test_decomposed_letters_are_longer() -> None:
    """NFD writes each mark apart."""
    assert decomposed("ệ") == "e\u0323\u0302"


def test_the_truth_has_every_line_once() -> None:
    """Letterhead, body, signature, annex and footnotes are all in the truth, and in reading order."""
    lines = truth(_report())
    assert lines[0] == SAMPLE.head["agency"]
    assert lines[-1] == _report().notes[-1][1]
    assert lines.index(SAMPLE.head["signer"]) < next(at for at, line in enumerate(lines) if line.startswith("PHỤ LỤC"))
    assert len(lines) == 2 + 3 + 2 + 1 + len(SAMPLE.lines) + 1 + len(SAMPLE.head["recipients"]) + 3 + 2


def test_a_look_is_written() -> None:
    """Footnotes, font and the annex on its side are in the DOCX."""
    content = word.plain(_report())
    assert 'w:orient="landscape"' in _part(content, "document")
    assert "Liberation Serif" in _part(content, "styles")
    assert _report().notes[0][1] in _part(content, "footnotes")


@pytest.mark.parametrize(("change", "font"), [(word.in_tcvn3, ".VnTimeH"), (word.in_vni, "VNI-Times")])
def test_no_letter_stays_in_unicode(change: Callable[[bytes], bytes], font: str) -> None:
    """A DOCX in a legacy font has none of Unicode's own Vietnamese letters."""
    content = change(word.plain(_report()))
    for name in ("document", "footnotes"):
        assert not any("\u1ea0" <= sign <= "\u1ef9" for sign in _part(content, name))
    assert font in _part(content, "document")


def test_a_signed_pdf_keeps_number_and_day_out_of_the_page() -> None:
    """What the author prints has blanks for number and day; they come with the widgets."""
    report = _report(0)
    blank = unsigned(report)
    number, day = "906", "28"
    assert number in report.parts.number
    assert number not in blank.parts.number
    assert f"ngày {day}" not in blank.parts.date_line
    writer = pypdf.PdfWriter()
    writer.add_blank_page(595, 842)
    stream = io.BytesIO()
    writer.write(stream)
    with pytest.raises(ValueError, match="BC-UBND"):
        signed(stream.getvalue(), report)
