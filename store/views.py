"""The tables of the contract as SQL views, in words that SQLite and PostgreSQL read alike.

Each view starts with `campaign` and `position`, by which its rows are told apart and put in order; the columns of
the contract follow. Views hold no data: they are made anew whenever their text has changed.
"""

from hashlib import sha256

from sqlalchemy import Connection, text

from core.coverage import REVIEW_BELOW

VIEWS: dict[str, str] = {
    "documents": """
        SELECT r.campaign, r.position, r.sha256 AS document_id, r.source, r.kind, r.counts, r.unit_id, r.number,
               r.doc_type, r.issued_on, r.issuer, r.place, r.subject, r.signer, r.pages, r.ocr_pages, r.characters,
               r.completeness, r.status, r.code, r.message
        FROM document_rows AS r""",
    "references": """
        SELECT r.campaign, r.position, d.sha256 AS document_id, d.source, r.page, r."start", r."end", r."text",
               r.form, r.doc_type, r.number, r.issued_on, r.issuer, r.title, r.canonical, r.warnings,
               r.role, r.pin
        FROM reference_rows AS r
             JOIN document_rows AS d ON d.campaign = r.campaign AND d.position = r.document""",
    "evidence": """
        SELECT r.campaign, r.position, d.unit_id, r.task_id, d.sha256 AS document_id, d.source, r.page, r."start",
               r."end", r.sentence, r.status, r.score, r.figures, r.section, r.features
        FROM evidence_rows AS r
             JOIN document_rows AS d ON d.campaign = r.campaign AND d.position = r.document""",
    "coverage": f"""
        SELECT r.campaign, r.position, r.unit_id, u.name AS unit_name, r.task_id, t.title AS task_title, r.status,
               r.addressed, r.confidence, r.evidence_count, r.evidence, d.source, r.page, r.decided_by,
               r.program_status, r.note,
               (r.decided_by = 'program' AND r.confidence < {REVIEW_BELOW}) AS review
        FROM coverage_rows AS r
             LEFT JOIN document_rows AS d ON d.campaign = r.campaign AND d.position = r.document
             LEFT JOIN unit_rows AS u ON u.campaign = r.campaign AND u.unit_id = r.unit_id
             LEFT JOIN task_rows AS t ON t.campaign = r.campaign AND t.task_id = r.task_id""",  # noqa: S608 - the one value is a constant of ours
    "units": """
        SELECT r.campaign, r.position, r.unit_id, r.name AS unit_name, r.kind, r.returned, r.received_on, r.days_late,
               r.documents, r.tasks_addressed, r.tasks_total
        FROM unit_rows AS r""",
    "remarks": """
        SELECT r.campaign, r.position, d.unit_id, r.kind, d.sha256 AS document_id, d.source, r.page, r.sentence,
               r.theme
        FROM remark_rows AS r
             JOIN document_rows AS d ON d.campaign = r.campaign AND d.position = r.document""",
    "directives": """
        SELECT r.campaign, r.position, r.canonical, r.doc_type, r.number, r.issued_on, r.issuer, r.title,
               r.cited_by_units, r.citations, r.in_inbox, r.warnings
        FROM directive_rows AS r""",
    "problems": """
        SELECT r.campaign, r.position, d.source, r.stage, r.code, r.severity, r.page, r.message
        FROM problem_rows AS r
             LEFT JOIN document_rows AS d ON d.campaign = r.campaign AND d.position = r.document""",
    "reviews": """
        SELECT r.campaign, r.position, r.review_id, r.unit_id, r.task_id, r.action, r.status, d.sha256 AS document_id,
               d.source, r.page, r."start", r."end", r.sentence, r.note, r.reviewer, r.reviewed_at, r.undoes, r.fate
        FROM review_rows AS r
             LEFT JOIN document_rows AS d ON d.campaign = r.campaign AND d.position = r.document""",
    "changes": """
        SELECT r.campaign, r.position, r.unit_id, r.unit_name, r.task_id, r.task_title, r.before, r.after, r.cause,
               r.because
        FROM change_rows AS r
        WHERE r.round = (SELECT max(c.round) FROM change_rows AS c WHERE c.campaign = r.campaign)""",
}


def digest() -> str:
    """Return what the views are known by in the database."""
    return sha256(repr(sorted(VIEWS.items())).encode()).hexdigest()


def drop_views(connection: Connection) -> None:
    """Take the views away, so that the tables below them can change."""
    for name in VIEWS:
        connection.execute(text(f'DROP VIEW IF EXISTS "{name}"'))


def create_views(connection: Connection) -> None:
    """Make every view."""
    for name, select in VIEWS.items():
        connection.execute(text(f'CREATE VIEW "{name}" AS {select} ORDER BY r.campaign, r.position'))
