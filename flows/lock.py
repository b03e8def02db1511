"""One run at a time over a results folder: the kernel holds the lock, and lets go of it when the run dies."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.errors import UserError, why

LOCK_FILE = ".soat.lock"


class HeldError(UserError):
    """Another run holds the folder."""


_AGAIN = 0.05  # seconds between tries


@contextmanager
def only_run(out: Path, patience: float = 0.0) -> Iterator[None]:
    """Hold `out` for this run; HeldError (status 1) where another run still holds it after `patience` seconds.

    A folder whose file system knows no locks is taken as it is: the database still lets only one writer in.
    """
    path = out / LOCK_FILE
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise UserError(f"Không ghi được vào thư mục kết quả {out} ({why(error)}).", status=1) from error
    try:
        try:
            _lock(handle, time.monotonic() + patience)
        except BlockingIOError as error:
            raise HeldError(f"Một lần chạy khác đang ghi vào {out}. Đợi lần ấy xong rồi chạy lại.", status=1) from error
        except OSError:
            pass  # no locks here
        yield
    finally:
        os.close(handle)


def _lock(handle: int, until: float) -> None:
    while True:
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise
            time.sleep(_AGAIN)
