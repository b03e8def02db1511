"""Spreadsheets (.xlsx, .xlsb, .xls, .ods): each sheet's name and rows; what stands over and under the table as columns."""

import json
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from core.document import BlockKind
from core.problem import Code
from core.settings import Settings
from extractors import triage
from extractors.office import cells
from extractors.piece import Content, OddFileError, Piece, kind_of
from extractors.workers.processes import run_limited

SHEET_TYPES = frozenset({triage.XLSX, triage.XLSB, triage.XLS, triage.ODS})
_MEGABYTES = 500
_CODES = {cells.ENCRYPTED: Code.ENCRYPTED, cells.CORRUPT: Code.CORRUPT, cells.TOO_LARGE: Code.TOO_LARGE}
_TABLE = 3  # filled cells from which a row belongs to a table, and is neither letterhead nor signature
_NAMELESS = frozenset(
    {"", "sheet", "trang tính", "trang", "bảng tính", "table"}
)  # what programs call a sheet, with a number

Row = Sequence[str]


def read_sheets(content: bytes, settings: Settings) -> Content:
    """Return the rows of every sheet, hidden ones too, with the values that were last calculated."""
    command = [sys.executable, "-I", str(Path(cells.__file__)), str(min(_MEGABYTES, settings.megabytes_per_file))]
    done = run_limited(command, content, seconds=settings.busy_seconds)
    if done is None or done.returncode == -signal.SIGABRT:  # the library aborts where it gets no memory
        raise OddFileError(Code.TOO_LARGE)
    if done.returncode:
        raise OddFileError(_CODES.get(done.returncode, Code.CORRUPT))
    return Content(tuple(piece for name, rows in json.loads(done.stdout) for piece in _sheet(name, rows)))


def _sheet(name: str, rows: list[Row]) -> list[Piece]:
    if not rows:
        return []
    table = [index for index, row in enumerate(rows) if _is_of_table(row)]
    first, last = (table[0], table[-1]) if table else (len(rows), len(rows))
    said = name.rstrip(" 0123456789()_").casefold() not in _NAMELESS
    title = [Piece(name, kind_of(name))] if said and name.casefold() not in " ".join(rows[0]).casefold() else []
    inside = [Piece(" | ".join(row), BlockKind.TABLE_ROW, cells=tuple(row)) for row in rows[first : last + 1]]
    return [*title, *_around(rows[:first]), *inside, *_around(rows[last + 1 :])]


def _around(rows: list[Row]) -> list[Piece]:
    """Return rows outside the table: of neighbouring rows with two texts the left ones first, as columns."""
    pieces: list[Piece] = []
    left: list[Piece] = []
    right: list[Piece] = []
    for row in [*rows, ()]:
        texts = [text for text in row if text]
        if len(texts) == 2:
            left.append(Piece(texts[0], kind_of(texts[0]), column=1))
            right.append(Piece(texts[1], kind_of(texts[1]), column=2))
            continue
        pieces += [*left, *right, *(Piece(text, kind_of(text)) for text in texts)]
        left, right = [], []
    return pieces


def _is_of_table(row: Row) -> bool:
    """Tell whether a row is neither letterhead nor signature: it fills three cells, all there are, or one with a number."""
    texts = [text for text in row if text]
    counted = len(texts) > 1 and any(text.removeprefix("-").replace(",", "").isdecimal() for text in texts)
    return counted or len(texts) >= min(_TABLE, len(row))
