"""The law of containers: a member that ends the worker has its own row with its code, and costs no other member."""

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from core.problem import Code, Problem
from core.settings import Settings
from extractors.workers.sandbox import Sandbox
from flows.document import ReadJob, ReadKept, read_and_describe, sandbox_for
from flows.reading import read_all, read_alone
from tests.hostile.kit import CASES
from tests.hostile.packing import zipped

GOOD = "Trường học đã tổ chức 12 buổi tuyên truyền".encode()
_BOMBS = {case.name: case for case in CASES}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """One worker with the limits that a run has by default."""
    with sandbox_for(Settings(), 1) as made:
        yield made


def _bomb(folder: Path, name: str) -> bytes:
    return _BOMBS[name].write(folder / "kit").read_bytes()


def _mail(members: dict[str, bytes]) -> bytes:
    message = EmailMessage()
    message["Subject"] = "Gửi báo cáo"
    message.set_content("Xin gửi báo cáo.")
    for name, content in members.items():
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def _codes(sandbox: Sandbox, path: Path) -> dict[str, list[Code]]:
    """Return the problems of the file and its members, by their suffixes; [] where there is text and nothing to say."""
    ((_, done),) = read_alone(sandbox, read_and_describe, [ReadJob(path.name, path, Settings())])
    assert not isinstance(done, Problem)
    assert len(done.items) == len(done.descriptions)
    assert all(item.reading.document or item.reading.problems for item in done.items)
    return {item.suffix: [one.code for one in item.reading.problems] for item in done.items}


def test_a_member_that_ends_the_worker_costs_no_other_member(sandbox: Sandbox, tmp_path: Path) -> None:
    """In an archive in an e-mail too: what lies beside it is read, and the e-mail's own text."""
    bomb = _bomb(tmp_path, "pdf/bomb-font-file.pdf")
    inner = zipped({"1.txt": GOOD, "2.pdf": bomb, "3.txt": GOOD})
    path = tmp_path / "thu.eml"
    path.write_bytes(_mail({"a.txt": GOOD, "b.zip": inner, "c.txt": GOOD}))
    assert _codes(sandbox, path) == {
        "": [Code.CONTAINER],
        "!a.txt": [],
        "!b.zip": [Code.CONTAINER],
        "!b.zip!1.txt": [],
        "!b.zip!2.pdf": [Code.MEMORY],
        "!b.zip!3.txt": [],
        "!c.txt": [],
    }


@pytest.mark.slow
def test_one_member_that_takes_all_the_time_is_left_alone(sandbox: Sandbox, tmp_path: Path) -> None:
    """Each way to end a worker is its member's own."""
    path = tmp_path / "a.zip"
    members = {name: _bomb(tmp_path, f"pdf/{name}") for name in ("pattern.pdf", "bomb-text.pdf")}
    path.write_bytes(zipped({"1.txt": GOOD, **members, "2.txt": GOOD}))
    assert _codes(sandbox, path) == {
        "": [Code.CONTAINER],
        "!1.txt": [],
        "!pattern.pdf": [Code.TIMEOUT],
        "!bomb-text.pdf": [Code.MEMORY],
        "!2.txt": [],
    }


@pytest.mark.slow
def test_behind_many_such_members_the_rest_is_left(sandbox: Sandbox, tmp_path: Path) -> None:
    """An archive of nothing but bombs ends, with a row for each of them."""
    bomb = _bomb(tmp_path, "pdf/bomb-font-file.pdf")
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"0.txt": GOOD, **{f"{number}.pdf": bomb for number in range(1, 9)}}))
    found = _codes(sandbox, path)
    assert list(found.values()) == [[Code.CONTAINER], [], *[[Code.MEMORY]] * 4, *[[Code.TOO_MANY_MEMBERS]] * 4]


def test_a_run_keeps_what_was_read_beside_such_a_member(sandbox: Sandbox, tmp_path: Path) -> None:
    """What is packed in the worker to be kept is the second reading."""
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"1.pdf": _bomb(tmp_path, "pdf/bomb-font-file.pdf"), "2.txt": GOOD}))
    ((job, done),) = read_all(sandbox, [ReadJob(path.name, path, Settings())])
    assert isinstance(done, ReadKept)
    assert [(suffix, found.code) for suffix, found in job.lost] == [("!1.pdf", Code.MEMORY)]
    assert len(done.descriptions) == 1


def test_a_file_that_ends_the_worker_by_itself_is_not_read_again(sandbox: Sandbox, tmp_path: Path) -> None:
    """What is no member is lost as before, once."""
    path = tmp_path / "a.pdf"
    path.write_bytes(_bomb(tmp_path, "pdf/bomb-font-file.pdf"))
    ((job, done),) = read_all(sandbox, [ReadJob(path.name, path, Settings())])
    assert isinstance(done, Problem)
    assert (done.code, job.lost) == (Code.MEMORY, ())
