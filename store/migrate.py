"""Brings a database to the current schema in one transaction; afterwards its views are those of this version."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, inspect, select

from store import views
from store.engine import StoreError, lock, transaction
from store.schema import store_facts

_FOLDER = Path(__file__).parent / "migrations"
_VIEWS = "views"


def migrate(engine: Engine) -> None:
    """Create or upgrade the schema; StoreError where a newer version of the program made it."""
    config = _config()
    head = ScriptDirectory.from_config(config).get_current_head()
    with transaction(engine) as connection:
        if _is_current(connection, head):
            return
    with transaction(engine, writes=True) as connection:
        lock(connection)
        if _is_current(connection, head):  # another process was quicker
            return
        views.drop_views(connection)
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise StoreError(
                "Cơ sở dữ liệu do phiên bản soát mới hơn tạo ra. Cập nhật chương trình, hoặc chọn cơ sở dữ liệu khác."
            ) from error
        views.create_views(connection)
        connection.execute(store_facts.delete().where(store_facts.c.name == _VIEWS))
        connection.execute(store_facts.insert().values(name=_VIEWS, value=views.digest()))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    return config


def _is_current(connection: Connection, head: str | None) -> bool:
    """Tell whether tables and views are those of this version."""
    if MigrationContext.configure(connection).get_current_revision() != head:
        return False
    if not inspect(connection).has_table(store_facts.name):
        return False
    made = connection.execute(select(store_facts.c.value).where(store_facts.c.name == _VIEWS)).scalar()
    return made == views.digest()
