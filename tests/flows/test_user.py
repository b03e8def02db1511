"""`soat user`: accounts made and changed at the command line."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from core.account import Account, Role
from core.settings import Settings
from flows import user
from flows.errors import UserError
from store.store import open_store

Soat = Callable[..., "subprocess.CompletedProcess[str]"]
PHRASE = "bốn con mèo lười"
OTHER = "ba con chó chăm chỉ"


def test_the_password_is_the_first_line_that_comes_in(soat: Soat, tmp_path: Path) -> None:
    """It is told nowhere, and lets its owner in."""
    done = soat("user", "add", " Trần  Bình", "--role", "reviewer", "--out", tmp_path, stdin=f"{PHRASE}\r\n")
    assert (done.returncode, done.stdout, done.stderr) == (0, "Đã thêm “Trần Bình”, vai trò: rà soát.\n", "")
    with open_store(tmp_path / "soat.db") as store:
        assert store.accounts.all() == (Account("Trần Bình", Role.REVIEWER),)
        assert store.accounts.log_in("Trần Bình", PHRASE)


def test_accounts_are_listed_disabled_and_opened_again(tmp_path: Path) -> None:
    """A new password opens a disabled account again, and the old one is of no use."""
    assert user.listed(tmp_path, Settings()) == ["Chưa có tài khoản nào."]
    user.add(tmp_path, Settings(), "Bình", Role.REVIEWER, PHRASE)
    user.disable(tmp_path, Settings(), "Bình")
    assert user.listed(tmp_path, Settings()) == ["Bình\trà soát (đã khóa)"]
    user.set_password(tmp_path, Settings(), "Bình", OTHER)
    assert user.listed(tmp_path, Settings()) == ["Bình\trà soát"]
    with open_store(tmp_path / "soat.db") as store:
        assert store.accounts.log_in("Bình", PHRASE) is None
        assert store.accounts.log_in("Bình", OTHER)


@pytest.mark.parametrize(
    ("name", "phrase", "said"),
    [
        ("Lan", "ngắn", "12 ký tự"),
        ("Lan", "Password1234", "dễ đoán"),
        ("\n", PHRASE, "phải có chữ"),
        ("Bình", PHRASE, "Đã có"),
    ],
)
def test_what_is_refused_makes_no_account(tmp_path: Path, name: str, phrase: str, said: str) -> None:
    """The message says why."""
    user.add(tmp_path, Settings(), "Bình", Role.VIEWER, PHRASE)
    with pytest.raises(UserError, match=said):
        user.add(tmp_path, Settings(), name, Role.ADMIN, phrase)
    assert user.listed(tmp_path, Settings()) == ["Bình\tchỉ xem"]


def test_an_unknown_name_and_a_weak_new_password_change_nothing(tmp_path: Path) -> None:
    """Who is named must be there, and new passwords are held to the same rule."""
    user.add(tmp_path, Settings(), "Bình", Role.VIEWER, PHRASE)
    with pytest.raises(UserError, match="Không có tài khoản"):
        user.disable(tmp_path, Settings(), "Lan")
    with pytest.raises(UserError, match="12 ký tự"):
        user.set_password(tmp_path, Settings(), "Bình", "ngắn")
    with open_store(tmp_path / "soat.db") as store:
        assert store.accounts.log_in("Bình", PHRASE)


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    """No database is made in a folder that was mistyped."""
    with pytest.raises(UserError, match="soat run"):
        user.listed(tmp_path / "nhầm", Settings())
    assert not (tmp_path / "nhầm").exists()
