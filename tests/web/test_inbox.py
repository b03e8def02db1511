"""Files sent into the inbox: under safe names, never over another, never half."""

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from shutil import copytree
from typing import Any

import lxml.html
import pytest
from fastapi.testclient import TestClient
from starlette.datastructures import UploadFile

from core.settings import Settings
from flows.web import place_of
from tests.web.asking import HOST, token_of, tree_of
from web import inbox as pages_inbox
from web.app import create_app
from web.guard import LARGEST_UPLOAD
from web.inbox import MOST_FILES, take

SETTINGS = Settings(max_bytes=100_000, settle_seconds=0)


@pytest.fixture
def inbox(results: Path, tmp_path: Path) -> Path:
    """Return an inbox of its own, whose results lie beside."""
    out = copytree(results, tmp_path / "out")
    told = json.loads((out / "run.json").read_text(encoding="utf-8"))
    folder = copytree(told["inbox"], tmp_path / "hop-thu")
    (out / "run.json").write_text(json.dumps(told | {"inbox": str(folder)}), encoding="utf-8")
    return folder


@pytest.fixture
def desk(inbox: Path) -> Iterator[TestClient]:
    """Return a client of the pages over it."""
    with (
        place_of(inbox.parent / "out", SETTINGS) as place,
        TestClient(create_app(place, frozenset({HOST})), base_url=f"http://{HOST}") as client,
    ):
        yield client


def put(desk: TestClient, *files: tuple[str, bytes], form: str = "") -> Any:
    """Send files as the form does."""
    sent = [("tep", file) for file in files]
    return desk.post("/hop-thu", data={"token": form or token_of(desk)}, files=sent)


def told(answer: Any) -> str:
    """Return what the page says of the files."""
    return str(lxml.html.document_fromstring(answer.text).xpath("string(//main)"))


def state(inbox: Path) -> dict[str, bytes]:
    """Return all that lies in the inbox and around it."""
    return {str(path.relative_to(inbox.parent)): path.read_bytes() for path in inbox.rglob("*") if path.is_file()}


def test_files_lie_in_the_inbox_as_they_were_sent(desk: TestClient, inbox: Path) -> None:
    """Whole, under their own names; what lay there is as it was; the page leads to a run."""
    before = state(inbox)
    answer = put(desk, ("báo cáo mới.docx", b"abc"), ("b.pdf", b"%PDF"))
    assert answer.status_code == 200
    assert "Đã nhận 2/2 tệp" in told(answer)
    assert state(inbox) == {**before, "hop-thu/báo cáo mới.docx": b"abc", "hop-thu/b.pdf": b"%PDF"}
    assert lxml.html.document_fromstring(answer.text).xpath("//form[@action='/dot/chay']")
    assert tree_of(desk, "/tep").xpath("//form[@action='/hop-thu']//input[@type='file'][@multiple]")


def test_nothing_is_written_over(desk: TestClient, inbox: Path) -> None:
    """Another file of a name gets a number, the same file is not taken twice."""
    kept = (inbox / "tài chính.docx").read_bytes()
    answer = put(desk, ("tài chính.docx", b"khac"), ("tài chính.docx", kept), ("TÀI CHÍNH.docx", b"hoa"))
    assert (inbox / "tài chính.docx").read_bytes() == kept
    assert (inbox / "tài chính (2).docx").read_bytes() == b"khac"
    assert "đã có trong thư mục nhận (tài chính.docx)" in told(answer)


@pytest.mark.parametrize(
    ("name", "lies_as"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\x.docx", "x.docx"),
        ("/etc/y.docx", "y.docx"),
        ("a/../b.docx", "b.docx"),
        ("~$khoa.docx", "khoa.docx"),
        (".an.docx", "an.docx"),
        ("a!b.docx", "b.docx"),
        ("x\u202excod.docx", "xxcod.docx"),
        ("<img src=x>.docx", "img src=x.docx"),
        ("x" * 400 + ".docx", "x" * 200 + ".docx"),
        ("ộ" * 400 + ".docx", "ộ" * 66 + ".docx"),
    ],
)
def test_names_are_made_safe(desk: TestClient, inbox: Path, name: str, lies_as: str) -> None:
    """No name leads out of the inbox, hides, or holds what a name may not."""
    outside = {path.name for path in inbox.parent.iterdir()}
    before = set(state(inbox))
    assert put(desk, (name, b"abc")).status_code == 200
    assert set(state(inbox)) - before == {f"hop-thu/{lies_as}"}
    assert {path.name for path in inbox.parent.iterdir()} == outside


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.docx", b"", "rỗng"),
        ("a.pdf", b"x" * 100_001, "quá lớn"),
        ("a.part", b"x", "tạm"),
        ("Thumbs.db", b"x", "tạm"),
    ],
)
def test_what_is_no_report_is_refused(desk: TestClient, inbox: Path, name: str, content: bytes, reason: str) -> None:
    """Empty, too large and passing files are named with the reason; the others of the same form are taken."""
    before = state(inbox)
    answer = put(desk, (name, content), ("tốt.docx", b"abc"))
    assert reason in told(answer)
    assert "Đã nhận 1/2 tệp" in told(answer)
    assert state(inbox) == {**before, "hop-thu/tốt.docx": b"abc"}


def test_too_much_at_once_is_refused(desk: TestClient, inbox: Path) -> None:
    """Too many files, or too many bytes, or none: nothing is taken."""
    before = state(inbox)
    assert put(desk, *((f"{at}.docx", b"x") for at in range(MOST_FILES + 1))).status_code == 413
    headers = {"content-length": str(LARGEST_UPLOAD + 1)}
    assert desk.post("/hop-thu", content=b"x", headers=headers).status_code == 413
    assert put(desk).status_code == 422
    assert state(inbox) == before


def test_only_our_own_form_is_taken(desk: TestClient, inbox: Path) -> None:
    """A form without our token, or of another site, leaves nothing."""
    before = state(inbox)
    assert put(desk, ("a.docx", b"abc"), form="x").status_code == 403
    files = {"tep": ("a.docx", b"abc")}
    other = {"origin": "http://evil.example"}
    assert desk.post("/hop-thu", data={"token": token_of(desk)}, files=files, headers=other).status_code == 403
    assert state(inbox) == before


def test_a_full_disk_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not be written whole is not there."""

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pages_inbox.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        take(UploadFile(BytesIO(b"abc"), filename="a.docx"), tmp_path, 1000)
    assert list(tmp_path.iterdir()) == []


def test_a_share_without_links_takes_files_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is moved over an empty one of its own; a name that is taken is still not touched."""

    def refused(_self: Path, _target: Path) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(Path, "hardlink_to", refused)
    (tmp_path / "a.docx").write_bytes(b"alt")
    taken = take(UploadFile(BytesIO(b"neu"), filename="a.docx"), tmp_path, 1000)
    assert taken.name == "a (2).docx"
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "a.docx": b"alt",
        "a (2).docx": b"neu",
    }
