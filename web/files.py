"""Files: all that were received, each as it was read with citations and evidence marked, its pages, and the original."""

from itertools import groupby
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import HTMLResponse, Response

from core.document import Box
from core.problem import Code, Problem
from core.text import Span, fold
from extractors.preview.show import Form, form_of
from reports.reader import Sentence, Shown, cited_of, fields_of, pages_of
from reports.view import Record, number, text
from reports.words import FILE_STATUSES, status_word, strength
from web.inbox import MOST_FILES
from web.originals import WIDTHS, safe_name, secret_inside
from web.review import reviewer_of
from web.sender import sender_of
from web.visit import Here, Visit

router = APIRouter()
_A_YEAR = "private, max-age=31536000, immutable"  # the address names the content's hash


@router.get("/tep", response_class=HTMLResponse)
def files(
    here: Here,
    tim: Annotated[str, Query(max_length=200)] = "",
    loc: Annotated[str, Query(max_length=40)] = "",
) -> HTMLResponse:
    """List every file of the inbox."""
    words = fold(tim).split()
    rows = [row for row in here.now.rows["documents"] if loc in {"", row["status"]}]
    kept = [row for row in rows if all(word in _searched(here, row) for word in words)]
    return here.page("files.html", files=kept, find=tim, only=loc, statuses=FILE_STATUSES, most_files=MOST_FILES)


def _searched(here: Visit, row: Record) -> str:
    unit = here.now.units.get(text(row["unit_id"]))
    return fold(
        " ".join(text(row[name]) for name in ("source", "number", "issuer", "subject")) + (unit.name if unit else "")
    )


@router.get("/tep/{sha256}", response_class=HTMLResponse)
def reader(
    here: Here,
    sha256: str,
    o: Annotated[str, Query(max_length=400)] = "",
    tu: Annotated[int, Query(ge=0)] = 0,
    den: Annotated[int, Query(ge=0)] = 0,
) -> HTMLResponse:
    """Show what was read of a file; with `o`, a cell (UNIT/TASK), a sentence can be chosen for it; `tu` to `den` are marked."""
    unit, _, task = o.rpartition("/")
    row = here.document(sha256)
    held = None if row["code"] == Code.SECRET else here.desk.text(here.now, text(row["source"]))
    reading = held.item.reading if held else None
    shown = Shown(
        text(row["source"]),
        reading.media_type if reading else "",
        reading.size if reading else 0,
        reading.document if reading else None,
        held.description if held else None,
        reading.problems if reading else (),
        tuple(_with_sought(_sentences(here, sha256), Span(tu, max(tu, den)))),
    )
    return here.page(
        "reader.html",
        row=row,
        copies=here.now.documents[sha256],
        file=shown,
        shut_in=secret_inside(here.now, row),
        fields=fields_of(shown),
        cited=cited_of(shown, 0),
        pages=pages_of(shown, 0),
        unit=here.now.units.get(text(row["unit_id"])),
        reviewer=reviewer_of(here.request, here),
        sender=sender_of(here, row) if row["kind"] != "directive" else None,
        chosen_for=here.now.cells.get((unit, task)),
        has_pages=reading is not None and form_of(reading.media_type) is not Form.TEXT,
    )


def _sentences(here: Visit, sha256: str) -> list[Sentence]:
    """Return the file's evidence as marks: of overlapping sentences the strongest."""
    rows = [row for row in here.now.rows["evidence"] if row["document_id"] == sha256]
    rows.sort(key=lambda row: (number(row["start"]), number(row["end"])))
    kept: list[Sentence] = []
    for (start, end), same in groupby(rows, key=lambda row: (number(row["start"]), number(row["end"]))):
        own = list(same)
        said = "; ".join(f"nhiệm vụ {row['task_id']}: {status_word(text(row['status'])).label.lower()}" for row in own)
        best = max((text(row["status"]) for row in own), key=strength)
        if not kept or kept[-1].span.end <= start:
            kept.append(Sentence(Span(start, end), best, f"Minh chứng {said}", f"c{start}"))
    return kept


def _with_sought(sentences: list[Sentence], sought: Span) -> list[Sentence]:
    """Return the marks with that of the words somebody looked for, in the place of what they lie in."""
    if not len(sought):
        return sentences
    others = [one for one in sentences if not one.span.overlaps(sought)]
    return sorted([*others, Sentence(sought, "sought", "Chữ đang tìm", "tim")], key=lambda one: one.span)


@router.get("/tep/{sha256}/trang", response_class=HTMLResponse)
def page(
    here: Here,
    sha256: str,
    trang: Annotated[int | None, Query(ge=1, le=5000)] = None,
    tu: Annotated[int, Query(ge=0)] = 0,
    den: Annotated[int, Query(ge=0)] = 0,
) -> HTMLResponse:
    """Show a page of the original: number `trang`, else the one on which the text from `tu` to `den` stands, boxed."""
    row = here.document(sha256)
    span = Span(tu, max(tu, den))
    words, known, boxes = ("", trang, ()) if trang else _known(here, row, span)
    seen = here.originals.sight(here.now, row, words, known, boxes)
    return here.page(
        "leaf.html" if here.wants_part else "page.html",
        row=row,
        sight=None if isinstance(seen, Problem) else seen,
        problem=seen if isinstance(seen, Problem) else None,
        span=span,
        looked=bool(words),
        width=WIDTHS[0],
        large=WIDTHS[-1],
    )


def _known(here: Visit, row: Record, span: Span) -> tuple[str, int | None, tuple[Box, ...]]:
    """Return the words of a span, and the page and the paragraphs' rectangles that reading knew."""
    held = here.desk.text(here.now, text(row["source"]))
    document = held.item.reading.document if held else None
    if document is None:
        return "", None, ()
    page = document.page_at(span.start)
    blocks = [block for block in document.blocks if block.span.overlaps(span) and block.page == page]
    return span.of(document.text), page, tuple(block.box for block in blocks if block.box)


@router.get("/tep/{sha256}/anh/{number}")
def picture(here: Here, sha256: str, number: int, r: int = WIDTHS[0]) -> Response:
    """Give a page's picture."""
    if r not in WIDTHS or not 0 < number <= 5000:
        raise HTTPException(404, "Không có ảnh trang này.")
    done = here.originals.picture(here.now, here.document(sha256), number, r)
    if isinstance(done, Problem):
        raise HTTPException(404, done.message)
    return Response(done, media_type="image/jpeg", headers={"Cache-Control": _A_YEAR})


@router.get("/tep/{sha256}/goc")
def original(here: Here, sha256: str) -> Response:
    """Give the original to be saved, never to be opened as a page of ours."""
    row = here.document(sha256)
    done = here.originals.content(here.now, row)
    if isinstance(done, Problem):
        raise HTTPException(403 if done.code is Code.SECRET else 404, done.message)
    name = safe_name(row["source"])
    plain = fold(name).encode("ascii", "replace").decode().replace("?", "_")
    said = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='', errors='replace')}"
    return Response(done, media_type="application/octet-stream", headers={"Content-Disposition": said})
