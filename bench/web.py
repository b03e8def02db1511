"""Speed of the pages on the server: medians of matrix, cell, a page's picture, search, over made-up results.

    python -m bench.web [--units 130] [--tasks 12] [--reports 10000] [--rounds 15]

The results are those of a campaign of `units` × `tasks` whose inbox holds `reports` files of some 8,000 characters, one of
each unit counting; sentences are drawn from a few hundred syllables, so that common words stand in every report. Pictures
are of the first look at each page of a PDF, made in a worker. Goals: matrix 150 ms, cell 100, picture 400, search 200.
Beside the clock's time stands what the processor worked in this process (workers are processes of their own): on a busy
machine only that can be compared.
"""

import argparse
import hashlib
import io
import random
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from typing import Any

from fastapi.testclient import TestClient
from PIL import Image, ImageDraw

from core.campaign import Campaign, Task, Unit
from core.coverage import Assessment, Coverage, Evidence, Standing, Status
from core.dispatch import Kind
from core.document import Block, BlockKind, Document, Page, PageSource, Reading
from core.settings import Settings
from core.steps import FileRow, FileStatus, Joined, JoinedRow, Outcome, ReadItem, Step, StepKey
from core.text import OffsetMap, Span
from store.rows import campaign_key
from store.store import RunInfo, StepResult, Store, open_store
from web.app import create_app
from web.desk import Place

_HOST = "127.0.0.1:8765"
_PAGES = 30
_SENTENCES = 110  # of a report
_SYLLABLES = [
    "dân",
    "vận",
    "khéo",
    "công",
    "tác",
    "tổ",
    "chức",
    "hội",
    "nghị",
    "tuyên",
    "truyền",
    "cải",
    "cách",
    "hành",
    "chính",
    "thủ",
    "tục",
    "đất",
    "đai",
    "đối",
    "thoại",
    "nhân",
    "dân",
    "cơ",
    "sở",
    "quy",
    "chế",
    "dân",
    "chủ",
    "thực",
    "hiện",
    "kế",
    "hoạch",
    "kiểm",
    "tra",
    "giám",
    "sát",
    "tiếp",
    "nhận",
    "giải",
    "quyết",
    "đơn",
    "thư",
    "khiếu",
    "nại",
    "tố",
    "cáo",
    "phối",
    "hợp",
    "mặt",
    "trận",
    "đoàn",
    "thể",
    "xây",
    "dựng",
    "nông",
    "thôn",
    "mới",
    "giảm",
    "nghèo",
    "bền",
    "vững",
    "văn",
    "hóa",
    "ứng",
    "xử",
    "cán",
    "bộ",
    "công",
    "chức",
    "viên",
    "chức",
    "lượt",
    "người",
    "hồ",
    "sơ",
    "tỷ",
    "lệ",
]
_ASKED = (
    "dân vận khéo",
    "dan van kheo",
    "thủ tục đất đai",
    "nong thon",
    "giám",
    "đối thoại lượt người",
    "không có chữ này",
)


