"""From a dispatch on disk to a draft of a campaign folder."""

from collections.abc import Iterator
from pathlib import Path

from core.problem import Problem
from core.settings import Settings
from flows.errors import UserError
from flows.show import open_file
from nlp.tasks import draft_campaign, with_units
from store.campaign_error import CampaignError
from store.campaigns import write_campaign


def new_campaign(dispatch: Path, out: Path, settings: Settings) -> Iterator[str]:
    """Write the draft into `out` and yield what to look at (Vietnamese lines); UserError where the file cannot serve."""
    done = open_file(dispatch, settings)
    if isinstance(done, Problem):
        raise UserError(f"{dispatch}: {done.message}", status=1)
    item, description = done.items[0], done.descriptions[0]
    if item.reading.document is None or description is None:
        reason = item.reading.problems[0].message if item.reading.problems else "không có nội dung"
        raise UserError(f"{dispatch}: {reason}", status=1)
    draft = draft_campaign(item.reading.document, description)
    if not draft.campaign.tasks:
        raise UserError(
            f"{dispatch}: không thấy nhiệm vụ đánh số nào. Kiểm tra có đúng văn bản giao nhiệm vụ không.", status=1
        )
    try:
        write_campaign(with_units(draft), out, notes=draft.notes)
    except CampaignError as error:
        raise UserError(str(error)) from error
    yield f"Đã lập bản nháp {out / 'campaign.toml'}: {len(draft.campaign.tasks)} nhiệm vụ."
    for place, note in draft.notes.items():
        yield f"  Cần xem lại {place}: {note}".replace("\n", "\n    ")
