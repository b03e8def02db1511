"""Laws of a run over an inbox that lies elsewhere: its results are those of a folder, and its copies are not for keeps."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from core.settings import Settings
from flows.again import _command
from flows.forget import forget
from flows.inbox import MIRROR, inbox_of
from flows.run import RunResult
from flows.verify import paths_in, verify
from flows.web import place_of
from tests.flows.conftest import Soat
from tests.flows.stores import Bucket
from tests.web.asking import HOST, token_of, tree_of
from tests.web.conftest import write_report
from web.app import create_app

RunOver = Callable[..., RunResult]
HandedOut = Callable[[Path], dict[str, bytes]]
Rows = Callable[[Path, str], list[dict[str, str]]]


@pytest.fixture
def filled(bucket: Bucket, inbox: Path) -> Bucket:
    """The inbox of the tests in a bucket."""
    for path in inbox.rglob("*"):
        if path.is_file():
            bucket.put(path.relative_to(inbox).as_posix(), path.read_bytes())
    return bucket


@pytest.fixture
def ran_there(filled: Bucket, ran: Path, run_over: RunOver) -> Path:
    """The results of a run over the bucket, with a store that knew the files already."""
    assert run_over(filled.url, ran).read == 0
    return ran


def test_results_are_those_of_a_folder(
    filled: Bucket, ran: Path, out: Path, run_over: RunOver, handed_out: HandedOut
) -> None:
    """Tables, workbook and page are the same bytes; a second run has nothing to do."""
    assert run_over(filled.url, out).read == 4
    assert handed_out(out) == handed_out(ran)
    assert json.loads((out / "run.json").read_text(encoding="utf-8"))["inbox"] == filled.url
    assert run_over(filled.url, out).changed is None


def test_originals_are_found_again(ran_there: Path) -> None:
    """Verifying and the pages open the copies by the names of the tables."""
    verdict = verify(ran_there, Settings())
    assert verdict.faults == ()
    assert verdict.quotes > 0
    assert all(path.is_relative_to(ran_there / MIRROR) for path in paths_in(inbox_of(ran_there)).values())
    assert len(paths_in(inbox_of(ran_there))) == 4


def test_no_secret_document_stays(filled: Bucket, ran_there: Path, tmp_path: Path, run_over: RunOver) -> None:
    """The copy of a secret document goes when the run ends, and again after the next, which has nothing to do."""
    secret = write_report(tmp_path / "mật.docx", "MẬT\nSỞ TƯ PHÁP", "99/BC-STP", ("Đã tiếp 34 lượt công dân.",))
    filled.put("mật.docx", secret.read_bytes())
    for read, changed in ((1, 0), (0, None)):
        result = run_over(filled.url, ran_there)
        assert (result.read, result.changed) == (read, changed)
        assert [row["code"] for row in result.quarantined if row["source"] == "mật.docx"] == ["secret"]
        assert len(paths_in(inbox_of(ran_there))) == 4
        assert not list((ran_there / MIRROR).rglob("mật.docx"))


def test_forgetting_empties_the_mirror_too(filled: Bucket, ran_there: Path, run_over: RunOver, rows_of: Rows) -> None:
    """The copies of a unit's files go with it; they are named, for the store still has them and the next run would read them."""
    said = list(forget(ran_there, Settings(), unit="thanhtra"))
    assert said[-1] == "Vẫn còn trong thư mục nhận, lần chạy sau sẽ đọc lại: thanh tra.docx"
    left = {path.name for path in (ran_there / MIRROR).rglob("*") if path.is_file()}
    assert left == {"index.jsonl", "CV giao việc.docx", "nông nghiệp.docx", "lỗi.docx"}
    lines = (ran_there / MIRROR / "index.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 3
    assert not [line for line in lines if json.loads(line)[0] == "thanh tra.docx"]
    filled.take_out("thanh tra.docx")
    run_over(filled.url, ran_there)
    assert "thanh tra.docx" not in {row["source"] for row in rows_of(ran_there, "documents")}


def test_a_folder_again_leaves_no_copies(inbox: Path, ran_there: Path, run_over: RunOver) -> None:
    """Copies of an inbox that is not asked any more are not kept."""
    assert (ran_there / MIRROR).is_dir()
    assert run_over(inbox, ran_there).changed is None
    assert not (ran_there / MIRROR).exists()


def test_the_pages_take_no_files_for_it(ran_there: Path, filled: Bucket) -> None:
    """They say where to send files, offer no form, and take none that comes all the same; running again asks the same store."""
    with (
        place_of(ran_there, Settings()) as place,
        TestClient(create_app(place, frozenset({HOST})), base_url=f"http://{HOST}") as client,
    ):
        page = tree_of(client, "/tep")
        assert filled.url in page.xpath("string(//main)")
        assert not page.xpath("//form[@action='/hop-thu']")
        answer = client.post("/hop-thu", data={"token": token_of(client)}, files=[("tep", ("a.docx", b"abc"))])
    assert answer.status_code == 409
    assert filled.url in answer.text
    assert filled.url in _command(filled.url, Path("campaign"), ran_there)


def test_an_empty_store_is_said(bucket: Bucket, ran: Path, handed_out: HandedOut, soat_here: Soat) -> None:
    """A prefix with nothing below is an inbox without files: one line, and the old tables stay."""
    before = handed_out(ran)
    done = soat_here("run", bucket.url, "--out", ran, "--quiet")
    assert (done.returncode, done.stderr) == (
        2,
        f"soat: Thư mục nhận {bucket.url} chưa có tệp nào. Chép báo cáo vào đó rồi chạy lại.\n",
    )
    assert handed_out(ran) == before


@pytest.mark.slow
@pytest.mark.parametrize("command", ["run", "nightly"])
def test_commands_take_a_url(  # noqa: PLR0917 - fixtures
    filled: Bucket, ran: Path, out: Path, soat: Soat, handed_out: HandedOut, command: str
) -> None:
    """As programs of their own, plain and under Prefect, they find the store by fsspec's own settings."""
    done = soat(command, filled.url, "--out", out, **filled.environment)
    assert done.returncode == 0, done.stderr
    assert handed_out(out) == handed_out(ran)
