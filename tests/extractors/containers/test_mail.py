import base64
import email.policy
import io
from email.message import EmailMessage
from pathlib import Path

import pytest
from PIL import Image

from core.problem import Code
from core.settings import Settings
from extractors import triage
from extractors.containers.mail import read_mail, read_mailbox
from extractors.containers.mail_words import charset_text, day_sent, unflowed
from extractors.containers.members import Room, Unpacked
from extractors.piece import OddFileError
from extractors.read import read_tree

ROOM = Room(500, 200_000_000)
HEAD = b"From: a@example.vn\r\nTo: b@example.vn\r\nDate: Mon, 06 Feb 2023 08:30:00 +0700\r\n"
WORDS = "Xin gửi báo cáo của xã Sơn Thủy"


def _mail(*headers: bytes, body: bytes = b"x") -> Unpacked:
    return read_mail(HEAD + b"".join(line + b"\r\n" for line in headers) + b"\r\n" + body, ROOM)


def _lines(found: Unpacked) -> list[str]:
    return [piece.text for piece in found.body.pieces]


def _picture(width: int, height: int) -> bytes:
    stream = io.BytesIO()
    Image.new("L", (width, height)).save(stream, "PNG")
    return stream.getvalue()


def _cut_in_a_letter() -> bytes:
    raw = "Báo cáo".encode()
    words = (base64.b64encode(piece) for piece in (raw[:2], raw[2:]))
    return b"\r\n ".join(b"=?utf-8?b?" + word + b"?=" for word in words)


@pytest.mark.parametrize(
    ("raw", "subject"),
    [
        ("Báo cáo".encode(), "Báo cáo"),
        (b"=?UTF-8?Q?B=C3=A1o?= =?utf-8?b?IGPDoW8=?=", "Báo cáo"),
        (b"Fwd: =?utf-8?q?B=C3=A1o_c=C3=A1o?= 2023", "Fwd: Báo cáo 2023"),
        (b"=?windows-1258?Q?B=E1o_c=E1o?=", "Báo cáo"),
        (b"=?iso-8859-1?Q?B=C3=A1o_c=C3=A1o?=", "Báo cáo"),
        (_cut_in_a_letter(), "Báo cáo"),
        (b"=?utf-8?b?@@@@?= x", "x"),
    ],
    ids=["raw", "two words", "mixed", "windows-1258", "wrong charset", "cut in a letter", "no code"],
)
def test_headers_are_read_however_they_are_encoded(raw: bytes, subject: str) -> None:
    """A subject comes out as it was typed, encoded by the rules, against them or not at all."""
    found = _mail(b"Subject: " + raw)
    assert found.envelope is not None
    assert found.envelope.subject == subject


@pytest.mark.parametrize(
    "parameter",
    [
        b"filename*=utf-8''b%C3%A1o%20c%C3%A1o.docx",
        b"filename*0*=utf-8''b%C3%A1o%20;\r\n filename*1*=c%C3%A1o.docx",
        b'filename="=?utf-8?q?b=C3=A1o_c=C3=A1o=2Edocx?="',
        'filename="báo cáo.docx"'.encode(),
        b'filename="=?utf-8?b?YsOhbyA=?=\r\n =?utf-8?b?Y8Ohby5kb2N4?="',
    ],
    ids=["rfc2231", "continued", "rfc2047", "raw", "two words"],
)
def test_file_names_are_read_however_they_are_encoded(parameter: bytes) -> None:
    """An attachment's name comes out as it was typed."""
    found = _mail(b"Content-Type: application/octet-stream", b"Content-Disposition: attachment; " + parameter)
    assert [one.name for one in found.members] == ["báo cáo.docx"]


@pytest.mark.parametrize(
    ("charset", "raw"),
    [
        ("utf-8", WORDS.encode()),
        ("us-ascii", WORDS.encode()),
        ("iso-8859-1", WORDS.encode()),
        ("", WORDS.encode()),
        ("no-such-code", WORDS.encode()),
        ("utf-16", WORDS.encode("utf-16")),
    ],
)
def test_texts_are_read_in_their_true_code(charset: str, raw: bytes) -> None:
    """What the bytes show stands above what the header says of them."""
    assert charset_text(raw, charset) == WORDS


