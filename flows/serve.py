"""`soat serve`: Prefect's server, the nightly schedule and what runs it, on this machine, until it is stopped."""

import socket
import subprocess
import sys
import time as clock
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from core.settings import Settings, use_prefect_server
from flows.errors import UserError
from flows.run import campaign_at, check_places

_HOST = "127.0.0.1"  # the pages of Prefect's server ask for no password: other machines are not to reach it
_ZONE = "Asia/Ho_Chi_Minh"
_PATIENCE = 180.0  # seconds for the server to answer on a busy machine
_STOPPING = 20.0  # seconds for it to end by itself
_HOME = "prefect"  # below OUT: another Prefect of this user is left alone
_REMINDING = time(8)
_AT_A_TIME = 1  # of the tasks that recognise pages, and of those that call LibreOffice: each takes the whole machine


def serve(  # noqa: PLR0913 - one argument for each thing that the user chooses
    place: str, campaign_dir: Path | None, out: Path, *, at: time, port: int, database: str = ""
) -> None:
    """Run the inbox at `place` every night at `at` (Vietnam's time) and remind before the deadline, until the program is stopped.

    UserError where the folders cannot serve or the port is taken.
    """
    inbox = check_places(place, out).place
    campaign_at(campaign_dir or Settings().default_campaign)
    home = out.resolve() / _HOME
    home.mkdir(mode=0o700, exist_ok=True)
    use_prefect_server(f"http://{_HOST}:{port}/api", home)
    common = {
        "campaign": str(campaign_dir.resolve()) if campaign_dir else "",
        "out": str(out.resolve()),
        "database": database,
    }
    with _server(port, home / "server.log") as address:
        sys.stdout.write(
            f"Máy chủ Prefect: {address}\nMỗi đêm {at:%H:%M} đọc {inbox}, ghi vào {out.resolve()}.\nNhấn Ctrl+C để dừng.\n"
        )
        sys.stdout.flush()
        _keep_schedule({"inbox": inbox, **common}, common, at)


def _keep_schedule(nightly: dict[str, str], reminder: dict[str, str], at: time) -> None:
    """Register both flows with the server and run them when they are due; returns when it is told to stop."""
    from prefect import serve as serve_flows  # noqa: PLC0415 - it reads at import which server to ask
    from prefect.deployments.runner import RunnerDeployment  # noqa: PLC0415
    from prefect.schedules import Cron  # noqa: PLC0415
    from prefect.types.entrypoint import EntrypointType  # noqa: PLC0415

    from flows.nightly import nightly_run, reminder_run  # noqa: PLC0415 - they import Prefect

    keep_limits(_AT_A_TIME)
    serve_flows(
        RunnerDeployment.from_flow(
            nightly_run,
            "nightly",
            schedule=Cron(f"{at.minute} {at.hour} * * *", timezone=_ZONE),
            parameters=nightly,
            concurrency_limit=1,  # one run at a time over one inbox
            entrypoint_type=EntrypointType.MODULE_PATH,
        ),
        RunnerDeployment.from_flow(
            reminder_run,
            "reminder",
            schedule=Cron(f"{_REMINDING.minute} {_REMINDING.hour} * * *", timezone=_ZONE),
            parameters=reminder,
            entrypoint_type=EntrypointType.MODULE_PATH,
        ),
        print_starting_message=False,
    )


def keep_limits(most: int) -> None:
    """Tell the server how many tasks that recognise pages, or call LibreOffice, may be in work at a time, over all its runs."""
    from prefect.client.orchestration import get_client  # noqa: PLC0415 - it reads at import which server to ask

    from flows.nightly import LIMITED  # noqa: PLC0415 - it imports Prefect

    with get_client(sync_client=True) as server:
        for tag in LIMITED.values():
            server.upsert_global_concurrency_limit_by_name(name=f"tag:{tag}", limit=most)


@contextmanager
def _server(port: int, log: Path) -> Iterator[str]:
    """Start Prefect's server and yield the address of its pages once it answers; it is ended with the context."""
    address = f"http://{_HOST}:{port}"
    _want_free(port)
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", _HOST, "--port", str(port)]
    with log.open("wb") as said:
        process = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)  # noqa: S603 - our own interpreter
    try:
        until = clock.monotonic() + _PATIENCE
        while not _answers(f"{address}/api/health"):
            if process.poll() is not None or clock.monotonic() > until:
                raise UserError(f"Máy chủ Prefect không khởi động được. Xem {log}.", status=1)
            clock.sleep(0.5)
        yield address
    finally:
        process.terminate()
        try:
            process.wait(_STOPPING)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _want_free(port: int) -> None:
    """Raise UserError where the port cannot be had."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except OSError as error:
            raise UserError(f"Cổng {port} không dùng được ({error.strerror}). Chọn cổng khác bằng --port.") from error


def _answers(address: str) -> bool:
    """Tell whether something answers there; a proxy of the office is not asked."""
    try:
        with build_opener(ProxyHandler({})).open(address, timeout=5):
            return True
    except URLError as error:
        return hasattr(error, "code")  # an error of HTTP is an answer too
    except OSError:
        return False
