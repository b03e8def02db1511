"""Names and kinds of files that an inbox should not hold: what is hard to list, to show or to leave alone."""

import os
import socket
from dataclasses import dataclass
from pathlib import Path

from core.problem import Code

# Names of files that are read as any other: each holds a text of its own.
READ: tuple[bytes, ...] = (
    b"hai\ndong.txt",
    b"tab\tva\rdong.txt",
    "ẩ".encode() * 83 + b"xy.txt",  # 255 bytes: as long as a name may be
    "\u202etxt.oac oab".encode(),  # shown from right to left
    "\u200bẩn\u2066.txt".encode(),
    "Bao cao\u0301 NFD.txt".encode(),
    b"T\xe0i ch\xednh.txt",  # Latin-1: no UTF-8
    b"\xff\xfe",
    b"=cmd|' C calc'!A0.txt",
    b"+1+1.txt",
    b"@SUM(A1).txt",
    b"-rf.txt",
    b"--out",
    b" dau va cuoi .txt ",
    b"cham cuoi.txt...",
    b"a!b!c.txt",
    b"'\"`$(touch x);&|<>.txt",
    b"%s%n{0}.txt",
    b"..txt",
    b"...",
    b"con",
    b"\x01\x1b[31m\x7f.txt",
    b"<script>alert(1)</script>.txt".replace(b"/", b"\xe2\x88\x95"),
    b".an.txt",
)
# What programs leave beside files.
IGNORED: tuple[str, ...] = (
    "~$o cao.docx",
    ".~lock.bao cao.odt#",
    "._bao cao.docx",
    "Thumbs.db",
    "desktop.ini",
    ".DS_Store",
    "x.pdf.part",
    "x.pdf.crdownload",
    "x.docx.tmp",
)


@dataclass(frozen=True, slots=True)
class Node:
    """An entry of a folder that is no plain file, and the code of its row."""

    name: str
    code: Code


NODES: tuple[Node, ...] = (
    Node("link to a file.docx", Code.LINK),
    Node("link to passwd.txt", Code.LINK),
    Node("link to nowhere", Code.LINK),
    Node("link to itself", Code.LINK),
    Node("link to the folder", Code.LINK),
    Node("pipe.docx", Code.UNSUPPORTED),
    Node("socket.pdf", Code.UNSUPPORTED),
)


def write_names(folder: Path) -> dict[str, str]:
    """Write a file for each name; return the code, or "", of each of them by its name."""
    codes = {}
    for number, name in enumerate(READ):
        path = folder / os.fsdecode(name)
        path.write_text(f"Thư số {number}: đơn vị gửi lời chào.\n", encoding="utf-8")
        codes[path.name] = ""
    for shown in IGNORED:
        (folder / shown).write_bytes(b"x")
        codes[shown] = str(Code.TEMPORARY)
    return codes


def write_nodes(folder: Path) -> dict[str, str]:
    """Make links, a pipe, a socket and a folder named as a file; return the code of each of them by its name."""
    (folder / "bao cao.docx").mkdir()
    (folder / "link to a file.docx").symlink_to(folder / "x.docx.tmp")
    (folder / "link to passwd.txt").symlink_to("/etc/passwd")
    (folder / "link to nowhere").symlink_to(folder / "nowhere")
    (folder / "link to itself").symlink_to(folder / "link to itself")
    (folder / "link to the folder").symlink_to(folder)
    os.mkfifo(folder / "pipe.docx")
    here = Path.cwd()
    os.chdir(folder)  # the name of a socket may have 108 bytes
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind("socket.pdf")
    finally:
        os.chdir(here)
    return {node.name: str(node.code) for node in NODES}
