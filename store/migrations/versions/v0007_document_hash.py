"""Files are found by their hash."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    op.create_index(op.f("ix_document_rows_sha256"), "document_rows", ["sha256"], unique=False)


def downgrade() -> None:
    """Take it away."""
    op.drop_index(op.f("ix_document_rows_sha256"), table_name="document_rows")
