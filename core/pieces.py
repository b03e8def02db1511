"""Long sequences in pieces, so that no more than one of them is held."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def pieces(rows: Iterable[T], at_once: int) -> Iterator[list[T]]:
    """Yield the rows in their order, `at_once` at a time; the last piece may be shorter."""
    source = iter(rows)
    while piece := list(islice(source, at_once)):
        yield piece
