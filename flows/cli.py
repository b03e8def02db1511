"""The command line `soat`: each command imports what it takes, so that none waits for what others take."""

import json
import os
import sys
from collections.abc import Callable
from datetime import datetime, time
from io import TextIOWrapper
from pathlib import Path
from time import perf_counter
from typing import Annotated, Literal

import typer

from core.settings import Settings
from flows.console import print_texts, say_error, set_up_logging
from flows.errors import UserError, why
from flows.forking import start_forking
from flows.user_cli import users

app = typer.Typer(
    help="soát: đọc báo cáo các đơn vị gửi về theo văn bản giao nhiệm vụ, chỉ ra đơn vị nào đã làm việc nào.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
campaigns = typer.Typer(help="Chiến dịch: văn bản giao nhiệm vụ, các nhiệm vụ, danh sách đơn vị.", no_args_is_help=True)
app.add_typer(campaigns, name="campaign")
app.add_typer(users, name="user")

Inbox = Annotated[
    str,
    typer.Argument(help="Thư mục nhận báo cáo, hoặc địa chỉ (s3://kho/thư-mục); chỉ đọc, không bao giờ bị sửa."),
]
Workers = Annotated[int, typer.Option("--workers", min=0, help="Số tiến trình đọc; 0: mỗi lõi một tiến trình.")]
Force = Annotated[bool, typer.Option("--force", help="Đọc lại tất cả, kể cả tệp không đổi.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Chỉ in lỗi.")]
LogFormat = Annotated[Literal["text", "json"], typer.Option("--log-format", help="Dạng dòng nhật ký.")]
Database = Annotated[str, typer.Option("--database", help="URL cơ sở dữ liệu; bỏ trống: SQLite trong thư mục kết quả.")]
Scheduler = Annotated[
    str,
    typer.Option(
        "--scheduler", help="Bộ điều phối Dask (tcp://máy:8786) để nhiều máy cùng đọc; bỏ trống: chỉ máy này."
    ),
]
CampaignDir = Annotated[Path | None, typer.Option("--campaign", help="Thư mục chiến dịch (campaign.toml, units.csv).")]


@app.command("run")
def run_command(  # noqa: PLR0913 - one argument an option
    inbox: Inbox,
    *,
    campaign: CampaignDir = None,
    out: Annotated[Path, typer.Option("--out", help="Thư mục kết quả.")] = Path("out"),
    workers: Workers = 0,
    force: Force = False,
    quiet: Quiet = False,
    log_format: LogFormat = "text",
    database: Database = "",
    scheduler: Scheduler = "",
    as_of: Annotated[
        datetime | None,
        typer.Option("--as-of", formats=["%Y-%m-%d"], help="Danh sách đơn vị tại ngày này; bỏ trống: hạn gửi báo cáo."),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Thoát với mã 3 khi có tệp không dùng được.")] = False,
) -> None:
    """Đọc mọi tệp của INBOX và ghi các bảng vào OUT."""
    set_up_logging(log_format, quiet=quiet)
    settings = Settings()
    folder = campaign or settings.default_campaign
    if not (scheduler or settings.scheduler):
        start_forking(inbox, folder, out)
    from flows.by_hand import run_by_hand
    from flows.run import Options

    options = Options(workers, force, database, scheduler, as_of.date() if as_of else None)
    result = run_by_hand(inbox, folder, out, options, quiet=quiet, log_format=log_format)
    if strict and result.quarantined:
        raise typer.Exit(3)


@app.command()
def show(
    file: Annotated[Path, typer.Argument(help="Một tệp: Word, PDF, bản quét, thư điện tử, gói nén.")],
    *,
    as_json_: Annotated[bool, typer.Option("--json", help="In JSON.")] = False,
    html: Annotated[Path | None, typer.Option("--html", help="Ghi thành trang web vào tệp này.")] = None,
) -> None:
    """Cho xem những gì đọc được từ một tệp: thể thức, văn bản dẫn chiếu (được tô màu), sự cố, nội dung."""
    from flows.show import as_json, as_texts, open_file, shown_of
    from reports.reader import reader

    done = open_file(file, Settings())
    if html is not None:
        _write(html, reader(shown_of(done, file.name)).encode("utf-8", "replace"))
    if as_json_:
        sys.stdout.write(json.dumps(as_json(done, file.name), ensure_ascii=False, indent=1) + "\n")
    elif html is None:
        print_texts(as_texts(shown_of(done, file.name)))


def _write(path: Path, content: bytes) -> None:
    from reports.placing import place

    try:
        place(path, content)
    except OSError as error:
        raise UserError(f"Không ghi được {path} ({why(error)}).", status=1) from error
    sys.stderr.write(f"Đã ghi: {path}\n")


@app.command()
def refs(
    *,
    jsonl: Annotated[
        bool,
        typer.Option("--jsonl/--lines", help='Mỗi dòng một đối tượng JSON {"id", "text"}, hay chính là một văn bản.'),
    ] = True,
    docbin: Annotated[
        Path | None, typer.Option("--docbin", help="Ghi thêm thành DocBin của spaCy vào tệp này.")
    ] = None,
    own_title: Annotated[
        bool, typer.Option("--own-title", help="Kể cả văn bản nêu trong tên của chính văn bản ở đầu bài.")
    ] = False,
) -> None:
    """Tìm văn bản dẫn chiếu trong các văn bản thô, mỗi dòng một văn bản; đầu ra mỗi dòng một {"id", "references"}."""
    from flows.show import references_of_lines
    from nlp.docbin import References

    collected = References() if docbin else None
    collect = collected.add if collected else None
    began, lines = perf_counter(), 0
    for line in references_of_lines(sys.stdin, collect, own_title=own_title, plain=not jsonl):
        sys.stdout.write(line + "\n")
        lines += 1
    if sys.stderr.isatty():
        seconds = perf_counter() - began
        sys.stderr.write(f"{lines} dòng trong {seconds:.1f} giây ({lines / max(seconds, 0.001):.0f} dòng mỗi giây)\n")
    if docbin and collected:
        _write(docbin, collected.to_bytes())


@campaigns.command("new")
def campaign_new(
    dispatch: Annotated[Path, typer.Argument(help="Văn bản giao nhiệm vụ.")],
    *,
    out: Annotated[Path, typer.Option("--out", help="Thư mục chiến dịch sẽ lập.")],
) -> None:
    """Đọc một văn bản giao nhiệm vụ thành bản nháp chiến dịch để người dùng rà lại."""
    from flows.campaign import new_campaign

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
    from flows.explain import explain

    for line in explain(out, unit, task):
        sys.stdout.write(line + "\n")


@app.command("review")
def review_command(  # noqa: PLR0913 - one argument an option
    unit: Annotated[str, typer.Argument(help="Mã hoặc tên đơn vị.")] = "",
    task: Annotated[str, typer.Argument(help="Mã nhiệm vụ.")] = "",
    *,
    status: Annotated[str, typer.Option("--status", help="Mức của ô, ví dụ “Đã làm” hoặc done.")] = "",
    note: Annotated[str, typer.Option("--note", help="Ghi chú.")] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Hoàn tác lần rà soát gần nhất của ô.")] = False,
    by: Annotated[str, typer.Option("--by", help="Người rà soát; bỏ trống: tên đăng nhập máy.")] = "",
    list_: Annotated[bool, typer.Option("--list", help="Liệt kê các lần rà soát và mức trùng khớp.")] = False,
    out: Annotated[Path, typer.Option("--out", help="Thư mục kết quả của một lần chạy.")] = Path("out"),
    database: Database = "",
) -> None:
    """Sửa một ô của ma trận theo ý người rà soát; mọi lần chạy sau đều giữ."""
    from flows.review import by_hand, listed

    if list_:
        for line in listed(out):
            sys.stdout.write(line + "\n")
        return
    said = by_hand(out, Settings(), unit, task, status=status, note=note, reviewer=by, back=undo, database=database)
    sys.stdout.write(said + "\n")


@app.command("assign")
def assign_command(  # noqa: PLR0913 - one argument an option
    file: Annotated[str, typer.Argument(help="Tệp: đường dẫn trong thư mục nhận, tên tệp, hoặc đầu mã document_id.")],
    unit: Annotated[str, typer.Argument(help="Mã hoặc tên đơn vị đã gửi tệp.")] = "",
    *,
    note: Annotated[str, typer.Option("--note", help="Ghi chú.")] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Hoàn tác lần giao gần nhất của tệp.")] = False,
    by: Annotated[str, typer.Option("--by", help="Người quyết định; bỏ trống: tên đăng nhập máy.")] = "",
    out: Annotated[Path, typer.Option("--out", help="Thư mục kết quả của một lần chạy.")] = Path("out"),
    database: Database = "",
) -> None:
    """Cho biết đơn vị nào đã gửi một tệp mà chương trình chưa nhận ra; mọi lần chạy sau đều giữ."""
    from flows.assign import assign_by_hand

    said = assign_by_hand(out, Settings(), file, unit, note=note, reviewer=by, back=undo, database=database)
    sys.stdout.write(said + "\n")


@app.command("report")
def report_command(
    *,
    out: Annotated[Path, typer.Option("--out", help="Thư mục kết quả của một lần chạy.")] = Path("out"),
    database: Database = "",
) -> None:
    """Soạn báo cáo tổng hợp và công văn đôn đốc (Word, theo thể thức Nghị định 30/2020/NĐ-CP) vào OUT."""
    from flows.report import report

    papers = report(out, Settings(), database)
    sys.stdout.write(f"Báo cáo tổng hợp:  {papers.synthesis}\n")
    sys.stdout.write(f"Công văn đôn đốc:  {papers.letter or 'không cần, mọi đơn vị đã gửi báo cáo'}\n")


@app.command("verify")
def verify_command(
    out: Annotated[Path, typer.Argument(help="Thư mục kết quả của một lần chạy.")], *, workers: Workers = 0
) -> None:
    """Mở lại mọi tệp nguồn và kiểm tra từng câu đã trích; thoát với mã 1 nếu có câu không còn."""
    from flows.verify import verify

    verdict = verify(out, Settings(), workers)
    for fault in verdict.faults:
        sys.stdout.write(f"✗ {fault}\n")
    total = f"Đã kiểm tra {verdict.quotes} câu trích từ {verdict.sources} tệp: "
    sys.stdout.write(
        total + (f"{len(verdict.faults)} chỗ sai.\n" if verdict.faults else "tất cả đều có trong tệp nguồn.\n")
    )
    if verdict.faults:
        raise typer.Exit(1)


@app.command("web")
def web_command(  # noqa: PLR0913 - one argument an option
    out: Annotated[Path, typer.Argument(help="Thư mục kết quả của một lần chạy.")] = Path("out"),
    *,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Cổng; 0: cổng nào còn trống.")] = 8765,
    host: Annotated[
        str, typer.Option("--host", help="Địa chỉ nghe; khác địa chỉ của chính máy này thì phải có tài khoản.")
    ] = "127.0.0.1",
    public_name: Annotated[
        str, typer.Option("--public-name", help="Tên máy chủ trung gian (TLS) mà người dùng gõ vào trình duyệt.")
    ] = "",
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Không tự mở trình duyệt.")] = False,
    database: Database = "",
) -> None:
    """Mở trang làm việc trên máy này: ma trận, minh chứng cạnh trang gốc, rà soát."""
    from flows.web import web

    settings = Settings()
    settings = settings.model_copy(update={"database": database}) if database else settings
    web(out, settings, host=host, port=port, open_browser=not no_browser, public_name=public_name)


@app.command("forget")
def forget_command(
    out: Annotated[Path, typer.Argument(help="Thư mục kết quả của một lần chạy.")],
    *,
    unit: Annotated[str, typer.Option("--unit", help="Mã đơn vị: quên mọi báo cáo của đơn vị này.")] = "",
    before: Annotated[
        datetime | None, typer.Option("--before", formats=["%Y-%m-%d"], help="Quên những gì đã đọc trước ngày này.")
    ] = None,
    database: Database = "",
) -> None:
    """Xóa hẳn những gì đã giữ của một đơn vị, hoặc đã đọc trước một ngày: kho dữ liệu, bộ nhớ nhận dạng, các bảng."""
    from flows.forget import forget

    for line in forget(out, Settings(), unit=unit, before=before.date() if before else None, database=database):
        sys.stdout.write(line + "\n")


@app.command()
def nightly(
    inbox: Inbox,
    *,
    campaign: CampaignDir = None,
    out: Annotated[Path, typer.Option("--out", help="Thư mục kết quả.")] = Path("out"),
    workers: Workers = 0,
    database: Database = "",
) -> None:
    """Chạy tay lượt chạy đêm (luồng Prefect mà `prefect.yaml` đặt lịch)."""
    folder = campaign or Settings().default_campaign
    start_forking(inbox, folder, out)
    from flows.run import campaign_at, check_places

    check_places(inbox, out)  # Prefect would show a wrong folder with a traceback
    campaign_at(folder)
    from flows.nightly import nightly_run

    nightly_run(inbox, str(campaign) if campaign else "", str(out), workers, database)


@app.command("serve")
def serve_command(  # noqa: PLR0913 - one argument for each thing that the user chooses
    inbox: Inbox,
    *,
    campaign: CampaignDir = None,
    out: Annotated[Path, typer.Option("--out", help="Thư mục kết quả.")] = Path("out"),
    at: Annotated[str, typer.Option("--at", help="Giờ chạy mỗi đêm, theo giờ Việt Nam.")] = "01:30",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Cổng của máy chủ Prefect.")] = 4200,
    database: Database = "",
) -> None:
    """Chạy mãi trên máy này: máy chủ Prefect, lịch đọc mỗi đêm và lịch nhắc hạn, bằng một lệnh."""
    from flows.serve import serve

    try:
        hour = time.fromisoformat(at)
    except ValueError as error:
        raise UserError(f"Giờ chạy “{at}” không đúng. Viết như 01:30.") from error
    serve(inbox, campaign, out, at=hour, port=port, database=database)


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
