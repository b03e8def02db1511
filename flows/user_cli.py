"""The commands `soat user …`: accounts of the pages."""

import sys
from getpass import getpass
from pathlib import Path
from typing import Annotated

import typer

from core.account import Role
from core.settings import Settings
from flows.errors import UserError

users = typer.Typer(help="Tài khoản của trang làm việc (`soat web`).", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="Tên tài khoản; các lần rà soát được ghi với tên này.")]
Out = Annotated[Path, typer.Option("--out", help="Thư mục kết quả của một lần chạy.")]
Database = Annotated[str, typer.Option("--database", help="URL cơ sở dữ liệu; bỏ trống: SQLite trong thư mục kết quả.")]
_HERE = Path("out")


@users.command("add")
def add_command(
    name: Name,
    *,
    role: Annotated[Role, typer.Option("--role", help="viewer: chỉ xem; reviewer: rà soát; admin: quản trị.")],
    out: Out = _HERE,
    database: Database = "",
) -> None:
    """Thêm một tài khoản; mật khẩu gõ ở màn hình, hoặc là dòng đầu của đầu vào."""
    from flows import user

    _say(user.add(out, _settings(database), name, role, _password()))


@users.command("list")
def list_command(*, out: Out = _HERE, database: Database = "") -> None:
    """Liệt kê các tài khoản."""
    from flows import user

    for line in user.listed(out, _settings(database)):
        _say(line)


@users.command("disable")
def disable_command(name: Name, *, out: Out = _HERE, database: Database = "") -> None:
    """Khóa một tài khoản và kết thúc các phiên đang mở; đặt mật khẩu mới thì mở lại."""
    from flows import user

    _say(user.disable(out, _settings(database), name))


@users.command("password")
def password_command(name: Name, *, out: Out = _HERE, database: Database = "") -> None:
    """Đặt mật khẩu mới cho một tài khoản."""
    from flows import user

    _say(user.set_password(out, _settings(database), name, _password()))


def _password() -> str:
    """Return the password: typed twice unseen at a terminal, else the first line that comes in."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass("Mật khẩu: ")
    if getpass("Gõ lại mật khẩu: ") != password:
        raise UserError("Hai lần gõ không giống nhau.")
    return password


def _settings(database: str) -> Settings:
    settings = Settings()
    return settings.model_copy(update={"database": database}) if database else settings


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
