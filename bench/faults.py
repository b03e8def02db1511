"""Kills runs at random moments, each followed by a run that must end with the tables of an undisturbed one.

    python -m bench.faults [--kills 200] [--first 0] [--files 40] [--after 0]

A line for each kill that was not mended, and the count; exit status 1 where there is one.
"""

import argparse
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults.kills import FILES, arena, kill_once


def main(kills: int, first: int, files: int, after: float) -> int:
    """Kill so many runs and tell what came of it."""
    bad, struck, ended = 0, Counter[str](), 0
    with TemporaryDirectory(prefix="soat-faults-") as name:
        place = arena(Path(name), files)
        print(f"an undisturbed run works {place.seconds:.1f} s", flush=True)
        for seed in range(first, first + kills):
            kill = kill_once(place, Path(name, f"out{seed}"), seed, after)
            struck[kill.victim] += 1
            ended += kill.status == 0
            if kill.different:
                bad += 1
                print(
                    f"{seed}: {kill.victim} after {kill.seconds:.2f} s: {', '.join(kill.different)} {kill.said}",
                    flush=True,
                )
    print(f"{kills} kills ({', '.join(f'{count} of {victim}' for victim, count in struck.items())}), {bad} not mended")
    print(f"{ended} of the runs came to their end all the same")
    return 1 if bad else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--files", type=int, default=FILES, help="how many the inbox has")
    parser.add_argument("--after", type=float, default=0.0, help="not before this share of a run's time")
    told = parser.parse_args()
    sys.exit(main(told.kills, told.first, told.files, told.after))
