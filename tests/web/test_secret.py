"""What is set aside as secret is not handed out, by itself or with what it lies in."""

import zipfile
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from core.settings import Settings
from flows.run import Options, run, work_for
from flows.web import place_of
from tests.web.asking import HOST, send, tree_of
from tests.web.conftest import write_report
from web.app import create_app


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Return the pages over an archive with a secret member, one without, and a secret document alone."""
    folder = tmp_path_factory.mktemp("secret")
    inbox = folder / "inbox"
    inbox.mkdir()
    line = ("Đã tiếp 34 lượt công dân.",)
    plain = write_report(folder / "thường.docx", "SỞ TÀI CHÍNH", "88/BC-STC", line)
    secret = write_report(folder / "kín.docx", "MẬT\nSỞ TƯ PHÁP", "99/BC-STP", line)
    for name, members in (("có mật.zip", (plain, secret)), ("không mật.zip", (plain,))):
        with zipfile.ZipFile(inbox / name, "w") as archive:
            for one in members:
                archive.write(one, one.name)
    (inbox / "mật.docx").write_bytes(secret.read_bytes())
    settings = Settings(settle_seconds=0, workers=2)
    with work_for(inbox, settings.default_campaign, folder / "out", settings, Options()) as work:
        run(work)
    with (
        place_of(folder / "out", settings) as place,
        TestClient(create_app(place, frozenset({HOST})), base_url=f"http://{HOST}") as client,
    ):
        yield client


def address_of(pages: TestClient, source: str) -> str:
    """Return the address of a file's page."""
    (found,) = [link for link in tree_of(pages, f"/tep?tim={quote(source)}").xpath("//tbody//span[@class='file']/a") if link.text == source]  # fmt: skip
    return str(found.get("href"))


def test_an_archive_with_a_secret_member_is_not_handed_out(pages: TestClient) -> None:
    """The page says which member, the download is refused; the other members can be had one by one."""
    file = address_of(pages, "có mật.zip")
    said = tree_of(pages, file).xpath("string(//main)")
    assert "kín.docx" in said
    assert not tree_of(pages, file).xpath("//a[text()='Tải bản gốc']")
    answer = pages.get(f"{file}/goc")
    assert answer.status_code == 403
    assert "dấu độ mật" in answer.text
    assert b"PK\x03\x04" not in answer.content
    assert pages.get(f"{address_of(pages, 'có mật.zip!thường.docx')}/goc").content.startswith(b"PK")
    assert pages.get(f"{address_of(pages, 'không mật.zip')}/goc").content.startswith(b"PK")


@pytest.mark.parametrize("source", ["mật.docx", "có mật.zip!kín.docx"])
def test_a_secret_document_is_shown_nowhere(pages: TestClient, source: str) -> None:
    """No text, no page, no picture, no bytes, no hit, and it becomes no campaign."""
    file = address_of(pages, source)
    assert "34 lượt" not in pages.get(file).text
    assert pages.get(f"{file}/goc").status_code == 403
    assert pages.get(f"{file}/anh/1").status_code == 404
    assert "34 lượt" not in pages.get(f"{file}/trang").text
    assert send(pages, "/dot/lap", ma=file.rsplit("/", 1)[1]).status_code == 422
    hits = tree_of(pages, f"/tim?chu={quote('tiếp công dân')}").xpath("//ol[@class='hits']//b//a/@href")
    assert file not in hits
