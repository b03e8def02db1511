import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from core.problem import Code
from extractors.ocr import engines, tesseract
from extractors.ocr.cache import OcrCache
from extractors.ocr.tesseract import Reader, missing
from extractors.piece import OddFileError

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(missing()) or not engines.version(), reason="tesseract or its library is not installed"),
]
LINES = "Báo cáo kết quả công tác dân vận\nnăm 2024 của Sở Tư pháp"


@pytest.fixture
def reader() -> Iterator[Reader]:
    """A reader over no engine that was there before."""
    _end_all()
    yield Reader(OcrCache(None), time.monotonic() + 60, 60)
    _end_all()


def _end_all() -> None:
    while engines._IDLE:
        engines._IDLE.pop().close()


def _picture(text: str) -> Image.Image:
    image = Image.new("L", (1200, 300), 255)
    ImageDraw.Draw(image).multiline_text(
        (60, 60), text, fill=0, font=ImageFont.truetype("DejaVuSans.ttf", 40), spacing=20
    )
    return image


def test_an_engine_is_kept_and_forgets_what_it_read(reader: Reader) -> None:
    """The same picture gives the same words, whatever the engine read before it."""
    first = reader.words(_picture(LINES), 200)
    (kept,) = engines._IDLE
    reader.words(_picture("Kế hoạch số 12/KH-UBND"), 200, "6")
    assert reader.words(_picture(LINES), 200) == first
    assert [kept] == engines._IDLE
    assert " ".join(one.text for one in first) == " ".join(LINES.split())


def test_library_and_program_read_alike(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the library is not installed the program is called, and gives words of the same form."""
    kept = reader.words(_picture(LINES), 200)
    monkeypatch.setattr(engines, "version", str)
    called = reader.words(_picture(LINES), 200)
    assert [one.text for one in called] == [one.text for one in kept]
    assert [one.line for one in called] == [one.line for one in kept]


def test_an_engine_that_died_is_replaced(reader: Reader) -> None:
    """One that was killed while nobody asked it costs no page."""
    first = reader.words(_picture(LINES), 200)
    (kept,) = engines._IDLE
    kept._process.kill()
    kept._process.wait()
    assert reader.words(_picture(LINES), 200) == first
    assert [kept] != engines._IDLE


def test_an_engine_that_cannot_start_is_said(reader: Reader, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A model that the library cannot load is the page's problem, not the worker's end."""
    (tmp_path / "vie.traineddata").write_bytes(b"no model")
    monkeypatch.setattr(tesseract, "_models", lambda: str(tmp_path))
    with pytest.raises(OddFileError) as error:
        reader.words(_picture(LINES), 200)
    assert error.value.problem.code is Code.NO_TEXT


def test_one_engine_rests(reader: Reader) -> None:
    """A file of many pages leaves one engine to the next file."""
    reader.words(_picture(LINES), 200)
    engines._IDLE.append(engines._started(str(engines._PROGRAM.parent)))
    engines.rest()
    assert len(engines._IDLE) == 1
    assert reader.words(_picture(LINES), 200)
