"""Long sequences in pieces."""

from hypothesis import given
from hypothesis import strategies as st

from core.pieces import pieces


@given(st.lists(st.integers()), st.integers(1, 9))
def test_pieces_are_the_whole_in_its_order(rows: list[int], at_once: int) -> None:
    """Together they are the rows; none is longer than asked, and only the last may be shorter."""
    cut = list(pieces(iter(rows), at_once))
    assert [row for piece in cut for row in piece] == rows
    assert all(len(piece) == at_once for piece in cut[:-1])
    assert all(0 < len(piece) <= at_once for piece in cut)
