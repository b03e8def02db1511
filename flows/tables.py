"""The tables of the last run, read back from OUT/tables."""

import csv
from collections.abc import Collection, Iterator
from pathlib import Path

from flows.errors import UserError
from reports.csv import unguarded


def read_table(out: Path, name: str, needed: Collection[str] = ()) -> Iterator[dict[str, str]]:
    """Yield the rows of a table below `out`, cells as they were before guarding; UserError where it is missing or spoilt."""
    csv.field_size_limit(10**9)
    path = out / "tables" / f"{name}.csv"
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            rows = csv.DictReader(stream)
            if not set(needed) <= set(rows.fieldnames or ()):
                raise UserError(f"Bảng {path} không có đủ cột. Chạy lại `soat run`.")
            yield from ({column: unguarded(cell) for column, cell in row.items()} for row in rows)
    except OSError as error:
        raise UserError(f"Thiếu bảng {path}. Chạy lại `soat run`.") from error
    except (ValueError, AttributeError, TypeError, csv.Error) as error:  # no UTF-8, a row too short
        raise UserError(f"Bảng {path} đã bị sửa hỏng. Chạy lại `soat run`.") from error
