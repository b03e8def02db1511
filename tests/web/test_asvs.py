"""What OWASP's ASVS 4.0.3 asks at level 1 of pages like these; the number of each requirement stands with its test.

Tested elsewhere: passwords 2.1 and 2.2 (tests/core, tests/store/test_accounts.py), sessions 3.2 and 3.4 (test_access.py),
roles 4.1 (test_access.py), foreign forms 4.2.2 (test_review.py, test_inbox.py), formulas in cells 5.3.10 (tests/reports),
uploads 12.1 to 12.3 (test_inbox.py), secret documents 8.3 (test_secret.py).
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import lxml.html
import pytest
from fastapi.testclient import TestClient

from core.account import Role
from core.settings import Settings
from flows.user import add
from flows.web import place_of
from tests.web.asking import HOST, send, token_of, tree_of
from tests.web.conftest import own_copy
from web.app import create_app

PUBLIC = "soat.example.vn"
CAMPAIGN = "/dot/d/tuyen-quang-dan-van-2024"
HOSTILE = "<img src=x onerror=alert(1)>\"'>{{ 7*7 }}${7*7}</textarea><script>alert(1)</script>"
NASTY = (
    "'; DROP TABLE runs; --",
    '" OR 1=1 --',
    "\x00",
    "\ud7ff",
    "../" * 9,
    "%00",
    "9" * 400,
    "-1",
    "<script>",
    "a" * 3000,
    "*",
    "NEAR(",
)
Hash = Callable[[str], str]


def pages_of(hash_of: Hash) -> tuple[str, ...]:
    """Return an address of each kind of page."""
    file = f"/tep/{hash_of('312/BC-STP')}"
    return (
        *("/", "/ra-soat", "/tep", "/van-ban", "/can-xu-ly", "/ket-qua", "/tim?chu=dan+van", "/don-vi/stp"),
        *(
            "/o/stp/3",
            "/ra-soat/o/stp/3",
            file,
            f"{file}?o=stp/3",
            f"{file}/trang",
            "/dot",
            CAMPAIGN,
            f"{CAMPAIGN}/don-vi",
        ),
        *(f"{CAMPAIGN}/don-vi/0", f"{CAMPAIGN}/don-vi/moi"),
    )


@pytest.fixture
def hostile(results: Path, tmp_path: Path, hash_of: Hash) -> Iterator[TestClient]:
    """Return the pages over results whose campaign, units, notes and reviewers are hostile too."""
    out = own_copy(results, tmp_path)
    folder = Path(json.loads((out / "run.json").read_text(encoding="utf-8"))["campaign"])
    toml = (folder / "campaign.toml").read_text(encoding="utf-8")
    (folder / "campaign.toml").write_text(
        toml.replace("Quán triệt chỉ thị", json.dumps(HOSTILE)[1:-1]), encoding="utf-8"
    )
    with (
        place_of(out, Settings()) as place,
        TestClient(create_app(place, frozenset({HOST})), base_url=f"http://{HOST}") as client,
    ):
        send(client, "/ra-soat/ten", ten=HOSTILE[:190])
        send(client, "/o/stp/3/ra-soat", viec="set", muc="done", ghi_chu=HOSTILE)
        send(client, f"/tep/{hash_of('không rõ.docx')}/don-vi", don_vi="sxd", ghi_chu=HOSTILE)
        yield client


def test_whatever_is_written_is_only_shown(hostile: TestClient, hash_of: Hash) -> None:
    """5.3.3, 5.2.1, 5.2.5: names of files, texts, notes, reviewers, tasks and what is asked make no element and no expression."""
    asked = (
        f"/?tim={quote(HOSTILE)}",
        f"/tep?tim={quote(HOSTILE)}",
        f"/tim?chu={quote(HOSTILE[:150])}",
        f"/van-ban?tim={quote(HOSTILE)}",
    )
    for address in (*pages_of(hash_of), *asked, f"/khong-co/{quote(HOSTILE)}"):
        answer = hostile.get(address)
        tree = lxml.html.document_fromstring(answer.text)
        assert not tree.xpath("//main//img | //main//script | //@*[starts-with(name(), 'on')] | //iframe"), address
        assert not tree.xpath("//a[starts-with(@href, 'javascript:')]"), address
        assert "\u202e" not in answer.text, address
    assert HOSTILE in tree_of(hostile, "/o/stp/3").text_content()
    assert HOSTILE in tree_of(hostile, CAMPAIGN).xpath("//input[@name='t_title']/@value")[0]


def test_a_form_shows_hostile_words_back_harmlessly(hostile: TestClient) -> None:
    """5.3.3: what is typed wrongly comes back as it was typed, and a preview quotes it as words."""
    fields = {"unit_id": "", "name": HOSTILE, "kind": HOSTILE, "aliases": HOSTILE, "valid_from": HOSTILE}
    tree = lxml.html.document_fromstring(send(hostile, f"{CAMPAIGN}/don-vi/moi", **fields).text)
    assert not tree.xpath("//main//img | //main//script")
    assert tree.xpath("//input[@name='name']/@value") == [HOSTILE]
    good = fields | {"unit_id": "moi", "kind": "xa", "valid_from": ""}
    tree = tree_of(hostile, send(hostile, f"{CAMPAIGN}/don-vi/moi", **good).headers["location"])
    assert not tree.xpath("//main//img | //main//script")


@pytest.mark.parametrize("nasty", NASTY)
def test_no_question_breaks_a_page(pages: TestClient, hash_of: Hash, nasty: str) -> None:
    """5.1.3, 5.3.4, 5.3.8, 12.3.1: whatever stands in an address is refused or answered, never with a failure of the server."""
    said = quote(nasty, safe="", errors="surrogatepass")
    file = f"/tep/{hash_of('88/BC-STC')}"
    asked = (
        *(
            f"/?tim={said}",
            f"/?loc={said}&xep={said}",
            f"/tep?tim={said}&loc={said}",
            f"/tim?chu={said}",
            f"/tim?chu=a&so={said}",
        ),
        *(
            f"/van-ban?tim={said}",
            f"/van-ban/xem?khoa={said}",
            f"/don-vi/{said}",
            f"/o/{said}/{said}",
            f"/tep/{said}",
            f"/tep/{said}/goc",
        ),
        *(
            f"{file}/trang?trang={said}",
            f"{file}/trang?tu={said}&den=3",
            f"{file}/anh/{said}",
            f"{file}/anh/1?r={said}",
            f"{file}?o={said}",
        ),
        *(
            f"/dot/d/{said}",
            f"/dot/d/{said}/don-vi",
            f"{CAMPAIGN}/don-vi/{said}",
            f"{CAMPAIGN}?nhap={said}",
            f"/dot/ban-nhap/{said}",
            f"/static/{said}",
        ),
    )
    for address in asked:
        assert pages.get(address).status_code < 500, address


def test_no_form_breaks_the_server(desk: TestClient, hash_of: Hash) -> None:
    """5.1.3, 13.1.5: forms without their fields, with others, or that are no forms at all are refused."""
    file = f"/tep/{hash_of('88/BC-STC')}"
    posts = ("/o/stc/3/ra-soat", "/ra-soat/ten", f"{file}/don-vi", "/hop-thu", "/dot/lap", "/dot/chay/x", CAMPAIGN, f"{CAMPAIGN}/don-vi/0", f"{CAMPAIGN}/khac", "/dot/ban-nhap/x", "/ket-qua/x")  # fmt: skip
    token = token_of(desk)
    for address in posts:
        for data in (
            {},
            {"viec": "x", "muc": "x", "t_id": "1", "bo": "x", "tep": "x", "ma": "x", "don_vi": "x"},
            {"viec": "assign"},
        ):
            assert desk.post(address, data={"token": token, **data}).status_code < 500, (address, data)
        assert desk.post(address, json={"token": token}).status_code in {403, 404, 422}, address
        assert desk.post(address, content=b"\xff\x00", headers={"content-type": "multipart/form-data"}).status_code in {400, 403, 404, 422}, address  # fmt: skip
        assert desk.post(address, content=b"").status_code in {403, 404, 413, 422}, address


def test_every_answer_carries_what_browsers_are_to_keep(pages: TestClient, hash_of: Hash) -> None:
    """14.4.1 to 14.4.7, 8.2.1: type with charset, policy, no sniffing, no frames, no referrer, and nothing kept."""
    file = f"/tep/{hash_of('88/BC-STC')}"
    for address in (*pages_of(hash_of), f"{file}/goc", "/khong-co", "/van-ban/xem", "/ket-qua/bang-tinh"):
        headers = pages.get(address).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"], address
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store", address
        assert "server" not in headers
        assert not headers["content-type"].startswith("text/") or "charset=utf-8" in headers["content-type"]
    assert pages.get(f"{file}/goc").headers["content-disposition"].startswith("attachment")  # 12.5.2


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "XYZ"])
def test_no_other_method_does_anything(desk: TestClient, method: str) -> None:
    """14.5.1, 13.2.1: pages are asked for and forms are sent, nothing else."""
    for address in ("/", "/o/stc/3/ra-soat", "/tep", CAMPAIGN, "/hop-thu", "/static/soat.js"):
        assert desk.request(method, address).status_code in {403, 405, 413}, address


def test_other_origins_are_told_nothing(pages: TestClient) -> None:
    """14.5.2, 14.5.3: no page may be read from elsewhere, whatever the browser says of itself."""
    answer = pages.get("/", headers={"origin": "http://evil.example"})
    assert not {name for name in answer.headers if name.startswith("access-control")}
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"


def test_a_failure_inside_tells_nothing(desk: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """7.4.1, 14.3.2: the page says that something failed, with the same headers; no trace, no path, no text of the error."""

    def broken(_snapshot: object, _reviews: object) -> None:
        raise RuntimeError("/duong/dan/bi-mat")

    monkeypatch.setattr("web.review.queue_of", broken)
    quiet = TestClient(desk.app, base_url=f"http://{HOST}", raise_server_exceptions=False)
    answer = quiet.get("/ra-soat")
    assert answer.status_code == 500
    assert "bi-mat" not in answer.text
    assert "Traceback" not in answer.text
    assert lxml.html.document_fromstring(answer.text).xpath("//h1")
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["cache-control"] == "no-store"


def test_a_session_ends_with_logging_out_and_tls_is_kept_to(results: Path, tmp_path: Path) -> None:
    """3.3.1, 3.4, 14.4.5: the token is of no use afterwards; under the public name browsers are told to keep to TLS."""
    out = own_copy(results, tmp_path)
    add(out, Settings(), "Lan", Role.REVIEWER, "bốn con mèo lười")
    with place_of(out, Settings()) as place:
        app = create_app(place, frozenset({HOST}), PUBLIC)
        with TestClient(app, base_url=f"https://{PUBLIC}", follow_redirects=False) as browser:
            page = browser.get("/dang-nhap")
            assert page.headers["strict-transport-security"].startswith("max-age=")
            token = lxml.html.document_fromstring(page.text).xpath("//input[@name='token']/@value")[0]
            browser.post("/dang-nhap", data={"token": token, "ten": "Lan", "mat_khau": "bốn con mèo lười"})
            kept = dict(browser.cookies)
            page = browser.get("/")
            assert page.status_code == 200
            assert not [name for name in kept if kept[name] in page.text]  # 3.1.1: the token stands in no page
            token = lxml.html.document_fromstring(page.text).xpath("//form[@class='who']/input/@value")[0]
            browser.post("/dang-xuat", data={"token": token})
            browser.cookies.clear()
            for name, value in kept.items():
                browser.cookies.set(name, value)
            assert browser.get("/").status_code == 303
    assert "strict-transport-security" not in TestClient(app, base_url=f"http://{HOST}").get("/khong-co").headers
