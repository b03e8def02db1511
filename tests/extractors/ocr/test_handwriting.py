from PIL import Image, ImageDraw, ImageFont

from extractors.ocr.handwriting import without_handwriting
from extractors.ocr.picture import Picture
from extractors.ocr.tesseract import Sighting

_FONT = "DejaVuSans.ttf"


def _line(*words: tuple[str, str, bool]) -> tuple[Picture, tuple[Sighting, ...]]:
    """Draw words beside each other; of each what is printed or written, what was read of it, and whether a pen wrote its digits."""
    image = Image.new("L", (1654, 2339), "white")
    draw, font = ImageDraw.Draw(image), ImageFont.truetype(_FONT, 36)
    seen, left = [], 200.0
    for text, read, by_pen in words:
        at = left
        for sign in text:
            draw.text((at, 300), sign, fill=0, font=font, stroke_width=2 if by_pen and sign.isdigit() else 0)
            at += draw.textlength(sign, font=font)
        seen.append(Sighting(read, round(left), 296, round(at), 350, 0.7, ("1", "1", "1")))
        left = at + 20
    return Picture(image, 200), tuple(seen)


def _kept(*words: tuple[str, str, bool]) -> list[str]:
    return [one.text for one in without_handwriting(*_line(*words))]


def test_a_number_written_by_hand_is_left_out() -> None:
    """Of "Số: 84/QĐ-SXD" with the number in ink, the printed symbol is left, whatever the pen's digits were read as."""
    assert _kept(("Số:", "Số:", False), ("84/QĐ-SXD", "34/QĐ-SXD", True)) == ["Số:", "/QĐ-SXD"]


def test_a_printed_number_stays() -> None:
    """A number of the same strokes as its symbol is the printer's."""
    assert _kept(("Số:", "Số:", False), ("84/QĐ-SXD", "84/QĐ-SXD", False)) == ["Số:", "84/QĐ-SXD"]


def test_a_day_written_by_hand_is_left_out() -> None:
    """The day in ink goes, also where it was read as letters or stuck to the next word; the printed month and year stay."""
    printed = (
        ("ngày", "ngày", False),
        ("tháng", "tháng", False),
        ("02", "02", False),
        ("năm", "năm", False),
        ("2031", "2031", False),
    )
    words = (printed[0], ("17", "ẨT", True), *printed[1:])
    assert _kept(*words) == ["ngày", "tháng", "02", "năm", "2031"]


def test_lines_of_text_are_left_alone() -> None:
    """Bold figures in running text are no handwriting."""
    words = (("đạt", "đạt", False), ("96", "96", True), ("phiếu", "phiếu", False))
    assert _kept(*words) == ["đạt", "96", "phiếu"]
