"""Programs that are kept and asked again and again: with limits for each answer, and never outliving the worker."""

import math
import socket
import struct
import subprocess
import time
from collections.abc import Sequence

from extractors.workers import timer
from extractors.workers.processes import PATIENCE, hold_data, kill_group, mortal, ran_over
from extractors.workers.workroom import note_group

_LENGTH = struct.Struct("!I")  # of an answer, before it
_PIECE = 1024 * 1024


class BrokenProgramError(Exception):
    """A kept program ended instead of answering."""


class Kept:
    """A program that reads requests from its standard input, a socket, and writes each answer there: its length in four bytes, then itself.

    It limits its own processor time for each request. It ends where the socket is closed, and dies with the thread that
    started it (Linux). One thread at a time may ask.
    """

    def __init__(self, command: Sequence[str]) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - the callers name the program, no shell
                mortal(command),
                stdin=theirs.fileno(),
                stdout=theirs.fileno(),
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        self._socket = ours
        self._note = note_group(self._process.pid)
        hold_data(self._process)

    def runs(self) -> bool:
        """Tell whether the program is still there."""
        return self._process.poll() is None

    def answer(self, request: bytes, seconds: float, until: float = math.inf) -> bytes | None:
        """Return what the program answers; None where it takes more than these seconds of the processor, or until a monotonic time.

        BrokenProgramError: it ended for another reason. After either it is no longer there.
        """
        ends = min(until, time.monotonic() + PATIENCE * seconds)
        try:
            self._wait_until(ends)
            self._socket.sendall(request)
            (length,) = _LENGTH.unpack(self._received(_LENGTH.size, ends))
            return self._received(length, ends)
        except TimeoutError:
            self.close()
            return None
        except OSError as error:
            code = self._process.wait()
            self.close()
            if ran_over(code):
                return None
            raise BrokenProgramError from error
        finally:
            timer.restart()

    def close(self) -> None:
        """End the program."""
        self._socket.close()
        kill_group(self._process)
        self._note.unlink(missing_ok=True)

    def _received(self, count: int, ends: float) -> bytes:
        parts: list[bytes] = []
        while count:
            self._wait_until(ends)
            part = self._socket.recv(min(count, _PIECE))
            if not part:
                raise ConnectionError
            parts.append(part)
            count -= len(part)
        return b"".join(parts)

    def _wait_until(self, ends: float) -> None:
        left = ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(left)
