"""Accounts, their sessions and the audit log: passwords as argon2id, tokens as sha256, every deed told."""

import secrets
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import Connection, Engine, insert, select

from core.account import IDLE, SESSION, Account, AuditEntry, Deed, Role, password_form, wait_after
from store.engine import lock, transaction
from store.schema import accounts, audit_log, sessions

_HASHER = PasswordHasher()  # argon2id, RFC 9106's second choice: 64 MiB each
_AT_ONCE = BoundedSemaphore(2)  # passwords looked at together, lest many attempts fill the memory
_SELDOM = timedelta(minutes=1)  # how often it is written down that a session is in use


class AccountError(Exception):
    """An account cannot be made or changed; the message says in Vietnamese why."""


class Accounts:
    """The accounts of an open store. `now` is an aware instant, of this moment where it is not given."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def exist(self) -> bool:
        """Tell whether there is any account, disabled or not: from then on the pages ask who comes."""
        with transaction(self._engine) as connection:
            return connection.execute(select(accounts.c.name).limit(1)).first() is not None

    def all(self) -> tuple[Account, ...]:
        """Return every account, by name."""
        with transaction(self._engine) as connection:
            found = connection.execute(select(accounts.c.name, accounts.c.role, accounts.c.disabled)).all()
        return tuple(sorted((_account(*row) for row in found), key=lambda one: one.name))

    def find(self, name: str) -> Account | None:
        """Return the account of that name; None where there is none or it is disabled."""
        c = accounts.c
        with transaction(self._engine) as connection:
            row = connection.execute(select(c.name, c.role, c.disabled).where(c.name == name)).first()
        return _account(*row) if row and not row.disabled else None

    def add(self, name: str, role: Role, password: str) -> None:
        """Make an account; AccountError where the name is taken."""
        kept = _hash(password)
        with transaction(self._engine, writes=True) as connection:
            lock(connection)
            if _row_exists(connection, name):
                raise AccountError(f"Đã có tài khoản “{name}”.")
            row = {"name": name, "role": role.value, "password": kept, "disabled": False, "failures": 0}
            connection.execute(insert(accounts), row)
            _tell(connection, name, Deed.ADDED)

    def disable(self, name: str) -> None:
        """Let nobody in under that name any more, and end its sessions; AccountError where there is none."""
        self._change(name, Deed.DISABLED, disabled=True)

    def set_password(self, name: str, password: str) -> None:
        """Give a new password, end the sessions and the waiting, and enable it again; AccountError where there is none."""
        self._change(name, Deed.PASSWORD, password=_hash(password), failures=0, disabled=False)

    def _change(self, name: str, deed: Deed, **values: object) -> None:
        with transaction(self._engine, writes=True) as connection:
            lock(connection)
            if not _row_exists(connection, name):
                raise AccountError(f"Không có tài khoản “{name}”.")
            connection.execute(accounts.update().where(accounts.c.name == name).values(**values))
            connection.execute(sessions.delete().where(sessions.c.account == name))
            _tell(connection, name, deed)

    # Sessions

    def log_in(self, name: str, password: str, *, old: str = "", now: datetime | None = None) -> str | None:
        """Return the token of a new session, None where name and password are not taken; `old`, a token, ends.

        An attempt counts as failed before it is looked at, so that many at once are no more than one after the other.
        Whoever asks cannot tell a name that is unknown from one that must wait: each takes the same time.
        """
        now = now or datetime.now(UTC)
        kept = self._try(name, now)
        right = _fits(kept or _nobody(), password)
        if kept is None or not right:
            with transaction(self._engine, writes=True) as connection:
                _tell(connection, name if _row_exists(connection, name) else "", Deed.REFUSED, now)
            return None
        token = secrets.token_urlsafe(32)
        row = {"digest": _digest(token), "account": name, "expires": now + SESSION, "seen": now}
        with transaction(self._engine, writes=True) as connection:
            lock(connection)
            unchanged = (accounts.c.name == name) & (accounts.c.password == kept) & ~accounts.c.disabled
            if not connection.execute(accounts.update().where(unchanged).values(failures=0)).rowcount:
                return None  # disabled, or given another password, meanwhile
            connection.execute(
                sessions.delete().where(
                    (sessions.c.digest == _digest(old)) | (sessions.c.expires <= now) | (sessions.c.seen <= now - IDLE)
                )
            )
            connection.execute(insert(sessions), row)
            _tell(connection, name, Deed.LOGIN, now)
        return token

    def _try(self, name: str, now: datetime) -> str | None:
        """Return the kept password of an account that may try now, and count the try; None where nobody may."""
        c = accounts.c
        with transaction(self._engine, writes=True) as connection:
            lock(connection)
            row = connection.execute(select(accounts).where(c.name == name)).first()
            if row is None or row.disabled or (row.tried and now < row.tried + wait_after(row.failures)):
                return None
            connection.execute(accounts.update().where(c.name == name).values(failures=row.failures + 1, tried=now))
            return str(row.password)

    def of_session(self, token: str, now: datetime | None = None) -> Account | None:
        """Return whose session a token is of, and keep it awake; None where it has ended, or never was."""
        now = now or datetime.now(UTC)
        c = sessions.c
        asked = (
            select(accounts.c.name, accounts.c.role, accounts.c.disabled, c.seen)
            .join(accounts, accounts.c.name == c.account)
            .where(c.digest == _digest(token), c.expires > now, c.seen > now - IDLE, ~accounts.c.disabled)
        )
        with transaction(self._engine) as connection:
            row = connection.execute(asked).first()
        if row is None:
            return None
        if now - row.seen >= _SELDOM:
            with transaction(self._engine, writes=True) as connection:
                connection.execute(sessions.update().where(c.digest == _digest(token)).values(seen=now))
        return _account(row.name, row.role, row.disabled)

    def log_out(self, token: str) -> None:
        """End a session."""
        with transaction(self._engine, writes=True) as connection:
            ended = sessions.delete().where(sessions.c.digest == _digest(token)).returning(sessions.c.account)
            name = connection.execute(ended).scalar()
            if name is not None:
                _tell(connection, name, Deed.LOGOUT)

    def tell(self, name: str, deed: Deed) -> None:
        """Add to the audit log what an account did."""
        with transaction(self._engine, writes=True) as connection:
            _tell(connection, name, deed)

    def audit(self, most: int) -> tuple[AuditEntry, ...]:
        """Return the last entries of the audit log, the latest first."""
        c = audit_log.c
        with transaction(self._engine) as connection:
            found = connection.execute(select(c.at, c.account, c.deed).order_by(c.id.desc()).limit(most)).all()
        return tuple(AuditEntry(row.at, row.account, Deed(row.deed)) for row in found)


def _account(name: str, role: str, disabled: bool) -> Account:  # noqa: FBT001 - a row's columns, in their order
    return Account(name, Role(role), disabled)


def _row_exists(connection: Connection, name: str) -> bool:
    return connection.execute(select(accounts.c.name).where(accounts.c.name == name)).first() is not None


def _tell(connection: Connection, name: str, deed: Deed, now: datetime | None = None) -> None:
    """Add to the audit log; a name that is no account's is not told, since people type passwords there."""
    row = {"at": now or datetime.now(UTC), "account": name, "deed": deed.value}
    connection.execute(insert(audit_log), row)


def _digest(token: str) -> str:
    return sha256(token.encode("utf-8", "replace")).hexdigest()


def _bytes(password: str) -> bytes:
    return password_form(password).encode("utf-8", "replace")


def _hash(password: str) -> str:
    with _AT_ONCE:
        return _HASHER.hash(_bytes(password))


@lru_cache(maxsize=1)
def _nobody() -> str:
    """Return a kept password that nobody knows, to look at where there is no account."""
    return _hash(secrets.token_urlsafe(32))


def _fits(kept: str, password: str) -> bool:
    with _AT_ONCE:
        try:
            return _HASHER.verify(kept, _bytes(password))
        except VerifyMismatchError:
            return False
