"""Mistakes of the user, and a machine that refuses, said in one line without a traceback."""

import errno

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS}


class UserError(Exception):
    """Something the user can put right; the message says what (Vietnamese). `status` is the exit status."""

    def __init__(self, message: str, status: int = 2) -> None:
        super().__init__(message)
        self.status = status


class LostError(UserError):
    """Machines, or the way to them, went away: it may be better in a minute (status 1)."""

    def __init__(self, message: str) -> None:
        super().__init__(message, status=1)


def why(error: OSError) -> str:
    """Return in Vietnamese why the system refused to write, and what to do where that is known."""
    if error.errno in _FULL:
        return "hết chỗ trên ổ đĩa; dọn bớt tệp rồi chạy lại, kết quả cũ còn nguyên"
    if error.errno in _REFUSED:
        return "không có quyền ghi; kiểm tra quyền của thư mục rồi chạy lại"
    return error.strerror or str(error)
