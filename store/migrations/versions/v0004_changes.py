"""A run keeps what it hangs on and what it changed; files are remembered as they stood when they were hashed."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them, empty: the next run fills them."""
    op.add_column("runs", sa.Column("inputs", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "seen_files",
        sa.Column("inbox", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("stamp", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("inbox", "source", name="pk_seen_files"),
    )
    op.create_table(
        "change_rows",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("position", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("unit_name", sa.Text(), nullable=False),
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("task_title", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("campaign", "round", "position", name="pk_change_rows"),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("change_rows")
    op.drop_table("seen_files")
    op.drop_column("runs", "inputs")
