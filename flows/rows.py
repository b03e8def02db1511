"""From what was read and said of a file to its row: status, code, message and figures."""

from dataclasses import replace

from core.campaign import Campaign
from core.coverage import Assessment
from core.document import Reading
from core.problem import MESSAGES, Code, Problem, Severity
from core.steps import Brief, Description, FileRow, FileStatus, ReadItem
from flows.ingest import Listed
from nlp.units import unit_by_name

_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def lost_item(sha256: str, found: Problem) -> ReadItem:
    """Return the item of a file whose worker was ended by a limit."""
    return ReadItem("", Reading(sha256, "", 0, problems=(found,)))


def without_text(brief: Brief, found: Problem) -> Brief:
    """Return what is told of a file that was read but whose text no later step could take."""
    bare = Brief(brief.suffix, brief.sha256, brief.size, brief.media_type, readable=False, sent_on=brief.sent_on)
    return replace(bare, problems=(*brief.problems, found))


def row_of_listed(listed: Listed) -> FileRow:
    """Return the row of a file that is not read."""
    code = listed.code
    return FileRow(
        listed.source,
        listed.sha256,
        listed.size,
        "",
        listed.status,
        code=code.value if code else "",
        message=MESSAGES[code] if code else "",
    )


def row_of(
    source: str, brief: Brief, description: Description | None, assessment: Assessment | None, campaign: Campaign
) -> FileRow:
    """Return the slim row of a file or member that was read; what was found in it is given slim."""
    worst = min(brief.problems, key=lambda problem: _RANK[problem.severity], default=None)
    broken = not brief.readable and worst is not None and worst.severity is Severity.ERROR
    later = worst is not None and worst.code is Code.TEMPORARY
    issued = description.dispatch.issued_on if description else None
    return FileRow(
        source,
        brief.sha256,
        brief.size,
        brief.media_type,
        FileStatus.QUARANTINED if broken else FileStatus.IGNORED if later else FileStatus.OK,
        code=worst.code.value if worst else "",
        message=worst.message if worst else "",
        unit_id=unit_by_name(source, campaign) if broken else None,
        received_on=brief.sent_on or (issued.value if issued else None),
        pages=brief.pages,
        ocr_pages=brief.ocr_pages,
        characters=brief.characters,
        completeness=brief.completeness,
        description=description,
        assessment=assessment,
        problems=brief.problems,
        whole=False,
    )
