"""Citations of other documents (viện dẫn văn bản) in a text: numbered ones in all printed shapes, laws by title."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from core.reference import Form, Reference
from core.text import Span, fold, squeeze
from nlp.dates import DateFound, date_before, date_behind, year_behind
from nlp.issuers import IssuerFound, issuer_before, issuer_behind
from nlp.patterns import Match, Pattern, pattern, phrases, table
from nlp.symbols import (
    ANY,
    LETTER,
    canonical,
    codes,
    issuer_of,
    knows_type,
    may_be,
    pieces,
    ruled_issuer,
    tidy,
    type_codes,
    type_of,
)
from nlp.titles import mended, title_end

_FULL = pattern("references", "full")
_SPACED = pattern("references", "spaced")
_BARE = pattern("references", "bare")
_ELIDED = pattern("references", "elided")
_LEAD = pattern("references", "number_lead")
_GAP = pattern("references", "gap")
_LIST = pattern("references", "list_lead")
_SO = pattern("references", "number_word")
_NOT = pattern("references", "not_reference")
_CONSTITUTION = pattern("references", "constitution")
_CONGRESS = (pattern("references", "party_congress"), pattern("references", "party_plenum"))
_NAMELESS = (
    "Sở",
    "Bộ",
    "Ban",
    "Cục",
    "Chi cục",
    "Tổng cục",
    "Công ty",
    "Văn phòng",
    "Viện",
)  # "của Sở": which one, the symbol may tell
_BEFORE = 24  # characters looked at before a number without type


@dataclass(frozen=True, slots=True)
class _Cited:
    """One number of a citation, before dates and issuers are shared over its list."""

    span: Span
    number: str
    complete: bool = True  # False: a bare number without symbol
    printed: bool = True  # False: completed out of a list
    date: DateFound | None = None


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
            if found and reference.span.start < found[-1].span.end and reference.number is None:
                continue
            found.append(reference)
            # An amending law's title holds other laws: go on inside it.
            at = max(at, reference.span.end if reference.number or not _amends(reference) else at)
    return tuple(_chained(text, found))


@cache
def _types() -> dict[str, str]:
    names: dict[str, str] = {}
    for row in table("doc_types"):
        for name in (row["name"], *filter(None, row["variants"].split("|"))):
            names[fold(name)] = row["name"]
    return names


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
    return phrases(tuple(_types()), around=r"(?<!\w)(?P<type>{})(?:(?!\w)|(?=so\s?:?\s?\d))|" + number)


def _amends(reference: Reference) -> bool:
    return bool(reference.title) and fold(reference.title or "").startswith("sua doi")


def _at_anchor(text: str, folded: str, anchor: Match) -> Iterator[Reference]:
    if anchor["type"] is None:
        yield from _untyped(text, folded, anchor.start())
        return
    name = _types()[" ".join(anchor["type"].split())]
    if name == "Hiến pháp":
        yield from _constitution(text, folded, anchor)
    elif name in _title_types():
        yield from _law(text, folded, anchor, name)
    else:
        yield from _typed(text, folded, anchor, name)


def _typed(text: str, folded: str, anchor: Match, name: str) -> Iterator[Reference]:
    lead = _LEAD.match(folded, anchor.end())
    cited: list[_Cited] = []
    named: IssuerFound | None = None
    if lead:
        bare = bool(lead["so"]) or (name in _short() and text[anchor.start()].isupper())
        cited = _numbers(
            text, folded, Span(anchor.start(), lead.end()), bare=bare, spaced=bool(lead["so"]) or name in _short()
        )
    if not cited and (issuer := issuer_behind(text, folded, anchor.end())):
        lead = _LEAD.match(folded, issuer.end)  # "Nghị định của Chính phủ số 132/2008/NĐ-CP"
        if lead and lead["so"]:
            cited = [one for one in _numbers(text, folded, Span(anchor.start(), lead.end())) if one.complete]
            named = issuer
    if not cited:
        gap = _GAP.match(folded, anchor.end())
        if gap and not _anchors().search(folded, anchor.end(), gap.end()):
            cited = [one for one in _numbers(text, folded, Span(anchor.start(), gap.end())) if one.complete]
    if cited:
        for reference in _finished(text, folded, cited, name):
            yield reference if reference.issuer or not named else replace(reference, issuer=named.name)
    elif name == "Nghị quyết":
        yield from _by_congress(text, folded, anchor, name)


def _law(text: str, folded: str, anchor: Match, name: str) -> Iterator[Reference]:
    """Yield a law: by number, by title with number, day or year, or by title alone."""
    if (
        not text[anchor.start()].isupper()
        and not folded.startswith(" so", anchor.end())
        and not _title_case(text, anchor)
    ):
        return
    lead = _LEAD.match(folded, anchor.end())
    if lead and lead["so"]:
        cited = _numbers(text, folded, Span(anchor.start(), lead.end()))
        yield from _finished(text, folded, [one for one in cited if one.complete], name)
        return
    end = title_end(text, folded, fold(name), anchor.end())
    day = date_behind(folded, anchor.end() if end is None else end)
    if end is None:
        if day and name == "Pháp lệnh":
            yield _titled(text, Span(anchor.start(), day.end), name, None, day)
        return
    title = mended(name, squeeze(text[anchor.end() : end]))
    lead = _LEAD.match(folded, end)
    cited = _numbers(text, folded, Span(anchor.start(), lead.end())) if lead and lead["so"] else []
    if cited and cited[0].complete:
        yield from _finished(text, folded, cited, name, title)
    elif day:
        yield _titled(text, Span(anchor.start(), day.end), name, title, day)
    else:
        yield _titled(text, Span(anchor.start(), year_behind(folded, end) or end), name, title, None)


def _title_case(text: str, anchor: Match) -> bool:
    """Tell whether "luật" in small letters is followed by a capital: "luật Tổ chức Chính phủ", not "pháp luật Việt Nam"."""
    if text[max(0, anchor.start() - 5) : anchor.start()].lower().endswith(("pháp ", "kỷ ")):
        return False
    return text[anchor.end() : anchor.end() + 1] == " " and text[anchor.end() + 1 : anchor.end() + 2].isupper()


def _titled(text: str, span: Span, name: str, title: str | None, day: DateFound | None) -> Reference:
    full_title = f"{name} {title}" if title else squeeze(text[span.start : span.end])
    return Reference(
        span,
        span.of(text),
        Form.TITLE,
        doc_type=name,
        issued_on=day.day if day else None,
        title=full_title,
        canonical=canonical(name, None, title or full_title),
        warnings=_warnings(day),
    )


def _constitution(text: str, folded: str, anchor: Match) -> Iterator[Reference]:
    found = _CONSTITUTION.match(folded, anchor.end())
    if found and (found["title"] or found["y"]):
        yield _titled(text, Span(anchor.start(), found.end()), "Hiến pháp", None, None)


def _by_congress(text: str, folded: str, anchor: Match, name: str) -> Iterator[Reference]:
    for row in _CONGRESS:
        found = row.match(folded, anchor.end())
        if found and (found["roman"] is not None or "khoa" in found.group()):
            yield _titled(text, Span(anchor.start(), found.end()), name, None, None)
            return


def _untyped(text: str, folded: str, start: int) -> Iterator[Reference]:
    """Yield a number that stands without a type: known by its type code, or by "số" before it."""
    full = _FULL.match(text, start)
    if not full:
        return
    number = tidy(full.group())
    before = folded[max(0, start - _BEFORE) : start]
    so = _SO.search(before)
    if _NOT.search(before):
        return
    sure = knows_type(number) or (len(codes(number)) > 1 and issuer_of(number) is not None) or type_of(number) == "Luật"
    if not sure and not (so and len(codes(number)) > 1):
        return
    begin = start - len(before) + so.start() if so else start
    cited = _numbers(text, folded, Span(begin, start))
    yield from _finished(text, folded, cited, ANY)


def _numbers(text: str, folded: str, lead: Span, *, bare: bool = False, spaced: bool = True) -> list[_Cited]:
    """Return the numbers of one list; `lead` runs from the first citation's start to its number."""
    begin, at = lead.start, lead.end
    cited: list[_Cited] = []
    elided = _ELIDED.match(text, at)
    if elided:
        rest = text[elided.end("n") : elided.end("code")]
        here = at
        for item in elided["items"].replace(";", ",").replace("và", ",").replace("số", "").split(","):
            if printed := item.strip():
                here = text.index(printed, here)
                cited.append(
                    _Cited(
                        Span(begin if not cited else here, here + len(printed)),
                        tidy(printed.split("/")[0] + rest),
                        printed=False,
                    )
                )
                here += len(printed)
        begin = at = elided.end()
    full = _FULL.match(text, at) or (_SPACED.match(text, at) if spaced else None)
    if not full:
        found = _BARE.match(text, at) if bare else None
        if found and not (len(found["n"]) == 4 and found["n"][:2] in {"19", "20"}):
            return [_dated(folded, _Cited(Span(begin, found.end()), found["n"], complete=False))]
        return []
    cited.append(_dated(folded, _Cited(Span(begin, full.end()), tidy(full.group()))))
    while joined := _LIST.match(folded, cited[-1].span.end):
        full = _FULL.match(text, joined.end())
        if not full:
            break
        start = joined.end()
        if "so" in joined.group():
            start = joined.start() + joined.group().rindex("so")
        cited.append(_dated(folded, _Cited(Span(start, full.end()), tidy(full.group()))))
    return cited


