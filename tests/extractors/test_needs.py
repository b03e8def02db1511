import pytest

from extractors.needs import Need, need_of


@pytest.mark.parametrize(
    ("name", "need"),
    [
        ("khối sở/Báo cáo.DOC", Need.LIBREOFFICE),
        ("a.rtf", Need.LIBREOFFICE),
        ("bản quét.PDF", Need.OCR),
        ("ảnh.jpeg", Need.OCR),
        ("a.docx", Need.NOTHING),
        ("thư.eml", Need.NOTHING),
        ("không đuôi", Need.NOTHING),
        (".pdf/a", Need.NOTHING),
    ],
)
def test_needs_are_told_by_the_name(name: str, need: Need) -> None:
    """The ending tells, in whatever case; what is inside a container is not looked for."""
    assert need_of(name) is need
