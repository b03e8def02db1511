"""Writes everything that a run hands out: OUT/tables/*.csv, OUT/coverage.xlsx, OUT/index.html, OUT/citations.graphml."""

import gc
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from pathlib import Path

from core.campaign import Campaign
from core.table import Table
from reports.citations import graphml
from reports.csv import write_csv
from reports.html import template, write_page
from reports.placing import place
from reports.standing import Begin, Output, digest_of, digest_of_table, here, write_outputs
from reports.summary import summary
from reports.view import SharedView
from reports.xlsx import write_workbook


def get_ready() -> None:
    """Load what takes long and nothing but writing needs; to be called in a thread, while something else is waited for."""
    import networkx  # noqa: F401, ICN001, PLC0415 - see above
    import pandas  # noqa: F401, ICN001, PLC0415 - see above

    template()
    gc.freeze()  # all of it stays, and to look through it again and again would take a quarter of a second


@dataclass(frozen=True, slots=True)
class Written:
    """Where the results lie."""

    workbook: Path
    page: Path
    graph: Path


def places(out: Path) -> Written:
    """Return where the results lie below `out`."""
    return Written(out / "coverage.xlsx", out / "index.html", out / "citations.graphml")


def write_all(  # noqa: PLR0913 - all that the files hang on
    tables: Sequence[Table],
    campaign: Campaign,
    out: Path,
    *,
    created: datetime | None = None,
    versions: Mapping[str, str] | None = None,
    program: str = "",
    made_of: str = "",
    begin: Begin = here,
) -> Written:
    """Write `tables` in every form below `out`; each file appears whole or not at all, the same input gives the same bytes.

    A file that was made of the same by the same `program`, and stands untouched, is left as it is. `created` and `versions`
    are those of `write_workbook`, `made_of` that of `stands`, `begin` that of `write_outputs`. Raises OSError where `out` cannot be written.
    """
    tables = (*tables, summary(tables))
    digests = {table.name: cache(partial(digest_of_table, program, table)) for table in tables}
    written = places(out)

    @cache
    def whole() -> str:
        return digest_of(program, {name: digest() for name, digest in digests.items()}, campaign, created, versions)

    joined = SharedView(tables, campaign)  # once for workbook and page, and not where both stand
    lists = [Output(f"tables/{table.name}.csv", digests[table.name], partial(write_csv, table)) for table in tables]
    workbook = partial(write_workbook, tables, campaign, created=created, versions=versions, joined=joined)
    page = partial(write_page, tables, campaign, versions=versions, joined=joined)
    forms = (
        Output(written.workbook.name, whole, workbook, long=True),
        Output(written.page.name, whole, page),
        Output(written.graph.name, whole, lambda path: place(path, graphml(tables))),
    )
    write_outputs(out, (*lists, *forms), made_of, begin)
    return written
