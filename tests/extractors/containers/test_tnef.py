import struct

import pytest

from core.problem import Code
from extractors import triage
from extractors.containers.members import Room
from extractors.containers.rtf_packed import unpacked_rtf
from extractors.containers.tnef import read_tnef
from extractors.piece import OddFileError

ROOM = Room(500, 200_000_000)


def _attribute(level: int, kind: int, data: bytes) -> bytes:
    return struct.pack("<BII", level, kind, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def _texts(**texts: tuple[int, str]) -> bytes:
    made = struct.pack("<I", len(texts) + 1) + struct.pack("<HHI", 3, 0x3705, 1)
    for number, text in texts.values():
        raw = text.encode("utf-16-le") + b"\0\0"
        made += struct.pack("<HHII", 0x1F, number, 1, len(raw)) + raw + bytes(-len(raw) % 4)
    return made


def _tnef(*attributes: bytes) -> bytes:
    return b"\x78\x9f\x3e\x22\x01\x00" + b"".join(attributes)


def _attachment(short: bytes, name: str, data: bytes) -> bytes:
    return (
        _attribute(2, 0x00069002, bytes(14))
        + _attribute(2, 0x00018010, short + b"\0")
        + _attribute(2, 0x0006800F, data)
        + _attribute(2, 0x00069005, _texts(name=(0x3707, name)))
    )


WHOLE = _tnef(
    _attribute(1, 0x00069003, _texts(subject=(0x0037, "Gửi báo cáo"), body=(0x1000, "Kính gửi Sở."))),
    _attachment(b"BAOCAO~1.DOC", "Báo cáo năm 2023.docx", b"one"),
    _attachment(b"B.TXT", "", b"two"),
)


def test_attachments_come_with_their_long_names() -> None:
    """Text, subject and attachments come out; the short name serves where there is no long one."""
    assert triage.media_type(WHOLE) == triage.TNEF
    found = read_tnef(WHOLE, ROOM)
    assert [(one.name, one.content) for one in found.members] == [("Báo cáo năm 2023.docx", b"one"), ("B.TXT", b"two")]
    assert [piece.text for piece in found.body.pieces] == ["Kính gửi Sở."]
    assert found.envelope is not None
    assert found.envelope.subject == "Gửi báo cáo"
    assert found.problems == ()


def test_a_cut_or_spoilt_file_gives_what_is_sound() -> None:
    """What stands before a wrong length or a wrong sum is kept, and the loss is told."""
    spoilt = bytearray(WHOLE)
    spoilt[WHOLE.rfind(b"two")] ^= 1
    for content in (WHOLE[: WHOLE.rfind(b"two")], bytes(spoilt)):
        found = read_tnef(content, ROOM)
        assert found.members[0].content == b"one"
        assert [one.code for one in found.problems] == [Code.CORRUPT]


@pytest.mark.parametrize(
    "content",
    [
        _tnef(struct.pack("<BII", 1, 0x00069003, 0xFFFFFFFF)),
        _tnef(_attribute(1, 0x00069003, struct.pack("<IHHI", 1, 0x101E, 0x1000, 0xFFFFFFFF))),
        _tnef(_attribute(1, 0x00069003, struct.pack("<IHHII", 1, 0x1F, 0x1000, 1, 0xFFFFFFF0))),
    ],
    ids=["length", "count", "value"],
)
def test_hostile_lengths_are_refused(content: bytes) -> None:
    """Lengths and counts that lead out of the file end the reading."""
    with pytest.raises(OddFileError) as odd:
        read_tnef(content, ROOM)
    assert odd.value.problem.code is Code.CORRUPT


def test_packed_rtf_comes_out() -> None:
    """The example of the format's own description is unpacked, references to itself included."""
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
    )
    assert unpacked_rtf(packed) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
