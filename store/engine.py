"""Connections to SQLite or PostgreSQL that behave alike: real transactions, foreign keys, patience, private files."""

import logging
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, OperationalError

from core.text import squeeze

# How long a writer waits for another one, in milliseconds; one night's largest transaction takes less.
_PATIENCE = 60_000
# Any number that nobody else takes: PostgreSQL's name of the lock under which a store changes as a whole.
_LOCK = 7_342_001

# A server whose machine is gone says nothing: without these a run would wait for it for hours (seconds, but the last: milliseconds).
_WATCHFUL = {
    "connect_timeout": "30",
    "keepalives_idle": "60",
    "keepalives_interval": "10",
    "keepalives_count": "6",
    "tcp_user_timeout": "120000",
}

_POSTGRES = {"postgres", "postgresql", "postgresql+psycopg"}


# The driver warns of what it could not finish on a lost connection; the error that follows says it to the user.
logging.getLogger("psycopg").addHandler(logging.NullHandler())


class StoreError(Exception):
    """The store cannot be used; the message says in Vietnamese why and what to do.

    `passing` tells that the same may go well a while later: another program holds the file, the server starts anew.
    """

    def __init__(self, message: str, *, passing: bool = False) -> None:
        super().__init__(message)
        self.passing = passing


def engine_of(database: str | Path) -> Engine:
    """Return an engine for a database URL, or for the path of a SQLite file, which it creates for its owner alone."""
    url = _url(database)
    if url.get_backend_name() == "postgresql":
        unsaid = {name: value for name, value in _WATCHFUL.items() if name not in url.query}
        return create_engine(url, pool_pre_ping=True, connect_args=unsaid)
    if url.database and url.database != ":memory:":
        _private(Path(url.database))
    engine = create_engine(url, connect_args={"timeout": _PATIENCE / 1000})
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


@contextmanager
def transaction(engine: Engine, *, writes: bool = False) -> Iterator[Connection]:
    """Give a connection in a transaction that is kept at the end, undone on an error, and sees one state of the store.

    SQLite takes its one write lock at the start, not in the middle. StoreError where the database fails us.
    """
    options: dict[str, Any] = {"writes": writes} if engine.dialect.name == "sqlite" else {}
    if engine.dialect.name == "postgresql" and not writes:
        options["isolation_level"] = "REPEATABLE READ"
    try:
        with engine.connect() as connection, connection.execution_options(**options).begin():
            yield connection
    except OperationalError as error:
        raise _failure(error, shown(engine.url)) from error


def lock(connection: Connection) -> None:
    """Wait until no other transaction changes the store as a whole, until this one ends; SQLite has waited already."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def shown(url: URL) -> str:
    """Return the database as it may be named in a message: a file by its path, a server without the password."""
    return (url.database if url.get_backend_name() == "sqlite" else None) or url.render_as_string(hide_password=True)


def address_of(engine: Engine) -> str:
    """Return the URL under which another process reaches the same database, password and all."""
    return engine.url.render_as_string(hide_password=False)


def _url(database: str | Path) -> URL:
    if isinstance(database, Path) or "://" not in database:
        return URL.create("sqlite", database=str(database))
    try:
        url = make_url(database)
    except ArgumentError:
        raise StoreError(
            "Địa chỉ cơ sở dữ liệu không đúng dạng. Ví dụ: sqlite:///soat.db hoặc postgresql://nguoi_dung@may_chu/soat."
        ) from None
    if url.drivername in _POSTGRES:
        return url.set(drivername="postgresql+psycopg")
    if url.drivername in {"sqlite", "sqlite+pysqlite"}:
        return url
    raise StoreError(f"Chưa hỗ trợ cơ sở dữ liệu “{url.drivername}”: dùng sqlite hoặc postgresql.")


def _failure(error: OperationalError, name: str) -> StoreError:
    said = squeeze(str(error.orig))
    if "is full" in said or "No space left" in said:
        return StoreError(f"Hết chỗ trên ổ đĩa của {name}. Dọn bớt tệp rồi chạy lại; kết quả đã lưu vẫn còn nguyên.")
    if "locked" in said:
        return StoreError(
            f"{name} đang được chương trình khác ghi. Đợi chương trình đó xong rồi chạy lại.", passing=True
        )
    if "readonly" in said or "read-only" in said:
        return StoreError(f"Không có quyền ghi vào {name}. Kiểm tra quyền của tệp và thư mục rồi chạy lại.")
    if "sqlite" in type(error.orig).__module__:
        return StoreError(f"Không dùng được cơ sở dữ liệu {name}: {said}")
    if "authentication failed" in said or "does not exist" in said:
        return StoreError(f"Máy chủ cơ sở dữ liệu {name} từ chối: {said}")
    return StoreError(  # a server may come back, a file does not
        f"Không liên lạc được với máy chủ cơ sở dữ liệu {name}. Kiểm tra máy chủ rồi chạy lại; kết quả đã lưu vẫn còn nguyên. ({said})",
        passing=True,
    )


def _private(path: Path) -> None:
    """Create the file for its owner alone; SQLite gives its side files the same permissions."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), stat.S_IRUSR | stat.S_IWUSR)
        os.close(handle)
        if stat.S_IMODE(path.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO):
            path.chmod(stat.S_IRUSR | stat.S_IWUSR)
    except OSError as error:
        raise StoreError(f"Không tạo hoặc không ghi được tệp kết quả {path}: {error.strerror}.") from error


def _on_connect(connection: SqliteConnection, _record: object) -> None:
    connection.isolation_level = None  # the driver would begin too late, and never before a CREATE TABLE
    for pragma in (
        f"busy_timeout = {_PATIENCE}",
        "journal_mode = WAL",
        "synchronous = NORMAL",  # with WAL a power cut may cost the last transactions, never the file
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _on_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
