import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.document import BlockKind
from extractors.piece import Content, Piece, assemble, has_label


@given(st.lists(st.one_of(st.text(), st.lists(st.text(), min_size=1, max_size=4)), max_size=8))
def test_blocks_cover_the_text(raw: list[str | list[str]]) -> None:
    """Blocks lie one behind the other with a line feed between, whatever the pieces hold; cells lie inside."""
    pieces = tuple(
        Piece(one) if isinstance(one, str) else Piece("", BlockKind.TABLE_ROW, cells=tuple(one)) for one in raw
    )
    made = assemble("0" * 64, "text/plain", Content(pieces))
    assert "\n".join(block.span.of(made.text) for block in made.blocks) == made.text
    assert all(block.span.of(made.text).strip() for block in made.blocks)
    assert all(block.span.contains(cell) for block in made.blocks for cell in block.cells)


@pytest.mark.parametrize(
    "text", ["- Một", "+ Hai", "1. Ba", "1.2. Bốn", "1.2 Năm", "a) Sáu", "đ) Bảy", "IV. Tám", "-Chín", "• Mười"]
)
def test_labels(text: str) -> None:
    """Bullets, numbers, letters and Roman numerals of lists are known."""
    assert has_label(text)


@pytest.mark.parametrize(
    "text", ["Một", "2024 là năm", "-", "1.", "Công. tác", "2.345.678 đồng", "3,5 tỷ", "", "-5 độ"]
)
def test_no_labels(text: str) -> None:
    """Amounts, years and words are no list numbers."""
    assert not has_label(text)
