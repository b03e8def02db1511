"""Small inboxes of the samples, a run without a server, and the command line as users start it."""

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from core.settings import Settings
from flows.cli import app, guarded
from flows.run import Options, RunResult, run, work_for

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "data" / "samples"
_INBOX = SAMPLES / "inbox"
FILES = {
    "dispatch": _INBOX / "CV 1185 SNV giao nhiem vu dan van.docx",
    "thanhtra": _INBOX / "bc dan van ttr.docx",
    "snn": _INBOX / "So NNPTNT bao cao dan van 2024.docx",
    "bdt": _INBOX / "Ban Dan toc - BC dan van nam 2024 gui SNV.docx",
    "sgddt": _INBOX / "2024.12.04_BC cong tac dan van_SGDDT(1).docx",
    "broken": _INBOX / "BC dan van (loi).docx",
}
POSTGRES = os.environ.get("SOAT_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/test")

RunOver = Callable[..., RunResult]
Soat = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of a test are settled when it starts, and no setting of the machine reaches it."""
    for name in os.environ:
        if name.startswith("SOAT_") and name != "SOAT_TEST_POSTGRES":
            monkeypatch.delenv(name)
    monkeypatch.setenv("SOAT_SETTLE_SECONDS", "0")
    monkeypatch.setenv("SOAT_WORKERS", "2")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", "")))))


def start_run(inbox: Path, out: Path, *, campaign: Path | None = None, **options: object) -> RunResult:
    """Do a whole run in this process."""
    settings = Settings(settle_seconds=0, workers=2)
    told = Options(**options)  # type: ignore[arg-type] - options as a test names them
    with work_for(inbox, campaign or settings.default_campaign, out, settings, told) as work:
        return run(work)


@pytest.fixture
def sample_files() -> dict[str, Path]:
    """Some files of the sample inbox by short names."""
    return FILES


@pytest.fixture(scope="session")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an inbox, and the results of a run over it; read once, for all tests to copy."""
    folder = tmp_path_factory.mktemp("first")
    inbox = folder / "inbox"
    (inbox / "khối sở").mkdir(parents=True)
    shutil.copy(FILES["dispatch"], inbox / "CV giao việc.docx")
    shutil.copy(FILES["thanhtra"], inbox / "thanh tra.docx")
    shutil.copy(FILES["snn"], inbox / "khối sở" / "nông nghiệp.docx")
    shutil.copy(FILES["broken"], inbox / "lỗi.docx")
    start_run(inbox, folder / "out")
    return folder


@pytest.fixture
def inbox(tmp_path: Path, first_run: Path) -> Path:
    """An inbox of the dispatch, one report in a folder, one beside it, and a broken file."""
    return shutil.copytree(first_run / "inbox", tmp_path / "hộp thư")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder for results that does not exist yet."""
    return tmp_path / "kết quả"


@pytest.fixture
def ran(tmp_path: Path, first_run: Path, inbox: Path) -> Path:
    """The results of a run over `inbox`, with its store: a new run need not read those files again."""
    folder = shutil.copytree(first_run / "out", tmp_path / "kết quả cũ")
    places = {"inbox": str(inbox), "campaign": str(Settings().default_campaign)}
    (folder / "run.json").write_text(json.dumps(places), encoding="utf-8")
    return folder


@pytest.fixture
def run_over() -> RunOver:
    """Return the function that does a whole run in this process."""
    return start_run


@pytest.fixture(scope="session")
def run_once() -> RunOver:
    """Return the same function for fixtures that live longer than a test."""
    return start_run


@pytest.fixture
def soat() -> Soat:
    """Return a function that starts the command line as a program; a traceback fails the test, whatever it is about."""

    def start(*arguments: object, stdin: str | bytes = "", **environment: str) -> "subprocess.CompletedProcess[str]":
        done = subprocess.run(
            [sys.executable, "-m", "flows.cli", *map(str, arguments)],
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            capture_output=True,
            check=False,
            env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
        )
        told = subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())
        assert "Traceback" not in told.stderr + told.stdout, told.stderr
        return told

    return start


@pytest.fixture
def soat_here(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Soat:
    """Return a function that does what `soat` does, in this process: quicker, for laws that a process adds nothing to."""

    def start(*arguments: object) -> "subprocess.CompletedProcess[str]":
        capfd.readouterr()
        monkeypatch.setattr(sys, "argv", ["soat", *map(str, arguments)])
        try:
            status: object = guarded(app)
        except SystemExit as ended:
            status = ended.code
        told = capfd.readouterr()
        return subprocess.CompletedProcess(arguments, int(str(status or 0)), told.out, told.err)

    return start


@pytest.fixture
def rows_of() -> Callable[[Path, str], list[dict[str, str]]]:
    """Return a function that reads a table of OUT."""

    def read(out: Path, table: str) -> list[dict[str, str]]:
        with (out / "tables" / f"{table}.csv").open(encoding="utf-8-sig", newline="") as stream:
            return list(csv.DictReader(stream))

    return read


@pytest.fixture
def state_of() -> Callable[[Path], dict[str, tuple[int, int, bytes]]]:
    """Return a function that takes down everything below a folder: kind and mode, time of change, content."""

    def take(folder: Path) -> dict[str, tuple[int, int, bytes]]:
        found = {}
        for path in [folder, *folder.rglob("*")]:
            facts = path.lstat()
            content = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
            found[str(path)] = (facts.st_mode, facts.st_mtime_ns, content)
        return found

    return take


@pytest.fixture
def handed_out() -> Callable[[Path], dict[str, bytes]]:
    """Return a function that reads what a run hands out: the tables, the workbook and the page."""

    def read(out: Path) -> dict[str, bytes]:
        paths = [*(out / "tables").iterdir(), out / "coverage.xlsx", out / "index.html"]
        return {path.name: path.read_bytes() for path in paths}

    return read


@pytest.fixture
def postgres() -> Iterator[str]:
    """The URL of an empty PostgreSQL schema of our own."""
    try:
        connection = psycopg.connect(POSTGRES, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError as error:
        pytest.skip(f"no PostgreSQL server for the tests: {error}")
    schema = f"soat_{uuid4().hex}"
    with connection:
        connection.execute(f'CREATE SCHEMA "{schema}"')
        try:
            yield f"{POSTGRES}?options=-csearch_path%3D{schema}"
        finally:
            connection.execute(f'DROP SCHEMA "{schema}" CASCADE')
