"""7z, RAR, tar, cab and compressed files through libarchive: entry by entry, within limits, since their headers may lie."""

import contextlib
import ctypes
import ctypes.util
import errno
import io
import locale
import logging
import stat
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from core.problem import Code
from extractors import triage
from extractors.containers.members import Basket, Room, Unpacked
from extractors.containers.names import decoded, is_system_file
from extractors.containers.rar import locked_members
from extractors.piece import OddFileError

_FORMATS: dict[str, tuple[str, ...]] = {
    triage.SEVEN_ZIP: ("7zip",),
    triage.RAR: ("rar", "rar5"),
    triage.CAB: ("cab",),
    triage.TAR: ("tar",),
    triage.ZIP: ("zip",),
} | dict.fromkeys(triage.COMPRESSED, ("tar", "raw"))
_FILTERS = ("gzip", "bzip2", "xz", "lzma", "lzip", "zstd", "compress")  # none that calls a program of its own
PACKED_TYPES = frozenset(_FORMATS) - {triage.ZIP}
_MAGIC = {triage.RAR: b"Rar!\x1a\x07", triage.SEVEN_ZIP: b"7z\xbc\xaf\x27\x1c"}  # a program may stand before it
_INSTALL = "Cài libarchive: apt-get install libarchive13 (hệ mới hơn: libarchive13t64)."
_MAX_RATIO = 200  # unpacked over packed, of the whole archive; a bomb has 1000
_SMALL = 10_000_000  # bytes below which the ratio does not matter
_BLOCK = 65_536
_MAX_HEADERS = 50_000
_ENDINGS = (".gz", ".bz2", ".xz", ".lzma", ".lz", ".zst", ".z")
_LOCALES = ("C.UTF-8", "en_US.UTF-8", "UTF-8")  # libarchive hands names on in the locale's letters

logging.getLogger("libarchive").addHandler(logging.NullHandler())
logging.getLogger("libarchive").propagate = False


def available() -> bool:
    """Tell whether the system's libarchive is at hand."""
    return ctypes.util.find_library("archive") is not None


def read_packed(content: bytes, media: str, name: str, room: Room) -> Unpacked:
    """Return the archive's files in its order; `name` is the file's own, from which a compressed file has its member's.

    OddFileError where libarchive is missing, or where the archive grows beyond measure.
    """
    ffi = _library()
    basket = Basket(room)
    content = content[max(0, content.find(_MAGIC.get(media, b""))) :]
    with _utf8_names(), _opened(ffi, content, media) as archive, _entry_of(ffi) as entry:
        reader = _Reader(ffi, archive, entry, len(content), room.size)
        reader.locked = locked_members(content)
        for _ in range(_MAX_HEADERS):
            try:
                if ffi.read_next_header2(archive, entry) == ffi.ARCHIVE_EOF:
                    return basket.unpacked()
                going_on = reader.take(name, basket)
            except ffi.ArchiveError as error:
                if error.retcode == ffi.ARCHIVE_RETRY:
                    continue
                basket.stop(reader.reason(error))
                return basket.unpacked()
            if not going_on:
                return basket.unpacked()
    basket.stop(Code.TOO_MANY_MEMBERS)
    return basket.unpacked()


