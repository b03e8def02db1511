"""Rows of figures in a report's tables: which cells speak of the reporting year, and which of others."""

from core.document import Block
from core.text import Span, matching
from nlp.cues import Cue, Cues

_PLAN_HEADS = ("kế hoạch", "kh", "giao")  # how a column of targets begins
_ORDER_HEADS = frozenset({"tt", "stt", "số tt", "số thứ tự"})


def hidden_cells(block: Block, heads: tuple[str, ...], text: str, cues: Cues) -> tuple[Span, ...]:
    """Return the cells of a row that hold no result of the period: running numbers, earlier years, targets.

    Spans refer to the document, as those of the block; `heads` are the cells of the table's first row.
    """
    hidden = []
    for number, cell in enumerate(block.cells):
        head = matching(heads[number]) if len(heads) == len(block.cells) else ""
        running = number == 0 and (head in _ORDER_HEADS or cell.of(text).strip(" .").isdigit())
        planned = head.startswith(_PLAN_HEADS) and "thực hiện" not in head
        if running or planned or cues.has(Cue.EARLIER, head) or cues.has(Cue.TARGET, head) or cues.has(Cue.LATER, head):
            hidden.append(cell)
    return tuple(hidden)
