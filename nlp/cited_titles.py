"""Citations by title: laws, codes and ordinances, the constitution, resolutions of congresses and plenums."""

from collections.abc import Iterator
from dataclasses import replace

from core.reference import Form, Reference
from core.text import Span, fold, matching, squeeze
from nlp.amending import amended_laws, each_amended
from nlp.anchors import Anchor
from nlp.cited import numbers
from nlp.dates import DateFound, date_behind, year_behind
from nlp.issuers import issuer_behind
from nlp.numbered import Naming, date_warnings, numbered
from nlp.patterns import pattern
from nlp.symbols import canonical, type_of
from nlp.titles import mended, scheme_title_end, title_end

_LEAD = pattern("references", "number_lead")
_NOT_A_LAW = pattern("references", "not_a_law")
_CONSTITUTION = pattern("references", "constitution")
_CONGRESS = (pattern("references", "party_congress"), pattern("references", "party_plenum"))
_TERM = "nhiem ky"
_OF_LAWS = (
    None,
    "Luật",
    "Bộ luật",
    "Pháp lệnh",
    "Nghị quyết",
    "Lệnh",
)  # what a law's number may tell: UBTVQH is of resolutions too
_ACT = pattern("references", "act_title")
_ALWAYS_BY_TITLE = ("Nghị định", "Thông tư", "Thông tư liên tịch")
_HIGHEST = ("chinh phu", "quoc hoi", "uy ban thuong vu quoc hoi", "thu tuong", "bo chinh tri", "ban bi thu",
            "ban chap hanh trung uong", "trung uong")  # fmt: skip
_SEVERAL = ("cac ", "nhung ")
_APPROVED = ("phe duyet ", "ban hanh ", 'phe duyet "', "phe duyet “")  # before what another document is about
_KINDS = {name: fold(name) for name in ("Luật", "Bộ luật", "Pháp lệnh", "Đề án", "Chương trình")}
_FIRST_WORDS = frozenset({"luật", "bộ", "pháp"})  # of a law's type: "công bố Luật Đất đai" holds the letters of Bộ luật
_BEFORE = 12  # characters before "luật" that may tell that no law is named


def law(text: str, folded: str, anchor: Anchor, name: str) -> Iterator[Reference]:
    """Yield a law: by number, by title with number, day or year, or by title alone."""
    start, end = anchor.start, anchor.end
    if not _names_a_law(text, folded, start, end):
        return
    lead = _LEAD.match(folded, end)
    if lead and (lead["so"] or text[lead.end() : lead.end() + 1].isdigit()):
        cited = [one for one in numbers(text, folded, Span(start, lead.end())) if one.complete]
        if lead["so"] or (cited and type_of(cited[0].number) in _OF_LAWS[1:]):
            yield from numbered(text, folded, cited, Naming(name))
            return
    if several := amended_laws(text, folded, anchor):
        words, amended = several
        last = amended[-1][0].span.end
        span = Span(start, words.start() + len(words.group().rstrip()))
        yield _titled(text, span, name, squeeze(text[end:last]), date_behind(folded, last))
        yield from each_amended(text, folded, amended)
        return
    title_ends = title_end(text, folded, _KINDS[name], end)
    day = date_behind(folded, end if title_ends is None else title_ends)
    if title_ends is None:
        if day and name == "Pháp lệnh":
            yield _titled(text, Span(start, day.end), name, None, day)
        return
    title = mended(name, text[end:title_ends])
    lead = _LEAD.match(folded, title_ends)
    cited = numbers(text, folded, Span(start, lead.end())) if lead and lead["so"] else []
    if cited and cited[0].complete and type_of(cited[0].number) in _OF_LAWS:
        yield from numbered(text, folded, cited, Naming(name, title))
    elif day:
        yield _titled(text, Span(start, day.end), name, title, day)
    else:
        yield _titled(text, Span(start, year_behind(folded, title_ends) or title_ends), name, title, None)


def constitution(text: str, folded: str, anchor: Anchor) -> Iterator[Reference]:
    """Yield the constitution where its State or year stands behind it."""
    found = _CONSTITUTION.match(folded, anchor.end)
    if found and (found["title"] or found["y"]):
        yield _titled(text, Span(anchor.start, found.end()), "Hiến pháp", None, None)


def by_congress(text: str, folded: str, anchor: Anchor, name: str) -> Iterator[Reference]:
    """Yield the resolution of a Party congress or plenum, or of a body by its title."""
    for row in _CONGRESS:
        found = row.match(folded, anchor.end)
        if found and (found["roman"] is not None or _TERM in found.group() or "khoa" in found.group()):
            yield _titled(text, Span(anchor.start, found.end()), name, None, None)
            return
    yield from act(text, folded, anchor, name)


def act(text: str, folded: str, anchor: Anchor, name: str) -> Iterator[Reference]:
    """Yield a normative act by its title: "Thông tư của Bộ Nội vụ về tuyển dụng viên chức".

    Resolutions, decisions and directives count so only where one of the highest bodies is named: those of others are
    mostly spoken of as acts of the day. A line that begins so is a document's own title; "các Thông tư …" are no one's.
    """
    start, end = anchor.start, anchor.end
    if not text[start].isupper() or start == 0 or text[start - 1] == "\n" or folded.endswith(_SEVERAL, 0, start):
        return
    issuer = issuer_behind(text, folded, end)
    if name not in _ALWAYS_BY_TITLE and not (issuer and fold(issuer.name).startswith(_HIGHEST)):
        return
    about = _ACT.match(text, issuer.end if issuer else end)
    if about:
        title = squeeze(about["title"])
        issuer = issuer or issuer_behind(text, folded, about.end("title"))
        yield replace(
            _titled(text, Span(start, about.end("title")), name, title, None), issuer=issuer.name if issuer else None
        )


def scheme(text: str, folded: str, anchor: Anchor, name: str) -> Iterator[Reference]:
    """Yield a scheme or programme by a title that is known, stands in quotation marks or, a scheme's, in capitals."""
    start = anchor.start
    if not text[start].isupper() or folded.endswith(_APPROVED, 0, start):
        return
    end = scheme_title_end(text, folded, _KINDS[name], anchor.end)
    if end:
        title = mended(name, text[anchor.end : end])
        yield _titled(text, Span(start, end), name, title, None)


def _names_a_law(text: str, folded: str, start: int, end: int) -> bool:
    """Tell whether "luật" may begin a law's name: "luật Tổ chức Chính phủ", not "pháp luật Việt Nam"."""
    if _NOT_A_LAW.search(text[max(0, start - _BEFORE) : start].lower()):
        return False
    if text[start].isupper():
        return True
    first = text[start:end].split(maxsplit=1)[0]
    if fold(first) != first and matching(first) not in _FIRST_WORDS:
        return False
    return folded.startswith(" so", end) or (text[end : end + 1] == " " and text[end + 1 : end + 2].isupper())


def _titled(text: str, span: Span, name: str, title: str | None, day: DateFound | None) -> Reference:
    full_title = f"{name} {title}" if title else squeeze(span.of(text))
    return Reference(
        span,
        span.of(text),
        Form.TITLE,
        doc_type=name,
        issued_on=day.day if day else None,
        title=full_title,
        canonical=canonical(name, None, title or full_title),
        warnings=date_warnings(day),
    )
