"""One run at a time over a results folder: the kernel holds the lock, and lets go of it when the run dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.errors import UserError

LOCK_FILE = ".soat.lock"


@contextmanager
def only_run(out: Path) -> Iterator[None]:
    """Hold `out` for this run; UserError (status 1) where another run holds it.

    A folder whose file system knows no locks is taken as it is: the database still lets only one writer in.
    """
    path = out / LOCK_FILE
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise UserError(f"Không ghi được vào thư mục kết quả {out} ({error.strerror}).", status=1) from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UserError(f"Một lần chạy khác đang ghi vào {out}. Đợi lần ấy xong rồi chạy lại.", status=1) from error
        except OSError:
            pass  # no locks here
        yield
    finally:
        os.close(handle)
