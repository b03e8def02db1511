"""First schema: results of steps, findings of a campaign, runs."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table."""
    op.create_table(
        "campaign_rows",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("reporting_year", sa.Integer(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("campaign", name=op.f("pk_campaign_rows")),
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished", sa.DateTime(timezone=True), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
    )
    op.create_index(op.f("ix_runs_campaign"), "runs", ["campaign"], unique=False)
    op.create_table(
        "step_results",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("context", sa.Text(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", "step", "version", "context", name=op.f("pk_step_results")),
    )
    op.create_table(
        "store_facts",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_store_facts")),
    )
    op.create_table(
        "directive_rows",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("canonical", sa.Text(), nullable=False),
        sa.Column("doc_type", sa.Text(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("issuer", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("cited_by_units", sa.Integer(), nullable=False),
        sa.Column("citations", sa.Integer(), nullable=False),
        sa.Column("in_inbox", sa.Boolean(), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign"], ["campaign_rows.campaign"], name=op.f("fk_directive_rows_campaign_rows"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign", "position", name=op.f("pk_directive_rows")),
    )
    op.create_table(
        "document_rows",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("doc_type", sa.Text(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("issuer", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("signer", sa.Text(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("ocr_pages", sa.Integer(), nullable=False),
        sa.Column("characters", sa.Integer(), nullable=False),
        sa.Column("completeness", sa.Float(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign"], ["campaign_rows.campaign"], name=op.f("fk_document_rows_campaign_rows"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign", "position", name=op.f("pk_document_rows")),
    )
    op.create_table(
        "task_rows",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign"], ["campaign_rows.campaign"], name=op.f("fk_task_rows_campaign_rows"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign", "position", name=op.f("pk_task_rows")),
    )
    op.create_table(
        "unit_rows",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("returned", sa.Boolean(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("days_late", sa.Integer(), nullable=True),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("tasks_addressed", sa.Integer(), nullable=False),
        sa.Column("tasks_total", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign"], ["campaign_rows.campaign"], name=op.f("fk_unit_rows_campaign_rows"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign", "position", name=op.f("pk_unit_rows")),
    )
    op.create_table(
        "coverage_rows",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("addressed", sa.Boolean(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("evidence_count", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign", "document"],
            ["document_rows.campaign", "document_rows.position"],
            name=op.f("fk_coverage_rows_document_rows"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["campaign"], ["campaign_rows.campaign"], name=op.f("fk_coverage_rows_campaign_rows"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign", "position", name=op.f("pk_coverage_rows")),
    )
    op.create_table(
        "evidence_rows",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("features", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign", "document"],
            ["document_rows.campaign", "document_rows.position"],
            name=op.f("fk_evidence_rows_document_rows"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["campaign"], ["campaign_rows.campaign"], name=op.f("fk_evidence_rows_campaign_rows"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign", "position", name=op.f("pk_evidence_rows")),
    )
    op.create_table(
        "problem_rows",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign", "document"],
            ["document_rows.campaign", "document_rows.position"],
            name=op.f("fk_problem_rows_document_rows"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["campaign"], ["campaign_rows.campaign"], name=op.f("fk_problem_rows_campaign_rows"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign", "position", name=op.f("pk_problem_rows")),
    )
    op.create_table(
        "reference_rows",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("doc_type", sa.Text(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("issuer", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("canonical", sa.Text(), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign", "document"],
            ["document_rows.campaign", "document_rows.position"],
            name=op.f("fk_reference_rows_document_rows"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["campaign"], ["campaign_rows.campaign"], name=op.f("fk_reference_rows_campaign_rows"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign", "position", name=op.f("pk_reference_rows")),
    )
    op.create_table(
        "remark_rows",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign", "document"],
            ["document_rows.campaign", "document_rows.position"],
            name=op.f("fk_remark_rows_document_rows"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["campaign"], ["campaign_rows.campaign"], name=op.f("fk_remark_rows_campaign_rows"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign", "position", name=op.f("pk_remark_rows")),
    )


def downgrade() -> None:
    """Nothing stands below the first version."""
    raise NotImplementedError
