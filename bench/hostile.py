"""Every file of the hostile kit alone: its code, the seconds and the peak memory of the worker's process tree.

    python -m bench.hostile [PART OF A NAME …]

A line for each file, with what it broke of the law (15 s, 700 MB, its code); exit status 1 where one broke it. Seconds
are of the clock, `busy` those of the processor (the tree's), which other work on the machine does not lengthen.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from core.settings import Settings
from tests.hostile.kit import CASES
from tests.hostile.measure import faults, measure, open_sandbox


def main(wanted: list[str]) -> int:
    """Measure all cases, or those whose name holds one of the words."""
    settings = Settings()
    broken = 0
    print(f"{'file':44} {'code':18} {'seconds':>7} {'busy':>6} {'MB':>6}")
    with TemporaryDirectory(prefix="soat-hostile-") as folder, open_sandbox(settings) as sandbox:
        for case in CASES:
            if wanted and not any(word in case.name for word in wanted):
                continue
            found = measure(case, Path(folder), sandbox, settings)
            wrong = faults(case, found)
            broken += bool(wrong)
            told = f"{case.name:44} {found.row.code or found.row.status:18} {found.seconds:7.1f} {found.busy:6.1f} {found.peak:6.0f}"
            print(f"{told}  {'; '.join(wrong)}".rstrip(), flush=True)
    print(f"{broken} broke the law")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
