"""What people's corrections say of the program, in words: how often it had said what they decided."""

from collections.abc import Mapping, Sequence

from core.review import PROGRAM, Agreement, agreement
from core.table import Cell
from reports.view import View
from reports.words import percent


def agreed(coverage: Sequence[Mapping[str, Cell]]) -> Agreement:
    """Return the agreement over the rows of coverage.csv that a reviewer decided."""
    reviewed = (row for row in coverage if row.get("decided_by") not in {PROGRAM, None, ""})
    return agreement((str(row["program_status"]), str(row["status"])) for row in reviewed)


def decisions(whole: View) -> list[Mapping[str, Cell]]:
    """Return the cells of a view as the rows that `agreed` reads."""
    return [
        {"decided_by": cell.decided_by, "program_status": cell.program.key, "status": cell.word.key}
        for unit in whole.units
        for cell in unit.cells
    ]


def agreement_words(coverage: Sequence[Mapping[str, Cell]]) -> str:
    """Return the agreement as a Vietnamese sentence."""
    found = agreed(coverage)
    if found.share is None:
        return "Chưa có ô nào do người rà soát quyết định."
    kappa = "" if found.kappa is None else f", kappa của Cohen {found.kappa:.2f}".replace(".", ",")
    return (
        f"Người rà soát đã quyết định {found.cells} ô; "
        f"chương trình trùng ý {found.agreed}/{found.cells} ô ({percent(found.share)}){kappa}."
    )
