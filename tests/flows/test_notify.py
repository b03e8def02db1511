"""Laws of notices: off unless set, sent to real servers, no word of a document in them, and no run fails of them."""

import email
import json
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import Message as Mail
from email.policy import default
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from aiosmtpd.smtp import AuthResult
from pydantic import SecretStr

from core.settings import Notices, Settings
from flows.notify import Notice, notice_of, reminder, send
from flows.run import RunResult
from store.campaigns import load_campaign

RIGHT, WRONG = SecretStr("bi mat"), SecretStr("mat khau sai")
NOTICE = Notice("soát: dân vận: 2 ô thay đổi", ("Đơn vị đã gửi: 3/27.", "- Sở Tư pháp, nhiệm vụ 4"))


class Box(Message):
    """Keeps the mail that the server took."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: list[Mail] = []

    def handle_message(self, message: Mail) -> None:
        """Keep one."""
        self.mails.append(email.message_from_bytes(message.as_bytes(), policy=default))


@pytest.fixture
def smtp() -> Iterator[tuple[Controller, Box]]:
    """A mail server on the loopback that knows one user."""

    def known(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (b"soat", RIGHT.get_secret_value().encode()))

    box = Box()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port, authenticator=known, auth_require_tls=False)
    server.start()
    yield server, box
    server.stop()


@pytest.fixture
def hook() -> Iterator[tuple[str, list[dict[str, str]]]]:
    """A web server on the loopback, and what was posted to it."""
    posted: list[dict[str, str]] = []

    class Taker(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            posted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200 if self.path == "/soat" else 500)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Taker)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", posted
    server.shutdown()
    thread.join()
    server.server_close()


def test_nothing_is_sent_unless_set() -> None:
    """Without an address nobody is told, and nobody is asked."""
    assert send(NOTICE, Notices()) == ()


def test_a_notice_comes_by_mail(smtp: tuple[Controller, Box]) -> None:
    """The server takes one mail with all that was said; name and password are told to it."""
    server, box = smtp
    told = Notices(
        mail_to=("a@example.invalid", "b@example.invalid"),
        mail_from="soat@example.invalid",
        smtp_host="127.0.0.1",
        smtp_port=server.port,
        smtp_user="soat",
        smtp_password=RIGHT,
    )
    assert send(NOTICE, told) == ()
    (mail,) = box.mails
    assert (mail["Subject"], mail["To"]) == (NOTICE.subject, "a@example.invalid, b@example.invalid")
    assert mail.get_content().splitlines() == list(NOTICE.lines)  # type: ignore[attr-defined] - of the new policy


def test_a_mail_that_cannot_be_sent_is_one_line(smtp: tuple[Controller, Box]) -> None:
    """A wrong password, or no server at all: a line without the password, and no exception."""
    server, box = smtp
    wrong = Notices(
        mail_to=("a@b.vn",), smtp_host="127.0.0.1", smtp_port=server.port, smtp_user="soat", smtp_password=WRONG
    )
    nobody = Notices(mail_to=("a@b.vn",), smtp_host="127.0.0.1", smtp_port=1)
    for told in (wrong, nobody):
        (said,) = send(NOTICE, told)
        assert "127.0.0.1" in said
        assert WRONG.get_secret_value() not in said
        assert "\n" not in said
    assert box.mails == []


def test_a_notice_comes_to_a_webhook(hook: tuple[str, list[dict[str, str]]]) -> None:
    """One JSON object with all lines is posted; a server that refuses is said in one line."""
    address, posted = hook
    assert send(NOTICE, Notices(webhook=f"{address}/soat")) == ()
    assert posted == [{"text": "\n".join((NOTICE.subject, *NOTICE.lines))}]
    (said,) = send(NOTICE, Notices(webhook=f"{address}/other"))
    assert "500" in said


def test_a_runs_notice_names_figures_and_files_only(
    inbox: Path, ran: Path, run_over: Callable[..., RunResult], rows_of: Callable[[Path, str], list[dict[str, str]]]
) -> None:
    """It tells what changed, because of which file, and which files need somebody; no sentence of a report."""
    run_over(inbox, ran)
    quotes = {row["sentence"] for row in rows_of(ran, "evidence")}
    (inbox / "thanh tra.docx").unlink()
    notice = notice_of(run_over(inbox, ran))
    said = "\n".join((notice.subject, *notice.lines))
    assert "Thanh tra tỉnh Tuyên Quang, nhiệm vụ 8: Đã làm → Không nêu (thanh tra.docx)" in said
    assert "lỗi.docx [corrupt]" in said
    assert "đã gửi 1/27" in notice.subject
    assert quotes
    assert not [quote for quote in quotes if quote in said]
    assert "không có gì mới" in notice_of(run_over(inbox, ran)).subject


@pytest.mark.parametrize(("left", "told"), [(8, False), (7, True), (3, True), (1, True), (0, False), (-1, False)])
def test_reminders_come_on_their_days(left: int, *, told: bool) -> None:
    """Seven, three and one days before the deadline those who are missing are named; on no other day."""
    campaign = load_campaign(Settings().default_campaign)
    today = campaign.deadline - timedelta(days=left)
    notice = reminder(campaign, ("Sở Tư pháp", "Sở Y tế"), today)
    assert (notice is not None) is told
    assert reminder(campaign, (), today) is None
    if notice:
        assert notice.lines[1:] == ("- Sở Tư pháp", "- Sở Y tế")
        assert f"còn {left} ngày" in notice.subject
