"""Leaves each cell its strongest sentences where there are more in all than a workbook or a page can be read with."""

from dataclasses import replace

from reports.view import CellView, View


def strongest(whole: View, most: int) -> View:
    """Return the view with at most `most` sentences: each cell keeps as many of its strongest as all can, at least one.

    The tables have all of them; a cell counts in `left_out` what it lost.
    """
    counts = sorted((len(cell.lines) for unit in whole.units for cell in unit.cells), reverse=True)
    if sum(counts) <= most:
        return whole
    each, taken = counts[0], sum(counts)
    longer = 0  # cells that have at least `each` sentences
    while taken > most and each > 1:
        while longer < len(counts) and counts[longer] >= each:
            longer += 1
        each -= 1
        taken -= longer
    units = tuple(replace(unit, cells=tuple(_cut(cell, each) for cell in unit.cells)) for unit in whole.units)
    return replace(whole, units=units)


def _cut(cell: CellView, most: int) -> CellView:
    return cell if len(cell.lines) <= most else replace(cell, lines=cell.lines[:most], left_out=len(cell.lines) - most)
