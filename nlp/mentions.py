"""Documents mentioned again without number ("Chỉ thị này", "Kế hoạch nêu trên"), where only one can be meant."""

from functools import cache

from core.reference import Form, Reference
from core.text import Span, fold
from nlp.citing import with_context
from nlp.patterns import Pattern, phrases, table

_THIS = "này"  # of a document of the same type: itself


def with_mentions(text: str, found: tuple[Reference, ...], own_type: str | None) -> tuple[Reference, ...]:
    """Return the citations and the mentions that can mean one of them only, in the order of their places.

    A mention counts where exactly one document of its type was cited before it; "này" never where the text itself is,
    or may be, of that type.
    """
    folded = fold(text)
    compiled, names = _mentioned()
    cited: dict[str, dict[str, Reference]] = {}
    again: list[Reference] = []
    upcoming = iter(found)
    following = next(upcoming, None)
    for match in compiled.finditer(folded):
        while following and following.span.start < match.start():
            if following.canonical and following.doc_type and (following.number or following.title):
                cited.setdefault(following.doc_type, {}).setdefault(following.canonical, following)
            following = next(upcoming, None)
        name = names[" ".join(match["type"].split())]
        itself = match["which"] == fold(_THIS) and own_type in {None, name}
        candidates = cited.get(name, {})
        if not itself and len(candidates) == 1 and _meant(text, match["which"], match.end()):
            again.append(_mention(text, Span(*match.span()), next(iter(candidates.values()))))
    taken = {one.span.start for one in found}
    told = with_context(text, folded, [one for one in again if one.span.start not in taken])
    return tuple(sorted((*found, *told), key=lambda one: one.span))


def _meant(text: str, which: str, end: int) -> bool:
    """Tell whether "nay" stands for "này" (this), not for "nay" (now)."""
    return which != fold(_THIS) or text[end - len(_THIS) : end].lower() == _THIS


def _mention(text: str, span: Span, meant: Reference) -> Reference:
    return Reference(
        span,
        span.of(text),
        Form.MENTION,
        doc_type=meant.doc_type,
        number=meant.number,
        issued_on=meant.issued_on,
        issuer=meant.issuer,
        title=meant.title,
        canonical=meant.canonical,
    )


@cache
def _mentioned() -> tuple[Pattern, dict[str, str]]:
    names = {fold(row["name"]): row["name"] for row in table("doc_types") if row["family"] != "any"}
    which = r"(?P<which>nay|neu tren|noi tren|tren day|vua neu)"
    return phrases(tuple(names), around=rf"(?<!\w)(?P<type>{{}})\s{which}(?!\w)"), names
