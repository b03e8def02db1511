"""Writes everything that a run hands out: OUT/tables/*.csv, OUT/coverage.xlsx, OUT/index.html, OUT/citations.graphml."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.campaign import Campaign
from core.table import Table
from reports.citations import graphml
from reports.csv import write_csv
from reports.html import write_page
from reports.placing import place
from reports.summary import summary
from reports.xlsx import write_workbook


@dataclass(frozen=True, slots=True)
class Written:
    """Where the results lie."""

    tables: tuple[Path, ...]
    workbook: Path
    page: Path
    graph: Path


def write_all(
    tables: Sequence[Table],
    campaign: Campaign,
    out: Path,
    *,
    created: datetime | None = None,
    versions: Mapping[str, str] | None = None,
) -> Written:
    """Write `tables` in every form below `out`; each file appears whole or not at all, the same input gives the same bytes.

    `created` and `versions` are those of `write_workbook`. Raises OSError where `out` cannot be written.
    """
    tables = (*tables, summary(tables))
    paths = tuple(out / "tables" / f"{table.name}.csv" for table in tables)
    for table, path in zip(tables, paths, strict=True):
        write_csv(table, path)
    written = Written(paths, out / "coverage.xlsx", out / "index.html", out / "citations.graphml")
    write_workbook(tables, campaign, written.workbook, created=created, versions=versions)
    write_page(tables, campaign, written.page, versions=versions)
    place(written.graph, graphml(tables))
    return written
