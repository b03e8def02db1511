"""Citations of other documents (viện dẫn văn bản) in a text: numbered ones in all printed shapes, laws by title."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from core.reference import Form, Reference
from core.text import Span, fold
from nlp.cited import Cited, number_at, numbers
from nlp.cited_titles import by_congress, constitution, law
from nlp.citing import with_context
from nlp.issuers import bodies_end, issuer_behind
from nlp.numbered import Naming, numbered
from nlp.patterns import Match, Pattern, pattern, phrases, table
from nlp.symbols import ANY, codes, issuer_of, knows_type, pieces, type_of

_LEAD = pattern("references", "number_lead")
_BLANK = pattern("references", "blank_number")
_GAP = pattern("references", "gap")
_AHEAD = pattern("references", "number_ahead")
_SO = pattern("references", "number_word")
_NOT = pattern("references", "not_reference")
_BEFORE = 24  # characters looked at before a number without type
_LIST_BEFORE = 60  # the same where other numbers stand before it
_BEHIND = 160  # characters behind a type's name in which its number may stand


def find_references(text: str) -> tuple[Reference, ...]:
    """Return the citations in a normalised text, in the order of their places.

    Spans run from the type's name (or the number, where no type stands) to the number or the day; without
    article, clause and issuer. Time is linear in the length of the text.
    """
    folded = fold(text)
    found: list[Reference] = []
    at = 0
    while anchor := _anchors().search(folded, at):
        at = anchor.end()
        for reference in _at_anchor(text, folded, anchor):
            if not found or reference.span.start >= found[-1].span.end:
                found.append(reference)
                at = max(at, reference.span.end)
    return with_context(text, folded, tuple(_chained(text, found)))


@cache
def _spellings() -> tuple[tuple[str, str], ...]:
    """Return every spelling of a type's name with the name."""
    rows = table("doc_types")
    return tuple((name, row["name"]) for row in rows for name in (row["name"], *row["variants"].split("|")) if name)


@cache
def _types() -> dict[str, str]:
    return {_bare(fold(spelling)): name for spelling, name in _spellings()}


def _bare(name: str) -> str:
    """Return a name as it is looked up, its blanks and commas alike."""
    return " ".join(name.replace(",", " ").split())


@cache
def _short() -> frozenset[str]:
    return frozenset(row["name"] for row in table("doc_types") if row["short"] == "yes")


@cache
def _title_types() -> frozenset[str]:
    return frozenset(row["name"] for row in table("doc_types") if row["family"] == "title")


@cache
def _anchors() -> Pattern:
    """Compile the one scan: a type's name, or a running number with the beginning of a symbol."""
    number = r"(?<![\w/.,-])(?P<number>\d{1,6}[a-e]?(?:\.\d{4}(?=/))?(?:\s?[/⁄∕]\s?\d{4})?\s?[/⁄∕-]\s?(?=[a-z]))"
    return phrases(
        tuple(spelling for spelling, _ in _spellings()),
        around=r"(?<!\w)(?P<type>{})(?:(?!\w)|(?=so\s?:?\s?\d))|" + number,
    )


def _at_anchor(text: str, folded: str, anchor: Match) -> Iterator[Reference]:
    if anchor["type"] is None:
        return _untyped(text, folded, anchor.start())
    name = _types()[_bare(anchor["type"])]
    if name == "Hiến pháp":
        return constitution(text, folded, anchor)
    if name in _title_types():
        return law(text, folded, anchor, name)
    return _typed(text, folded, anchor, name)


def _typed(text: str, folded: str, anchor: Match, name: str) -> Iterator[Reference]:
    cited, named = _right_behind(text, folded, anchor, name), None
    if not cited and _AHEAD.search(folded, anchor.end(), anchor.end() + _BEHIND):
        cited, named = _behind_issuer(text, folded, anchor)
        cited = cited or _behind_words(text, folded, anchor)
    if cited:
        yield from numbered(text, folded, cited, Naming(name, issuer=named))
    elif name == "Nghị quyết":
        yield from by_congress(text, folded, anchor, name)
    elif blank := _BLANK.match(text, anchor.end()):
        span = Span(anchor.start(), blank.end())
        symbol = "".join(blank["symbol"].split())
        yield Reference(span, span.of(text), Form.SHORT, doc_type=name, warnings=(f"blank_number:{symbol}",))


def _right_behind(text: str, folded: str, anchor: Match, name: str) -> list[Cited]:
    """Return the numbers that stand right behind the type: "Chỉ thị số 33/CT-TTg", "Chỉ thị 33"."""
    lead = _LEAD.match(folded, anchor.end())
    if not lead or not text[lead.end() : lead.end() + 2].strip("lI ")[:1].isdigit():
        return []
    said = bool(lead["so"])
    bare = said or (name in _short() and text[anchor.start()].isupper())
    return numbers(text, folded, Span(anchor.start(), lead.end()), bare=bare, spaced=said or name in _short())


def _behind_issuer(text: str, folded: str, anchor: Match) -> tuple[list[Cited], str | None]:
    """Return the numbers behind the issuer, and it: "Nghị định của Chính phủ số 132/2008/NĐ-CP"."""
    issuer = issuer_behind(text, folded, anchor.end())
    end = issuer.end if issuer else bodies_end(text, folded, anchor.end())
    lead = _LEAD.match(folded, end) if end else None
    if not lead or not lead["so"]:
        return [], None
    cited = numbers(text, folded, Span(anchor.start(), lead.end()))
    return [one for one in cited if one.complete], issuer.name if issuer else None


def _behind_words(text: str, folded: str, anchor: Match) -> list[Cited]:
    """Return the numbers behind a few words: "Chương trình phối hợp công tác số 3/CTr-A"."""
    gap = _GAP.match(folded, anchor.end())
    if not gap or _anchors().search(folded, anchor.end(), gap.end()):
        return []
    return [one for one in numbers(text, folded, Span(anchor.start(), gap.end())) if one.complete]


def _untyped(text: str, folded: str, start: int) -> Iterator[Reference]:
    """Yield a number that stands without a type: known by its type code, or by "số" before it."""
    number = number_at(text, start)
    if number is None:
        return
    so = _SO.search(folded, max(0, start - 6), start)
    several = len(codes(number)) > 1
    sure = knows_type(number) or (several and issuer_of(number) is not None) or type_of(number) == "Luật"
    if not sure and not (so and several):
        return
    back = _LIST_BEFORE if "/" in folded[max(0, start - _BEFORE) : start] else _BEFORE
    if _NOT.search(folded, max(0, start - back), start):
        return
    yield from numbered(text, folded, numbers(text, folded, Span(so.start() if so else start, start)), Naming(ANY))


def _chained(text: str, found: list[Reference]) -> Iterator[Reference]:
    """Yield the citations, each that is only joined to the next by "và" or a comma with the next one's issuer."""
    for index, reference in enumerate(found):
        follower = found[index + 1] if index + 1 < len(found) else None
        if follower and reference.number and reference.issuer is None and follower.number and follower.issuer:
            between = text[reference.span.end : follower.span.start].strip()
            if (
                between in {",", "và", ";", ", và"}
                and pieces(reference.number)[1:]
                and issuer_of(follower.number) is None
            ):
                yield replace(reference, issuer=follower.issuer)
                continue
        yield reference