def _dated(folded: str, cited: _Cited) -> _Cited:
    day = date_behind(folded, cited.span.end)
    return replace(cited, date=day, span=Span(cited.span.start, day.end)) if day else cited


def _finished(text: str, folded: str, cited: list[_Cited], name: str, title: str | None = None) -> Iterator[Reference]:
    """Yield the citations of one list, with the last one's issuer and day shared by those that have none."""
    if not cited:
        return
    last = cited[-1]
    issuer = issuer_behind(text, folded, last.span.end)
    if issuer and folded.startswith((" tai ", "\ntai "), issuer.end):
        issuer = None  # "…, của Bộ Tài chính tại " begins the next citation
    if issuer and last.date is None and (day := date_behind(folded, issuer.end)):
        last = replace(last, date=day, span=Span(last.span.start, day.end))
        cited = [*cited[:-1], last]
    first = cited[0].span.start
    if issuer is None:
        issuer = issuer_before(text, folded, first)
    told = issuer_of(last.number) if last.complete else None
    if issuer and told and (issuer.name in _NAMELESS or told.startswith(issuer.name)):
        issuer = replace(issuer, name=told)  # "của Sở", or a name that a line break cuts off
    if last.date is None and (dated := date_before(folded, first)):
        last = replace(last, date=dated)
    for one in cited:
        whole = replace(one, date=one.date or last.date)
        yield _reference(text, whole, name, issuer, title if one is cited[0] else None)


