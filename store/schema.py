"""The tables of the store: results of steps, the current findings of each campaign, and the runs that made them.

Findings are kept as rows in the order in which they are shown (`position`), because text sorts differently in
each database. The tables of the contract are views on them (store/views.py).
"""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    TypeDecorator,
)


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant; SQLite keeps none of the zone, so it is put back when read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the instant in UTC; ValueError where it has no zone."""
        _ = dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant needs a zone: {value}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the instant with its zone."""
        _ = dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# Names that every database would give alike, so that a later migration can name what it changes.
metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

# The digest of the views that stand in the database, so that changed ones are made anew.
store_facts = Table("store_facts", metadata, Column("name", Text, primary_key=True), Column("value", Text))

step_results = Table(
    "step_results",
    metadata,
    Column("sha256", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("context", Text, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("saved_at", Instant, nullable=False),
    PrimaryKeyConstraint("sha256", "step", "version", "context"),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("campaign", Text, nullable=False, index=True),
    Column("started", Instant, nullable=False),
    Column("finished", Instant, nullable=False),
    Column("versions", JSON, nullable=False),
    Column("counts", JSON, nullable=False),
    Column("inputs", Text, nullable=False),  # digest of all that the tables hang on; "" where it may change by itself
)

# The files of each inbox as they stood when they were hashed.
seen_files = Table(
    "seen_files",
    metadata,
    Column("inbox", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("stamp", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    PrimaryKeyConstraint("inbox", "source"),
)

# What changed in the matrix. Rows are only ever added: they tell what was, also of files that are gone.
change_rows = Table(
    "change_rows",
    metadata,
    Column("campaign", Text, nullable=False),
    Column("round", Integer, nullable=False, autoincrement=False),
    Column("position", Integer, nullable=False, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("unit_name", Text, nullable=False),
    Column("task_id", Text, nullable=False),
    Column("task_title", Text, nullable=False),
    Column("before", Text),  # a status; NULL where there was no such cell
    Column("after", Text),
    Column("cause", Text, nullable=False),
    Column("because", Text, nullable=False),
    PrimaryKeyConstraint("campaign", "round", "position"),
)

# What people corrected, in the order in which they did. Rows are only ever added.
review_log = Table(
    "review_log",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("campaign", Text, nullable=False, index=True),
    Column("unit_id", Text, nullable=False),
    Column("task_id", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("reviewer", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("status", Text),
    Column("sha256", Text),
    Column("start", Integer),
    Column("end", Integer),
    Column("sentence", Text),
    Column("note", Text, nullable=False),
    Column("undoes", Integer),
    Column("program", Text),
)

# Who may use the pages; `tried` is the last time that a password was given, `failures` how many were wrong in a row.
accounts = Table(
    "accounts",
    metadata,
    Column("name", Text, primary_key=True),
    Column("role", Text, nullable=False),
    Column("password", Text, nullable=False),  # argon2id with salt and parameters
    Column("disabled", Boolean, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("tried", Instant),
)

# Open sessions by the sha256 of their tokens: who reads the database cannot use them.
sessions = Table(
    "sessions",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("account", Text, ForeignKey("accounts.name", ondelete="CASCADE"), nullable=False, index=True),
    Column("expires", Instant, nullable=False),
    Column("seen", Instant, nullable=False),
)

audit_log = Table(
    "audit_log",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Instant, nullable=False),
    Column("account", Text, nullable=False),
    Column("deed", Text, nullable=False),
)

# What the last run of a campaign joined, as bytes of store/codec.py.
joined = Table(
    "joined",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("payload", LargeBinary, nullable=False),
)

campaign_rows = Table(
    "campaign_rows",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("issued_on", Date),
    Column("issuer", Text, nullable=False),
    Column("reporting_year", Integer, nullable=False),
    Column("deadline", Date, nullable=False),
)


def _key() -> tuple[Column[str], Column[int], PrimaryKeyConstraint]:
    """Return what begins every table of findings: the campaign, and the row's place in it."""
    return (
        Column("campaign", Text, ForeignKey("campaign_rows.campaign", ondelete="CASCADE"), nullable=False),
        Column("position", Integer, nullable=False, autoincrement=False),
        PrimaryKeyConstraint("campaign", "position"),
    )


def _of_document(*, nullable: bool = False) -> tuple[Column[int], ForeignKeyConstraint]:
    """Return the place of the document that a row was found in."""
    return (
        Column("document", Integer, nullable=nullable),
        ForeignKeyConstraint(
            ["campaign", "document"], ["document_rows.campaign", "document_rows.position"], ondelete="CASCADE"
        ),
    )


task_rows = Table(
    "task_rows",
    metadata,
    *_key(),
    Column("task_id", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("kind", Text, nullable=False),
)

unit_rows = Table(
    "unit_rows",
    metadata,
    *_key(),
    Column("unit_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("returned", Boolean, nullable=False),
    Column("received_on", Date),
    Column("days_late", Integer),
    Column("documents", Integer, nullable=False),
    Column("tasks_addressed", Integer, nullable=False),
    Column("tasks_total", Integer, nullable=False),
)

document_rows = Table(
    "document_rows",
    metadata,
    *_key(),
    Column("sha256", Text, nullable=False, index=True),
    Column("source", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("counts", Boolean, nullable=False),
    Column("unit_id", Text),
    Column("received_on", Date),
    Column("number", Text),
    Column("doc_type", Text),
    Column("issued_on", Date),
    Column("issuer", Text),
    Column("place", Text),
    Column("subject", Text),
    Column("signer", Text),
    Column("pages", Integer, nullable=True),
    Column("ocr_pages", Integer, nullable=False),
    Column("characters", Integer, nullable=False),
    Column("completeness", Float),
    Column("status", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("message", Text, nullable=False),
)

reference_rows = Table(
    "reference_rows",
    metadata,
    *_key(),
    *_of_document(),
    Column("page", Integer),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("form", Text, nullable=False),
    Column("doc_type", Text),
    Column("number", Text),
    Column("issued_on", Date),
    Column("issuer", Text),
    Column("title", Text),
    Column("canonical", Text, nullable=False),
    Column("warnings", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("pin", Text),
)

evidence_rows = Table(
    "evidence_rows",
    metadata,
    *_key(),
    *_of_document(),
    Column("task_id", Text, nullable=False),
    Column("page", Integer),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("sentence", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("score", Float, nullable=False),
    Column("figures", Text, nullable=False),
    Column("section", Text, nullable=False),
    Column("features", Text, nullable=False),
)

coverage_rows = Table(
    "coverage_rows",
    metadata,
    *_key(),
    *_of_document(nullable=True),
    Column("unit_id", Text, nullable=False),
    Column("task_id", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("addressed", Boolean, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("evidence_count", Integer, nullable=False),
    Column("evidence", Text),
    Column("page", Integer),
    Column("start", Integer),
    Column("end", Integer),
    Column("decided_by", Text, nullable=False),
    Column("program_status", Text, nullable=False),
    Column("note", Text, nullable=False),
)

review_rows = Table(
    "review_rows",
    metadata,
    *_key(),
    *_of_document(nullable=True),
    Column("review_id", Integer, nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("task_id", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("status", Text),
    Column("page", Integer),
    Column("start", Integer),
    Column("end", Integer),
    Column("sentence", Text),
    Column("note", Text, nullable=False),
    Column("reviewer", Text, nullable=False),
    Column("reviewed_at", Text, nullable=False),
    Column("undoes", Integer),
    Column("fate", Text, nullable=False),
)

remark_rows = Table(
    "remark_rows",
    metadata,
    *_key(),
    *_of_document(),
    Column("kind", Text, nullable=False),
    Column("page", Integer),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("sentence", Text, nullable=False),
    Column("theme", Text, nullable=False),
)

directive_rows = Table(
    "directive_rows",
    metadata,
    *_key(),
    Column("canonical", Text, nullable=False),
    Column("doc_type", Text),
    Column("number", Text),
    Column("issued_on", Date),
    Column("issuer", Text),
    Column("title", Text),
    Column("cited_by_units", Integer, nullable=False),
    Column("citations", Integer, nullable=False),
    Column("in_inbox", Boolean, nullable=False),
    Column("warnings", Text, nullable=False),
)

problem_rows = Table(
    "problem_rows",
    metadata,
    *_key(),
    *_of_document(nullable=True),  # none: of a correction whose document is gone
    Column("stage", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("page", Integer),
    Column("message", Text, nullable=False),
)

# What was read of each file, packed, for searching; `number` is its row in the full-text index (store/search.py).
searched_texts = Table(
    "searched_texts",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("sha256", Text, nullable=False, index=True, unique=True),
    Column("text", LargeBinary, nullable=False),
    sqlite_autoincrement=True,  # a number is never given twice: the index keeps words of those that are gone
)

# Every table of a campaign's current findings, in the order in which rows may be put in.
FINDINGS = (
    campaign_rows,
    task_rows,
    unit_rows,
    document_rows,
    reference_rows,
    evidence_rows,
    coverage_rows,
    remark_rows,
    directive_rows,
    problem_rows,
    review_rows,
)
