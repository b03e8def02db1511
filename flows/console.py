"""What a run says while it works: a progress bar on a terminal, plain lines elsewhere, or JSON lines for machines."""

import json
import logging
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table as RichTable
from rich.text import Text

from reports.terminal import TerminalMatrix, plain_lines
from reports.words import STATUS_WORDS

LOG = logging.getLogger("soat")
_STEPS = {"copy": "Chép", "read": "Đọc", "assess": "Đối chiếu"}


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, event, and the fields given with `extra={"fields": …}`; never a document's text."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one JSON line."""
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        return json.dumps(told, ensure_ascii=False)


def set_up_logging(log_format: str, *, quiet: bool) -> None:
    """Send the program's own lines to standard error, as text or JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if log_format == "json" else logging.Formatter("%(message)s"))
    LOG.handlers[:] = [handler]
    LOG.setLevel(logging.WARNING if quiet else logging.INFO)
    LOG.propagate = False


def say_error(message: str) -> None:
    """Say in one line why the program stops, in the form that the other lines have."""
    if any(isinstance(handler.formatter, JsonLines) for handler in LOG.handlers):
        LOG.error(message)
    else:
        sys.stderr.write(f"soat: {message}\n")


class Watch:
    """Shows how far the steps are. A context manager: it owns the bar on the terminal."""

    def __init__(self, *, quiet: bool, log_format: str) -> None:
        self._bar: Progress | None = None
        self._tasks: dict[str, TaskID] = {}
        self._plain = not quiet
        if sys.stderr.isatty() and not quiet and log_format == "text":
            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
            self._bar = Progress(*columns, console=Console(stderr=True))

    def __enter__(self) -> Self:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()

    def __call__(self, step: str, source: str) -> None:
        """Tell that a step is done with a source."""
        if self._bar:
            if step not in self._tasks:
                self._tasks[step] = self._bar.add_task(_STEPS[step], total=None)
            self._bar.advance(self._tasks[step])
        elif self._plain:
            LOG.info("%s: %s", _STEPS[step], source, extra={"fields": {"step": step, "file": source}})


def print_matrix(matrix: TerminalMatrix) -> None:
    """Print the matrix: in colours on a terminal, as aligned lines elsewhere."""
    console = Console()
    if not console.is_terminal:
        for line in plain_lines(matrix):
            console.print(Text(line), soft_wrap=True)
        return
    drawn = RichTable(title=matrix.title, show_lines=False)
    for name in matrix.header:
        drawn.add_column(Text(name), overflow="fold")
    for row in matrix.rows:
        drawn.add_row(
            *(Text(cell.text, style=STATUS_WORDS[cell.status].terminal if cell.status else "") for cell in row)
        )
    console.print(drawn)
    console.print(Text("   ".join(cell.text for cell in matrix.legend)))
    for line in matrix.summary:
        console.print(Text(line), soft_wrap=True)


def print_texts(texts: Iterable[Text]) -> None:
    """Print texts: with their styles on a terminal, plain elsewhere."""
    console = Console(highlight=False, soft_wrap=True)
    for text in texts:
        if console.is_terminal:
            console.print(text)
        else:
            sys.stdout.write(f"{text.plain}\n")
