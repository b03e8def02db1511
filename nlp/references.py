"""Citations of other documents (viện dẫn văn bản) in a text: numbered ones in all printed shapes, laws by title."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from core.reference import Form, Reference
from core.text import Span, fold
from nlp.anchors import Anchor, next_anchor
from nlp.cited import Cited, decree_of_year, number_at, numbers, numbers_from
from nlp.cited_titles import act, by_congress, constitution, law, scheme
from nlp.citing import with_context
from nlp.issuers import bodies_end, issuer_behind
from nlp.numbered import Naming, numbered
from nlp.patterns import pattern, table
from nlp.symbols import ANY, codes, issuer_of, running, symbol_of, tidy, type_codes

_LEAD = pattern("references", "number_lead")
_BLANK = pattern("references", "blank_number")
_GAP = pattern("references", "gap")
_AHEAD = pattern("references", "number_ahead")
_SO = pattern("references", "number_word")
_ABBREVIATED = pattern("references", "abbreviated_type")
_NOT = pattern("references", "not_reference")
_NAMES_AGAIN = pattern("references", "names_again")
_TITLED = dict.fromkeys(("Nghị định", "Thông tư", "Thông tư liên tịch", "Quyết định", "Chỉ thị"), act) | {
    "Nghị quyết": by_congress,
    "Đề án": scheme,
    "Chương trình": scheme,
}  # how a document is read that is cited by its title alone
_DECREE = "Nghị định"
_NUMBER_WORD = 6  # characters of "số: " right before a number
_BEFORE = 24  # characters looked at before a number without type
_LIST_BEFORE = 60  # the same where other numbers stand before it
_NAMED_OF = 12  # citations before, one of which a name given behind them may be of
_SHORTEST_NAMING = 10  # characters between two citations that may hold such words
_NAMING = 40  # characters of the words that name a cited document again
_BEHIND = 160  # characters behind a type's name in which its number may stand


def find_references(text: str) -> tuple[Reference, ...]:
    """Return the citations in a normalised text, in the order of their places.

    Spans run from the type's name (or the number, where no type stands) to the number or the day; without
    article, clause and issuer. Time is linear in the length of the text.
    """
    folded = fold(text)
    found: list[Reference] = []
    at = 0
    while anchor := next_anchor(folded, at):
        at, after = 0, found[-1].span.end if found else 0
        for reference in _at_anchor(text, folded, anchor, after):
            if reference.span.start >= after:
                found.append(reference)
                after = reference.span.end
            at = max(anchor.end, after)
        at = at or _second_word(folded, anchor)
    return with_context(text, folded, tuple(_citing(folded, _chained(text, found))))


def _second_word(folded: str, anchor: Anchor) -> int:
    """Return where to go on when nothing is cited at an anchor: "thực hiện Pháp lệnh …" holds the letters of Hiến pháp."""
    blank = folded.find(" ", anchor.start, anchor.end)
    return anchor.end if blank < 0 or anchor.type is None else blank


@cache
def _short() -> frozenset[str]:
    return frozenset(row["name"] for row in table("doc_types") if row["short"] == "yes")


@cache
def _title_types() -> frozenset[str]:
    return frozenset(row["name"] for row in table("doc_types") if row["family"] == "title")


def _at_anchor(text: str, folded: str, anchor: Anchor, after: int) -> Iterator[Reference]:
    """Return what is cited at an anchor; `after` is where the citation before ends, of which no word counts again."""
    if anchor.type is None:
        return _untyped(text, folded, anchor.start, after)
    name = anchor.type
    if name == "Hiến pháp":
        return constitution(text, folded, anchor)
    if name in _title_types():
        return law(text, folded, anchor, name)
    return _typed(text, folded, anchor, name, after)


def _typed(text: str, folded: str, anchor: Anchor, name: str, after: int) -> Iterator[Reference]:
    cited, named = _right_behind(text, folded, anchor, name), None
    if not cited and _AHEAD.search(folded, anchor.end, anchor.end + _BEHIND):
        cited, named = _behind_issuer(text, folded, anchor)
        cited = cited or _behind_words(text, folded, anchor)
    if cited:
        yield from numbered(text, folded, cited, Naming(name, issuer=named), after)
    elif blank := _BLANK.match(text, anchor.end):
        span = Span(anchor.start, blank.end())
        symbol = "".join(blank["symbol"].split())
        yield Reference(span, span.of(text), Form.SHORT, doc_type=name, warnings=(f"blank_number:{symbol}",))
    elif titled := _TITLED.get(name):
        yield from titled(text, folded, anchor, name)


def _right_behind(text: str, folded: str, anchor: Anchor, name: str) -> list[Cited]:
    """Return the numbers that stand right behind the type: "Chỉ thị số 33/CT-TTg", "Chỉ thị 33"."""
    lead = _LEAD.match(folded, anchor.end)
    if not lead or not text[lead.end() : lead.end() + 2].strip("lIO ")[:1].isdigit():
        return []
    if name == _DECREE and (decree := decree_of_year(text, folded, Span(anchor.start, lead.end()))):
        return [decree]
    said = bool(lead["so"])
    bare = said or (name in _short() and text[anchor.start].isupper() and "," not in lead.group())
    return numbers(text, folded, Span(anchor.start, lead.end()), bare=bare, spaced=said or name in _short())


def _behind_issuer(text: str, folded: str, anchor: Anchor) -> tuple[list[Cited], str | None]:
    """Return the numbers behind the issuer, and it: "Nghị định của Chính phủ số 132/2008/NĐ-CP"."""
    issuer = issuer_behind(text, folded, anchor.end)
    end = issuer.end if issuer else bodies_end(text, folded, anchor.end)
    lead = _LEAD.match(folded, end) if end else None
    if not lead or not lead["so"]:
        return [], None
    cited = numbers(text, folded, Span(anchor.start, lead.end()))
    return [one for one in cited if one.complete], issuer.name if issuer else None


def _behind_words(text: str, folded: str, anchor: Anchor) -> list[Cited]:
    """Return the numbers behind a few words: "Chương trình phối hợp công tác số 3/CTr-A"."""
    gap = _GAP.match(folded, anchor.end)
    if not gap or next_anchor(folded, anchor.end, gap.end()):
        return []
    return [one for one in numbers(text, folded, Span(anchor.start, gap.end())) if one.complete]


def _untyped(text: str, folded: str, start: int, after: int) -> Iterator[Reference]:
    """Yield a number that stands without a type: known by its type code, or by "số" before it."""
    number = number_at(text, start)
    if number is None:
        return
    symbol = symbol_of(tidy(number.group()))
    several = len(symbol.codes) > 1
    near = max(after, start - _BEFORE)
    so = _SO.search(folded, max(near, start - _NUMBER_WORD), start)
    short = _ABBREVIATED.search(text, near, start)
    if not symbol.type and not (several and (symbol.issuer or so or short)):
        return
    if _NOT.search(folded, max(after, start - _LIST_BEFORE) if "/" in folded[near:start] else near, start):
        return
    name = type_codes()[short["code"].upper()] if short else ANY
    before = short or so
    begin = before.start() if before else start
    yield from numbered(text, folded, numbers_from(text, folded, begin, number), Naming(name), after)


def _chained(text: str, found: list[Reference]) -> Iterator[Reference]:
    """Yield the citations, those of a list with its issuer where they have none.

    It stands at the list's end ("số 7/NQ-HĐND và số 8/NQ-HĐND của HĐND huyện") or at its beginning, where the symbol stays
    the same ("các Quyết định của UBND tỉnh: số 79/QĐ-UBND …; số 657/QĐ-UBND").
    """
    before: Reference | None = None
    for index, reference in enumerate(found):
        follower = found[index + 1] if index + 1 < len(found) else None
        if reference.number and reference.issuer is None:
            issuer = _of_follower(text, reference, follower) or _of_list(text, reference, before)
            reference = replace(reference, issuer=issuer) if issuer else reference  # noqa: PLW2901 - the same, known better
        before = reference if reference.number else before
        yield reference


def _citing(folded: str, found: Iterable[Reference]) -> Iterator[Reference]:
    """Yield the citations without those that only name again what was cited: "(sau đây gọi là Nghị định số 5/2020/NĐ-CP)"."""
    before: deque[Reference] = deque(maxlen=_NAMED_OF)
    end = 0
    for one in found:
        start = one.span.start
        named = start - end > _SHORTEST_NAMING and _NAMES_AGAIN.search(folded, max(end, start - _NAMING), start)
        end = one.span.end
        if not (named and any(_same(one, other) for other in before)):
            before.append(one)
            yield one


def _same(one: Reference, other: Reference) -> bool:
    """Tell whether two citations are of one document, where the first may lack the symbol: Kế hoạch 27, Kế hoạch số 27/KH-SNV."""
    if one.doc_type != other.doc_type:
        return False
    return one.canonical == other.canonical or one.number == running(other.number or "") != ""


def _of_follower(text: str, reference: Reference, follower: Reference | None) -> str | None:
    if not (follower and follower.number and follower.issuer):
        return None
    between = text[reference.span.end : follower.span.start].strip()
    joined = between in {",", "và", ";", ", và"} and codes(reference.number or "")
    return follower.issuer if joined and issuer_of(follower.number) is None else None


def _of_list(text: str, reference: Reference, before: Reference | None) -> str | None:
    if not (before and before.number and before.issuer and reference.text[:2].lower() == "số"):
        return None
    symbol = codes(before.number)
    lead = text[max(before.span.end, reference.span.start - 2) : reference.span.start].strip()
    return before.issuer if lead in {",", ";", "-"} and symbol and symbol == codes(reference.number or "") else None
