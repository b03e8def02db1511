"""A remark says what it is about."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what stands there already has no theme until the next run writes it anew."""
    op.add_column("remark_rows", sa.Column("theme", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("remark_rows", "theme")
