"""A run over a few made-up reports, and the pages over it."""

import json
import os
import re
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copytree

import pytest
import uvicorn
from docx import Document
from fastapi.testclient import TestClient
from playwright.sync_api import sync_playwright

from core.settings import Settings
from flows.run import Options, run, work_for
from flows.web import place_of
from tests.databases import own_database
from tests.web.asking import HOST
from tests.web.browsing import PATIENCE, Seen
from web.app import create_app

HOSTILE = "<script>alert(1)</script>{{ 7*7 }} \"'> tổ chức 12 hội nghị dân vận khéo với 845 lượt người"
HOSTILE_FILE = "bc <img src=x onerror=alert(1)> \u202excod.docx"


def write_report(path: Path, unit: str, number: str, lines: tuple[str, ...]) -> Path:
    """Write a small annual report as Word does."""
    document = Document()
    head = document.add_table(rows=1, cols=2).rows[0].cells
    head[0].text = f"ỦY BAN NHÂN DÂN\nTỈNH TUYÊN QUANG\n{unit}\nSố: {number}"
    head[
        1
    ].text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nTuyên Quang, ngày 02 tháng 12 năm 2024"
    for line in (
        "BÁO CÁO",
        "Kết quả thực hiện công tác dân vận chính quyền năm 2024",
        "Thực hiện Văn bản số 1185/SNV-XDCQ&CTTN ngày 29/10/2024 của Sở Nội vụ, đơn vị báo cáo như sau:",
        "I. KẾT QUẢ THỰC HIỆN",
        *lines,
    ):
        document.add_paragraph(line)
    document.save(str(path))
    return path


_CLEARED = "Clear-Site-Data"  # Chromium tells, sooner or later, that it did what a log-out asks


@pytest.fixture(scope="session")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of a run over two reports (one with hostile words and name) and a broken file."""
    folder = tmp_path_factory.mktemp("web")
    inbox = folder / "inbox"
    inbox.mkdir()
    lines = (HOSTILE + ".", "Đơn vị chưa tổ chức được đối thoại với nhân dân.", "Dài " * 3000 + ".")
    write_report(inbox / HOSTILE_FILE, "SỞ TƯ PHÁP", "312/BC-STP", lines)
    good = (
        "Đã tiếp 34 lượt công dân và giải quyết 12 đơn thư khiếu nại, tố cáo.",
        "Thực hiện Chỉ thị số 33/CT-TTg ngày 26/11/2021 của Thủ tướng Chính phủ, đơn vị đã quán triệt tới 56 cán bộ.",
    )
    write_report(inbox / "tài chính.docx", "SỞ TÀI CHÍNH", "88/BC-STC", good)
    write_report(inbox / "không rõ.docx", "TỔ CÔNG TÁC LIÊN NGÀNH", "05/BC-TCT", good)
    (inbox / "hỏng.docx").write_bytes(b"PK\x03\x04 broken")
    settings = Settings(settle_seconds=0, workers=2)
    with work_for(inbox, settings.default_campaign, folder / "out", settings, Options()) as work:
        run(work)
    return folder / "out"


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine reaches a test."""
    for name in os.environ:
        if name.startswith("SOAT_") and name != "SOAT_TEST_POSTGRES":
            monkeypatch.delenv(name)


@pytest.fixture(scope="module")
def pages(results: Path) -> Iterator[TestClient]:
    """Return a client of the pages."""
    with (
        place_of(results, Settings()) as place,
        TestClient(create_app(place, frozenset({HOST})), base_url=f"http://{HOST}") as client,
    ):
        yield client


def own_copy(results: Path, folder: Path) -> Path:
    """Return a copy of results, with an inbox and a campaign of their own beside, which a test may change."""
    out = copytree(results, folder / "out")
    told = json.loads((out / "run.json").read_text(encoding="utf-8"))
    inbox = copytree(told["inbox"], folder / "inbox")
    campaign = copytree(told["campaign"], folder / "dot" / Path(told["campaign"]).name)
    places = {"inbox": str(inbox), "campaign": str(campaign)}
    (out / "run.json").write_text(json.dumps(told | places), encoding="utf-8")
    return out


@pytest.fixture(scope="session")
def results_store(results: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a PostgreSQL database that holds what `results` keep in their SQLite file."""
    settings = Settings(settle_seconds=0, workers=2)
    inbox = Path(json.loads((results / "run.json").read_text(encoding="utf-8"))["inbox"])
    with own_database() as url:
        told = settings.default_campaign, tmp_path_factory.mktemp("web") / "out", settings, Options(database=url)
        with work_for(inbox, *told) as work:
            run(work)
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of the database to which the settings lead the pages of the test; "" for SQLite in the results folder."""
    if request.param == "sqlite":
        yield ""
        return
    with own_database(request.getfixturevalue("results_store")) as url:
        monkeypatch.setenv("SOAT_DATABASE", url)
        yield url


@pytest.fixture
def desk(results: Path, tmp_path: Path, database: str) -> Iterator[TestClient]:
    """Return a client of the pages over results of its own, which a test may correct."""
    out = own_copy(results, tmp_path)
    if database:
        (out / "soat.db").unlink()
    with (
        place_of(out, Settings()) as place,
        TestClient(create_app(place, frozenset({HOST})), base_url=f"http://{HOST}") as client,
    ):
        yield client


@pytest.fixture(scope="session")
def hash_of(results: Path) -> Callable[[str], str]:
    """Return a function that gives the hash of the file whose name begins so."""

    def find(name: str) -> str:
        text = (results / "tables" / "documents.csv").read_text(encoding="utf-8-sig")
        line = next(line for line in text.splitlines() if name in line)
        found = re.search(r"[0-9a-f]{64}", line)
        assert found
        return found.group()

    return find


@pytest.fixture(scope="session")
def places(results: Path) -> dict[str, str]:
    """Where the run's inbox and campaign lie."""
    return dict(json.loads((results / "run.json").read_text(encoding="utf-8")))


@pytest.fixture
def address(results: Path, tmp_path: Path) -> Iterator[str]:
    """Serve results of its own on a free port."""
    out = own_copy(results, tmp_path)
    with socket.socket() as listener, place_of(out, Settings()) as place:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        app = create_app(place, frozenset({f"127.0.0.1:{port}"}))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        thread.join(30)


@pytest.fixture
def seen(address: str) -> Iterator[Seen]:
    """Return a browser's page; what it says on its console, and asks of others, fails the test."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        pytest.skip("no Chromium here")
    with sync_playwright() as library:
        browser = library.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.set_default_timeout(PATIENCE)
        watched = Seen(page, address)
        page.on("console", lambda said: _CLEARED in said.text or watched.troubles.append(f"console: {said.text}"))
        page.on("pageerror", lambda error: watched.troubles.append(f"error: {error}"))
        page.on(
            "request", lambda asked: asked.url.startswith(address) or watched.troubles.append(f"asked: {asked.url}")
        )
        yield watched
        browser.close()
        assert watched.troubles == []
