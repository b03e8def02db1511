from extractors.ocr.page import _words
from extractors.ocr.tesseract import Sighting


def _sighting(text: str, left: int, top: int, bottom: int, confidence: float) -> Sighting:
    return Sighting(text, left, top, left + 60, bottom, confidence, ("5", "1", "1"))


def test_a_pens_stroke_does_not_part_a_line() -> None:
    """A signature that was read as an unsure, tall word of a printed line is none, and the line stays where it stands."""
    line = (_sighting("Nơi", 247, 788, 811, 0.83), _sighting("nhận:", 308, 788, 818, 0.97))
    stroke = _sighting("đốm", 1047, 791, 880, 0.13)
    assert list(_words((*line, stroke), 0.36)) == list(_words(line, 0.36))


def test_large_print_is_kept() -> None:
    """A title of twice the usual letters is surely read, so its height does not tell against it."""
    body = tuple(_sighting("hội", 100 + 70 * at, 300, 326, 0.95) for at in range(5))
    title = Sighting("BÁO", 100, 100, 300, 170, 0.95, ("1", "1", "1"))
    assert "BÁO" in [word.text for word in _words((title, *body), 0.36)]
