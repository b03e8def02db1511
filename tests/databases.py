"""Databases of our own on the PostgreSQL server of the tests; a test that wants one is skipped where no server answers."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest

POSTGRES = os.environ.get("SOAT_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/test")


@contextmanager
def empty_schema() -> Iterator[str]:
    """Yield the URL of an empty schema."""
    name = f"soat_{uuid4().hex}"
    with _server() as server:
        server.execute(f'CREATE SCHEMA "{name}"')
        try:
            yield f"{POSTGRES}?options=-csearch_path%3D{name}"
        finally:
            server.execute(f'DROP SCHEMA "{name}" CASCADE')


@contextmanager
def own_database(like: str = "") -> Iterator[str]:
    """Yield the URL of a database, empty or with what lies in that of the URL `like`, which nobody is connected to."""
    name = f"soat_{uuid4().hex}"
    template = f' TEMPLATE "{urlsplit(like).path[1:]}"' if like else ""
    with _server() as server:
        server.execute(f'CREATE DATABASE "{name}"{template}')
        try:
            yield urlsplit(POSTGRES)._replace(path=f"/{name}").geturl()
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def _server() -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    try:
        server = psycopg.connect(POSTGRES, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError as error:
        pytest.skip(f"no PostgreSQL server for the tests: {error}")
    with server:
        yield server
