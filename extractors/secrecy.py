"""The secrecy mark (dấu độ mật) of a document: a line of its own in the head, in capitals."""

from core.document import BlockKind, Document

_MARKS = frozenset({"MẬT", "TỐI MẬT", "TUYỆT MẬT"})
_HEAD = 25  # blocks: the letterhead and what stands around it
_FRAME = " []|()*-_.:\"'"


def secrecy_mark(document: Document) -> str | None:
    """Return MẬT, TỐI MẬT or TUYỆT MẬT where the document's head has such a line, else None."""
    head = document.blocks[:_HEAD]
    running = [block for block in document.blocks if block.kind is BlockKind.RUNNING]
    for block in (*head, *running):
        words = " ".join(block.span.of(document.text).strip(_FRAME).split())
        words = words.removeprefix("Độ mật:").removeprefix("ĐỘ MẬT:").strip(_FRAME)
        if words in _MARKS:
            return words
    return None
