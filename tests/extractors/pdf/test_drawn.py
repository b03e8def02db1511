from typing import Any

import pypdfium2
import pytest

from extractors.pdf import calls
from extractors.pdf.drawn import is_written_over
from extractors.pdf.text import read_pages

_SEAL = "q 90 0 0 90 300 500 cm /I1 Do Q"


def _written_over(content: bytes) -> bool:
    document = pypdfium2.PdfDocument(content)
    page = document[0]
    found = is_written_over(calls.address_of(page.raw))
    page.close()
    document.close()
    return found


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [([], False), (["", _SEAL], False), (["0 0 m 90 0 l S"], True), ([_SEAL, "BT /F1 12 Tf (A) Tj ET"], True)],
    ids=["none", "seal", "line", "letters"],
)
def test_annotations_that_draw_letters_or_lines_are_known(made: Any, drawn: list[str], *, expected: bool) -> None:
    """Only what an annotation writes or rules can be text of the page; a seal is none, and an empty widget nothing."""
    made.pages, made.over = [made.text(85, 700, "một hai")], drawn
    assert _written_over(made.content()) is expected


def test_links_draw_nothing(made: Any) -> None:
    """An annotation without an appearance leaves the page as it is."""
    made.pages = [made.text(85, 700, "một hai")]
    content = made.content().replace(b"/Annots []", b"/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 99 99] >>]")
    assert not _written_over(content)


def test_what_a_signature_writes_is_read_with_the_page(made: Any) -> None:
    """Number and day that a signing program laid over the page are words of it, beside a seal as well."""
    made.pages, made.over = [made.text(85, 700, "Số:")], [_SEAL, made.text(110, 700, "12")]
    (page,) = read_pages(made.content())
    assert [word.text for word in page.text.words] == ["Số:", "12"]
