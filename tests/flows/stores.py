"""Stores of files that are not folders of this machine: fsspec's memory, and a server of objects that speaks S3."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import fsspec
from moto.server import ThreadedMotoServer


@dataclass(frozen=True)
class Elsewhere:
    """An empty folder in a store."""

    url: str
    files: Any  # fsspec's view of the store

    def put(self, source: str, content: bytes) -> None:
        """Put a file below the folder, under any name at all."""
        self.files.pipe_file(self._name(source), content)

    def take_out(self, source: str) -> None:
        """Remove a file."""
        self.files.rm_file(self._name(source))

    def _name(self, source: str) -> str:
        return f"{self.url.partition('://')[2]}/{source}"


def in_memory() -> Elsewhere:
    """Return a folder in this process's memory."""
    made = Elsewhere(f"memory://kho-{uuid4().hex}/nhận", fsspec.filesystem("memory"))
    made.files.makedirs(made.url)
    return made


@dataclass(frozen=True)
class Bucket(Elsewhere):
    """A folder of a bucket, and how fsspec is told of its server."""

    options: dict[str, str]

    @property
    def environment(self) -> dict[str, str]:
        """Return the variables by which another program finds the server."""
        return {"FSSPEC_S3": json.dumps(self.options)}


@contextmanager
def serving_objects() -> Iterator[str]:
    """Start a server of objects on the loopback and yield its address; it is stopped at the end."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # it tells of each request
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def in_bucket(address: str) -> Bucket:
    """Return a folder of a bucket of its own on a server."""
    options = {"key": "soat", "secret": "soat", "endpoint_url": address}
    files = fsspec.filesystem("s3", **options)
    bucket = f"kho-{uuid4().hex}"
    files.mkdir(bucket)
    return Bucket(f"s3://{bucket}/nhận", files, options)
