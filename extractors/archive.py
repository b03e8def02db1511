"""ZIP archives: their members within limits; names are decoded and never used as paths."""

import io
import zipfile
import zlib

from core.document import Member
from core.problem import Code
from core.settings import Settings
from extractors.piece import OddFileError

_UTF8_FLAG = 0x800
_ENCRYPTED_FLAG = 0x1
_MAX_RATIO = 200  # uncompressed over compressed; office files reach 20, a bomb 1000
_SMALL = 10_000_000  # bytes below which the ratio does not matter
_CODES = ("utf-8", "cp1258")
_IGNORED = ("__MACOSX/", ".DS_Store", "Thumbs.db")


def read_archive(content: bytes, settings: Settings) -> tuple[Member, ...]:
    """Return the archive's files in its order; OddFileError where it is broken, encrypted or too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir() and not _is_ignored(info.filename)]
            _check(infos, settings)
            return tuple(_members(archive, infos, settings))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise OddFileError(Code.CORRUPT) from error


def _check(infos: list[zipfile.ZipInfo], settings: Settings) -> None:
    if len(infos) > settings.max_members:
        raise OddFileError(Code.TOO_MANY_MEMBERS)
    if any(info.flag_bits & _ENCRYPTED_FLAG for info in infos):
        raise OddFileError(Code.ENCRYPTED)
    if sum(info.file_size for info in infos) > settings.max_bytes:
        raise OddFileError(Code.TOO_LARGE)
    if any(info.file_size > _SMALL and info.file_size > _MAX_RATIO * max(1, info.compress_size) for info in infos):
        raise OddFileError(Code.TOO_LARGE)


def _members(archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], settings: Settings) -> list[Member]:
    left = settings.max_bytes
    members = []
    for info in infos:
        with archive.open(info) as stream:  # the sizes in the directory may lie
            content = stream.read(left + 1)
        left -= len(content)
        if left < 0:
            raise OddFileError(Code.TOO_LARGE)
        members.append(Member(_name(info), content))
    return members


def _name(info: zipfile.ZipInfo) -> str:
    """Return the member's name; without the UTF-8 flag the library read its bytes as cp437."""
    name = info.filename
    if not info.flag_bits & _UTF8_FLAG:
        try:
            original = name.encode("cp437")
        except UnicodeEncodeError:
            return name
        for code in _CODES:
            try:
                return original.decode(code)
            except UnicodeDecodeError:
                continue
    return name


def _is_ignored(name: str) -> bool:
    return name.startswith(_IGNORED) or name.rsplit("/", 1)[-1] in _IGNORED
