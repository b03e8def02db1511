"""One visit to one page: what the page may ask for, and how it is answered."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, NoReturn
from urllib.parse import quote

from fastapi import Depends, HTTPException, Request
from fastapi.responses import HTMLResponse

from core.account import Account
from core.coverage import Status
from reports.html import environment
from reports.view import CellView, Record, UnitView
from reports.words import ACTIONS, DEEDS, FATES, ROLES, STATUS_WORDS, StatusWord
from web.desk import Desk, Place, Snapshot
from web.guard import form_token
from web.originals import Originals, row_of
from web.publishing import Publisher

_TEMPLATES = Path(__file__).parent / "templates"
_SETTABLE = [STATUS_WORDS[status] for status in Status]  # what a reviewer may say of a cell
_PART = "HX-Request"  # htmx asks for a part of a page


@dataclass(frozen=True, slots=True)
class Visit:
    """A request with the tables as they were when it came."""

    request: Request
    desk: Desk
    originals: Originals
    publisher: Publisher
    now: Snapshot

    def page(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """Return a page made of a template, which knows `now`, `words`, `token` and what `values` adds."""
        return HTMLResponse(page_text(self.request, template, now=self.now, **values), status)

    @property
    def wants_part(self) -> bool:
        """Tell whether the page's own script asks, and only for what changes."""
        return _PART in self.request.headers

    def unit(self, unit_id: str) -> UnitView:
        """Return a unit; 404 where there is none."""
        return self.now.units.get(unit_id) or missing("Không có đơn vị này trong danh sách.")

    def cell(self, unit_id: str, task_id: str) -> CellView:
        """Return a cell; 404 where there is none."""
        return self.now.cells.get((unit_id, task_id)) or missing("Không có ô này trong bảng.")

    def document(self, sha256: str) -> Record:
        """Return the row of a file; 404 where there is none."""
        return row_of(self.now, sha256) or missing("Không có tệp này trong lần chạy gần nhất.")


def missing(reason: str) -> NoReturn:
    """Answer that there is no such thing."""
    raise HTTPException(404, reason)


def _visit(request: Request) -> Visit:
    desk: Desk = request.app.state.desk
    return Visit(request, desk, request.app.state.originals, request.app.state.publisher, desk.now())


Here = Annotated[Visit, Depends(_visit)]


def page_text(request: Request, template: str, **values: Any) -> str:
    """Return a page as text; it knows `who` comes, None where nobody was asked, whether that one `corrects`, and since when the campaign is `shut`."""
    who: Account | None = getattr(request.state, "account", None)
    place: Place = request.app.state.desk.place
    closed = place.campaigns.closed() if place.campaigns else None
    corrects = (who is None or who.corrects) and closed is None
    return str(
        _environment()
        .get_template(template)
        .render(
            words=STATUS_WORDS,
            token=form_token(request),
            path=request.url.path,
            who=who,
            corrects=corrects,
            shut=closed,
            campaigns=place.campaigns is not None,
            elsewhere=place.campaigns.elsewhere if place.campaigns else "",
            **values,
        )
    )


@lru_cache(maxsize=1)
def _environment() -> Any:
    made = environment(_TEMPLATES)
    made.filters.update(part=part, word=_word, stem=_stem, number=_number, moment=_moment)
    made.globals.update(
        cell_at=cell_at,
        unit_at=unit_at,
        file_at=file_at,
        actions=ACTIONS,
        fates=FATES,
        settable=_SETTABLE,
        roles=ROLES,
        deeds=DEEDS,
    )
    return made


def part(value: object) -> str:
    """Return a text as one part of an address: a unit's id may hold anything."""
    return quote(str(value), safe="")


def cell_at(unit_id: str, task_id: str) -> str:
    """Return the address of a cell."""
    return f"/o/{part(unit_id)}/{part(task_id)}"


def unit_at(unit_id: str) -> str:
    """Return the address of a unit."""
    return f"/don-vi/{part(unit_id)}"


def file_at(sha256: str) -> str:
    """Return the address of a file."""
    return f"/tep/{part(sha256)}"


def _word(status: str) -> StatusWord:
    return STATUS_WORDS.get(status, STATUS_WORDS["none"])


def _stem(source: str) -> str:
    """Return a file's name without its folders."""
    return source.rsplit("/", 1)[-1]


def _number(value: float) -> str:
    """Return a whole number as Vietnamese offices write it: 1.234."""
    return f"{value:,.0f}".replace(",", ".")


def _moment(iso: str) -> str:
    """Return an instant as the clock of this machine shows it: 23/11/2026 08:15."""
    try:
        return f"{datetime.fromisoformat(iso).astimezone():%d/%m/%Y %H:%M}"
    except ValueError:
        return iso
