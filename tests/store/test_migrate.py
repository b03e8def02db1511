import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from core.steps import Outcome
from store import contract, engine, migrate, views
from store.engine import StoreError, engine_of, transaction
from store.schema import metadata
from store.store import RunInfo, Store, open_store


def test_versions_lead_to_the_schema(database: str) -> None:
    """The migrated database and store/schema.py say the same."""
    open_store(database).close()
    with engine_of(database).begin() as connection:
        known = MigrationContext.configure(connection, opts={"include_name": _is_ours})
        assert compare_metadata(known, metadata) == []


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Leave out the full-text index: it is no table of the schema, and each database makes its own of it."""
    return kind != "table" or not (name or "").startswith("text_index")


def test_each_table_of_the_contract_is_a_view(database: str) -> None:
    """Whoever opens the database with another program finds the promised columns, behind campaign and position."""
    open_store(database).close()
    with engine_of(database).begin() as connection:
        for published in contract.VIEWED:
            names = [column["name"] for column in inspect(connection).get_columns(published.name)]
            assert names == ["campaign", "position", *(field.name for field in published.fields)]


def test_a_view_is_in_order_by_itself(store: Store, outcome: Outcome, run: RunInfo, database: str) -> None:
    """SELECT * needs no ORDER BY to be read by people."""
    store.publish(outcome, run)
    with engine_of(database).begin() as connection:
        found = connection.execute(text('SELECT unit_id, task_id, addressed FROM "coverage"')).all()
    assert [(unit, task) for unit, task, _ in found] == [(cell.unit_id, cell.task_id) for cell in outcome.coverage]


def test_opening_again_changes_nothing(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that is up to date is not migrated."""
    open_store(database).close()
    monkeypatch.setattr(migrate.command, "upgrade", lambda *_: pytest.fail("migrated again"))
    open_store(database).close()


def test_changed_views_are_made_anew(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A view of an older version does not stay."""
    open_store(database).close()
    monkeypatch.setitem(views.VIEWS, "units", "SELECT r.campaign, r.position, 1 AS one FROM unit_rows AS r")
    open_store(database).close()
    with engine_of(database).begin() as connection:
        assert [c["name"] for c in inspect(connection).get_columns("units")] == ["campaign", "position", "one"]


def test_a_migration_that_fails_leaves_nothing(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Versions, views and their record are one transaction, in SQLite too."""

    def fail(_: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(views, "create_views", fail)
        with pytest.raises(RuntimeError, match="power cut"):
            open_store(database)
    with engine_of(database).begin() as connection:
        assert inspect(connection).get_table_names() == []
    open_store(database).close()


def test_many_may_open_a_new_store_at_once(database: str) -> None:
    """One of them makes the schema, the others wait for it."""
    with ThreadPoolExecutor(4) as pool:
        for store in pool.map(open_store, [database] * 4):
            store.close()


def test_a_newer_store_is_refused(database: str) -> None:
    """An old program does not touch what it does not know."""
    open_store(database).close()
    with transaction(engine_of(database), writes=True) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="mới hơn"):
        open_store(database)
    with engine_of(database).begin() as connection:
        assert "documents" in inspect(connection).get_view_names()


def test_sqlite_files_are_private_and_write_ahead(tmp_path: Path) -> None:
    """The file, new or found open to others, and its side files are its owner's alone."""
    path = tmp_path / "sâu" / "100% mới.db"
    with open_store(path) as store:
        assert store.missing([]) == set()
    path.chmod(0o644)
    with open_store(path), engine_of(path).begin() as connection:
        pragmas = ("journal_mode", "foreign_keys", "busy_timeout")
        assert [connection.exec_driver_sql(f"PRAGMA {p}").scalar() for p in pragmas] == ["wal", 1, 60_000]
        modes = {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
        assert len(list(path.parent.iterdir())) == 3
        assert modes == {0o600}


def test_a_string_without_scheme_is_a_path(tmp_path: Path) -> None:
    """`--database soat.db` is what people type."""
    open_store(str(tmp_path / "soat.db")).close()
    assert (tmp_path / "soat.db").is_file()


@pytest.mark.parametrize(
    ("database", "message"),
    [
        ("mysql://a:bimat@b/c", "mysql"),
        ("://", "không đúng dạng"),
        ("postgresql://ai:bimat@127.0.0.1:1/soat", r"127\.0\.0\.1"),
        ("/dev/null/soat.db", "soat.db"),
    ],
)
def test_a_database_that_cannot_be_opened_is_said(database: str, message: str) -> None:
    """One clear sentence, and no password in it."""
    with pytest.raises(StoreError, match=message) as caught:
        open_store(database)
    assert "bimat" not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.passing is ("127.0.0.1" in database)


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    """A report given as database is not written over."""
    path = tmp_path / "bao-cao.docx"
    path.write_bytes(b"PK" + b"x" * 5000)
    with pytest.raises(StoreError, match=r"bao-cao\.docx"):
        open_store(path)
    assert path.read_bytes() == b"PK" + b"x" * 5000


def test_findings_cannot_hang_in_the_air(store: Store, outcome: Outcome, run: RunInfo, database: str) -> None:
    """Foreign keys hold: without its campaign a row goes."""
    store.publish(outcome, run)
    with transaction(engine_of(database), writes=True) as connection:
        connection.execute(text("DELETE FROM campaign_rows"))
        assert connection.execute(text("SELECT count(*) FROM evidence_rows")).scalar() == 0


def test_a_second_writer_waits(tmp_path: Path, outcome: Outcome, run: RunInfo) -> None:
    """Two stores on one file take turns instead of failing with "database is locked"."""
    path = tmp_path / "soat.db"
    with open_store(path) as one, open_store(path) as other, ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(store.publish, outcome, run) for _ in range(10) for store in (one, other)]:
            done.result()
        assert len(one.runs(outcome.campaign)) == 20
    assert sqlite3.connect(path).execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_full_disk_is_said_and_harms_nothing(tmp_path: Path, outcome: Outcome, run: RunInfo) -> None:
    """What was published stays; the sentence says what to do."""
    with open_store(tmp_path / "soat.db") as store:
        store.publish(outcome, run)
        before = store.tables(outcome.campaign)
        with store._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1")
        many = replace(outcome, files=outcome.files * 500)
        with pytest.raises(StoreError, match="Hết chỗ") as caught:
            store.publish(many, run)
        assert not caught.value.passing
        assert store.tables(outcome.campaign) == before


def test_a_held_file_is_a_passing_fault(
    tmp_path: Path, outcome: Outcome, run: RunInfo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever finds the file held longer than anybody should may try again later."""
    monkeypatch.setattr(engine, "_PATIENCE", 50)
    with open_store(tmp_path / "soat.db") as store:
        with sqlite3.connect(tmp_path / "soat.db") as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreError, match="đang được chương trình khác ghi") as caught:
                store.publish(outcome, run)
            assert caught.value.passing
            assert store.tables(outcome.campaign)[0].rows == ()
        other.close()
        store.publish(outcome, run)


def test_tables_are_read_from_one_state(database: str, outcome: Outcome, run: RunInfo) -> None:
    """A publication in the middle of a reading does not show in half of it."""
    with open_store(database) as store:
        store.publish(outcome, run)
        with transaction(engine_of(database)) as reading:
            count = text("SELECT count(*) FROM document_rows")
            before = reading.execute(count).scalar()
            store.publish(replace(outcome, files=()), run)
            assert reading.execute(count).scalar() == before == len(outcome.files)
