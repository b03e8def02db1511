"""Laws of forgetting: nothing of what is forgotten is left in store, caches and results, and nothing else goes."""

import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from core.settings import Settings
from flows.errors import UserError
from flows.forget import forget
from flows.run import RunResult
from store.codec import DESCRIPTION
from store.store import open_store

Rows = Callable[[Path, str], list[dict[str, str]]]
RunOver = Callable[..., RunResult]


def everything_in(out: Path) -> bytes:
    """Return all bytes below OUT."""
    return b"".join(path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file())


def test_nothing_of_a_unit_is_left(inbox: Path, ran: Path, run_over: RunOver, rows_of: Rows) -> None:
    """Sentences, file and history of the unit are in no file of OUT any more; the other units stand as they stood."""
    run_over(inbox, ran)
    own = next(row["sentence"] for row in rows_of(ran, "evidence") if row["unit_id"] == "thanhtra").encode()
    other = [row for row in rows_of(ran, "coverage") if row["unit_id"] == "snn"]
    (ran / "cache" / "ocr" / "aa").mkdir(parents=True)
    (ran / "cache" / "ocr" / "aa" / "bb").write_bytes(b"scanned")
    assert own in everything_in(ran)
    said = list(forget(ran, Settings(), unit="thanhtra"))
    assert said[0].startswith("Đã quên 1 tệp")
    assert "thanh tra.docx" in said[1]
    left = everything_in(ran)
    assert own not in left
    assert b"thanh tra.docx" not in left
    assert b"scanned" not in left
    assert [row for row in rows_of(ran, "coverage") if row["unit_id"] == "snn"] == other
    assert {row["unit_id"] for row in rows_of(ran, "changes")} == {"snn"}


def test_a_file_that_left_the_inbox_before_is_forgotten_too(
    inbox: Path, ran: Path, run_over: RunOver, rows_of: Rows, database: str
) -> None:
    """A report that was replaced, or taken out, is in no table; what was read of it, and its pages, go with its unit all the same."""
    run_over(inbox, ran)
    old = {row["source"]: row["document_id"] for row in rows_of(ran, "documents")}
    own = next(row["sentence"] for row in rows_of(ran, "evidence") if row["unit_id"] == "thanhtra").encode()
    with zipfile.ZipFile(inbox / "gửi kèm.zip", "w") as packed:
        packed.write(inbox / "thanh tra.docx", "ttr.docx")
    (inbox / "thanh tra.docx").unlink()
    run_over(inbox, ran)
    (inbox / "gửi kèm.zip").unlink()
    run_over(inbox, ran)
    pages = ran / "cache" / "pages"
    pages.mkdir(parents=True)
    names = [f"{old['thanh tra.docx']}-1-1100.jpg", f"{old['thanh tra.docx']}.pdf", f"{old['lỗi.docx']}-1-1100.jpg"]
    for name in names:
        (pages / name).write_bytes(b"page")
    with open_store(database or ran / "soat.db") as store:
        assert store.newest(old["thanh tra.docx"], DESCRIPTION) is not None
    said = list(forget(ran, Settings(), unit="thanhtra"))
    assert said == [
        "Đã quên 0 tệp và những gì tìm thấy trong đó.",
        "Đã quên 2 tệp đã đọc trước đây, nay không còn trong bảng nào.",
    ]
    with open_store(database or ran / "soat.db") as store:
        assert store.newest(old["thanh tra.docx"], DESCRIPTION) is None
    assert own not in everything_in(ran)
    assert [path.name for path in pages.iterdir()] == names[2:]
    assert run_over(inbox, ran).read == 0


def test_a_file_that_is_still_there_is_read_again(inbox: Path, ran: Path, run_over: RunOver, rows_of: Rows) -> None:
    """The inbox is never touched: without its file the unit stays forgotten, with it the next run reads it anew."""
    run_over(inbox, ran)
    before = rows_of(ran, "coverage")
    list(forget(ran, Settings(), unit="thanhtra"))
    assert run_over(inbox, ran).read == 1
    assert rows_of(ran, "coverage") == before
    list(forget(ran, Settings(), unit="thanhtra"))
    (inbox / "thanh tra.docx").unlink()
    assert run_over(inbox, ran).read == 0
    assert not [row for row in rows_of(ran, "documents") if row["source"] == "thanh tra.docx"]


def test_what_was_read_before_a_day_goes(inbox: Path, ran: Path, run_over: RunOver, rows_of: Rows) -> None:
    """Yesterday nothing was read, so nothing goes; by tomorrow everything was, and all is gone."""
    run_over(inbox, ran)
    rows = rows_of(ran, "documents")
    today = datetime.now(UTC).date()
    assert list(forget(ran, Settings(), before=today - timedelta(days=2))) == [
        "Đã quên 0 tệp và những gì tìm thấy trong đó."
    ]
    assert rows_of(ran, "documents") == rows
    said = list(forget(ran, Settings(), before=today + timedelta(days=2)))
    assert said[0].startswith(f"Đã quên {len(rows)} tệp")
    assert rows_of(ran, "documents") == []
    assert run_over(inbox, ran).read == 4
    assert rows_of(ran, "documents") == rows


@pytest.mark.parametrize(
    "asked", [{}, {"unit": "thanhtra", "before": date(2024, 1, 1)}, {"unit": "không có đơn vị này"}]
)
def test_what_is_to_be_forgotten_must_be_said(ran: Path, asked: dict[str, object]) -> None:
    """Neither, both, or an unknown unit: one line, and nothing is deleted."""
    before = everything_in(ran)
    with pytest.raises(UserError):
        list(forget(ran, Settings(), **asked))  # type: ignore[arg-type] - as a test names them
    assert everything_in(ran) == before