@pytest.mark.parametrize(
    ("said", "received", "day"),
    [
        ("Mon, 06 Feb 2023 08:30:00 +0700", [], "2023-02-06"),
        ("Mon, 06 Feb 2023 18:30:00 +0000", [], "2023-02-07"),
        ("hôm qua", ["from x by y; Tue, 07 Feb 2023 01:00:00 +0700"], "2023-02-07"),
        ("", [], "None"),
        ("Mon, 06 Feb 99999 08:30:00 +0700", [], "None"),
    ],
)
def test_the_day_is_that_of_vietnam(said: str, received: list[str], day: str) -> None:
    """A mail's day is the one in Vietnam; a server's word serves where the mail has none."""
    assert str(day_sent(said, received)) == day


def test_flowed_paragraphs_are_joined() -> None:
    """Lines that end with a blank go on; stuffed blanks go, quotes and the signature stay apart."""
    text = "Kính gửi \nSở Nội vụ\n> đã nhận \n> báo cáo\n From đầu dòng\n-- \nVăn thư"
    assert unflowed(text, delete_space=False).split("\n") == [
        "Kính gửi Sở Nội vụ", "đã nhận báo cáo", "From đầu dòng", "-- ", "Văn thư",
    ]  # fmt: skip
    assert unflowed("báo \ncáo", delete_space=True) == "báocáo"


def test_the_plain_form_is_read_unless_it_says_less() -> None:
    """Of two forms of one text the plain one is read; a plain form that only points to the other is not."""
    message = EmailMessage()
    message.set_content("Xin gửi báo cáo.")
    message.add_alternative("<p>Xin gửi <b>báo cáo</b>.</p>", subtype="html")
    assert _lines(read_mail(HEAD + message.as_bytes(), ROOM)) == ["Xin gửi báo cáo."]
    long = f"<p>{WORDS * 20}</p>"
    message = EmailMessage()
    message.set_content("Xem dạng HTML.")
    message.add_alternative(long, subtype="html")
    assert _lines(read_mail(HEAD + message.as_bytes(), ROOM)) == [WORDS * 20]


def test_a_footer_does_not_hide_the_text() -> None:
    """A page with a plain footer behind it, as mail gateways add one, is read as well."""
    message = EmailMessage()
    message.set_content(f"<p>{WORDS}</p>", subtype="html")
    message.make_mixed()
    message.attach(EmailMessage(policy=email.policy.default))
    message.get_payload()[-1].set_content("Thư đã quét vi-rút.")
    assert _lines(read_mail(HEAD + message.as_bytes(), ROOM)) == [WORDS, "Thư đã quét vi-rút."]


def test_logos_are_left_out_and_scans_kept() -> None:
    """A picture inside the text is an attachment when it is as large as a page."""
    message = EmailMessage()
    message.set_content("x")
    message.add_alternative("<p>x</p>", subtype="html")
    for width, height in ((200, 60), (1240, 1754)):
        message.get_payload()[1].add_related(
            _picture(width, height), "image", "png", cid=f"<{width}@x>", filename=f"{width}.png", disposition="inline"
        )
    assert [one.name for one in read_mail(HEAD + message.as_bytes(), ROOM).members] == ["1240.png"]


def test_a_mail_inside_is_a_member_with_its_own_name() -> None:
    """A forwarded mail is named by its file name or its subject, and keeps its bytes."""
    inner = EmailMessage()
    inner["Subject"], inner["From"], inner["To"] = "Báo cáo quý", "xa@example.vn", "so@example.vn"
    inner.set_content("Nội dung")
    message = EmailMessage()
    message.set_content("Chuyển tiếp")
    message.add_attachment(inner)
    (member,) = read_mail(HEAD + message.as_bytes(), ROOM).members
    assert member.name == "Báo cáo quý.eml"
    assert _lines(read_mail(member.content, ROOM)) == ["Nội dung"]


def _length(size: int) -> bytes:
    return bytes([size]) if size < 128 else b"\x82" + size.to_bytes(2, "big")


