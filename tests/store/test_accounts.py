"""Accounts, sessions and the audit log in both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.account import FREE_FAILURES, IDLE, SESSION, Account, Deed, Role
from store.accounts import AccountError
from store.engine import engine_of
from store.store import Store

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
PHRASE = "bốn con mèo lười"
BINH = Account("Bình", Role.REVIEWER)


@pytest.fixture
def binh(store: Store) -> Store:
    """Return a store with one account."""
    store.accounts.add(BINH.name, BINH.role, PHRASE)
    return store


def deeds(store: Store) -> list[tuple[str, Deed]]:
    """Return what the audit log tells, the oldest first."""
    return [(entry.account, entry.deed) for entry in reversed(store.accounts.audit(100))]


def test_an_account_is_made_once(binh: Store) -> None:
    """A name is one person's."""
    assert binh.accounts.exist()
    assert binh.accounts.all() == (BINH,)
    with pytest.raises(AccountError, match="Đã có"):
        binh.accounts.add(BINH.name, Role.ADMIN, PHRASE)
    for change in (binh.accounts.disable, lambda name: binh.accounts.set_password(name, PHRASE)):
        with pytest.raises(AccountError, match="Không có"):
            change("Lan")


def test_no_store_has_accounts_by_itself(store: Store) -> None:
    """Nobody can come in by a name that the program brought along."""
    assert not store.accounts.exist()
    assert store.accounts.log_in("admin", "admin", now=NOW) is None


def test_neither_password_nor_token_stands_in_the_database(binh: Store, database: str) -> None:
    """Passwords are argon2id, tokens sha256: who reads the file comes in with neither."""
    token = binh.accounts.log_in("Bình", PHRASE, now=NOW)
    assert token
    with engine_of(database).begin() as connection:
        kept = connection.execute(text("SELECT password FROM accounts")).scalar_one()
        digest = connection.execute(text("SELECT digest FROM sessions")).scalar_one()
    assert kept.startswith("$argon2id$")
    assert digest == sha256(token.encode()).hexdigest()


def test_only_the_right_password_opens_a_session(binh: Store) -> None:
    """Wrong ones, and unknown names, do not, and the log tells no name that is no account's."""
    assert binh.accounts.log_in("Bình", "sai", now=NOW) is None
    assert binh.accounts.log_in("mật khẩu gõ nhầm ô", PHRASE, now=NOW) is None
    token = binh.accounts.log_in("Bình", PHRASE, now=NOW)
    assert binh.accounts.of_session(token or "", NOW) == BINH
    assert binh.accounts.of_session("khác", NOW) is None
    told = [("Bình", Deed.ADDED), ("Bình", Deed.REFUSED), ("", Deed.REFUSED), ("Bình", Deed.LOGIN)]
    assert deeds(binh) == told


def test_after_some_wrong_passwords_the_right_one_must_wait_too(binh: Store) -> None:
    """Each further wrong one doubles the waiting; the right one ends it."""
    for _ in range(FREE_FAILURES):
        assert binh.accounts.log_in("Bình", "sai", now=NOW) is None
    assert binh.accounts.log_in("Bình", PHRASE, now=NOW + timedelta(seconds=29)) is None
    later = NOW + timedelta(seconds=30)
    assert binh.accounts.log_in("Bình", "sai", now=later) is None
    assert binh.accounts.log_in("Bình", PHRASE, now=later + timedelta(seconds=59)) is None
    assert binh.accounts.log_in("Bình", PHRASE, now=later + timedelta(seconds=60))
    assert binh.accounts.log_in("Bình", "sai", now=later + timedelta(seconds=61)) is None
    assert binh.accounts.log_in("Bình", PHRASE, now=later + timedelta(seconds=61))


def test_many_guesses_at_once_are_no_more_than_one_after_the_other(binh: Store) -> None:
    """An attempt counts before it is looked at: the right password as the last of many at once is too late."""
    with ThreadPoolExecutor(4) as pool:
        done = pool.map(lambda _: binh.accounts.log_in("Bình", "sai", now=NOW), range(FREE_FAILURES + 3))
        assert set(done) == {None}
    assert binh.accounts.log_in("Bình", PHRASE, now=NOW + timedelta(seconds=29)) is None
    assert binh.accounts.log_in("Bình", PHRASE, now=NOW + timedelta(seconds=30))


def test_a_session_ends_by_the_clock(binh: Store) -> None:
    """After an hour without a request, and after half a day with them."""
    accounts = binh.accounts
    idle, busy = (accounts.log_in("Bình", PHRASE, now=NOW) or "" for _ in range(2))
    moment, step = NOW, IDLE - timedelta(seconds=1)
    while moment + step < NOW + SESSION:
        moment += step
        assert accounts.of_session(busy, moment) == BINH
    assert accounts.of_session(idle, NOW + IDLE) is None
    assert accounts.of_session(busy, NOW + SESSION) is None


def test_a_session_ends_with_its_logout_and_with_what_replaces_it(binh: Store) -> None:
    """A token is of no use afterwards; other sessions of the person go on."""
    accounts = binh.accounts
    first, second = (accounts.log_in("Bình", PHRASE, now=NOW) or "" for _ in range(2))
    third = accounts.log_in("Bình", PHRASE, old=first, now=NOW) or ""
    assert len({first, second, third}) == 3
    assert [accounts.of_session(one, NOW) for one in (first, second, third)] == [None, BINH, BINH]
    accounts.log_out(second)
    accounts.log_out(second)
    assert accounts.of_session(second, NOW) is None
    assert deeds(binh)[-1] == ("Bình", Deed.LOGOUT)
    assert deeds(binh)[-2] == ("Bình", Deed.LOGIN)


def test_disabling_and_a_new_password_end_all_sessions(binh: Store) -> None:
    """Who is disabled does not come in again before a new password is set; the old one is of no use."""
    accounts = binh.accounts
    token = accounts.log_in("Bình", PHRASE, now=NOW) or ""
    accounts.disable("Bình")
    assert accounts.of_session(token, NOW) is None
    assert accounts.find("Bình") is None
    assert accounts.exist()
    assert accounts.log_in("Bình", PHRASE, now=NOW) is None
    accounts.set_password("Bình", "ba con chó chăm chỉ")
    assert accounts.log_in("Bình", PHRASE, now=NOW) is None
    token = accounts.log_in("Bình", "ba con chó chăm chỉ", now=NOW) or ""
    accounts.set_password("Bình", PHRASE)
    assert accounts.of_session(token, NOW) is None


@pytest.mark.parametrize("act", ["UPDATE audit_log SET account = 'x'", "DELETE FROM audit_log"])
def test_the_database_itself_changes_no_audit_entry(binh: Store, database: str, act: str) -> None:
    """Whoever opens it with another program can add to the log, and do nothing else."""
    with pytest.raises(DBAPIError, match="append-only"), engine_of(database).begin() as connection:
        connection.execute(text(act))
    assert deeds(binh) == [("Bình", Deed.ADDED)]
