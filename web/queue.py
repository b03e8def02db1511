"""What is to be reviewed: the program's least certain cells first, without those that somebody has decided."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.review import PROGRAM, Action, Review, undone
from reports.view import CellView
from web.desk import Snapshot


@dataclass(frozen=True, slots=True)
class Queue:
    """The cells that wait, the least certain first, and how many a person has decided."""

    waiting: tuple[CellView, ...]
    decided: int

    def behind(self, cell: CellView) -> CellView | None:
        """Return the next waiting cell in the order of the queue, whether `cell` still waits or not; None at its end."""
        return next((one for one in self.waiting if _place(one) > _place(cell)), None)

    def before(self, cell: CellView) -> CellView | None:
        """Return the waiting cell before `cell`."""
        return next((one for one in reversed(self.waiting) if _place(one) < _place(cell)), None)


def queue_of(snapshot: Snapshot, reviews: Sequence[Review]) -> Queue:
    """Return the queue; `reviews` are all of the campaign, also those that the tables do not show yet."""
    gone = undone(reviews)
    seen = {
        one.cell for one in reviews if one.id not in gone and one.action in {Action.SET, Action.CONFIRM, Action.ADD}
    }
    cells = [cell for unit in snapshot.view.units if unit.returned for cell in unit.cells if not cell.is_report]
    waiting = [cell for cell in cells if (cell.unit_id, cell.task_id) not in seen]
    decided = sum(cell.decided_by not in {"", PROGRAM} for cell in snapshot.cells.values())
    return Queue(tuple(sorted(waiting, key=_place)), decided)


def _place(cell: CellView) -> tuple[float, str, str]:
    return (1.0 if cell.confidence is None else cell.confidence, cell.unit_id, cell.task_id)
