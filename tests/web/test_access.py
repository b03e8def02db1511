"""Accounts at the pages: who is let in, who may correct, and how a session begins and ends."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from shutil import copytree
from typing import Any

import lxml.html
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response

from core.account import FREE_FAILURES, IDLE, Role
from core.settings import Settings
from flows.web import place_of
from store import accounts as kept
from web.app import create_app
from web.desk import Place

HOST = "127.0.0.1:8765"
PUBLIC = "soat.coquan.vn"
PHRASE = "bốn con mèo lười"
Client = Callable[..., TestClient]


@pytest.fixture
def place(results: Path, tmp_path: Path) -> Iterator[Place]:
    """Results of their own with an account of each role."""
    out = copytree(results, tmp_path / "out")
    with place_of(out, Settings(proxy_user_header="X-Remote-User")) as opened:
        for role in Role:
            opened.store.accounts.add(role.value, role, PHRASE)
        yield opened


@pytest.fixture
def app(place: Place) -> Iterator[FastAPI]:
    """The pages over them, at work."""
    made = create_app(place, frozenset({HOST}), PUBLIC)
    with TestClient(made):
        yield made


@pytest.fixture
def client(app: FastAPI) -> Client:
    """Return a function that opens another browser, at another machine unless `peer` is told."""

    def opened(base: str = f"http://{HOST}", peer: str = "192.0.2.7") -> TestClient:
        return TestClient(app, base_url=base, client=(peer, 50_000), follow_redirects=False)

    return opened


def tree(answer: Response) -> Any:
    """Return a page, parsed."""
    return lxml.html.document_fromstring(answer.text)


def token_of(answer: Response) -> str:
    """Return what the forms of a page are known by."""
    return str(tree(answer).xpath("//input[@name='token']/@value")[0])


def log_in(browser: TestClient, name: str, password: str = PHRASE, **fields: str) -> Response:
    """Fill in the form as a person would."""
    token = token_of(browser.get("/dang-nhap"))
    return browser.post("/dang-nhap", data={"token": token, "ten": name, "mat_khau": password, **fields})


def set_cell(browser: TestClient) -> Response:
    """Correct a cell."""
    return browser.post(
        "/o/stc/3/ra-soat", data={"token": token_of(browser.get("/ra-soat")), "viec": "set", "muc": "done"}
    )


def test_no_page_is_open_to_who_is_not_logged_in(app: FastAPI, client: Client) -> None:
    """Whatever address there is, now or later, leads to the login; only that page and the looks are open."""
    browser = client()
    paths = set(app.openapi()["paths"]) - {"/dang-nhap", "/trang-thai.css"}
    assert len(paths) > 12
    for path in paths:
        answers = (browser.get(path), browser.post(path, data={"token": token_of(browser.get("/dang-nhap"))}))
        for answer in answers:
            closed = answer.status_code == 303 and answer.headers["location"].startswith("/dang-nhap")
            assert closed or answer.status_code == 405, path
    assert browser.get("/", headers={"HX-Request": "true"}).headers["hx-redirect"] == "/dang-nhap"
    assert browser.get("/static/soat.css").status_code == 200


def test_logging_in_leads_back_and_opens_the_pages(client: Client) -> None:
    """The person's name shows, the cookie is out of the reach of scripts and of other sites."""
    browser = client()
    way = browser.get("/tim?tu=dân vận").headers["location"]
    fields = dict.fromkeys(["ve"], tree(browser.get(way)).xpath("//input[@name='ve']/@value")[0])
    answer = log_in(browser, " viewer ", **fields)
    assert (answer.status_code, answer.headers["location"]) == (303, "/tim?tu=d%C3%A2n%20v%E1%BA%ADn")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "secure" not in cookie
    assert "viewer" in tree(browser.get("/")).xpath("string(//form[@class='who'])")


def test_behind_tls_the_cookie_is_of_this_host_alone(client: Client) -> None:
    """By its public name the page gives a cookie that never goes over a plain line."""
    answer = log_in(client(f"https://{PUBLIC}"), "viewer")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-")
    assert "Secure" in cookie
    assert "Path=/" in cookie


@pytest.mark.parametrize(
    "way", ["//evil.example", "https://evil.example/", "/\\evil.example", "/\x09/evil", "javascript:x"]
)
def test_logging_in_never_leads_elsewhere(client: Client, way: str) -> None:
    """An address of another site is not gone to."""
    assert log_in(client(), "viewer", ve=way).headers["location"] == "/"


