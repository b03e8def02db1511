"""`soat explain`: why a cell of the matrix is what it is, told from the tables of the last run."""

from collections.abc import Iterator
from pathlib import Path

from core.review import PROGRAM
from flows.errors import UserError
from flows.tables import read_table
from reports.reasons import reasons
from reports.words import STATUS_WORDS, day, percent, strength

_CELL = {
    "unit_id",
    "unit_name",
    "task_id",
    "task_title",
    "status",
    "confidence",
    "decided_by",
    "program_status",
    "note",
}
_LINE = {"unit_id", "task_id", "status", "score", "source", "page", "sentence", "figures", "features"}
_NOTABLY = 0.05  # by so much less sure is a cell than its best sentence that it is worth a word


def explain(out: Path, unit: str, task: str) -> Iterator[str]:
    """Yield lines on the cell of a unit and a task; UserError where the last run has no such cell."""
    coverage = list(read_table(out, "coverage", _CELL))
    cells = [row for row in coverage if unit in {row["unit_id"], row["unit_name"]} and row["task_id"] == task]
    if not cells:
        units = ", ".join(dict.fromkeys(row["unit_id"] for row in coverage))
        tasks = ", ".join(dict.fromkeys(row["task_id"] for row in coverage))
        raise UserError(f"Không có ô “{unit}”, “{task}”. Đơn vị: {units}. Nhiệm vụ: {tasks}.")
    cell = cells[0]
    yield f"{cell['unit_name']} - nhiệm vụ {cell['task_id']}: {cell['task_title']}"
    word = STATUS_WORDS[cell["status"]]
    yield f"{word.sign} {word.label}, mức chắc chắn {percent(float(cell['confidence']))}. {word.meaning}"
    if cell["decided_by"] != PROGRAM:
        program = STATUS_WORDS[cell["program_status"]].label
        yield f"Người rà soát {cell['decided_by']} quyết định; chương trình xếp “{program}”."
    if cell["note"]:
        yield f"Ghi chú của người rà soát: {cell['note']}"
    standing = next((row for row in read_table(out, "units") if row["unit_id"] == cell["unit_id"]), None)
    if standing and standing["returned"] != "true":
        yield "Đơn vị chưa gửi báo cáo."
    elif standing and standing["received_on"]:
        yield f"Đã nhận báo cáo ngày {day(standing['received_on'])}."
    lines = [
        row
        for row in read_table(out, "evidence", _LINE)
        if row["unit_id"] == cell["unit_id"] and row["task_id"] == task
    ]
    lines.sort(key=lambda row: (-strength(row["status"]), -float(row["score"])))
    if lines and cell["decided_by"] == PROGRAM and float(lines[0]["score"]) - float(cell["confidence"]) > _NOTABLY:
        yield "Ô không chắc bằng câu tốt nhất của nó: câu khác trong báo cáo, kể cả câu đã bị loại, có thể nói nhiều hơn."
    for row in lines:
        place = row["source"] + (f", trang {row['page']}" if row["page"] else "")
        yield ""
        yield f"{STATUS_WORDS[row['status']].sign} {STATUS_WORDS[row['status']].label} ({percent(float(row['score']))}) - {place}"
        yield f"  “{row['sentence']}”"
        if row["figures"]:
            yield f"  Số liệu: {row['figures']}"
        yield f"  Vì: {'; '.join(reasons(row['features']))}."
