import socket
from pathlib import Path
from shutil import copytree

import pytest

from core.account import Role
from core.settings import Settings
from flows.errors import UserError
from flows.user import add
from flows.web import web


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "may-chu.example"])  # noqa: S104 - refused
def test_only_this_machine_is_served(results: Path, host: str) -> None:
    """Without accounts the pages are not opened to a network."""
    with pytest.raises(UserError, match="chính máy này"):
        web(results, Settings(), host=host, port=0, open_browser=False)


def test_with_accounts_a_public_name_is_needed(results: Path, tmp_path: Path) -> None:
    """The pages go to a network behind a proxy with TLS only, under the one name that it is reached by."""
    out = copytree(results, tmp_path / "out")
    add(out, Settings(), "Bình", Role.VIEWER, "bốn con mèo lười")
    with pytest.raises(UserError, match="--public-name"):
        web(out, Settings(), host="0.0.0.0", port=0, open_browser=False)  # noqa: S104 - refused
    with pytest.raises(UserError, match="tên máy"):
        web(out, Settings(), host="127.0.0.1", port=0, open_browser=False, public_name="https://soat.coquan.vn/")


def test_a_public_name_without_accounts_is_refused(results: Path) -> None:
    """Behind a proxy on this machine others come in too."""
    with pytest.raises(UserError, match="soat user add"):
        web(results, Settings(), host="127.0.0.1", port=0, open_browser=False, public_name="soat.coquan.vn")


def test_a_folder_without_results_is_said_so(tmp_path: Path) -> None:
    """There must have been a run."""
    with pytest.raises(UserError, match=r"run\.json"):
        web(tmp_path, Settings(), host="127.0.0.1", port=0, open_browser=False)


def test_a_port_in_use_is_said_so(results: Path) -> None:
    """The message names the port and the option."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(UserError, match="--port"):
            web(results, Settings(), host="127.0.0.1", port=taken.getsockname()[1], open_browser=False)
