"""Writes compound files (OLE) and Outlook messages in them: the libraries at hand only read them."""

import struct
from datetime import UTC, datetime
from typing import Any

Tree = dict[str, "bytes | Tree"]

_SECTOR, _SMALL_SECTOR, _CUTOFF = 512, 64, 4096
_END, _FREE, _FAT, _NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


def compound(tree: Tree) -> bytes:
    """Return a compound file with these streams (bytes) and storages (trees)."""
    entries: list[list[Any]] = [["Root Entry", 5, _NONE, _NONE, _END, 0]]  # name, kind, next, child, start, size
    fat: list[int] = []
    sectors: list[bytes] = []
    small = bytearray()
    small_fat: list[int] = []

    def chain(content: bytes, size: int, table: list[int]) -> tuple[int, list[bytes]]:
        pieces = [content[at : at + size].ljust(size, b"\0") for at in range(0, len(content), size)]
        start = len(table)
        table += [*range(start + 1, start + len(pieces)), _END] if pieces else []
        return (start if pieces else _END), pieces

    def add(branch: Tree, parent: int) -> None:
        previous = None
        for name, held in branch.items():
            number = len(entries)
            entries.append([name, 2, _NONE, _NONE, _END, 0])
            entries[parent if previous is None else previous][3 if previous is None else 2] = number
            previous = number
            if isinstance(held, dict):
                entries[number][1] = 1
                add(held, number)
                continue
            entries[number][5] = len(held)
            if len(held) < _CUTOFF:
                entries[number][4], pieces = chain(held, _SMALL_SECTOR, small_fat)
                small.extend(b"".join(pieces))
            else:
                entries[number][4], pieces = chain(held, _SECTOR, fat)
                sectors.extend(pieces)

    def place(content: bytes) -> tuple[int, int]:
        start, pieces = chain(content, _SECTOR, fat)
        sectors.extend(pieces)
        return start, len(pieces)

    add(tree, 0)
    entries[0][5] = len(small)
    entries[0][4], _ = place(bytes(small))
    small_start, small_count = place(struct.pack(f"<{len(small_fat)}I", *small_fat))
    directory, _ = place(b"".join(_entry(*entry) for entry in entries))
    count = 1
    while (len(fat) + count) * 4 > count * _SECTOR:
        count += 1
    first = len(fat)
    table = struct.pack(f"<{len(fat) + count}I", *fat, *[_FAT] * count).ljust(count * _SECTOR, b"\xff")
    head = struct.pack("<8s16sHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, 0, count,
                       directory, 0, _CUTOFF, small_start if small_count else _END, small_count, _END, 0)  # fmt: skip
    head += struct.pack("<109I", *(first + number if number < count else _FREE for number in range(109)))
    return head + b"".join(sectors) + table


def message(  # a message has many fields
    *,
    subject: str = "",
    body: str = "",
    sender: str = "",
    address: str = "",
    sent: datetime | None = None,
    html: bytes = b"",
    rtf: bytes = b"",
    attachments: tuple[Tree, ...] = (),
    inside: bool = False,
) -> Tree:
    """Return the streams of a message, on its own or inside another one."""
    tree: Tree = {}
    for number, text in ((0x0037, subject), (0x1000, body), (0x0C1A, sender), (0x0C1F, address)):
        if text:
            tree[f"__substg1.0_{number:04X}001F"] = text.encode("utf-16-le")
    for number, data in ((0x1013, html), (0x1009, rtf)):
        if data:
            tree[f"__substg1.0_{number:04X}0102"] = data
    fixed = bytes(24 if inside else 32)
    if sent is not None:
        ticks = int((sent - _EPOCH).total_seconds()) * 10_000_000
        fixed += struct.pack("<HHIQ", 0x40, 0x0039, 6, ticks)
    tree["__properties_version1.0"] = fixed
    for number, attachment in enumerate(attachments):
        tree[f"__attach_version1.0_#{number:08X}"] = attachment
    return tree


def attachment(name: str, held: "bytes | Tree", content_id: str = "") -> Tree:
    """Return the streams of an attachment: a file's bytes, or a message's tree."""
    tree: Tree = {"__properties_version1.0": bytes(8), "__substg1.0_3707001F": name.encode("utf-16-le")}
    tree[f"__substg1.0_3701{'000D' if isinstance(held, dict) else '0102'}"] = held
    if content_id:
        tree["__substg1.0_3712001F"] = content_id.encode("utf-16-le")
    return tree


def _entry(*fields: Any) -> bytes:
    name, kind, following, child, start, size = fields
    raw = name.encode("utf-16-le") + b"\0\0"
    return struct.pack("<64sHBBIII16sIQQIQ", raw, len(raw), kind, 1, _NONE, following, child, b"", 0, 0, 0, start, size)
