"""The command line `soat`."""

import json
import os
import sys
from collections.abc import Callable
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

from core.settings import Settings
from extractors.tools import missing_tools
from flows.campaign import new_campaign
from flows.console import LOG, Watch, print_matrix, print_texts, say_error, set_up_logging
from flows.errors import UserError
from flows.explain import explain
from flows.run import Options, RunResult, campaign_at, check_places, run, work_for
from flows.show import as_json, as_texts, open_file, references_of_lines, shown_of
from flows.verify import verify
from nlp.docbin import References
from reports.placing import place
from reports.reader import reader
from reports.terminal import terminal_matrix

app = typer.Typer(
    help="soát: đọc báo cáo các đơn vị gửi về theo văn bản giao nhiệm vụ, chỉ ra đơn vị nào đã làm việc nào.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
campaigns = typer.Typer(help="Chiến dịch: văn bản giao nhiệm vụ, các nhiệm vụ, danh sách đơn vị.", no_args_is_help=True)
app.add_typer(campaigns, name="campaign")

Workers = Annotated[int, typer.Option("--workers", min=0, help="Số tiến trình đọc; 0: mỗi lõi một tiến trình.")]
Force = Annotated[bool, typer.Option("--force", help="Đọc lại tất cả, kể cả tệp không đổi.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Chỉ in lỗi.")]
LogFormat = Annotated[Literal["text", "json"], typer.Option("--log-format", help="Dạng dòng nhật ký.")]
Database = Annotated[str, typer.Option("--database", help="URL cơ sở dữ liệu; bỏ trống: SQLite trong thư mục kết quả.")]
CampaignDir = Annotated[Path | None, typer.Option("--campaign", help="Thư mục chiến dịch (campaign.toml, units.csv).")]


@app.command("run")
def run_command(  # noqa: PLR0913 - one argument an option
    inbox: Annotated[Path, typer.Argument(help="Thư mục nhận báo cáo; chỉ đọc, không bao giờ bị sửa.")],
    *,
    campaign: CampaignDir = None,
    out: Annotated[Path, typer.Option("--out", help="Thư mục kết quả.")] = Path("out"),
    workers: Workers = 0,
    force: Force = False,
    quiet: Quiet = False,
    log_format: LogFormat = "text",
    database: Database = "",
    strict: Annotated[bool, typer.Option("--strict", help="Thoát với mã 3 khi có tệp không dùng được.")] = False,
) -> None:
    """Đọc mọi tệp của INBOX và ghi các bảng vào OUT."""
    set_up_logging(log_format, quiet=quiet)
    settings = Settings()
    for line in missing_tools():
        LOG.warning(line)
    options = Options(workers, force, database)
    with (
        Watch(quiet=quiet, log_format=log_format) as watch,
        work_for(inbox, campaign or settings.default_campaign, out, settings, options, watch) as work,
    ):
        result = run(work)
    _say_result(result, quiet=quiet)
    if strict and result.quarantined:
        raise typer.Exit(3)


def _say_result(result: RunResult, *, quiet: bool) -> None:
    if not result.directive_found:
        LOG.warning(
            "Không thấy văn bản giao nhiệm vụ %s trong thư mục nhận hay thư mục chiến dịch: "
            "câu chép lại văn bản chỉ được nhận ra qua cách viết.",
            result.campaign.number,
        )
    for row in result.quarantined:
        LOG.warning("Không dùng được: %s [%s] %s", row.source, row.code, row.message)
    if quiet:
        return
    print_matrix(terminal_matrix(result.tables, result.campaign))
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"Đọc mới {result.read} trên {result.files} tệp.", markup=False)
    console.print(f"Bảng tính:  {result.written.workbook}", markup=False)
    console.print(f"Trang xem:  {result.written.page}", markup=False)


@app.command()
def show(
    file: Annotated[Path, typer.Argument(help="Một tệp: Word, PDF, bản quét, thư điện tử, gói nén.")],
    *,
    as_json_: Annotated[bool, typer.Option("--json", help="In JSON.")] = False,
    html: Annotated[Path | None, typer.Option("--html", help="Ghi thành trang web vào tệp này.")] = None,
) -> None:
    """Cho xem những gì đọc được từ một tệp: thể thức, văn bản dẫn chiếu (được tô màu), sự cố, nội dung."""
    done = open_file(file, Settings())
    if html is not None:
        _write(html, reader(shown_of(done, file.name)).encode("utf-8", "replace"))
    if as_json_:
        sys.stdout.write(json.dumps(as_json(done, file.name), ensure_ascii=False, indent=1) + "\n")
    elif html is None:
        print_texts(as_texts(shown_of(done, file.name)))


