"""A folder that lies elsewhere (`s3://…`, `sftp://…`), through fsspec: what lies there, and its bytes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, TypeVar
from urllib.parse import urlsplit

import fsspec

from flows.errors import LostError, UserError

T = TypeVar("T")

_CHUNK = 4 << 20  # bytes asked for at a time: most reports are one request
_AT_A_TIME = 8  # files copied together where the store takes several requests at once
_HERE = {"file", "local"}
# What stores tell of an object that changes with it, under their own names; the first kind tells the content itself.
_TELLING = ("ETag", "etag", "md5Hash", "content_md5", "checksum", "generation")
_TIMES = ("LastModified", "last_modified", "mtime", "modified", "modify", "updated", "created")


class RefusedError(Exception):
    """One file could not be had, though the store answers: it is gone, or not for us."""


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file as its store lists it."""

    source: str  # its path below the folder, with "/": of whoever put it there, so not to be trusted
    name: str  # by which the store is asked for it
    kind: str  # "file"; "link" and others are not read
    size: int | None  # bytes; None where the store does not tell
    state: str  # changes whenever the file does; "" where the store tells nothing that would


def is_url(place: str) -> bool:
    """Tell whether a place is no folder of this machine."""
    return "://" in place


def check_url(url: str) -> None:
    """Raise UserError where a URL cannot serve as an inbox; nobody is asked for it yet."""
    try:
        parts = urlsplit(url)
        protocol, password = parts.scheme, parts.password
    except ValueError as error:
        raise UserError(f"Địa chỉ {url} không đúng ({error}). Viết như s3://kho/thư-mục.") from error
    if password is not None:
        shown = url.replace(f":{password}@", "@")
        raise UserError(
            f"Địa chỉ {shown} có mật khẩu, sẽ nằm lại trong lịch sử lệnh và kết quả. Bỏ mật khẩu khỏi địa chỉ, "
            "đặt vào tệp cấu hình hay biến môi trường của fsspec (FSSPEC_…, xem docs/van-hanh.md)."
        )
    if protocol in _HERE or "::" in url:
        raise UserError(f"Không nhận địa chỉ {url}. Thư mục trên máy này thì viết thẳng đường dẫn.")
    try:
        fsspec.get_filesystem_class(protocol)
    except ImportError as error:
        told = "Chạy make setup-s3 rồi làm lại" if protocol in {"s3", "s3a"} else f"Cài gói ấy vào .venv ({error})"
        raise UserError(f"Máy này chưa có gói để mở {protocol}:// [missing_tool]. {told}.") from error
    except ValueError as error:
        raise UserError(f"Không biết loại địa chỉ {protocol}://. Dùng loại mà fsspec biết, ví dụ s3, sftp.") from error


class RemoteFolder:
    """A folder in a store. UserError where it is not there or not for us, LostError where the way to it is cut."""

    def __init__(self, url: str) -> None:
        self._url = url
        # A new connection for each run and each try: a kept one may be the one that was cut.
        self._fs, root = self._asked(partial(fsspec.url_to_fs, url, skip_instance_cache=True))
        self._root = str(root).rstrip("/")

    @property
    def at_a_time(self) -> int:
        """How many files may be asked for at once."""
        return _AT_A_TIME if self._fs.async_impl else 1

    def files(self) -> list[RemoteFile]:
        """List all files below the folder as they stand now."""
        return self._asked(self._list)

    def chunks(self, file: RemoteFile) -> Iterator[bytes]:
        """Yield the bytes that were listed of a file, fewer where it has become shorter; RefusedError where it alone cannot be had."""
        at, size = 0, file.size or 0
        try:
            while at < size and (chunk := self._fs.cat_file(file.name, start=at, end=min(at + _CHUNK, size))):
                yield chunk
                at += len(chunk)
        except (FileNotFoundError, PermissionError) as error:
            raise RefusedError from error
        except Exception as error:
            raise self._lost(error) from error

    def _list(self) -> list[RemoteFile]:
        self._fs.invalidate_cache()
        # A store of objects lists all keys at once, odd ones too. Of folders fsspec's own walk would leave out, without
        # a word, those that could not be listed.
        flat = self._fs.async_impl
        found = self._fs.find(self._root, detail=True).values() if flat else self._below(self._root or "/")
        return [self._file(info) for info in found if not _is_folder(info)]

    def _below(self, folder: str) -> Iterator[dict[str, Any]]:
        for info in self._fs.ls(folder, detail=True):
            name = str(info["name"]).rstrip("/")
            if info["type"] != "directory":
                yield info
            elif name != folder.rstrip("/"):
                yield from self._below(name)

    def _file(self, info: dict[str, Any]) -> RemoteFile:
        name, size = str(info["name"]), info.get("size")
        source = name.removeprefix(f"{self._root}/")
        told = [str(info[key]) for key in _TELLING if info.get(key)]
        times = [_plain(info[key]) for key in _TIMES if info.get(key)]
        state = " ".join((self._url, *told, *times)) if told or times else ""
        return RemoteFile(source, name, str(info["type"]), None if size is None else int(size), state)

    def _asked(self, ask: Callable[[], T]) -> T:
        try:
            return ask()
        except (FileNotFoundError, NotADirectoryError) as error:
            raise UserError(f"Không có thư mục nhận {self._url}. Kiểm tra lại địa chỉ.") from error
        except PermissionError as error:
            raise UserError(f"Không được phép đọc {self._url}. Kiểm tra thông tin đăng nhập và quyền.") from error
        except Exception as error:
            raise self._lost(error) from error

    def _lost(self, error: Exception) -> LostError:
        return LostError(
            f"Không liên lạc được với {self._url} ({type(error).__name__}). "
            "Những tệp đã chép được giữ; chạy lại để làm tiếp."
        )


def _is_folder(info: dict[str, Any]) -> bool:
    """Tell folders, and the empty objects by which stores mark them."""
    return info["type"] == "directory" or (str(info["name"]).endswith("/") and not info.get("size"))


def _plain(time: object) -> str:
    """Return a time alike in every zone of the machine."""
    return str(time.timestamp() if isinstance(time, datetime) else time)
