"""`soat report`: the synthesis and the reminder letter, from the tables of the last run."""

import json
from dataclasses import dataclass, replace
from pathlib import Path

from core.campaign import Campaign
from core.settings import Settings
from flows.errors import UserError
from flows.ran import RUN_FILE
from flows.review import Desk, desk
from flows.run import campaign_at
from reports import reminder, synthesis
from reports.placing import place


@dataclass(frozen=True, slots=True)
class Papers:
    """Where the papers lie; no letter where no report is missing."""

    synthesis: Path
    letter: Path | None


def report(out: Path, settings: Settings, database: str = "") -> Papers:
    """Write the papers of the last run into `out`; UserError where there was none, or they cannot be written."""
    with desk(out, settings, database) as opened:
        campaign = _with_office(opened)
        tables = opened.store.tables(campaign)
    papers = Papers(out / synthesis.FILE, out / reminder.FILE)
    letter = reminder.reminder(tables, campaign)
    try:
        place(papers.synthesis, synthesis.synthesis(tables, campaign))
        if letter is not None and papers.letter:
            place(papers.letter, letter)
            return papers
        (out / reminder.FILE).unlink(missing_ok=True)  # of an earlier state, when reports were missing
    except OSError as error:
        raise UserError(f"Không ghi được vào {out} ({error.strerror}).", status=1) from error
    return replace(papers, letter=None)


def _with_office(opened: Desk) -> Campaign:
    """Return the campaign as the last run took it, with the letterhead that its folder names today."""
    folder = Path(json.loads((opened.out / RUN_FILE).read_text(encoding="utf-8"))["campaign"])
    if not folder.is_dir():
        return opened.campaign
    return replace(opened.campaign, office=campaign_at(folder).office)
