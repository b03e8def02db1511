"""What a case of the kit of hostile files is: a file that is made on the spot, and what must become of it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from core.problem import Code
from core.steps import FileStatus

Make = Callable[[], bytes]
Write = Callable[[Path], object]


@dataclass(frozen=True, slots=True)
class Case:
    """A hostile or odd file. `codes` are those that its own row may have, "" where it is simply read."""

    name: str  # path below the kit's folder
    write_to: Write
    codes: frozenset[str]
    holds: str = ""  # words that the text of the file or of one of its members must hold
    lacks: str = ""  # words that no text may hold
    needs: str = ""  # a program without which the file gets another code

    @property
    def statuses(self) -> frozenset[str]:
        """The statuses that the row may have."""
        read, ignored = self.codes & _READ, self.codes & _IGNORED
        return frozenset(
            ([FileStatus.OK] if read else [])
            + ([FileStatus.IGNORED] if ignored else [])
            + ([FileStatus.QUARANTINED] if self.codes - read else [])
        )

    def write(self, folder: Path) -> Path:
        """Make the file below `folder` and return its path."""
        path = folder / self.name
        path.parent.mkdir(parents=True, exist_ok=True)
        self.write_to(path)
        return path


_READ = frozenset({"", Code.WRONG_TYPE, Code.INCOMPLETE, Code.CONTAINER, Code.LOW_OCR_CONFIDENCE})
_IGNORED = frozenset({Code.TEMPORARY, Code.LINK})


def case(name: str, make: Make, *codes: str, holds: str = "", lacks: str = "", needs: str = "") -> Case:
    """Return the case of a file whose bytes `make` returns; without codes it is to be read without a word."""
    return Case(name, lambda path: path.write_bytes(make()), frozenset(codes or ("",)), holds, lacks, needs)


def written(name: str, write_to: Write, *codes: str) -> Case:
    """Return the case of a file that is written piece by piece."""
    return Case(name, write_to, frozenset(codes))