class _Reader:
    """One archive while it is read: libarchive's handles, and how much came out of it so far."""

    def __init__(self, ffi: Any, archive: Any, entry: Any, packed: int, size: int) -> None:
        self._ffi, self._archive, self._entry = ffi, archive, entry
        self._most = max(_SMALL, _MAX_RATIO * packed)
        self._may_skip = size  # bytes: what is passed over has to be unpacked too where an archive is one stream
        self._came = 0
        self._place = -1
        self.locked: frozenset[int] = frozenset()  # places of entries of which libarchive does not tell that they are

    def take(self, outer: str, basket: Basket) -> bool:
        """Put the entry into the basket; False where the archive is not to be read further."""
        ffi, entry = self._ffi, self._entry
        self._place += 1
        name = self._name(outer)
        kind = ffi.entry_filetype(entry)
        if stat.S_ISDIR(kind) or is_system_file(name):
            return self._pass_over()
        if basket.full:
            basket.leave()
            going_on = self._pass_over()
            if not going_on:
                basket.stop(Code.TOO_MANY_MEMBERS)
            return going_on
        if stat.S_ISLNK(kind) or ffi.entry_hardlink(entry):
            basket.refuse(name, Code.LINK)
        elif not stat.S_ISREG(kind):
            basket.refuse(name, Code.UNSUPPORTED)
        elif ffi.entry_is_encrypted(entry) > 0 or self._place in self.locked:
            basket.refuse(name, Code.ENCRYPTED)
            return self._pass_over()
        elif ffi.entry_size_is_set(entry) and ffi.entry_size(entry) > basket.left:
            basket.refuse(name, Code.TOO_LARGE)
            going_on = self._pass_over()
            if not going_on:
                basket.stop(Code.TOO_LARGE)
            return going_on
        else:
            return self._read(name, basket)
        return True

    def reason(self, error: Any) -> Code:
        """Return what libarchive's error means for the archive or the entry."""
        if self._ffi.read_has_encrypted_entries(self._archive) > 0 or "ncrypt" in str(error.msg):
            return Code.ENCRYPTED
        return Code.MEMORY if error.errno == errno.ENOMEM else Code.CORRUPT

    def _read(self, name: str, basket: Basket) -> bool:
        ffi = self._ffi
        buffer = ctypes.create_string_buffer(_BLOCK)
        content = io.BytesIO()  # hands its bytes on without a copy
        try:
            while count := ffi.read_data(self._archive, buffer, _BLOCK):
                content.write(memoryview(buffer)[:count])
                self._came += count
                if self._came > self._most:
                    raise OddFileError(Code.TOO_LARGE, "Gói nén phình to bất thường khi mở.")
                if content.tell() > basket.left:
                    basket.refuse(name, Code.TOO_LARGE)
                    basket.stop(Code.TOO_LARGE)
                    return False
        except ffi.ArchiveError as error:
            basket.refuse(name, self.reason(error))
            return bool(error.retcode != ffi.ARCHIVE_FATAL)
        basket.put(name, content.getvalue())
        return True

    def _pass_over(self) -> bool:
        self._may_skip -= max(0, self._ffi.entry_size(self._entry))
        return self._may_skip >= 0

    def _name(self, outer: str) -> str:
        ffi = self._ffi
        if ffi.format_name(self._archive) == b"raw":
            path = PurePosixPath(outer.replace("\\", "/"))
            return path.stem if path.suffix.lower() in _ENDINGS else path.name
        raw: bytes | None = ffi.entry_pathname(self._entry)
        return decoded(raw) if raw else ffi.entry_pathname_w(self._entry) or ""


def _library() -> Any:
    """Return libarchive's functions; the import fails in many ways where the system lacks it."""
    try:
        from libarchive import ffi  # noqa: PLC0415 - looks for the system's library, which most files do not need
    except (ImportError, OSError, AttributeError, TypeError) as error:
        raise OddFileError(Code.MISSING_TOOL, _INSTALL) from error
    ffi.ffi("read_has_encrypted_entries", [ffi.c_archive_p], ctypes.c_int)
    ffi.ffi("entry_is_encrypted", [ffi.c_archive_entry_p], ctypes.c_int)
    return ffi


@contextlib.contextmanager
def _opened(ffi: Any, content: bytes, media: str) -> Iterator[Any]:
    archive = ffi.read_new()
    try:
        for name in _FILTERS if media in triage.COMPRESSED else ():
            ffi.get_read_filter_function(name)(archive)
        for name in _FORMATS[media]:
            ffi.get_read_format_function(name)(archive)
        try:
            ffi.read_open_memory(archive, ctypes.cast(ctypes.c_char_p(content), ctypes.c_void_p), len(content))
        except ffi.ArchiveError as error:
            raise OddFileError(Code.CORRUPT) from error
        yield archive
    finally:
        ffi.read_free(archive)


@contextlib.contextmanager
def _entry_of(ffi: Any) -> Iterator[Any]:
    entry = ffi.entry_new()
    try:
        yield entry
    finally:
        ffi.entry_free(entry)


@contextlib.contextmanager
def _utf8_names() -> Iterator[None]:
    """Let libarchive write names in UTF-8, whatever locale the machine has."""
    before = locale.setlocale(locale.LC_CTYPE)
    for name in _LOCALES:
        try:
            locale.setlocale(locale.LC_CTYPE, name)
            break
        except locale.Error:
            continue
    try:
        yield
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
