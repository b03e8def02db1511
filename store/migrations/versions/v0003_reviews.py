"""People correct what the program found: the log of it, what became of each review, and what the last run joined."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables; a cell that stands there already was decided by the program, so its status is the program's."""
    op.create_table(
        "review_log",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("reviewer", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.Column("sentence", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("program", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_log")),
    )
    op.create_index(op.f("ix_review_log_campaign"), "review_log", ["campaign"], unique=False)
    op.create_table(
        "joined",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("campaign", name=op.f("pk_joined")),
    )
    op.create_table(
        "review_rows",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", sa.Integer(), nullable=True),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.Column("sentence", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reviewer", sa.Text(), nullable=False),
        sa.Column("reviewed_at", sa.Text(), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("fate", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign", "document"],
            ["document_rows.campaign", "document_rows.position"],
            name=op.f("fk_review_rows_document_rows"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["campaign"], ["campaign_rows.campaign"], name=op.f("fk_review_rows_campaign_rows"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign", "position", name=op.f("pk_review_rows")),
    )
    op.add_column("coverage_rows", sa.Column("program_status", sa.Text(), nullable=False, server_default=""))
    op.add_column("coverage_rows", sa.Column("note", sa.Text(), nullable=False, server_default=""))
    op.execute("UPDATE coverage_rows SET program_status = status")
    with op.batch_alter_table("problem_rows") as problems:
        problems.alter_column("document", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    """Take them away; what people corrected is lost."""
    op.execute("DELETE FROM problem_rows WHERE document IS NULL")
    with op.batch_alter_table("problem_rows") as problems:
        problems.alter_column("document", existing_type=sa.Integer(), nullable=False)
    op.drop_column("coverage_rows", "note")
    op.drop_column("coverage_rows", "program_status")
    for name in ("review_rows", "joined", "review_log"):
        op.drop_table(name)
