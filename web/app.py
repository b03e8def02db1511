"""The application: pages, static files, the guard before them, and mistakes told in Vietnamese."""

import mimetypes
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException as StarletteError

from reports.html import colours
from store.engine import StoreError
from web import (
    access,
    campaign_form,
    campaigns,
    cell,
    files,
    inbox,
    ledger,
    matrix,
    results,
    review,
    roster,
    search,
    sender,
    troubles,
    units,
)
from web.desk import Desk, Place, RefusedError
from web.drafts import Drafts
from web.guard import HEADERS, Guard, new_secret
from web.originals import Originals
from web.publishing import Publisher
from web.visit import page_text

_STATIC = Path(__file__).parent / "static"
_SAID = {404: "Không có trang này.", 405: "Không làm được việc này ở đây."}


def create_app(place: Place, hosts: frozenset[str], public_name: str = "") -> FastAPI:
    """Return the application over a run's results.

    It answers under `hosts` ("127.0.0.1:8765") and its public name ("soat.coquan.vn") alone, and takes it that the latter is
    reached over TLS.
    """
    mimetypes.add_type("image/svg+xml", ".svg")
    desk = Desk(place)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with Originals(desk) as originals, Publisher(place, lambda: desk.now().view) as publisher:
            app.state.originals, app.state.publisher = originals, publisher
            yield

    # No pages of FastAPI's own: they would ask other sites for their scripts.
    app = FastAPI(
        title="soát",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=lifespan,
        dependencies=[Depends(access.admit)],
    )
    app.state.desk = desk
    app.state.drafts = Drafts()
    app.state.secret, app.state.public_name = new_secret(), public_name
    for module in (
        access,
        matrix,
        review,
        cell,
        units,
        files,
        ledger,
        troubles,
        results,
        search,
        sender,
        campaigns,
        campaign_form,
        roster,
        inbox,
    ):
        app.include_router(module.router)
    app.add_exception_handler(access.LoginNeededError, access.to_login)
    app.add_api_route("/trang-thai.css", _colours, methods=["GET"])
    app.mount("/static", StaticFiles(directory=_STATIC))
    app.add_exception_handler(StarletteError, _refused)
    app.add_exception_handler(RequestValidationError, _misasked)
    app.add_exception_handler(StoreError, _unable)
    app.add_exception_handler(RefusedError, _unable)
    app.add_exception_handler(Exception, _broken)
    app.add_middleware(Guard, hosts=hosts | {public_name} - {""}, public_name=public_name)
    return app


def _colours() -> Response:
    """Give the style rules of the statuses, which all forms of the results share."""
    return Response(colours(), media_type="text/css", headers={"Cache-Control": "private, max-age=3600"})


def _refused(request: Request, error: Exception) -> HTMLResponse:
    status = error.status_code if isinstance(error, StarletteError) else 500
    said = _SAID.get(status, "Yêu cầu không thực hiện được.")
    return _told(request, error.detail if isinstance(error, HTTPException) else said, status)


def _misasked(request: Request, _error: Exception) -> HTMLResponse:
    return _told(request, "Địa chỉ hoặc biểu mẫu có chỗ không đúng. Quay lại trang trước và thử lại.", 422)


def _unable(request: Request, error: Exception) -> HTMLResponse:
    return _told(request, str(error), 503)


def _broken(request: Request, _error: Exception) -> HTMLResponse:
    """Tell nothing of what went wrong inside: the log of the server does. The guard is passed by, so its headers are put on here."""
    answer = _told(request, "Chương trình gặp lỗi ở trang này. Thử lại; nếu vẫn thế thì xem nhật ký của máy chủ.", 500)
    answer.headers.update({**HEADERS, "Cache-Control": "no-store"})
    return answer


def _told(request: Request, said: str, status: int) -> HTMLResponse:
    return HTMLResponse(page_text(request, "message.html", now=None, said=said), status)
