"""Accounts of the pages, as `soat user` makes and changes them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.account import Role, account_name, password_fault
from core.settings import Settings
from flows.errors import UserError
from flows.run import opened
from reports.words import ROLES
from store.accounts import AccountError, Accounts
from store.engine import StoreError


def add(out: Path, settings: Settings, name: str, role: Role, password: str) -> str:
    """Make an account and say so in Vietnamese; UserError where name or password are refused."""
    name = _name(name)
    _check(password, name)
    with _accounts(out, settings) as accounts:
        accounts.add(name, role, password)
    return f"Đã thêm “{name}”, vai trò: {ROLES[role]}."


def set_password(out: Path, settings: Settings, name: str, password: str) -> str:
    """Give an account a new password, which also opens a disabled one again; UserError where it is refused."""
    name = _name(name)
    _check(password, name)
    with _accounts(out, settings) as accounts:
        accounts.set_password(name, password)
    return f"Đã đặt mật khẩu mới cho “{name}”; mọi phiên đang mở của người này đã kết thúc."


def disable(out: Path, settings: Settings, name: str) -> str:
    """Let nobody in under a name any more; UserError where there is no such account."""
    name = _name(name)
    with _accounts(out, settings) as accounts:
        accounts.disable(name)
    return f"Đã khóa “{name}”; mọi phiên đang mở của người này đã kết thúc."


def listed(out: Path, settings: Settings) -> list[str]:
    """Return the accounts as Vietnamese lines."""
    with _accounts(out, settings) as accounts:
        found = accounts.all()
    lines = [f"{one.name}\t{ROLES[one.role]}{' (đã khóa)' if one.disabled else ''}" for one in found]
    return lines or ["Chưa có tài khoản nào."]


@contextmanager
def _accounts(out: Path, settings: Settings) -> Iterator[Accounts]:
    if not (settings.database or out.is_dir()):
        raise UserError(f"Không có thư mục kết quả {out}. Chạy `soat run` trước, hoặc chỉ ra bằng --out.")
    try:
        with opened(out, settings) as store:
            yield store.accounts
    except AccountError as error:
        raise UserError(str(error)) from error
    except StoreError as error:
        raise UserError(str(error), status=1) from error


def _name(typed: str) -> str:
    name = account_name(typed)
    if not name:
        raise UserError("Tên tài khoản phải có chữ, dài nhất 200 ký tự.")
    return name


def _check(password: str, name: str) -> None:
    if fault := password_fault(password, name):
        raise UserError(fault)
