import io
from datetime import UTC, date, datetime

import pytest
from PIL import Image

from core.problem import Code
from extractors import triage
from extractors.containers.mail import read_mail
from extractors.containers.members import Room
from extractors.containers.msg import read_msg
from extractors.piece import OddFileError
from tests.doubles.ole import attachment, compound, message

ROOM = Room(500, 200_000_000)
SENT = datetime(2023, 2, 6, 18, 30, tzinfo=UTC)


def test_a_message_is_its_text_envelope_and_attachments() -> None:
    """Subject, sender, day in Vietnam, text and files come out, long files and short ones."""
    files = {"báo cáo.docx": b"x" * 9000, "phụ lục.xlsx": b"y" * 10}
    made = compound(
        message(
            subject="Gửi báo cáo",
            body="Kính gửi Sở.\r\nXin gửi báo cáo.",
            sender="Văn thư xã",
            address="vanthu@example.vn",
            sent=SENT,
            attachments=tuple(attachment(name, content) for name, content in files.items()),
        )
    )
    assert triage.media_type(made) == triage.MSG
    found = read_msg(made, ROOM)
    assert [piece.text for piece in found.body.pieces] == ["Kính gửi Sở.", "Xin gửi báo cáo."]
    assert {one.name: one.content for one in found.members} == files
    assert found.envelope is not None
    assert found.envelope.sent_on == date(2023, 2, 7)
    assert (found.envelope.sender, found.envelope.subject) == ("Văn thư xã <vanthu@example.vn>", "Gửi báo cáo")


def test_a_message_without_plain_text_gives_its_page_or_rtf() -> None:
    """The HTML form stands in for the plain one; packed RTF is handed on as a file."""
    page = compound(message(subject="a", html="<p>Xin gửi <b>báo cáo</b></p>".encode()))
    assert [piece.text for piece in read_msg(page, ROOM).body.pieces] == ["Xin gửi báo cáo"]
    rtf = rb"{\rtf1 a}"
    packed = compound(
        message(
            subject="a",
            rtf=(len(rtf) + 12).to_bytes(4, "little") + len(rtf).to_bytes(4, "little") + b"MELA" + bytes(4) + rtf,
        )
    )
    assert [(one.name, one.content) for one in read_msg(packed, ROOM).members] == [("noi-dung.rtf", rtf)]


def test_a_message_inside_keeps_its_own_envelope_and_files() -> None:
    """A forwarded message becomes an e-mail of its own, the same bytes each time."""
    inner = message(
        subject="Báo cáo năm", body="Nội dung", sender="Xã", address="xa@example.vn", sent=SENT, inside=True,
        attachments=(attachment("tệp.txt", b"abc"),),
    )  # fmt: skip
    made = compound(message(subject="Fw", body="Chuyển tiếp", attachments=(attachment("x", inner),)))
    (member,) = read_msg(made, ROOM).members
    assert member.name == "Báo cáo năm.eml"
    assert member == read_msg(made, ROOM).members[0]
    assert triage.media_type(member.content) == triage.EML
    mail = read_mail(member.content, ROOM)
    assert [piece.text for piece in mail.body.pieces] == ["Nội dung"]
    assert [(one.name, one.content) for one in mail.members] == [("tệp.txt", b"abc")]
    assert mail.envelope is not None
    assert (mail.envelope.sent_on, mail.envelope.subject) == (date(2023, 2, 7), "Báo cáo năm")


def test_logos_of_a_message_are_left_out_and_scans_kept() -> None:
    """A picture of the text's own is an attachment only when it is as large as a page."""
    pictures = []
    for size in ((200, 60), (1240, 1754)):
        stream = io.BytesIO()
        Image.new("L", size).save(stream, "PNG")
        pictures.append(attachment(f"{size[0]}.png", stream.getvalue(), "id@x"))
    found = read_msg(compound(message(subject="a", body="b", attachments=tuple(pictures))), ROOM)
    assert [one.name for one in found.members] == ["1240.png"]


def test_broken_messages_are_told() -> None:
    """A cut file is broken, and so is one whose streams claim more than the file has."""
    made = compound(message(subject="a", body="b" * 9000, attachments=(attachment("a", b"x" * 90_000),)))
    for spoilt in (made[:3000], made[: len(made) // 2]):
        with pytest.raises(OddFileError) as odd:
            read_msg(spoilt, ROOM)
        assert odd.value.problem.code is Code.CORRUPT


def test_streams_that_share_their_bytes_are_refused() -> None:
    """A directory that names one long stream many times would give out many times the file."""
    made = bytearray(
        compound(message(subject="a", attachments=tuple(attachment(str(n), b"x" * 5000) for n in range(9))))
    )
    size = (5000).to_bytes(8, "little")
    assert made.count(size) >= 9
    with pytest.raises(OddFileError) as odd:
        read_msg(bytes(made.replace(size, (500_000).to_bytes(8, "little"))), ROOM)
    assert odd.value.problem.code is Code.TOO_LARGE
