"""Starts the server, on this machine alone unless there are accounts, and opens the page."""

import ipaddress
import socket
import threading
import webbrowser
from collections.abc import Callable
from urllib.parse import urlsplit

import uvicorn

from web.app import create_app
from web.desk import Place

PORT = 8765
_NAMES = ("localhost", "127.0.0.1", "[::1]")


class ServeError(Exception):
    """The page cannot be served; the message says in Vietnamese why and what to do."""


def serve(  # noqa: PLR0913 - one argument an option of the command line
    place: Place, host: str, port: int, *, public_name: str, open_browser: bool, say: Callable[[str], None]
) -> None:
    """Serve the pages until Ctrl-C; `say` is told the address. ServeError where host or port cannot be had.

    `public_name` is the host name, with its port if that is not 443, under which a proxy with TLS is reached.
    """
    public_name = public_name.strip().lower()
    _refuse_open(host, public_name, accounts=place.store.accounts.exist())
    with _listening(host, port) as listener:
        port = listener.getsockname()[1]
        shown = f"[{host}]" if ":" in host else host
        hosts = frozenset(f"{name}:{port}" for name in (*_NAMES, shown.lower())) if _is_own(host) else frozenset()
        address = f"http://{shown}:{port}/"
        config = uvicorn.Config(
            create_app(place, hosts, public_name),
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,  # the peer is who it is: access.py believes a name from this machine only
            lifespan="on",
        )
        say(f"https://{public_name}/" if public_name else address)
        if open_browser and not public_name:
            threading.Timer(0.5, webbrowser.open, (address,)).start()
        uvicorn.Server(config).run([listener])


def _refuse_open(host: str, public_name: str, *, accounts: bool) -> None:
    """Serve this machine alone while there are no accounts: the reports are not for everyone on the network."""
    open_to_others = bool(public_name) or not _is_own(host)
    if open_to_others and not accounts:
        raise ServeError(
            f"Chỉ mở được trang trên chính máy này (127.0.0.1): chưa có tài khoản người dùng nên không mở ra mạng qua "
            f"{public_name or host}. Thêm tài khoản bằng `soat user add`."
        )
    if open_to_others and not public_name:
        raise ServeError(
            "Mở ra mạng phải qua máy chủ trung gian có TLS: cho biết tên người dùng gõ vào trình duyệt, "
            "ví dụ --public-name soat.coquan.vn."
        )
    if public_name and urlsplit(f"//{public_name}").netloc != public_name:
        raise ServeError("--public-name chỉ gồm tên máy, ví dụ soat.coquan.vn hoặc soat.coquan.vn:8443.")


def _is_own(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise ServeError(
            f"Cổng {port} không dùng được ({error.strerror}). Chọn cổng khác bằng --port, hoặc --port 0."
        ) from error
    return listener