def _write(path: Path, content: bytes) -> None:
    try:
        place(path, content)
    except OSError as error:
        raise UserError(f"Không ghi được {path} ({error.strerror}). Chọn nơi khác.", status=1) from error
    sys.stderr.write(f"Đã ghi: {path}\n")


@app.command()
def refs(
    *,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Mỗi dòng một đối tượng JSON.")] = True,
    docbin: Annotated[
        Path | None, typer.Option("--docbin", help="Ghi thêm thành DocBin của spaCy vào tệp này.")
    ] = None,
    own_title: Annotated[
        bool, typer.Option("--own-title", help="Kể cả văn bản nêu trong tên của chính văn bản ở đầu bài.")
    ] = False,
) -> None:
    """Tìm văn bản dẫn chiếu trong các văn bản thô: {"id", "text"} mỗi dòng ở đầu vào, {"id", "references"} ở đầu ra."""
    if not jsonl:
        raise UserError("Hiện chỉ có dạng --jsonl.")
    collected = References() if docbin else None
    for line in references_of_lines(sys.stdin, collected, own_title=own_title):
        sys.stdout.write(line + "\n")
    if docbin and collected:
        _write(docbin, collected.to_bytes())


@campaigns.command("new")
def campaign_new(
    dispatch: Annotated[Path, typer.Argument(help="Văn bản giao nhiệm vụ.")],
    *,
    out: Annotated[Path, typer.Option("--out", help="Thư mục chiến dịch sẽ lập.")],
) -> None:
    """Đọc một văn bản giao nhiệm vụ thành bản nháp chiến dịch để người dùng rà lại."""
    for line in new_campaign(dispatch, out, Settings()):
        sys.stdout.write(line + "\n")


@app.command("explain")
def explain_command(
    unit: Annotated[str, typer.Argument(help="Mã hoặc tên đơn vị.")],
    task: Annotated[str, typer.Argument(help="Mã nhiệm vụ.")],
    *,
    out: Annotated[Path, typer.Option("--out", help="Thư mục kết quả của một lần chạy.")] = Path("out"),
) -> None:
    """Nói vì sao một ô của ma trận có kết quả ấy: từng câu minh chứng với dấu hiệu đã quyết định."""
    for line in explain(out, unit, task):
        sys.stdout.write(line + "\n")


@app.command("verify")
def verify_command(
    out: Annotated[Path, typer.Argument(help="Thư mục kết quả của một lần chạy.")], *, workers: Workers = 0
) -> None:
    """Mở lại mọi tệp nguồn và kiểm tra từng câu đã trích; thoát với mã 1 nếu có câu không còn."""
    verdict = verify(out, Settings(), workers)
    for fault in verdict.faults:
        sys.stdout.write(f"✗ {fault}\n")
    total = f"Đã kiểm tra {verdict.quotes} câu trích từ {verdict.sources} tệp: "
    sys.stdout.write(
        total + (f"{len(verdict.faults)} chỗ sai.\n" if verdict.faults else "tất cả đều có trong tệp nguồn.\n")
    )
    if verdict.faults:
        raise typer.Exit(1)


@app.command()
def nightly(
    inbox: Annotated[Path, typer.Argument(help="Thư mục nhận báo cáo.")],
    *,
    campaign: CampaignDir = None,
    out: Annotated[Path, typer.Option("--out", help="Thư mục kết quả.")] = Path("out"),
    workers: Workers = 0,
    database: Database = "",
) -> None:
    """Chạy tay lượt chạy đêm (luồng Prefect mà `prefect.yaml` đặt lịch)."""
    check_places(inbox, out)  # Prefect would show a wrong folder with a traceback
    campaign_at(campaign or Settings().default_campaign)
    from flows.nightly import nightly_run  # noqa: PLC0415 - Prefect takes seconds to import; other commands need none

    nightly_run(str(inbox), str(campaign) if campaign else "", str(out), workers, database)


def guarded(command: Callable[[], object]) -> int:
    """Run a command; a user's mistake is one line and an exit status, no traceback."""
    try:
        command()
    except UserError as error:
        say_error(str(error))
        return error.status
    except BrokenPipeError:  # the reader of our output has left: `soat show … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        say_error("đã dừng theo yêu cầu; lần chạy sau sẽ làm tiếp.")
        return 1
    return 0


def main() -> None:
    """Enter the command line."""
    for stream in (sys.stdout, sys.stdin):  # names of files, and lines, may hold bytes that are no UTF-8
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace" if stream is sys.stdout else "surrogateescape")
    sys.exit(guarded(app))


if __name__ == "__main__":
    main()
