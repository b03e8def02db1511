"""Laws of backups: an older copy, put back as docs/privacy.md tells, leads to the results of its time."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from flows.run import RunResult

POSTGRES = os.environ.get("SOAT_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/test")

RunOver = Callable[..., RunResult]
HandedOut = Callable[[Path], dict[str, bytes]]


@pytest.mark.one_database
def test_a_copy_of_sqlite_can_be_put_back(  # noqa: PLR0917 - fixtures
    inbox: Path, ran: Path, tmp_path: Path, run_over: RunOver, handed_out: HandedOut, sample_files: dict[str, Path]
) -> None:
    """With an older copy of the store in its place the next run comes to the results of that store's inbox again."""
    run_over(inbox, ran)
    first = handed_out(ran)
    with closing(sqlite3.connect(ran / "soat.db")) as store, closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        store.backup(copy)
    shutil.copy(sample_files["bdt"], inbox / "mới.docx")
    run_over(inbox, ran)
    assert handed_out(ran) != first
    for name in ("soat.db-wal", "soat.db-shm"):
        (ran / name).unlink(missing_ok=True)
    shutil.copy(tmp_path / "copy.db", ran / "soat.db")
    (inbox / "mới.docx").unlink()
    assert run_over(inbox, ran).read == 0
    assert handed_out(ran) == first


@pytest.fixture
def restored() -> Iterator[str]:
    """The name of an empty PostgreSQL database of our own."""
    if not shutil.which("pg_dump") or not shutil.which("psql"):
        pytest.skip("no pg_dump and psql here")
    name = f"soat_{uuid4().hex}"
    try:
        ask(f'CREATE DATABASE "{name}"')
    except psycopg.Error as error:
        pytest.skip(f"no PostgreSQL server that makes databases for the tests: {error}")
    yield name
    ask(f'DROP DATABASE "{name}"')


def ask(statement: str) -> None:
    """Have the server do something to a whole database."""
    with psycopg.connect(POSTGRES, autocommit=True, connect_timeout=3) as connection:
        connection.execute(statement.encode())


def url_of(database: str) -> str:
    """Return the URL of a database on the tests' server, as users write it."""
    where = conninfo_to_dict(POSTGRES)
    user, password = where.get("user", "postgres"), where.get("password")
    return f"postgresql://{user}{f':{password}' if password else ''}@{where['host']}:{where['port']}/{database}"


@pytest.mark.one_database
def test_a_dump_of_postgresql_can_be_put_back(  # noqa: PLR0917 - fixtures
    inbox: Path, out: Path, tmp_path: Path, run_over: RunOver, handed_out: HandedOut, restored: str,
    sample_files: dict[str, Path],
) -> None:  # fmt: skip
    """A dump read into an empty database holds all that was kept: nothing is read again, and the results are the same."""
    url, dump = url_of(restored), tmp_path / "soat.sql"
    run_over(inbox, out, database=url)
    first = handed_out(out)
    subprocess.run(["pg_dump", url, "--file", str(dump)], check=True, capture_output=True)
    shutil.copy(sample_files["bdt"], inbox / "mới.docx")
    run_over(inbox, out, database=url)
    assert handed_out(out) != first
    ask(f'DROP DATABASE "{restored}"')
    ask(f'CREATE DATABASE "{restored}"')
    restore = ["psql", url, "--quiet", "--set", "ON_ERROR_STOP=1", "--single-transaction", "--file", str(dump)]
    subprocess.run(restore, check=True, capture_output=True)
    (inbox / "mới.docx").unlink()
    assert run_over(inbox, out, database=url).read == 0
    assert handed_out(out) == first
    with psycopg.connect(make_conninfo(POSTGRES, dbname=restored)) as connection, pytest.raises(psycopg.Error):
        connection.execute("TRUNCATE review_log")  # what guards the corrections is in the dump too
