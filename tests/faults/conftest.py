"""A PostgreSQL server of our own, to be stopped in the middle of a run, and a disk of our own, to be filled."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

_SMALL = 30_000_000  # bytes: room for the results of some runs


@dataclass(frozen=True)
class Cluster:
    """A private PostgreSQL server."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        """Return the URL of its database."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    @property
    def running(self) -> bool:
        """Tell whether the server was started and not stopped."""
        return (self.folder / "data" / "postmaster.pid").exists()

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
        _as_postgres(
            "pg_ctl", "-D", str(self.folder / "data"), "-w", "-l", str(self.folder / "log"), "-o", options, "start"
        )

    def stop(self) -> None:
        """Stop the server as a broken machine would: nobody is asked, nothing is finished."""
        _as_postgres("pg_ctl", "-D", str(self.folder / "data"), "-w", "-m", "immediate", "stop")


def _as_postgres(*command: str) -> None:
    """Run a command as the user of the server, for PostgreSQL refuses to be run by root."""
    root = os.geteuid() == 0
    before = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if root else []
    subprocess.run([*before, *command], check=True, capture_output=True, cwd="/")


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """A running server; the test is skipped where there is none to be had."""
    if not shutil.which("initdb") or not shutil.which("pg_ctl"):
        pytest.skip("no initdb and pg_ctl here")
    folder = Path(tempfile.mkdtemp(prefix="soat-cluster-"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        made = Cluster(folder, int(probe.getsockname()[1]))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        _as_postgres("initdb", "-D", str(folder / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        made.start()
    except (subprocess.CalledProcessError, OSError, LookupError) as error:
        shutil.rmtree(folder)
        pytest.skip(f"no PostgreSQL server can start here: {error}")
    yield made
    with contextlib.suppress(subprocess.CalledProcessError):
        made.stop()
    shutil.rmtree(folder)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a few megabytes; the test is skipped where none may be mounted."""
    folder = tmp_path / "đĩa nhỏ"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={_SMALL}", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("no file system may be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)