def main() -> None:
    """Print a line for each kind of page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("units", 130), ("tasks", 12), ("reports", 10_000), ("rounds", 15)):
        parser.add_argument(f"--{name}", type=int, default=default)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "soat.db") as store:
        pdf = Path(folder) / "b0.pdf"
        pdf.write_bytes(_pdf())
        campaign = _campaign(args.units, args.tasks)
        outcome = _fill(store, campaign, args.reports, pdf)
        place = Place(
            Path(folder), Settings(), store, campaign_key(campaign), "bench", lambda: {"b0.pdf": pdf}, lambda one: one, dict, lambda: _again(store, outcome)
        )  # fmt: skip
        with TestClient(create_app(place, frozenset({_HOST})), base_url=f"http://{_HOST}") as client:
            _measure(client, campaign, hashlib.sha256(pdf.read_bytes()).hexdigest(), args.rounds)


def _again(store: Store, outcome: Outcome) -> bool:
    """Publish once more, as a correction does."""
    store.publish(outcome)
    return True


def _measure(client: TestClient, campaign: Campaign, sha256: str, rounds: int) -> None:
    drawn = random.Random(2)  # noqa: S311 - no secret hangs on it
    cells = [f"/o/{unit.id}/{task.id}" for unit in campaign.units for task in campaign.tasks]
    start = time.perf_counter()
    client.get("/")
    print(f"first page after a run: {time.perf_counter() - start:.2f} s")
    client.get(f"/tep/{sha256}/anh/{_PAGES}")  # the workers have started
    _say("matrix", _timed(client, ["/"] * rounds))
    _say("matrix, first after a correction", _after_publishing(client, min(rounds, 5)))
    _say("matrix, a part of it", _timed(client, ["/?tim=don+vi+1&xep=thieu"] * rounds))
    _say("cell", _timed(client, drawn.sample(cells, rounds)))
    _say("place of a page", _timed(client, [f"/tep/{sha256}/trang?trang={page}" for page in range(1, rounds + 1)]))
    _say("picture of a page, first", _timed(client, [f"/tep/{sha256}/anh/{page}" for page in range(1, rounds + 1)]))
    for asked in _ASKED:
        _say(f"search “{asked}”", _timed(client, [f"/tim?chu={asked}"] * rounds))


def _timed(client: TestClient, addresses: Iterable[str]) -> Iterator[tuple[float, float]]:
    """Yield for each answer the seconds on the clock, and those that the processor worked in this process."""
    for address in addresses:
        start, worked = time.perf_counter(), time.process_time()
        answer = client.get(address)
        yield time.perf_counter() - start, time.process_time() - worked
        assert answer.status_code == 200, (address, answer.text)  # noqa: S101 - else the figure says nothing


def _say(name: str, seconds: Iterator[tuple[float, float]]) -> None:
    clock, worked = (sorted(part) for part in zip(*seconds, strict=True))
    print(
        f"{name:32} {1000 * median(clock):7.1f} ms  (slowest {1000 * clock[-1]:.1f}; processor {1000 * median(worked):.1f})"
    )


def _after_publishing(client: TestClient, rounds: int) -> Iterator[tuple[float, float]]:
    """Yield what the first matrix costs after all tables were published anew, as after a correction."""
    app: Any = client.app
    for _ in range(rounds):
        app.state.publisher.ask(120.0)
        yield from _timed(client, ["/"])


def _campaign(units: int, tasks: int) -> Campaign:
    return Campaign(
        *("Đợt đo tốc độ", "1/SNV-DT", date(2024, 10, 1), "Sở Nội vụ", 2024, date(2024, 12, 5), ("dân vận",)),
        tuple(
            Task(str(number), f"Nhiệm vụ số {number} của đợt đo, với tên dài như tên thật")
            for number in range(1, tasks + 1)
        ),
        tuple(Unit(f"u{number}", f"Đơn vị số {number} của tỉnh", "xa") for number in range(units)),
    )


def _fill(store: Store, campaign: Campaign, reports: int, pdf: Path) -> Outcome:
    """Save readings and publish them, as a run does; return what was published."""
    drawn = random.Random(1)  # noqa: S311 - as above
    rows: list[FileRow] = []
    cells: list[Coverage] = []
    results: list[StepResult] = []
    for number in range(reports):
        unit = campaign.units[number] if number < len(campaign.units) else None
        document = _document(
            drawn, hashlib.sha256(pdf.read_bytes() if number == 0 else str(number).encode()).hexdigest()
        )
        reading = Reading(document.sha256, "application/pdf", 1000, document)
        results.append(StepResult(StepKey(document.sha256, Step.READ, "bench"), (ReadItem("", reading),)))
        evidence = _evidence(drawn, document, campaign) if unit else ()
        rows.append(
            FileRow(
                f"b{number}.pdf", document.sha256, 1000, "application/pdf", FileStatus.OK, kind=Kind.REPORT, counts=unit is not None,
                unit_id=unit.id if unit else None, pages=_PAGES, characters=len(document.text), completeness=1.0,
                assessment=Assessment(Kind.REPORT, unit.id if unit else None, evidence=evidence),
            )
        )  # fmt: skip
        if unit:
            cells += [
                Coverage(unit.id, best.task_id, best.status, best.score, 3, best, document.sha256)
                for best in evidence[::3]
            ]
        if len(results) == 200:
            store.save(results)
            results = []
    store.save(results)
    now = datetime.now(UTC)
    standings = tuple(Standing(unit.id, returned=True, days_late=0, documents=1) for unit in campaign.units)
    outcome = Outcome(campaign, tuple(rows), tuple(cells), standings)
    store.publish(outcome, RunInfo(now, now, {}, {"files": reports}))
    kept = (JoinedRow(row, row.sha256, described=False, assessed=False) for row in rows)
    store.keep_joined(Joined(campaign, tuple(kept), {Step.READ: "bench"}, ""))
    return outcome


def _document(drawn: random.Random, sha256: str) -> Document:
    sentences = [" ".join(drawn.choices(_SYLLABLES, k=14)).capitalize() + "." for _ in range(_SENTENCES)]
    blocks: list[Block] = []
    at = 0
    for sentence in sentences:
        blocks.append(Block(BlockKind.PARAGRAPH, Span(at, at + len(sentence)), 1 + len(blocks) // 4))
        at += len(sentence) + 1
    pages = tuple(Page(number, 595, 842, PageSource.TEXT_LAYER) for number in range(1, _PAGES + 1))
    return Document(sha256, "application/pdf", "\n".join(sentences), OffsetMap(), tuple(blocks), pages)


def _evidence(drawn: random.Random, document: Document, campaign: Campaign) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(
            task.id, block.span, block.span.of(document.text), Status.DONE, 0.8, block.page, features=("term:dân vận",)
        )
        for task in campaign.tasks
        for block in drawn.sample(document.blocks, 3)
    )


def _pdf() -> bytes:
    """Return scanned pages: the dearest to draw."""
    images = []
    for number in range(_PAGES):
        image = Image.effect_noise((1654, 2339), 40)  # A4 at 200 dpi
        ImageDraw.Draw(image).text((200, 200), f"Trang {number + 1}", font_size=80, fill=0)
        images.append(image)
    stream = io.BytesIO()
    images[0].save(stream, "PDF", save_all=True, append_images=images[1:], resolution=200)
    return stream.getvalue()


if __name__ == "__main__":
    main()
