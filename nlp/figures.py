"""Numbers of an activity or its result, apart from dates, document numbers, articles, periods and targets.

Source: eval/GUIDE.md, "A figure is a number of the activity or its result".
"""

from collections.abc import Iterator

from core.text import Span, matching
from nlp.patterns import pattern

_NUMERAL = pattern("grammar", "numeral")  # with Vietnamese separators
_SPELLED = pattern("grammar", "spelled_count")
_SPELLED_NUMBER = pattern("grammar", "spelled_number")
_LABEL_BEFORE = pattern("grammar", "label_before")  # what makes the number behind it an address and no amount
_UNIT_OF_TIME = pattern("grammar", "unit_of_time")
_DATE = pattern("grammar", "date")
_FULL_DATE = pattern("grammar", "full_date")
_DOCUMENT_NUMBER = pattern("grammar", "document_number")
_NO_AMOUNT = pattern("grammar", "no_amount")
_QUOTED = pattern("grammar", "quoted")
_LIST_NUMBER = pattern("grammar", "list_number")
_NAMED_NUMBER = pattern("grammar", "named_number")  # "Chi bộ 3": a name
# A number in words behind these is part of a name.
_NAMES_BEFORE = ("thứ ", "tháng ", "quý ", "chỉ thị ", "nghị quyết ", "quyết định ", "kế hoạch ")
_COUNTED_IN_TOTAL = pattern("grammar", "counted_in_total")


def figures(text: str, taken: tuple[Span, ...] = ()) -> tuple[Span, ...]:
    """Return where figures stand in `text`; `taken` are spans of citations, whose numbers are none."""
    folded = matching(text)
    numerals = [_with_share(folded, Span(*match.span())) for match in _NUMERAL.finditer(folded)]
    blocked = [*taken, *_no_amounts(text, folded)] if numerals else []
    found = [
        span
        for span in numerals
        if not any(span.overlaps(other) for other in blocked)
        and not _is_address(folded, span)
        and not _UNIT_OF_TIME.match(folded, span.end)
    ]
    found += [
        Span(match.start(), match.end() - 1)
        for spelled in (_SPELLED, _SPELLED_NUMBER)
        for match in spelled.finditer(folded)
        if not folded[: match.start()].endswith(_NAMES_BEFORE)
    ]
    return tuple(sorted(set(found)))


def _no_amounts(text: str, folded: str) -> Iterator[Span]:
    """Yield where numbers stand that count nothing: dates, documents, quotations, names, the sentence's own number."""
    for no_amount in (_DATE, _DOCUMENT_NUMBER, _QUOTED, _NO_AMOUNT):
        yield from (Span(*match.span()) for match in no_amount.finditer(folded))
    yield from (Span(*match.span()) for match in _NAMED_NUMBER.finditer(text))
    if numbered := _LIST_NUMBER.match(folded):
        yield Span(*numbered.span())


def _is_address(folded: str, span: Span) -> bool:
    """Tell whether the words before a number make it a place or a name ("quốc lộ 2"); a share or a percentage never is."""
    amount = folded[span.end - 1 : span.end] == "%" or "/" in folded[span.start : span.end]
    return not amount and bool(_LABEL_BEFORE.search(folded[max(0, span.start - 24) : span.start]))


def dates(text: str) -> tuple[Span, ...]:
    """Return where full dates stand ("26/11/2021"): their years tell nothing of when a sentence's act was."""
    return tuple(Span(*match.span()) for match in _FULL_DATE.finditer(matching(text)))


def _with_share(folded: str, span: Span) -> Span:
    """Widen over the whole of a share ("96/98") and a percent sign."""
    end = span.end
    share = _COUNTED_IN_TOTAL.match(folded, end)
    if share:
        end = share.end()
    if folded[end : end + 1] == "%":
        end += 1
    return Span(span.start, end)
