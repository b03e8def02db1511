"""Full-text search over all reports: each file with the places where the words stand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from core.text import Span, fold, matching
from reports.view import Record, text
from store.search import has_no_marks
from web.visit import Here

router = APIRouter()
_FEW, _MOST = 20, 200  # files that a search shows at first, and at most
_PLACES = 3  # that are shown of each
_AROUND = 130  # characters before and behind


@dataclass(frozen=True, slots=True)
class Place:
    """Found words with what stands around them."""

    span: Span
    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A file that holds the words."""

    row: Record
    unit: str
    places: tuple[Place, ...]


@router.get("/tim", response_class=HTMLResponse)
def search(
    here: Here, chu: Annotated[str, Query(max_length=200)] = "", so: Annotated[int, Query(ge=1, le=_MOST)] = _FEW
) -> HTMLResponse:
    """Show the files that hold the words; htmx takes the list alone."""
    found = here.desk.place.store.search(here.desk.place.key, chu, so) if chu.strip() else []
    hits = [
        Hit(
            row,
            units[unit].name if (unit := text(row["unit_id"])) in (units := here.now.units) else "",
            tuple(places_in(one.text, chu)),
        )
        for one in found
        if (row := here.now.sources.get(one.source))
    ]
    return here.page(
        "search.html", hits=hits, asked=chu, more=_MOST if len(found) == so < _MOST else 0, full=len(found) == _MOST
    )


def places_in(whole: str, asked: str) -> list[Place]:
    """Return the first places at which the words stand together, else those of the single words."""
    form = fold if has_no_marks(asked) else matching
    wanted = "".join(sign if sign.isalnum() else " " for sign in form(asked)).split()
    text = form(whole)  # as long as `whole`
    found = list(islice(_standing(text, wanted), _PLACES))
    if not found:
        single = (span for word in wanted for span in islice(_standing(text, [word]), _PLACES))
        found = sorted(single)[:_PLACES]
    return [_place(whole, span) for span in found]


def _standing(text: str, wanted: Sequence[str]) -> Iterator[Span]:
    """Yield where the words stand one behind the other, whole words with anything but letters and digits between them."""
    at = text.find(wanted[0]) if wanted else -1
    while at >= 0:
        end = _end(text, at, wanted)
        if end is not None:
            yield Span(at, end)
        at = text.find(wanted[0], end or at + 1)


def _end(text: str, start: int, wanted: Sequence[str]) -> int | None:
    """Return where the words end that begin at `start`, None where others stand there."""
    at = start
    for word in wanted:
        while at > start and at < len(text) and not text[at].isalnum():
            at += 1
        if (
            not text.startswith(word, at)
            or text[at - 1 : at].isalnum()
            or text[at + len(word) : at + len(word) + 1].isalnum()
        ):
            return None
        at += len(word)
    return at


def _place(whole: str, span: Span) -> Place:
    start, end = max(0, span.start - _AROUND), min(len(whole), span.end + _AROUND)
    before = whole[start : span.start].partition(" ")[2] if start else whole[: span.start]
    after = whole[span.end : end].rpartition(" ")[0] if end < len(whole) else whole[span.end :]
    return Place(span, ("…" if start else "") + before, span.of(whole), after + ("…" if end < len(whole) else ""))
