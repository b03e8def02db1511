"""ZIP archives: the directory is checked before anything is unpacked, then each member is read within limits."""

import io
import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from core.problem import Code, Severity, Stage, problem
from extractors import triage
from extractors.containers.members import Basket, Room, Unpacked
from extractors.containers.names import decoded, is_system_file
from extractors.containers.packed import read_packed
from extractors.piece import OddFileError

_UTF8_FLAG = 0x800
_ENCRYPTED_FLAG = 0x1
_MAX_RATIO = 200  # uncompressed over compressed; office files reach 20, a bomb 1000
_SMALL = 10_000_000  # bytes below which the ratio does not matter
_MAX_DIRECTORY = 16_000_000  # bytes: some 150,000 names
_STEP = 4096  # bytes asked for at a time: bzip2 and LZMA give out all that so much packed data holds
_LOCAL_HEADER = 30  # bytes before a member's name
_UNICODE_PATH = 0x7075  # extra field of Info-ZIP: the name in UTF-8, good while the CRC of the plain name fits
_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, NotImplementedError)


def read_archive(content: bytes, room: Room, wanted: Callable[[str], bool] | None = None) -> Unpacked:
    """Return the archive's files in its order, or those `wanted` by name; OddFileError where nothing of it can be read, or where it is a bomb."""
    if triage.zip_directory(content) > _MAX_DIRECTORY:
        raise OddFileError(Code.TOO_MANY_MEMBERS)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = [one for one in archive.infolist() if not _is_folder(one) and (not wanted or wanted(one.filename))]
            _check(infos)
            basket = Basket(room)
            for info in infos:
                _take(archive, info, basket)
    except UnicodeDecodeError:  # a name that says to be UTF-8 and is not: the library opens none of the archive
        return read_packed(content, triage.ZIP, "", room)
    except _BROKEN as error:
        return _saved(content, room, error)
    return basket.unpacked()


def _saved(content: bytes, room: Room, error: Exception) -> Unpacked:
    """Return what stands before the place where a broken archive ends."""
    try:
        found = read_packed(content, triage.ZIP, "", room)
    except OddFileError:
        raise OddFileError(Code.CORRUPT) from error
    broken = problem(Stage.READ, Code.CORRUPT, severity=Severity.ERROR)
    return replace(found, problems=(broken, *(one for one in found.problems if one.code is not Code.CORRUPT)))


def _check(infos: list[zipfile.ZipInfo]) -> None:
    """Refuse an archive that grows beyond measure, or whose members lie over each other."""
    if infos and all(map(_swells, infos)):
        raise OddFileError(Code.TOO_LARGE, "Gói nén phình to bất thường khi mở.")
    places = sorted((info.header_offset, info.header_offset + _LOCAL_HEADER + info.compress_size) for info in infos)
    if any(end > start for (_, end), (start, _) in pairwise(places)):
        raise OddFileError(Code.TOO_LARGE, "Các tệp trong gói nén chồng lên nhau.")


def _is_folder(info: zipfile.ZipInfo) -> bool:
    """Tell whether a name is that of a folder; the library's own question fails where there is no name."""
    return info.filename.endswith("/")


def _swells(info: zipfile.ZipInfo) -> bool:
    return info.file_size > _SMALL and info.file_size > _MAX_RATIO * max(1, info.compress_size)


def _take(archive: zipfile.ZipFile, info: zipfile.ZipInfo, basket: Basket) -> None:
    name = _name(info)
    if is_system_file(name):
        return
    if basket.full:
        basket.leave()
    elif stat.S_ISLNK(info.external_attr >> 16):
        basket.refuse(name, Code.LINK)
    elif info.flag_bits & _ENCRYPTED_FLAG:
        basket.refuse(name, Code.ENCRYPTED)
    elif info.file_size > basket.left or _swells(info):
        basket.refuse(name, Code.TOO_LARGE)
    else:
        try:
            content = _content(archive, info)
        except NotImplementedError:
            basket.refuse(name, Code.UNSUPPORTED, f"(cách nén số {info.compress_type})")
        except _BROKEN:
            basket.refuse(name, Code.CORRUPT)
        else:
            basket.put(name, content)


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Return a member's bytes; never more than the directory says, whatever the packed data would give."""
    content = io.BytesIO()  # hands its bytes on without a copy
    with archive.open(info) as stream:
        while step := stream.read(_STEP):
            content.write(step)
    return content.getvalue()


def _name(info: zipfile.ZipInfo) -> str:
    """Return the member's name; without the UTF-8 flag the library read its bytes as cp437."""
    name = info.orig_filename.partition("\0")[0]
    if info.flag_bits & _UTF8_FLAG:
        return name
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    return _unicode_path(info.extra, raw) or decoded(raw)


def _unicode_path(extra: bytes, raw: bytes) -> str:
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        field, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == _UNICODE_PATH and len(field) > 5 and struct.unpack_from("<I", field, 1)[0] == zlib.crc32(raw):
            return field[5:].decode("utf-8", "replace")
    return ""
