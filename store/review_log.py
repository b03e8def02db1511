"""The log of corrections: rows are only ever added, and come back as the values that were put in."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from core.coverage import Status
from core.review import Action, Quote, Review
from core.text import Span
from store.cells import clean
from store.schema import review_log


def append(connection: Connection, campaign: str, review: Review) -> int:
    """Add a review of the campaign of that key; return its id. ValueError where nothing is left of it that can be kept."""
    quote = review.quote and replace(review.quote, sentence=clean(review.quote.sentence))
    kept = replace(review, reviewer=clean(review.reviewer), note=clean(review.note), quote=quote)
    row = {
        "campaign": campaign,
        "unit_id": clean(kept.unit_id),
        "task_id": clean(kept.task_id),
        "action": kept.action.value,
        "reviewer": kept.reviewer,
        "at": kept.at,
        "status": kept.status.value if kept.status else None,
        "sha256": clean(quote.document_id) if quote else None,
        "start": quote.span.start if quote else None,
        "end": quote.span.end if quote else None,
        "sentence": quote.sentence if quote else None,
        "note": kept.note,
        "undoes": kept.undoes,
        "program": kept.program.value if kept.program else None,
    }
    return int(connection.execute(insert(review_log).returning(review_log.c.id), row).scalar_one())


def reviews(connection: Connection, campaign: str) -> tuple[Review, ...]:
    """Return all reviews of the campaign of that key, the oldest first."""
    c = review_log.c
    found = connection.execute(select(review_log).where(c.campaign == campaign).order_by(c.id))
    return tuple(_review(row) for row in found)


def _review(row: Row[Any]) -> Review:
    quote = None if row.sha256 is None else Quote(row.sha256, Span(row.start, row.end), row.sentence)
    return Review(
        row.unit_id,
        row.task_id,
        Action(row.action),
        row.reviewer,
        row.at,
        status=Status(row.status) if row.status else None,
        quote=quote,
        note=row.note,
        undoes=row.undoes,
        program=Status(row.program) if row.program else None,
        id=row.id,
    )