def _reference(text: str, one: _Cited, name: str, issuer: IssuerFound | None, title: str | None) -> Reference:
    told = type_of(one.number) if one.complete else None
    doc_type: str | None = name
    if name == ANY:
        doc_type = told or LETTER
    warnings = _warnings(one.date)
    if one.complete and not told and len(codes(one.number)) > 1 and doc_type != LETTER and name != ANY:
        warnings = (*warnings, f"unknown_code:{codes(one.number)[0]}")
    if (
        told
        and name in type_codes().values()
        and told not in {name, "Thông tư"}
        and name not in told
        and told not in name
        and not may_be(name, one.number)
    ):
        warnings = (*warnings, f"type_conflict:{told}")
    ruled = ruled_issuer(one.number) if issuer and one.complete else None
    if issuer and ruled and fold(issuer.name) != fold(ruled):
        warnings = (*warnings, f"issuer_conflict:{ruled}")
    return Reference(
        one.span,
        one.span.of(text),
        Form.FULL if one.date and one.printed else Form.SHORT,
        doc_type=doc_type,
        number=one.number,
        issued_on=one.date.day if one.date else None,
        issuer=issuer.name if issuer else issuer_of(one.number) if one.complete else None,
        title=f"{name} {title}" if title else None,
        canonical=canonical(doc_type, one.number, None),
        warnings=warnings if one.complete else (*warnings, "incomplete_number"),
    )


def _warnings(day: DateFound | None) -> tuple[str, ...]:
    return (f"impossible_date:{day.printed}",) if day and day.day is None else ()


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
