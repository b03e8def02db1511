"""The laws of a hostile world: each file of the kit ends with its code, within 15 s and 700 MB, and harms no other."""

import csv
import os
import shutil
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from core.settings import Settings
from extractors.read import read_tree
from extractors.workers.sandbox import Sandbox
from flows.run import Options, run, work_for
from tests.hostile.case import Case
from tests.hostile.kit import CASES
from tests.hostile.measure import faults, measure, open_sandbox
from tests.hostile.names import write_names, write_nodes
from tests.hostile.office import body, docx, paragraph, relations
from tests.hostile.secrets import WORDS, secret_files

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples" / "inbox"
SAME = ("coverage", "matrix", "evidence", "units", "remarks", "references", "directives")
GOOD = 20  # reports: those of the samples that need no recognition come first


@pytest.fixture(scope="module")
def settings() -> Settings:
    """The limits that a run has where nobody sets any."""
    return Settings()


@pytest.fixture(scope="module")
def sandbox(settings: Settings) -> Iterator[Sandbox]:
    """One worker for all files, as in a run: what one file does to it, the next ones feel."""
    with open_sandbox(settings) as made:
        yield made


def test_the_kit_has_its_families() -> None:
    """There are many files, each of a name of its own, and of every family some."""
    names = [case.name for case in CASES]
    assert len(set(names)) == len(names) >= 150
    assert {name.partition("/")[0] for name in names} >= {
        "pdf",
        "docx",
        "sheets",
        "doc",
        "archives",
        "mails",
        "pictures",
    }


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_each_file_ends_with_its_code(case: Case, sandbox: Sandbox, settings: Settings, tmp_path: Path) -> None:
    """A hostile file has its code and status within 15 s and 700 MB, with the limits that a run has by default."""
    if case.needs and not shutil.which(case.needs):
        pytest.skip(f"{case.needs} is not installed")
    found = measure(case, tmp_path, sandbox, settings)
    assert faults(case, found) == []


def _old(folder: Path) -> None:
    """Let all files be settled."""
    past = time.time() - 3600
    for path in folder.rglob("*"):
        os.utime(path, (past, past), follow_symlinks=False)


def _rows(out: Path, table: str) -> list[dict[str, str]]:
    with (out / "tables" / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _run(inbox: Path, out: Path) -> None:
    settings = Settings()
    with work_for(inbox, settings.default_campaign, out, settings, Options(workers=2)) as work:
        run(work)


def _good_reports(inbox: Path) -> None:
    inbox.mkdir()
    for path in sorted(SAMPLES.iterdir(), key=lambda path: ("scan" in path.name, path.name))[:GOOD]:
        shutil.copy(path, inbox / path.name)
    _old(inbox)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_the_whole_kit_beside_good_reports_changes_nothing(tmp_path: Path) -> None:
    """The tables of twenty reports are byte for byte those of a run without the kit beside them."""
    alone, beside = tmp_path / "alone", tmp_path / "beside"
    _good_reports(alone)
    _good_reports(beside)
    kit = beside / "kit"
    for case in CASES:
        case.write(kit)
    (kit / "names").mkdir()
    write_names(kit / "names")
    write_nodes(kit / "names")
    for name, content in secret_files().items():
        (kit / name).write_bytes(content)
    _old(beside)
    _run(alone, tmp_path / "out alone")
    _run(beside, tmp_path / "out beside")
    for table in SAME:
        first, second = (tmp_path / out / "tables" / f"{table}.csv" for out in ("out alone", "out beside"))
        if table == "references":
            ours = [row for row in _rows(tmp_path / "out beside", table) if not row["source"].startswith("kit/")]
            assert ours == _rows(tmp_path / "out alone", table)
        else:
            assert first.read_bytes() == second.read_bytes(), table
    rows = _rows(tmp_path / "out beside", "documents")
    assert [row for row in rows if not row["source"].startswith("kit/")] == _rows(tmp_path / "out alone", "documents")
    for row in rows:
        assert row["code"] or row["status"] == "ok", row["source"]


def test_odd_names_have_their_rows(tmp_path: Path) -> None:
    """Whatever a file is called, it is read or named with its code; links, pipes and sockets are never opened."""
    inbox, out = tmp_path / "in", tmp_path / "out"
    inbox.mkdir()
    codes = write_names(inbox) | write_nodes(inbox)
    _old(inbox)
    _run(inbox, out)
    rows = _rows(out, "documents")
    assert len({row["source"] for row in rows}) == len(rows) == len(codes)
    refused = {row["source"].removeprefix("./"): row["code"] for row in rows if row["status"] == "ignored"}
    assert refused == {name: code for name, code in codes.items() if code}
    assert {row["status"] for row in rows} == {"ok", "ignored"}
    assert not any("root:" in path.read_text(encoding="utf-8") for path in (out / "tables").iterdir())


def test_secret_texts_stand_nowhere(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Of a document with a secrecy mark no word is in a table, the page, the workbook, the database or the output."""
    inbox, out = tmp_path / "in", tmp_path / "out"
    inbox.mkdir()
    for name, content in secret_files().items():
        (inbox / name).write_bytes(content)
    _old(inbox)
    _run(inbox, out)
    marked = [row["source"] for row in _rows(out, "documents") if row["code"] == "secret"]
    assert len(marked) == len(secret_files())
    left = [path for path in out.rglob("*") if path.is_file()]
    assert len(left) > 10
    told = capfd.readouterr()
    for content in (*(path.read_bytes() for path in left), told.out.encode(), told.err.encode()):
        assert WORDS.encode() not in content
        assert WORDS.encode("utf-16-le") not in content


def test_addresses_in_documents_are_never_called(tmp_path: Path) -> None:
    """DTDs, entities, templates and pictures of a DOCX that lie elsewhere are not fetched."""
    asked: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

    server = HTTPServer(("127.0.0.1", 0), Listener)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    before = f'<!DOCTYPE w:document SYSTEM "{address}/dtd" [<!ENTITY x SYSTEM "{address}/entity">]>'
    linked = relations(
        ("styles", f"{address}/styles"), ("image", f"{address}/image"), ("attachedTemplate", f"{address}/t")
    )
    path = tmp_path / "a.docx"
    path.write_bytes(docx(body(paragraph("Một &x; hai"), before), {"word/_rels/document.xml.rels": linked}))
    try:
        (item,) = read_tree(path, Settings())
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert item.reading.problems or item.reading.document
    assert asked == []
