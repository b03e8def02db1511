"""Accounts of the pages: who may do what, what a password must be, how long wrong ones are waited for."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from core.review import LONGEST_NAME
from core.text import normalise, squeeze

SHORTEST_PASSWORD = 12  # characters
LONGEST_PASSWORD = 256  # more would only keep the machine busy
SESSION = timedelta(hours=12)  # after this one logs in again
IDLE = timedelta(minutes=60)  # without a request
FREE_FAILURES = 5  # wrong passwords in a row before waiting begins
_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(minutes=15)
_FEWEST_LETTERS = 5  # different ones in a password

# The commonest that are long enough, as lists of leaked passwords agree, and what offices here would add.
_COMMON = frozenset(
    [
        "123456789012",
        "1234567890123",
        "12345678901234",
        "123456789123",
        "123123123123",
        "112233445566",
        "qwertyuiop12",
        "qwertyuiop123",
        "1q2w3e4r5t6y",
        "q1w2e3r4t5y6",
        "1qaz2wsx3edc",
        "qazwsxedcrfv",
        "abcdefghijkl",
        "abcdefgh1234",
        "abcd12345678",
        "password1234",
        "password12345",
        "password123456",
        "passwordpassword",
        "administrator",
        "administrator1",
        "admin1234567",
        "admin12345678",
        "adminadmin123",
        "iloveyou1234",
        "letmein12345",
        "welcome12345",
        "matkhau12345",
        "matkhau123456",
        "matkhau1234567",
        "matkhaumatkhau",
        "mậtkhẩu12345",
        "tuyenquang123",
        "tuyenquang2024",
        "tuyenquang2025",
        "vietnam12345",
        "vietnamvodich",
        "anhyeuem1234",
        "anhyeuem12345",
        "khongcomatkhau",
    ]
)


class Role(StrEnum):
    """What an account may do; each may do what the ones before it may."""

    VIEWER = "viewer"  # look at everything
    REVIEWER = "reviewer"  # correct, put files into the inbox, run again, have papers written
    ADMIN = "admin"  # edit campaigns and rosters, see accounts and the audit log


class Deed(StrEnum):
    """What the audit log tells."""

    ADDED = "added"
    DISABLED = "disabled"
    PASSWORD = "password"  # noqa: S105 - a word for a new password having been set
    LOGIN = "login"
    REFUSED = "refused"
    LOGOUT = "logout"
    CAMPAIGN = "campaign"  # made, edited, closed or opened one, or its roster
    UPLOAD = "upload"  # put files into the inbox


@dataclass(frozen=True, slots=True)
class Account:
    """One person's account."""

    name: str  # as reviews carry it
    role: Role
    disabled: bool = False

    @property
    def corrects(self) -> bool:
        """Tell whether the account may change anything."""
        return self.role is not Role.VIEWER


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the audit log; `account` is "" where nobody of that name is known."""

    at: datetime
    account: str
    deed: Deed


def account_name(typed: str) -> str:
    """Return a name as it is kept and compared: composed letters, single blanks. "" where it is none."""
    name = squeeze(normalise(typed).text)
    return name if len(name) <= LONGEST_NAME and name.isprintable() else ""


def password_form(typed: str) -> str:
    """Return a password as it is hashed: alike from every keyboard, whether letters come composed or in pieces."""
    return normalise(typed).text


def password_fault(password: str, name: str) -> str:
    """Return in Vietnamese why a password is refused, "" where it is good."""
    if len(password) < SHORTEST_PASSWORD:
        return f"Mật khẩu phải có ít nhất {SHORTEST_PASSWORD} ký tự."
    if len(password) > LONGEST_PASSWORD:
        return f"Mật khẩu dài nhất {LONGEST_PASSWORD} ký tự."
    plain = password.casefold()
    if plain in _COMMON or len(set(plain)) < _FEWEST_LETTERS or plain.strip("0123456789!@# ") == name.casefold():
        return "Mật khẩu này quá dễ đoán. Chọn một câu vài chữ mà chỉ mình biết."
    return ""


def wait_after(failures: int) -> timedelta:
    """Return how long no password is taken after so many wrong ones in a row: nothing, then doubling up to a quarter of an hour."""
    if failures < FREE_FAILURES:
        return timedelta()
    return min(_FIRST_WAIT * (1 << min(failures - FREE_FAILURES, 10)), _LONGEST_WAIT)
