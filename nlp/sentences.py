"""Sentences of a block, and the segments that a long sentence is made of."""

from itertools import pairwise

from core.document import Block, BlockKind, Document
from core.text import Span, matching
from nlp.patterns import Match, pattern

BULLETS = frozenset("-+*•")

# A full stop behind these ends no sentence.
_ABBREVIATIONS = frozenset(
    [
        "tp",
        "tx",
        "tt",
        "ts",
        "ths",
        "pgs",
        "gs",
        "bs",
        "ds",
        "cn",
        "ks",
        "đ/c",
        "đc",
        "vd",
        "tr",
        "v.v",
        "v",
        "no",
        "ths.bs",
    ]
)
_END = pattern("grammar", "sentence_end")
_LAST_WORD = pattern("grammar", "last_word")
_SEGMENT_END = pattern("grammar", "segment_end")


def bullet(text: str) -> str:
    """Return the bullet that a text begins with, "" where it has none."""
    mark = text.lstrip()[:1]
    return mark if mark in BULLETS else ""


def sentences(document: Document, within: Span | None = None) -> tuple[tuple[Block, Span], ...]:
    """Return every sentence with its block, in order; a table row is one sentence, running heads are none."""
    found: list[tuple[Block, Span]] = []
    for block in document.blocks_in(within) if within else document.blocks:
        if block.kind is BlockKind.RUNNING:
            continue
        if block.kind is BlockKind.TABLE_ROW:
            found.append((block, block.span))
            continue
        found += [(block, span.shifted(block.span.start)) for span in split(block.span.of(document.text))]
    return tuple(found)


def split(text: str) -> tuple[Span, ...]:
    """Return the sentences of one paragraph as spans without blanks around them."""
    ends = [
        match.end() for match in _END.finditer(text) if _begins_anew(match) and not _abbreviated(text, match.start())
    ]
    starts = [0, *ends]
    spans = [_trimmed(text, Span(start, end)) for start, end in zip(starts, [*ends, len(text)], strict=True)]
    return tuple(span for span in spans if len(span) > 0)


def segments(sentence: str) -> tuple[Span, ...]:
    """Return the pieces of a sentence between semicolons, colons and commas; commas inside brackets and quotes hold."""
    cuts = []
    brackets = quotes = done = 0
    for match in _SEGMENT_END.finditer(matching(sentence)):
        start = match.start()
        brackets += sentence.count("(", done, start) - sentence.count(")", done, start)
        quotes += sentence.count("“", done, start) - sentence.count("”", done, start)
        done = start
        if brackets <= 0 and quotes <= 0 and not _in_number(sentence, start):
            cuts.append(match.end())
    bounds = [0, *cuts, len(sentence)]
    return tuple(Span(a, b) for a, b in pairwise(bounds) if a < b)


def _begins_anew(end: Match) -> bool:
    """Tell whether what follows a full stop can begin a sentence: a capital, a digit, a quote."""
    first = end.group("next")
    return first.isupper() or first.isdigit() or first in '“"'


def _abbreviated(text: str, dot: int) -> bool:
    """Tell whether the full stop at `dot` belongs to an abbreviation, an initial or a list number."""
    word = _LAST_WORD.search(text[max(0, dot - 12) : dot])
    if not word or text[dot] != ".":
        return False
    last = word.group(1)
    return (
        matching(last) in _ABBREVIATIONS
        or (len(last) == 1 and last.isalpha() and last.isupper())
        or (last.isdigit() and len(last) <= 2 and not text[: dot - len(last)].strip())
    )


def _trimmed(text: str, span: Span) -> Span:
    inside = span.of(text)
    start = span.start + len(inside) - len(inside.lstrip())
    return Span(start, max(start, span.end - (len(inside) - len(inside.rstrip()))))


def _in_number(text: str, offset: int) -> bool:
    return (
        text[offset : offset + 1] == ","
        and text[offset - 1 : offset].isdigit()
        and text[offset + 1 : offset + 2].isdigit()
    )
