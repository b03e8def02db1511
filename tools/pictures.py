"""Makes the pictures of the guide: the real pages over the samples, in the system's Chromium.

    python -m tools.pictures [--out docs/pictures] [NAME ...]

It reads the sample inbox into a temporary folder, serves the pages as `soat web` does, and takes each picture that
docs/huong-dan.md and README.md name, or those of the names alone.
"""

import argparse
import shutil
import socket
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from playwright.sync_api import Page, sync_playwright

from core.settings import Settings
from flows.run import Options, run, work_for
from flows.web import place_of
from web.app import create_app

_ROOT = Path(__file__).resolve().parent.parent
PICTURES = _ROOT / "docs" / "pictures"
_INBOX = _ROOT / "data" / "samples" / "inbox"
_PATIENCE = 60_000  # milliseconds: a busy machine prints an office file slowly


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: where it is taken, what is done before, and the window's size in pixels."""

    path: str  # of the pages; "" is the static page that a run writes
    before: Callable[[Page], None] = lambda _page: None
    size: tuple[int, int] = (1366, 768)


def _with_page(page: Page) -> None:
    page.locator("svg.leaf rect.boxed").first.wait_for(timeout=_PATIENCE)
    page.wait_for_load_state("networkidle")


def _previewed(page: Page) -> None:
    """Give a task another title and fewer terms, and look at what that would change."""
    page.goto(page.url.replace("/dot", page.locator("tbody th a").first.get_attribute("href") or "/dot"))
    page.locator("input[name=t_title]").nth(4).fill("Tiếp công dân, giải quyết đơn thư")
    terms = page.locator("textarea[name=t_terms]").nth(4)
    kept = [word for word in terms.input_value().splitlines() if "tiếp" not in word]
    terms.fill("\n".join(kept))
    page.get_by_role("button", name="Xem trước thay đổi").click()
    page.locator("#doi tbody tr, #doi p b").first.wait_for(timeout=_PATIENCE)
    page.locator("#doi:not([hx-get])").wait_for(timeout=_PATIENCE)


TAKEN: dict[str, Picture] = {
    "page.png": Picture(""),
    "web-ma-tran.png": Picture("/"),
    "web-o.png": Picture("/o/snn/5", _with_page),
    "web-xem-truoc.png": Picture("/dot", _previewed),
}


def main() -> None:
    """Take the pictures, and print where they lie."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=PICTURES)
    parser.add_argument("names", nargs="*", choices=[*TAKEN, []])
    args = parser.parse_args()
    with results() as out:
        for path in take(out, args.out, args.names or list(TAKEN)):
            print(path)


@contextmanager
def results() -> Iterator[Path]:
    """Give the results of a run over the samples, under a campaign of their own that may be edited."""
    with tempfile.TemporaryDirectory() as room:
        settings = Settings(settle_seconds=0)
        campaign = shutil.copytree(settings.default_campaign, Path(room) / "dot" / settings.default_campaign.name)
        out = Path(room) / "ket-qua"
        with work_for(_INBOX, campaign, out, settings, Options()) as work:
            run(work)
        yield out


@contextmanager
def served(out: Path) -> Iterator[str]:
    """Serve the pages over results on a free port; give the address."""
    with socket.socket() as listener, place_of(out, Settings()) as place:
        listener.bind(("127.0.0.1", 0))
        name = f"127.0.0.1:{listener.getsockname()[1]}"
        server = uvicorn.Server(uvicorn.Config(create_app(place, frozenset({name})), log_level="warning"))
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        yield f"http://{name}"
        server.should_exit = True
        thread.join(30)


def take(out: Path, folder: Path, names: list[str]) -> Iterator[Path]:
    """Take pictures of the pages over results into a folder, and yield them."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        sys.exit("Chromium is needed: apt-get install chromium")
    folder.mkdir(parents=True, exist_ok=True)
    with served(out) as address, sync_playwright() as library:
        browser = library.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name in names:
            picture = TAKEN[name]
            width, height = picture.size
            page = browser.new_page(viewport={"width": width, "height": height}, locale="vi-VN", color_scheme="light")
            page.set_default_timeout(_PATIENCE)
            page.goto(f"{address}{picture.path}" if picture.path else (out / "index.html").as_uri())
            picture.before(page)
            page.screenshot(path=folder / name)
            page.close()
            yield folder / name
        browser.close()


if __name__ == "__main__":
    main()
