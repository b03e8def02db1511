"""A run from the command line: what it says while it works and when it ends, and whom it tells."""

from pathlib import Path
from typing import Literal

from rich.console import Console

from core.settings import Notices, Settings
from extractors.tools import missing_tools
from flows.console import LOG, Watch, print_matrix
from flows.notify import notice_of, send
from flows.run import Options, RunResult, run, work_for
from reports.terminal import terminal_matrix


def run_by_hand(  # noqa: PLR0913 - one argument for each thing that the user chooses
    inbox: str,
    campaign: Path,
    out: Path,
    options: Options,
    *,
    quiet: bool,
    log_format: Literal["text", "json"],
) -> RunResult:
    """Run over an inbox and return what it left behind; UserError as `work_for` and `run`."""
    settings = Settings()
    for line in missing_tools():
        LOG.warning(line)
    with (
        Watch(quiet=quiet, log_format=log_format) as watch,
        work_for(inbox, campaign, out, settings, options, watch) as work,
    ):
        result = run(work)
    _say(result, quiet=quiet)
    for failure in send(notice_of(result), Notices()):
        LOG.warning(failure)
    return result


def _say(result: RunResult, *, quiet: bool) -> None:
    if not result.directive_found:
        LOG.warning(
            "Không thấy văn bản giao nhiệm vụ %s trong thư mục nhận hay thư mục chiến dịch: "
            "câu chép lại văn bản chỉ được nhận ra qua cách viết.",
            result.campaign.number,
        )
    for row in result.quarantined:
        LOG.warning("Không dùng được: %s [%s] %s", row["source"], row["code"], row["message"])
    if quiet:
        return
    print_matrix(terminal_matrix(result.tables, result.campaign))
    console = Console(highlight=False, soft_wrap=True)
    said = "Không có gì mới." if result.changed is None else f"Số ô thay đổi: {result.changed}."
    console.print(f"Đọc mới {result.read} trên {result.files} tệp. {said}", markup=False)
    console.print(f"Bảng tính:  {result.written.workbook}", markup=False)
    console.print(f"Trang xem:  {result.written.page}", markup=False)
