"""The secrecy mark (dấu độ mật) of a document: a line of its own in the head, in capitals, or a red stamp."""

from collections.abc import Iterable

from core.document import BlockKind, Document
from core.text import fold

_MARKS = frozenset({"MẬT", "TỐI MẬT", "TUYỆT MẬT"})
_HEAD = 25  # blocks: the letterhead and what stands around it
_FRAME = " []|()*-_.:\"'"


def secrecy_mark(document: Document) -> str | None:
    """Return MẬT, TỐI MẬT or TUYỆT MẬT where the document's head has such a line, else None."""
    head = document.blocks[:_HEAD]
    running = [block for block in document.blocks if block.kind is BlockKind.RUNNING]
    for block in (*head, *running):
        if mark := mark_of(block.span.of(document.text)):
            return mark
    return None


def mark_of(line: str) -> str | None:
    """Return the secrecy mark that a line consists of, None where it is none."""
    words = " ".join(line.strip(_FRAME).split())
    words = words.removeprefix("Độ mật:").removeprefix("ĐỘ MẬT:").strip(_FRAME)
    return words if words in _MARKS else None


def stamped_mark(lines: Iterable[str]) -> str | None:
    """Return the mark that a line of a red stamp is: its accents may be misread, its frame be taken for signs."""
    folded = {fold(mark): mark for mark in _MARKS}
    for line in lines:
        letters = "".join(sign if sign.isalpha() else " " for sign in line)
        bare = " ".join(word for word in letters.split() if len(word) > 1)
        if bare.isupper() and (mark := folded.get(fold(bare))):
            return mark
    return None
