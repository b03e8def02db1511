"""Small inboxes of the samples, a run without a server, and the command line as users start it."""

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fsspec.config import conf

from core.settings import Settings
from flows.cli import app, guarded
from flows.run import Options, RunResult, run, work_for
from tests.databases import empty_schema, own_database
from tests.flows.prefect_server import Server, serving
from tests.flows.stores import Bucket, in_bucket, serving_objects

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
def out(tmp_path: Path, database: str) -> Path:  # noqa: ARG001 - its runs keep their store there
    """A folder for results that does not exist yet."""
    return tmp_path / "kết quả"


@pytest.fixture
def ran(tmp_path: Path, first_run: Path, inbox: Path, database: str) -> Path:
    """The results of a run over `inbox`, with its store: a new run need not read those files again."""
    folder = shutil.copytree(first_run / "out", tmp_path / "kết quả cũ")
    places = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    (folder / "run.json").write_text(json.dumps(places | {"inbox": str(inbox)}), encoding="utf-8")
    if database:
        (folder / "soat.db").unlink()
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


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A Prefect server of our own on the loopback, a process worker, and the deployments of prefect.yaml."""
    with serving(tmp_path_factory.mktemp("prefect")) as made:
        yield made


@pytest.fixture(scope="session")
def objects() -> Iterator[str]:
    """The address of a server of objects that speaks S3."""
    with serving_objects() as address:
        yield address


@pytest.fixture
def bucket(objects: str, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """A folder of a bucket of its own, which fsspec finds by its URL alone."""
    made = in_bucket(objects)
    monkeypatch.setitem(conf, "s3", made.options)
    return made


@pytest.fixture
def postgres() -> Iterator[str]:
    """The URL of an empty PostgreSQL schema of our own."""
    with empty_schema() as url:
        yield url


@pytest.fixture(scope="session")
def first_store(first_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a PostgreSQL database that holds what `first_run` keeps in its SQLite file."""
    with own_database() as url:
        start_run(first_run / "inbox", tmp_path_factory.mktemp("first") / "out", database=url)
        yield url


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Do each test over one results folder on both databases, unless it names one itself; those over more share no server's."""
    if "database" in metafunc.fixturenames:
        one = len({"ran", "out"} & set(metafunc.fixturenames)) == 1
        other = [pytest.param("postgresql", marks=pytest.mark.slow)]
        apart = metafunc.definition.get_closest_marker("one_database") or {"server", "postgres"} & set(
            metafunc.fixturenames
        )
        metafunc.parametrize("database", ["sqlite", *(other if one and not apart else [])], indirect=True)


@pytest.fixture
def database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of the database to which the settings lead every run of the test; "" for SQLite in the results folder."""
    if request.param == "sqlite":
        yield ""
        return
    known = "ran" in request.fixturenames
    with own_database(request.getfixturevalue("first_store")) if known else empty_schema() as url:
        monkeypatch.setenv("SOAT_DATABASE", url)
        yield url