@pytest.mark.parametrize(("name", "password"), [("viewer", "sai"), ("không có", PHRASE), ("viewer", ""), ("", PHRASE)])
def test_a_wrong_password_and_an_unknown_name_look_alike(client: Client, name: str, password: str) -> None:
    """Neither is let in, and neither learns which of the two was wrong."""
    browser = client()
    answer = log_in(browser, name, password)
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers
    assert "Tên hoặc mật khẩu không đúng" in tree(answer).xpath("string(//*[@role='alert'])")
    assert browser.get("/").status_code == 303


def test_guessing_locks_the_account_for_a_while(client: Client) -> None:
    """After some wrong passwords the right one is not taken either; other accounts are."""
    browser = client()
    for _ in range(FREE_FAILURES):
        assert log_in(browser, "viewer", "sai").status_code == 401
    assert log_in(browser, "viewer").status_code == 401
    assert log_in(browser, "reviewer").status_code == 303


def test_login_is_by_our_own_form_only(client: Client) -> None:
    """Another site cannot log somebody in."""
    data = {"ten": "viewer", "mat_khau": PHRASE}
    assert client().post("/dang-nhap", data=data).status_code == 403
    browser = client()
    data["token"] = token_of(browser.get("/dang-nhap"))
    assert browser.post("/dang-nhap", data=data, headers={"origin": "http://evil.example"}).status_code == 403


def test_a_session_that_somebody_planted_is_of_no_use(client: Client) -> None:
    """Logging in gives a token of its own (no fixation), and one that was in use before ends."""
    browser, thief = client(), client()
    planted = "do-ke-khac-dat-san"
    for one in (browser, thief):
        one.cookies.set("soat-phien", planted, domain="127.0.0.1", path="/")
    token = token_of(browser.get("/dang-nhap"))
    answer = browser.post("/dang-nhap", data={"token": token, "ten": "viewer", "mat_khau": PHRASE})
    assert answer.status_code == 303
    assert planted not in answer.headers["set-cookie"]
    assert thief.get("/").status_code == 303


def test_logging_out_ends_the_session_in_the_store(client: Client) -> None:
    """A copy of the cookie opens nothing afterwards."""
    browser, copy = client(), client()
    log_in(browser, "viewer")
    copy.cookies.update(browser.cookies)
    assert copy.get("/").status_code == 200
    assert browser.get("/dang-xuat").status_code == 405
    assert browser.post("/dang-xuat", data={"token": token_of(browser.get("/"))}).status_code == 303
    assert browser.get("/").status_code == 303
    assert copy.get("/").status_code == 303


