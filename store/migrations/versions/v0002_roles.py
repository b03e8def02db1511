"""A citation says what it is for and which article it points to."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the two columns; what stands there already says nothing more until the next run writes it anew."""
    op.add_column("reference_rows", sa.Column("role", sa.Text(), nullable=False, server_default="cited"))
    op.add_column("reference_rows", sa.Column("pin", sa.Text(), nullable=True))


def downgrade() -> None:
    """Take them away."""
    op.drop_column("reference_rows", "pin")
    op.drop_column("reference_rows", "role")
