"""Laws of the rows that are handed to XlsxWriter whole."""

from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter.utility import _preserve_whitespace

from reports.rows import ListSheet

_PIECES = ("_x0041_", "_x", " ", "\n", "\t", "\u00a0", "\u2028", "\x0b", "\ufffe", "&", "<r>", '"', "thi công")


@given(st.text(min_size=1, max_size=20) | st.lists(st.sampled_from(_PIECES), min_size=1, max_size=6).map("".join))
def test_a_text_is_written_as_xlsxwriter_would(text: str) -> None:
    """The quick way for usual texts gives what XlsxWriter's own gives for every text."""
    sheet = ListSheet()
    keep = ' xml:space="preserve"' if _preserve_whitespace(text) else ""
    assert sheet._text(text) == f"<t{keep}>{sheet._escape_data(sheet._escape_control_characters(text))}</t>"