def test_an_idle_session_ends(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever sits down at a desk that was left an hour ago has to log in."""
    browser = client()
    log_in(browser, "viewer")

    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime.now(tz) + IDLE

    monkeypatch.setattr(kept, "datetime", Later)
    assert browser.get("/").status_code == 303


def test_a_viewer_looks_and_changes_nothing(client: Client) -> None:
    """No form is shown, and one that is sent all the same is refused."""
    browser = client()
    log_in(browser, "viewer")
    for address in ("/", "/o/stc/3", "/ra-soat", "/ket-qua"):
        answer = browser.get(address)
        assert answer.status_code == 200
        assert set(tree(answer).xpath("//form[@method='post']/@action | //button[@name='viec']/@value")) <= {
            "/dang-xuat",
            "/o/stc/3/ra-soat",
        }, address
    assert not tree(browser.get("/o/stc/5")).xpath("//button[@name='viec']")
    before = browser.get("/o/stc/3").text
    assert set_cell(browser).status_code == 403
    assert browser.get("/o/stc/3").text == before


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.ADMIN])
def test_a_correction_carries_the_accounts_name(client: Client, role: Role) -> None:
    """Nobody corrects under another name."""
    browser = client()
    log_in(browser, role.value)
    browser.cookies.set("soat-ten", "Nguoi%20khac", domain="127.0.0.1", path="/")
    token = token_of(browser.get("/ra-soat"))
    assert browser.post("/ra-soat/ten", data={"token": token, "ten": "Người khác"}).status_code == 403
    assert set_cell(browser).status_code == 303
    assert tree(browser.get("/o/stc/3")).xpath("string(//ol[@class='log']/li[1]/b)") == role.value


def test_a_form_of_one_session_is_of_no_use_in_another(client: Client) -> None:
    """Each session's forms are known by a token of their own."""
    one, other = client(), client()
    log_in(one, "reviewer")
    log_in(other, "admin")
    data = {"token": token_of(one.get("/ra-soat")), "viec": "set", "muc": "done"}
    assert other.post("/o/stc/3/ra-soat", data=data).status_code == 403


def test_only_an_administrator_sees_accounts_and_log(client: Client) -> None:
    """The log tells who came, and who was refused."""
    for role, status in ((Role.VIEWER, 403), (Role.REVIEWER, 403), (Role.ADMIN, 200)):
        browser = client()
        log_in(browser, role.value)
        answer = browser.get("/tai-khoan")
        assert answer.status_code == status, role
    said = tree(answer).xpath("string(//main)")
    assert "đăng nhập" in said
    assert "rà soát" in said


def test_a_disabled_account_is_out_at_once(client: Client, place: Place) -> None:
    """Its open session ends."""
    browser = client()
    log_in(browser, "viewer")
    place.store.accounts.disable("viewer")
    assert browser.get("/").status_code == 303


def test_a_name_from_the_proxy_is_believed_from_this_machine_only(client: Client) -> None:
    """The single sign-on proxy says who comes; a header that somebody sends from elsewhere counts for nothing."""
    header = {"X-Remote-User": "reviewer"}
    assert client(peer="192.0.2.7").get("/", headers=header).status_code == 303
    near = client(peer="127.0.0.1")
    answer = near.get("/ra-soat", headers=header)
    assert answer.status_code == 200
    assert "reviewer" in tree(answer).xpath("string(//form[@class='who'])")
    assert near.get("/", headers={"X-Remote-User": "khong-co"}).status_code == 403
    data = {"token": token_of(answer), "viec": "set", "muc": "done"}
    assert near.post("/o/stc/3/ra-soat", data=data, headers=header).status_code == 303


@pytest.mark.parametrize("host", ["evil.example", f"{PUBLIC}.evil.example", f"{PUBLIC}:8765"])
def test_only_own_and_public_name_are_answered(client: Client, host: str) -> None:
    """Any other name is refused, logged in or not."""
    browser = client()
    log_in(browser, "viewer")
    assert browser.get("/", headers={"host": host}).status_code == 421


def test_without_accounts_nothing_is_asked(pages: TestClient) -> None:
    """On this machine alone the pages stay as they are."""
    assert pages.get("/").status_code == 200
    assert "Đăng xuất" not in pages.get("/").text
    assert pages.get("/dang-nhap", follow_redirects=False).headers["location"] == "/"
    assert pages.get("/tai-khoan").status_code == 403


def test_campaigns_are_edited_by_administrators_and_files_sent_by_reviewers(client: Client) -> None:
    """A viewer changes nothing; a reviewer runs again and sends files, and edits no campaign."""
    folder = "/dot/d/tuyen-quang-dan-van-2024"
    changing = (f"{folder}/dong", f"{folder}/chep", folder, f"{folder}/don-vi/0", "/dot/lap", "/dot/ban-nhap/x")
    for role in (Role.VIEWER, Role.REVIEWER):
        browser = client()
        log_in(browser, role.value)
        token = token_of(browser.get("/dot"))
        assert not tree(browser.get(folder)).xpath("//form[contains(@class,'editor')]")
        for address in changing:
            assert browser.post(address, data={"token": token}).status_code in {403, 404}, address
        assert "đã đóng" not in browser.get("/dot").text
        sent = browser.post("/hop-thu", data={"token": token})
        assert sent.status_code == (403 if role is Role.VIEWER else 422)
        if role is Role.VIEWER:
            assert browser.post("/dot/chay", data={"token": token}).status_code == 403


def test_a_body_of_nobody_is_not_read(client: Client) -> None:
    """Who is not logged in cannot fill the disk: the files of a form are looked at only when it is known who sends them."""
    browser = client()
    answer = browser.post("/hop-thu", data={"token": "x"}, files={"tep": ("a.docx", b"abc")})
    assert answer.headers["location"].startswith("/dang-nhap")
