"""The matrix as plain rows for the terminal; who draws them (flows, with rich) takes the colours from the status key."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.campaign import Campaign
from core.table import Table
from reports.view import UnitView, View, number, text, view
from reports.words import REVIEWED, STATUS_WORDS, day, percent, shown

_NAMED = 5  # of the cited documents that are not there, in the summary


@dataclass(frozen=True, slots=True)
class TerminalCell:
    """Text without markup and control characters, on one line. `status` is a key of STATUS_WORDS, "" for other cells."""

    text: str
    status: str = ""


@dataclass(frozen=True, slots=True)
class TerminalMatrix:
    """A title, rows under a header, the legend and a few summary lines. Every row is as long as the header."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[TerminalCell, ...], ...]
    legend: tuple[TerminalCell, ...]
    summary: tuple[str, ...]


def terminal_matrix(tables: Sequence[Table], campaign: Campaign) -> TerminalMatrix:
    """Return the matrix units × tasks with a sign for each status, the share of units for each task last."""
    whole = view(tables, campaign)
    header = ("Đơn vị", *(_plain(task.id) for task in whole.tasks), "Đã làm", "Nhận")
    sums = (
        TerminalCell("Số đơn vị đã thực hiện"),
        *(TerminalCell(str(task.addressed)) for task in whole.tasks),
        TerminalCell(f"{whole.addressed}/{whole.cells}"),
        TerminalCell(f"{len(whole.returned)}/{len(whole.units)}"),
    )
    return TerminalMatrix(
        _plain(campaign.name),
        header,
        (*(_row(unit) for unit in whole.units), sums),
        (*(TerminalCell(f"{word.sign} {word.label}", key) for key, word in STATUS_WORDS.items()), *_star(whole)),
        _summary(whole),
    )


def plain_lines(matrix: TerminalMatrix) -> tuple[str, ...]:
    """Return the matrix as aligned lines, for a log or a pipe."""
    cells = [matrix.header, *(tuple(cell.text for cell in row) for row in matrix.rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(matrix.header))]
    lines = ["  ".join(value.ljust(width) for value, width in zip(row, widths, strict=True)).rstrip() for row in cells]
    return (matrix.title, *lines, "   ".join(cell.text for cell in matrix.legend), *matrix.summary)


def _row(unit: UnitView) -> tuple[TerminalCell, ...]:
    received = day(unit.received_on) if unit.returned else "chưa gửi"
    if unit.late:
        received += f" (muộn {unit.days_late} ngày)"
    return (
        TerminalCell(_plain(unit.name)),
        *(TerminalCell(f"{cell.word.sign}{REVIEWED if cell.reviewed else ''}", cell.word.key) for cell in unit.cells),
        TerminalCell(f"{unit.addressed}/{len(unit.cells)}"),
        TerminalCell(received or "đã gửi"),
    )


def _star(whole: View) -> tuple[TerminalCell, ...]:
    """Return what the star behind a sign means, where there is one."""
    starred = any(cell.reviewed for unit in whole.units for cell in unit.cells)
    return (TerminalCell(f"{REVIEWED} người rà soát quyết định"),) if starred else ()


def _summary(whole: View) -> tuple[str, ...]:
    share = percent(whole.addressed / whole.cells) if whole.cells else "0%"
    errors = sum(trouble.severity == "error" for trouble in whole.troubles)
    sent = f"Đã gửi {len(whole.returned)}/{len(whole.units)} đơn vị, gửi muộn {len(whole.late)}, chưa gửi {len(whole.missing)}"
    lines = [
        f"{sent}; nhiệm vụ đã thực hiện {whole.addressed}/{whole.cells} ({share}).",
        f"Tệp: {len(whole.documents)}, trong đó không dùng được {errors}.",
    ]
    if absent := whole.not_received:
        named = "; ".join(
            f"{_plain(text(one['number']))} ({number(one.get('cited_by_units'))})" for one in absent[:_NAMED]
        )
        more = "; …" if len(absent) > _NAMED else ""
        lines.append(f"Văn bản được dẫn mà chưa có trong thư mục nhận: {len(absent)} (số đơn vị dẫn): {named}{more}.")
    if whole.missing:
        lines.append("Chưa gửi: " + "; ".join(_plain(unit.name) for unit in whole.missing) + ".")
    return tuple(lines)


def _plain(text: str) -> str:
    return " ".join(shown(text).split())