def _element(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return bytes([tag]) + _length(len(content)) + content


def _pkcs7(kind: int, inner: bytes) -> bytes:
    identifier = _element(0x06, bytes.fromhex("2a864886f70d0107") + bytes([kind]))
    data = _element(0x06, bytes.fromhex("2a864886f70d010701"))
    signed = _element(0x30, _element(0x02, b"\1"), _element(0x31), _element(0x30, data, _element(0xA0, inner)))
    return _element(0x30, identifier, _element(0xA0, signed))


@pytest.mark.parametrize(
    "octets",
    [
        lambda text: _element(0x04, text),
        lambda text: b"\x24\x80" + _element(0x04, text[:9]) + _element(0x04, text[9:]) + b"\0\0",
    ],
    ids=["whole", "in pieces"],
)
def test_a_mail_wrapped_in_its_signature_is_read(octets) -> None:  # noqa: ANN001 - a way to write bytes
    """Signed mail gives its text and attachments, as does a signed file of its own; enciphered mail says so."""
    message = EmailMessage()
    message.set_content("Nội dung ký số")
    message.add_attachment(b"abc", maintype="application", subtype="octet-stream", filename="a.bin")
    wrapped = base64.b64encode(_pkcs7(2, octets(message.as_bytes())))
    headers = (b"Content-Type: application/pkcs7-mime; name=smime.p7m", b"Content-Transfer-Encoding: base64")
    found = _mail(*headers, body=wrapped)
    assert _lines(found) == ["Nội dung ký số"]
    assert [(one.name, one.content) for one in found.members] == [("a.bin", b"abc")]
    locked = _mail(*headers, body=base64.b64encode(_pkcs7(3, octets(b"abcdefghijkl"))))
    assert [one.problem.code for one in locked.members if one.problem] == [Code.ENCRYPTED]


def test_a_signature_beside_the_mail_is_no_member() -> None:
    """Of multipart/signed the mail is read and the signature left."""
    parts = b"--b\r\n\r\nXin\r\n--b\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\n\r\nx\r\n--b--\r\n"
    found = _mail(b'Content-Type: multipart/signed; boundary="b"', body=parts)
    assert (_lines(found), found.members) == (["Xin"], ())


def test_a_mailbox_gives_its_mails() -> None:
    """Several mails in one file are members; a single one is the mail itself."""
    one = b"From a@example.vn Mon Feb  6 08:30:00 2023\r\n" + HEAD + b"\r\nM\r\n>From x\r\n\r\n"
    assert triage.media_type(one) == triage.MBOX
    assert _lines(read_mailbox(one, ROOM)) == ["M", "From x"]
    found = read_mailbox(one + one, ROOM)
    assert [member.name for member in found.members] == ["thu-1.eml", "thu-2.eml"]
    assert all(triage.media_type(member.content) == triage.EML for member in found.members)


def test_long_headers_and_raw_letters_do_not_hide_a_mail() -> None:
    """Content tells a mail also where its headers are long or hold bytes that nobody encoded."""
    long = HEAD + b"X-Seal: " + b"a" * 5000 + b"\r\n\r\nx"
    assert triage.media_type(long) == triage.EML
    assert triage.media_type(b"Subject: " + "Kế hoạch mẫu ẫẅ".encode() + b"\r\n" + HEAD + b"\r\nx") == triage.EML


def test_hostile_depth_is_a_problem_with_a_code(tmp_path: Path) -> None:
    """Parts in parts without end are refused, not a crash."""
    content = HEAD
    for level in range(3000):
        content += f'Content-Type: multipart/mixed; boundary="{level}"\r\n\r\n--{level}\r\n'.encode()
    (tmp_path / "a.eml").write_bytes(content)
    (item,) = read_tree(tmp_path / "a.eml", Settings())
    assert [one.code for one in item.reading.problems] == [Code.TOO_MANY_MEMBERS]


def test_endless_headers_and_lines_end_soon() -> None:
    """A header without end is read to a measure, and a mail of nothing but lines is refused."""
    words = b"=?utf-8?q?a?= " * 100_000
    found = _mail(b"Subject: " + words, b"Content-Type: a/b", b"Content-Disposition: attachment; filename=" + words)
    assert found.envelope is not None
    assert 0 < len(found.envelope.subject) < 10_000
    with pytest.raises(OddFileError) as odd:
        _mail(body=b"\n" * 2_000_000)
    assert odd.value.problem.code is Code.TOO_LARGE


def test_a_text_that_nobody_wrote_is_a_file() -> None:
    """A text of many million letters is handed on as a member, where the limits of files hold."""
    found = _mail(body=(b"x" * 99 + b"\r\n") * 60_000)
    assert (_lines(found), [one.name for one in found.members]) == ([], ["phan-1"])
