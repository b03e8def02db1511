import unicodedata

import pytest

from extractors.containers.names import decoded, is_system_file, shown

NAME = "Báo cáo xã Sơn Thủy 2023.docx"


@pytest.mark.parametrize(
    "raw",
    [NAME.encode(), unicodedata.normalize("NFD", NAME).encode(), b"B\xe1o c\xe1o xa\xde S\xf5n Thu\xd2y 2023.docx"],
    ids=["utf-8", "decomposed", "windows-1258"],
)
def test_names_of_old_programs_are_told(raw: bytes) -> None:
    """A name comes out composed, whichever code its bytes are in."""
    assert shown(decoded(raw)) == NAME


def test_a_western_name_stays_western() -> None:
    """Bytes of the ZIP standard's own code are not taken for a Vietnamese one."""
    assert decoded("Bé café.txt".encode("cp437")) == "Bé café.txt"


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("a\r\nb\tc.docx", "a b c.docx"),
        ("\u202exeod.docx\u200b", "xeod.docx"),
        ("../../etc/x", "../../etc/x"),
        ("\x00\x01", ""),
    ],
)
def test_a_shown_name_is_one_line(name: str, line: str) -> None:
    """Line ends, control characters and marks of direction leave no trace in a source."""
    assert shown(name) == line


def test_long_names_keep_their_ends() -> None:
    """A name of 255 bytes stays whole; one beyond all measure keeps its start and its type."""
    assert shown("a" * 251 + ".doc") == "a" * 251 + ".doc"
    long = shown("b" * 60_000 + ".docx")
    assert len(long) < 500
    assert long.endswith("b.docx")


def test_system_files_are_known() -> None:
    """What operating systems and open editors leave behind is no report."""
    names = ["__MACOSX/a/._b.docx", "x/.DS_Store", "x\\Thumbs.db", "a/~$bao cao.docx", "desktop.ini"]
    assert all(map(is_system_file, names))
    assert not is_system_file("a/báo cáo.docx")
