"""Sentences end where a reader would end them, segments where a clause may change its tense; no word is lost."""

import csv
import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.document import Block, BlockKind, Document
from core.text import OffsetMap, Span, normalise
from nlp.sentences import segments, sentences, split

_CASES = Path(__file__).parent / "cases"
_MARK = "¦ "
_PIECES = [
    "Xã mở lớp",
    "đã xong",
    ". ",
    "; ",
    ", ",
    ": ",
    " (",
    ") ",
    "“",
    "” ",
    "TP. ",
    "12",
    "1.250",
    "…",
    "./. ",
    "nhưng ",
    "\n",
    "A. ",
]
_TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(_PIECES), max_size=25).map("".join))


def _marked(name: str) -> list[str]:
    with (_CASES / name).open(encoding="utf-8", newline="") as lines:
        return [row["marked"] for row in csv.DictReader(lines)]


def _wanted(marked: str) -> list[str]:
    return [part.strip() for part in marked.split(_MARK)]


@pytest.mark.parametrize("marked", _marked("sentences.csv"))
def test_a_paragraph_is_cut_at_its_marks(marked: str) -> None:
    """A written paragraph gives the sentences between its marks; abbreviations and numbers end none."""
    text = marked.replace(_MARK, "")
    assert [span.of(text) for span in split(text)] == _wanted(marked)


@pytest.mark.parametrize("marked", _marked("segments.csv"))
def test_a_sentence_is_cut_into_its_clauses(marked: str) -> None:
    """A written sentence gives the segments between its marks; commas in numbers, brackets and quotes cut nothing."""
    text = marked.replace(_MARK, "")
    assert [span.of(text).strip() for span in segments(text)] == _wanted(marked)


def _document(*blocks: tuple[BlockKind, str]) -> Document:
    made, start = [], 0
    for kind, text in blocks:
        made.append(Block(kind, Span(start, start + len(text))))
        start += len(text) + 1
    return Document("0", "text/plain", "\n".join(text for _, text in blocks), OffsetMap(), tuple(made))


def test_a_table_row_is_one_sentence_and_running_heads_are_none() -> None:
    """Rows are read whole; page numbers and running heads are not read."""
    document = _document(
        (BlockKind.PARAGRAPH, "Xã mở lớp. Dân vui."),
        (BlockKind.TABLE_ROW, "1 | Số lớp. Cả năm | 02"),
        (BlockKind.RUNNING, "Trang 3"),
        (BlockKind.FOOTNOTE, "Số liệu của xã."),
    )
    found = [span.of(document.text) for _, span in sentences(document)]
    assert found == ["Xã mở lớp.", "Dân vui.", "1 | Số lớp. Cả năm | 02", "Số liệu của xã."]


def test_only_blocks_inside_the_stretch_are_read() -> None:
    """A block that reaches out of the stretch is not of it."""
    document = _document((BlockKind.PARAGRAPH, "Phần đầu."), (BlockKind.PARAGRAPH, "Phần sau."))
    inside = sentences(document, document.blocks[1].span)
    assert [(block, span.of(document.text)) for block, span in inside] == [(document.blocks[1], "Phần sau.")]


@given(_TEXTS)
def test_sentences_of_any_text_are_ordered_and_lose_no_word(text: str) -> None:
    """Sentences lie in order inside the paragraph, without blanks around them, and hold all that is no blank."""
    spans = split(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(span.of(text) == span.of(text).strip() for span in spans)
    assert "".join("".join(span.of(text) for span in spans).split()) == "".join(text.split())


@given(_TEXTS)
def test_segments_partition_any_sentence(text: str) -> None:
    """Segments follow each other without gap from the first character to the last."""
    spans = segments(text)
    assert "".join(span.of(text) for span in spans) == text
    assert all(a.end == b.start for a, b in itertools.pairwise(spans))
    assert all(span.start < span.end for span in spans)


@given(st.lists(st.tuples(st.sampled_from(list(BlockKind)), _TEXTS), max_size=5))
def test_sentences_of_any_document_lie_inside_their_blocks(parts: list[tuple[BlockKind, str]]) -> None:
    """Each sentence of a document stands inside the block it is given with."""
    document = _document(*((kind, normalise(text).text) for kind, text in parts))
    assert all(block.span.contains(span) for block, span in sentences(document))


@given(st.lists(_TEXTS, max_size=5), st.integers(0, 60), st.integers(0, 60))
def test_sentences_within_a_span_are_those_of_the_blocks_inside(texts: list[str], start: int, length: int) -> None:
    """Only blocks that lie wholly in the span give sentences, and these are the document's own."""
    document = _document(*((BlockKind.PARAGRAPH, normalise(text).text) for text in texts))
    within = Span(start, start + length)
    inside = tuple((block, span) for block, span in sentences(document) if within.contains(block.span))
    assert sentences(document, within) == inside
