"""From what was read and said of a file to its row: status, code, message and figures."""

from dataclasses import replace

from core.campaign import Campaign
from core.coverage import Assessment
from core.document import PageSource, Reading
from core.problem import MESSAGES, Code, Problem, Severity
from core.steps import Description, FileRow, FileStatus, ReadItem
from flows.ingest import Listed
from nlp.units import identify_by_name

_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def lost_item(sha256: str, found: Problem) -> ReadItem:
    """Return the item of a file whose worker was ended by a limit."""
    return ReadItem("", Reading(sha256, "", 0, problems=(found,)))


def without_text(item: ReadItem, found: Problem) -> ReadItem:
    """Return the item of a file that was read but whose text no later step could take."""
    return replace(item, reading=replace(item.reading, document=None, problems=(*item.reading.problems, found)))


def row_of_listed(listed: Listed) -> FileRow:
    """Return the row of a file that is not read."""
    code = listed.code
    return FileRow(
        listed.source,
        listed.sha256,
        listed.size,
        "",
        listed.status,
        code=str(code or ""),
        message=MESSAGES[code] if code else "",
    )


def row_of(
    source: str, item: ReadItem, description: Description | None, assessment: Assessment | None, campaign: Campaign
) -> FileRow:
    """Return the row of a file or member that was read."""
    reading = item.reading
    document = reading.document
    worst = min(reading.problems, key=lambda problem: _RANK[problem.severity], default=None)
    broken = document is None and worst is not None and worst.severity is Severity.ERROR
    later = worst is not None and worst.code is Code.TEMPORARY
    pages = document.pages if document else ()
    issued = description.dispatch.issued_on if description else None
    sent = item.envelope.sent_on if item.envelope else None
    return FileRow(
        source,
        reading.sha256,
        reading.size,
        reading.media_type,
        FileStatus.QUARANTINED if broken else FileStatus.IGNORED if later else FileStatus.OK,
        code=str(worst.code) if worst else "",
        message=worst.message if worst else "",
        unit_id=identify_by_name(source, campaign.units) if broken else None,
        received_on=sent or (issued.value if issued else None),
        pages=len(pages),
        ocr_pages=sum(page.source is PageSource.OCR for page in pages),
        characters=len(document.text) if document else 0,
        completeness=document.completeness if document else None,
        description=description,
        assessment=assessment,
        problems=reading.problems,
    )
