"""Resident memory of the run's own process over many small files: it is to stay flat, however many there are.

    python -m bench.parent_memory [FILES]

Prints megabytes (10^6 bytes) after 200 files read, after all files read, and after all files assessed.
"""

import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from core.settings import Settings
from flows.run import Options, run, work_for

FIRST = 200  # files after which everything is loaded
_MEGABYTE = 1_000_000
_REPORT = (
    "ỦY BAN NHÂN DÂN XÃ SỐ {n}\nSố: {n}/BC-UBND\nBÁO CÁO\nKết quả công tác dân vận năm 2024\n"
    "Thực hiện Chỉ thị số 33/CT-TTg ngày 26/11/2021, xã đã tổ chức {n} buổi tiếp công dân, tuyên truyền cho {n} lượt người.\n"
)


def resident_over(files: int) -> dict[str, float]:
    """Run over so many small reports; return the megabytes at each point by its name."""
    found: dict[str, float] = {}
    with TemporaryDirectory(prefix="soat-memory-") as name:
        inbox = Path(name, "inbox")
        inbox.mkdir()
        old = time.time() - 3600
        for number in range(files):
            path = inbox / f"{number:05}.txt"
            path.write_text(_REPORT.format(n=number), encoding="utf-8")
            os.utime(path, (old, old))
        settings = Settings()
        process = psutil.Process()
        seen: dict[str, int] = {"read": 0, "assess": 0}

        def count(step: str, _source: str) -> None:
            seen[step] += 1
            if seen[step] in {FIRST, files}:
                found[f"{step} {seen[step]}"] = process.memory_info().rss / _MEGABYTE

        with work_for(inbox, settings.default_campaign, Path(name, "out"), settings, Options(), count) as work:
            run(work)
    return found


def main(files: int) -> None:
    """Print the figures."""
    for point, megabytes in resident_over(files).items():
        print(f"{point:12} {megabytes:7.1f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
