"""What every request and answer must pass: our own host name, our own pages as the only senders, a policy for browsers."""

import hmac
import secrets
from urllib.parse import urlsplit

from fastapi import HTTPException, Request
from fastapi.responses import PlainTextResponse
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FIELD = "token"  # hidden in every form
LARGEST_FORM = 65_536  # bytes
LARGEST_UPLOAD = 210_000_000  # of files at once, with what is around them
_LARGER = (
    ("/hop-thu", LARGEST_UPLOAD),
    ("/dot/lap", 52_000_000),
    ("/dot/d/", 2_000_000),
)  # by the beginning of the path
SAFE = frozenset({"GET", "HEAD"})
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_ONLY_TLS = "max-age=31536000"  # seconds: under the public name, which a proxy with TLS serves
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class Guard:
    """ASGI middleware. A page of another site that reaches us by a name of its own (DNS rebinding) is turned away."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str], public_name: str = "") -> None:
        self._app = app
        self._hosts = hosts
        self._public_name = public_name

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it; put the headers on every answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        asked = Headers(scope=scope)

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-store")
                if self._public_name and asked.get("host", "").lower() == self._public_name:
                    headers["Strict-Transport-Security"] = _ONLY_TLS
            await send(message)

        refusal = self._refusal(scope["method"], scope["path"], asked)
        await (self._app if refusal is None else refusal)(scope, receive, sending)

    def _refusal(self, method: str, path: str, headers: Headers) -> PlainTextResponse | None:
        host = headers.get("host", "").lower()
        if host not in self._hosts:
            return PlainTextResponse("Địa chỉ này không phải của soát.", 421)
        if method in SAFE:
            return None
        origin, site = headers.get("origin"), headers.get("sec-fetch-site", "same-origin")
        if site not in {"same-origin", "none"} or (origin is not None and urlsplit(origin).netloc.lower() != host):
            return PlainTextResponse("Yêu cầu đến từ trang khác nên không được nhận.", 403)
        size = headers.get("content-length", "")
        most = next((most for start, most in _LARGER if path.startswith(start)), LARGEST_FORM)
        if not size.isdecimal() or int(size) > most:
            return PlainTextResponse("Nội dung gửi lên quá lớn.", 413)
        return None


def new_secret() -> str:
    """Return what a running server's forms are made known with; other sites cannot read our pages, so they do not have it."""
    return secrets.token_urlsafe(32)


def form_token(request: Request) -> str:
    """Return what the forms of this visitor are known by; each session has its own."""
    secret, session = request.app.state.secret, getattr(request.state, "session", "")
    return hmac.new(secret.encode(), session.encode("utf-8", "replace"), "sha256").hexdigest()


async def own_form(request: Request) -> None:
    """Let only forms pass that this server gave out (a dependency of every route that changes something)."""
    given = (await request.form()).get(FIELD)
    if not isinstance(given, str) or not hmac.compare_digest(given.encode(), form_token(request).encode()):
        raise HTTPException(
            403, "Trang đã cũ (chương trình đã khởi động lại, hoặc đã đăng nhập lại). Tải lại trang rồi làm lại."
        )
