from collections.abc import Iterator
from typing import Any

import numpy as np
import pypdfium2
import pytest

from extractors.pdf import asked, calls

_LINES, _WORDS = 40, "Ủy ban nhân dân tỉnh Tuyên Quang năm 2024"


@pytest.fixture
def textpage(made: Any) -> Iterator[Any]:
    """Return the text of a page with more letters than are asked in one go."""
    made.pages = ["".join(made.text(85, 800 - 18 * line, _WORDS) for line in range(_LINES))]
    document = pypdfium2.PdfDocument(made.content())
    page = document[0]
    text = page.get_textpage()
    yield calls.at(calls.address_of(text.raw))
    text.close()
    page.close()
    document.close()


def test_many_letters_are_told_as_one_by_one(textpage: Any) -> None:
    """Blocks change nothing: the columns of a long page are those of its letters asked alone."""
    every = range(_LINES * len(_WORDS))
    for ask in (asked.loose_boxes, asked.origins, asked.matrices):
        alone = np.concatenate([ask(textpage, [index]) for index in every])
        assert alone[0].any()
        assert np.array_equal(ask(textpage, every), alone)


def test_letters_that_are_not_there_have_no_place(textpage: Any) -> None:
    """What pdfium does not tell is nothing, and not what it told of the letters asked before."""
    assert asked.loose_boxes(textpage, range(1000)).any()
    assert not asked.loose_boxes(textpage, range(10**6, 10**6 + 1000)).any()
    assert not asked.origins(textpage, [10**6, -1]).any()
    assert asked.text_objects(textpage, [-1, 10**6]).tolist() == [0, 0]


def test_no_letters_are_empty_columns(textpage: Any) -> None:
    """Asked for no letter the columns are empty; asked for the first two they are these."""
    assert asked.loose_boxes(textpage, []).shape == (0, 4)
    assert asked.characters(textpage, 2).tolist() == [ord("Ủ"), ord("y")]
