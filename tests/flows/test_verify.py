"""Laws of `soat verify`: every quote of the tables stands in its source, and each way of being wrong is said."""

import csv
import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from core.settings import Settings
from flows.errors import UserError
from flows.run import RunResult
from flows.verify import quotes, verify

RunOver = Callable[..., RunResult]
Rows = Callable[[Path, str], list[dict[str, str]]]


def tamper(out: Path, table: str, column: str, value: str) -> dict[str, str]:
    """Put another value into the first row of a table; return the row as it was."""
    path = out / "tables" / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    first = dict(rows[0])
    rows[0][column] = value
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(first))
        writer.writeheader()
        writer.writerows(rows)
    return first


def test_a_true_table_has_no_faults(ran: Path, rows_of: Rows) -> None:
    """Over an unchanged inbox every quote is looked up, in every source, and found."""
    verdict = verify(ran, Settings())
    tables = [rows_of(ran, name) for name in ("evidence", "references", "remarks")]
    assert verdict.faults == ()
    assert verdict.quotes == sum(map(len, tables)) > 0
    assert verdict.sources == len({row["source"] for table in tables for row in table})


@pytest.mark.parametrize(
    ("table", "column"), [("evidence", "sentence"), ("references", "text"), ("remarks", "sentence")]
)
def test_words_that_do_not_stand_in_the_source_are_a_fault(ran: Path, table: str, column: str) -> None:
    """A quote that nobody wrote is one fault, with its source, its words and its table."""
    row = tamper(ran, table, column, "Câu này không ai viết.")
    verdict = verify(ran, Settings())
    assert len(verdict.faults) == 1
    assert row["source"] in verdict.faults[0]
    assert "Câu này không ai viết." in verdict.faults[0]
    assert table in verdict.faults[0]


def test_a_quote_must_stand_at_its_place(ran: Path) -> None:
    """Where the table tells the place, the words must stand right there."""
    row = tamper(ran, "evidence", "start", "0")
    verdict = verify(ran, Settings())
    assert int(row["start"]) > 0
    assert [row["source"] in fault for fault in verdict.faults] == [True]


def test_a_changed_source_is_said(inbox: Path, ran: Path, sample_files: dict[str, Path]) -> None:
    """A file of other content than the tables tell is named as changed, not as lacking sentences."""
    shutil.copy(sample_files["bdt"], inbox / "thanh tra.docx")
    verdict = verify(ran, Settings())
    assert verdict.faults
    assert all(fault.startswith("thanh tra.docx:") and "đã đổi nội dung" in fault for fault in verdict.faults)


def test_a_source_that_is_gone_is_said(inbox: Path, ran: Path) -> None:
    """A file that cannot be reopened makes each of its quotes a fault."""
    (inbox / "thanh tra.docx").unlink()
    verdict = verify(ran, Settings())
    assert verdict.faults
    assert all("thanh tra.docx" in fault for fault in verdict.faults)


def test_a_document_id_that_is_not_the_sources_is_a_fault(ran: Path) -> None:
    """A quote holds for the bytes that its document_id names, and for no others."""
    row = tamper(ran, "evidence", "document_id", "0" * 64)
    assert [row["source"] in fault for fault in verify(ran, Settings()).faults] == [True]


def test_names_with_signs_of_the_tables_are_found(inbox: Path, ran: Path, run_over: RunOver, rows_of: Rows) -> None:
    """A file whose name holds "!", starts like a formula or like an option is reopened under its own name."""
    (inbox / "thanh tra.docx").rename(inbox / "=gấp!!.docx")
    (inbox / "khối sở" / "nông nghiệp.docx").rename(inbox / "-x!khối.docx")
    run_over(inbox, ran)
    sources = {row["source"] for row in rows_of(ran, "evidence")}
    assert sources == {"./=gấp!!.docx", "./-x!khối.docx"}
    verdict = verify(ran, Settings())
    assert (verdict.faults, verdict.quotes > 0) == ((), True)


def test_members_of_a_container_named_with_the_sign_are_found(inbox: Path, ran: Path, run_over: RunOver) -> None:
    """The "!" in an archive's own name and in its member's name are told from the one between them."""
    with zipfile.ZipFile(inbox / "gấp!.zip", "w") as packed:
        packed.write(inbox / "thanh tra.docx", "xem ngay!.docx")
    (inbox / "thanh tra.docx").unlink()
    run_over(inbox, ran)
    found = [quote for quote in quotes(ran) if quote.source.startswith("gấp!.zip!xem ngay!.docx")]
    assert found
    assert verify(ran, Settings()).faults == ()


@pytest.mark.parametrize("odd", [b"hai\ndong.docx", "\u202excod.docx".encode(), b"T\xe0i ch\xednh.docx"])
def test_names_that_no_table_can_hold_are_found(inbox: Path, ran: Path, run_over: RunOver, odd: bytes) -> None:
    """A counting report whose name holds a line end, turning marks or no UTF-8 can be reopened from the tables."""
    (inbox / "thanh tra.docx").rename(inbox / os.fsdecode(odd))
    run_over(inbox, ran)
    assert verify(ran, Settings()).faults == ()


def test_sources_below_the_inbox_only(inbox: Path, ran: Path) -> None:
    """A tampered table cannot lead out of the inbox: such a source is a fault, and is not opened."""
    outside = inbox.parent / "outside.docx"
    shutil.copy(inbox / "thanh tra.docx", outside)
    tamper(ran, "evidence", "source", "../outside.docx")
    assert len(verify(ran, Settings()).faults) == 1


@pytest.mark.parametrize("content", [None, "", "{}", "[]", "[1]", '{"inbox": 3}', "\udcff"])
def test_a_folder_without_results_is_said(ran: Path, content: str | None) -> None:
    """Without a readable run.json there is nothing to verify, and the user hears what to do."""
    (ran / "run.json").unlink()
    if content is not None:
        (ran / "run.json").write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(UserError, match="soat run"):
        verify(ran, Settings())


def test_a_missing_table_is_said(ran: Path) -> None:
    """Tables that are gone are no tables without faults."""
    (ran / "tables" / "references.csv").unlink()
    with pytest.raises(UserError, match=r"references\.csv"):
        verify(ran, Settings())


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00", b"nothing,here\n1,2\n", b"", b"source,document_id,sentence,start\na,b,c,x\n"]
)
def test_a_spoilt_table_is_said(ran: Path, content: bytes) -> None:
    """A table that is no UTF-8, lacks a column, is empty or has words for places is named, not passed as true."""
    (ran / "tables" / "evidence.csv").write_bytes(content)
    with pytest.raises(UserError, match=r"evidence"):
        verify(ran, Settings())
