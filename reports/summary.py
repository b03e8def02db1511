"""Counts by kind of unit and task, as the synthesis for the ministry asks for them: how many units stand where."""

from collections.abc import Sequence

from core.coverage import Status
from core.table import Column, Table, table
from reports.words import STATUS_WORDS

NAME = "summary"
ALL = "all"  # the kind that stands for every unit
_COLUMNS = (
    Column("kind", "Khối"),
    Column("task_id", "Nhiệm vụ"),
    Column("task_title", "Nội dung nhiệm vụ"),
    Column("units", "Số đơn vị"),
    Column("returned", "Đã gửi"),
    *(Column(str(status), STATUS_WORDS[status].label) for status in Status),
    Column("addressed", "Đã thực hiện"),
    Column("share", "Tỷ lệ"),
)


def summary(tables: Sequence[Table]) -> Table:
    """Return the counts for each kind of unit, and for all units, by task; `share` is addressed over units, in [0, 1].

    `tables` are those of the contract; `none` counts units whose report says nothing, and those without one.
    """
    import pandas as pd  # noqa: PLC0415 - it takes half a second to import, and a run that writes nothing needs none

    by_name = {one.name: one for one in tables}
    coverage, units = (pd.DataFrame(by_name[name].records()) for name in ("coverage", "units"))
    if coverage.empty or units.empty:
        return table(NAME, "Tổng hợp theo khối", _COLUMNS, [])
    cells = coverage.merge(units[["unit_id", "kind", "returned"]], on="unit_id", validate="many_to_one")
    both = pd.concat([cells, cells.assign(kind=ALL)])
    kinds = [*dict.fromkeys(units["kind"]), ALL]
    tasks = list(dict.fromkeys(coverage["task_id"]))
    counts = pd.crosstab([both["kind"], both["task_id"]], both["status"])
    counts = counts.reindex(columns=[str(status) for status in Status], fill_value=0)
    grouped = both.groupby(["kind", "task_id"])
    counts = counts.assign(
        units=grouped.size(),
        returned=grouped["returned"].sum().astype(int),
        addressed=grouped["addressed"].sum().astype(int),
        task_title=grouped["task_title"].first(),
    )
    counts["share"] = (counts["addressed"] / counts["units"]).round(4)
    ordered = counts.reindex(pd.MultiIndex.from_product([kinds, tasks], names=["kind", "task_id"]))
    records = ordered.reset_index().astype(object).to_dict("records")
    return table(
        NAME, "Tổng hợp theo khối", _COLUMNS, [{str(key): value for key, value in row.items()} for row in records]
    )
