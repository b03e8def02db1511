"""The database itself keeps what people corrected: rows of the log are added, never changed or deleted."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Refuse UPDATE and DELETE on the log."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER review_log_no_{act.lower()} BEFORE {act} ON review_log "
                "BEGIN SELECT RAISE(ABORT, 'review_log is append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION review_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'review_log is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER review_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON review_log "
        "FOR EACH STATEMENT EXECUTE FUNCTION review_log_is_append_only()"
    )


def downgrade() -> None:
    """Let the log be changed again."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("update", "delete"):
            op.execute(f"DROP TRIGGER review_log_no_{act}")
        return
    op.execute("DROP TRIGGER review_log_append_only ON review_log")
    op.execute("DROP FUNCTION review_log_is_append_only()")
