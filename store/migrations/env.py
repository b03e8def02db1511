"""Alembic's environment: runs the versions on the connection, and in the transaction, that `store.migrate` hands it."""

from alembic import context

from store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # SQLite can, once the driver leaves BEGIN to us (store/engine.py)
)
with context.begin_transaction():
    context.run_migrations()
