"""Who comes: once there are accounts, every page asks for a session, or for the name that a single sign-on proxy gives."""

import ipaddress
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from core.account import LONGEST_PASSWORD, SESSION, Account, Role, account_name
from core.review import LONGEST_NAME
from store.accounts import Accounts
from web.guard import SAFE, own_form
from web.visit import Here, page_text

router = APIRouter()
_LOGIN = "/dang-nhap"
_OPEN = frozenset({_LOGIN, "/trang-thai.css"})  # what is answered before anybody is known; static files are too
_COOKIE = "soat-phien"
_LISTED = 200  # lines of the audit log that the page shows
_LONGEST_WAY = 2_000  # characters of the address to go back to


class LoginNeededError(Exception):
    """Nobody is known, and the page is not for everybody."""


def admit(request: Request) -> None:
    """Find out who asks, before any page (a dependency of all): `request.state` gets `account` and `session`.

    LoginNeededError where nobody does; 403 where a viewer would change something. Nothing is asked while there are no accounts.
    """
    request.state.account, request.state.session = None, ""
    accounts = _accounts(request)
    if _path(request) == "/trang-thai.css" or not accounts.exist():
        return
    request.state.account, request.state.session = _who(request, accounts)
    account = request.state.account
    if _path(request) in _OPEN:
        return
    if account is None:
        raise LoginNeededError
    if request.method not in SAFE and _path(request) != "/dang-xuat" and not account.corrects:
        raise HTTPException(403, "Tài khoản này chỉ được xem.")


def _who(request: Request, accounts: Accounts) -> tuple[Account | None, str]:
    """Return the account, and what its forms are known by: a session's token, or a name that the proxy vouches for."""
    header = request.app.state.desk.place.settings.proxy_user_header
    said = request.headers.get(header, "") if header and _from_here(request) else ""
    if said:
        name = account_name(said.encode("latin-1", "replace").decode("utf-8", "replace"))
        account = accounts.find(name)
        if account is None:
            raise HTTPException(403, "Chưa có tài khoản cho người dùng này. Đề nghị người quản trị thêm.")
        return account, f"proxy {name}"
    token = request.cookies.get(_cookie(request), "")
    account = accounts.of_session(token) if token else None
    return account, token if account else ""


def _from_here(request: Request) -> bool:
    """Tell whether a program on this machine asks: only of such a one a name is believed."""
    try:
        return request.client is not None and ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def to_login(request: Request, _error: Exception) -> Response:
    """Lead to the page where one logs in, and back afterwards."""
    way = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    address = f"{_LOGIN}?ve={quote(way, safe='')}" if request.method in SAFE and len(way) < _LONGEST_WAY else _LOGIN
    if "HX-Request" in request.headers:  # a part of a page asks: the whole page must go
        return Response(status_code=401, headers={"HX-Redirect": _LOGIN})
    return RedirectResponse(address, 303)


@router.get(_LOGIN, response_class=HTMLResponse)
def ask(request: Request, ve: Annotated[str, "where to go afterwards"] = "/") -> Response:
    """Ask for name and password; who is known already, or need not be, goes on."""
    if request.state.account or not _accounts(request).exist():
        return RedirectResponse(_own_way(ve), 303)
    return HTMLResponse(page_text(request, "login.html", now=None, ve=_own_way(ve), ten="", wrong=False))


@router.post(_LOGIN, dependencies=[Depends(own_form)])
def log_in(
    request: Request,
    ten: Annotated[str, Form(max_length=LONGEST_NAME)] = "",
    mat_khau: Annotated[str, Form(max_length=LONGEST_PASSWORD)] = "",
    ve: Annotated[str, Form(max_length=3 * _LONGEST_WAY)] = "/",
) -> Response:
    """Open a session of a new token, never one that the browser brought along."""
    old = request.cookies.get(_cookie(request), "")
    token = _accounts(request).log_in(account_name(ten), mat_khau, old=old)
    if token is None:
        page = page_text(request, "login.html", now=None, ve=_own_way(ve), ten=ten, wrong=True)
        return HTMLResponse(page, 401)
    answer = RedirectResponse(_own_way(ve), 303)
    answer.set_cookie(
        _cookie(request),
        token,
        max_age=int(SESSION.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=_is_public(request),
    )
    return answer


@router.post("/dang-xuat", dependencies=[Depends(own_form)])
def log_out(request: Request) -> Response:
    """End the session, here and in the store."""
    _accounts(request).log_out(request.state.session)
    answer = RedirectResponse(_LOGIN, 303, headers={"Clear-Site-Data": '"cache"'})  # pictures of pages
    answer.delete_cookie(_cookie(request), httponly=True, samesite="strict", secure=_is_public(request))
    return answer


@router.get("/tai-khoan", response_class=HTMLResponse)
def overview(here: Here) -> HTMLResponse:
    """Show the accounts and the audit log, to administrators alone."""
    account = here.request.state.account
    if account is None or account.role is not Role.ADMIN:
        raise HTTPException(403, "Chỉ người quản trị xem được trang này.")
    accounts = _accounts(here.request)
    return here.page("accounts.html", accounts=accounts.all(), audit=accounts.audit(_LISTED))


def _path(request: Request) -> str:
    """Return the path that was routed by; `request.url` is put together with what the browser calls us."""
    return str(request.scope["path"])


def _accounts(request: Request) -> Accounts:
    found: Accounts = request.app.state.desk.place.store.accounts
    return found


def _is_public(request: Request) -> bool:
    """Tell whether the page was asked for by its public name, which is served over TLS only."""
    return (
        bool(request.app.state.public_name) and request.headers.get("host", "").lower() == request.app.state.public_name
    )


def _cookie(request: Request) -> str:
    """Return the cookie's name: under `__Host-` browsers take it from this very host, over TLS, alone."""
    return f"__Host-{_COOKIE}" if _is_public(request) else _COOKIE


def _own_way(way: str) -> str:
    """Return an address within these pages; the first page for any other."""
    own = way.startswith("/") and not way.startswith(("//", f"{_LOGIN}")) and "\\" not in way and way.isprintable()
    return way if own else "/"
