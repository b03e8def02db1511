"""What was read can be searched; texts are taken up when they are read."""

import sqlalchemy as sa
from alembic import op

from store.search import create_index

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index, empty: what was read before is taken up when it is read again."""
    op.create_table(
        "searched_texts",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_searched_texts")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_searched_texts_sha256"), "searched_texts", ["sha256"], unique=True)
    create_index(op.get_bind())


def downgrade() -> None:
    """Take it away."""
    op.execute("DROP TABLE text_index")
    op.drop_table("searched_texts")
