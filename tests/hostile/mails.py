"""Hostile e-mails: too many parts, too deep, headers without end, rubbish for base64, Outlook's files that lie."""

import struct
from functools import partial

from core.problem import Code
from tests.hostile.case import Case, case
from tests.hostile.packing import Entry, ole, raw_zip, zeros

WORDS = "Trường học đã tổ chức 12 buổi tuyên truyền"
_HEAD = "From: Văn thư <vanthu@example.vn>\r\nTo: so@example.vn\r\nDate: Mon, 02 Dec 2024 08:00:00 +0700\r\nMIME-Version: 1.0\r\n"
_GROWN = (Code.TOO_MANY_MEMBERS, Code.TOO_LARGE, Code.MEMORY)
_READ = ("", Code.CONTAINER, Code.INCOMPLETE)


def mail(content: str, *headers: str) -> bytes:
    """Return an e-mail with these further headers."""
    return (_HEAD + "".join(f"{line}\r\n" for line in headers) + "\r\n" + content).encode()


def _text(content: str = WORDS) -> bytes:
    return mail(
        content, "Subject: Báo cáo", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit"
    )


def _multipart(part: str, count: int) -> bytes:
    inside = "".join(f"--b\r\n{part}\r\n" for _ in range(count))
    return mail(f"{inside}--b--\r\n", "Subject: x", 'Content-Type: multipart/mixed; boundary="b"')


def _deep_multipart(depth: int) -> bytes:
    opened = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(depth))
    closed = "".join(f"\r\n--b{n}--\r\n" for n in reversed(range(depth)))
    return (_HEAD + opened + f"Content-Type: text/plain; charset=utf-8\r\n\r\n{WORDS}" + closed).encode()


def _deep_messages(depth: int) -> bytes:
    return ((_HEAD + "Content-Type: message/rfc822\r\n\r\n") * depth).encode() + _text()


def _attached(content: bytes, name: str) -> bytes:
    import base64  # noqa: PLC0415 - only here

    coded = base64.encodebytes(content).decode()
    return mail(
        f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{WORDS}\r\n--b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
        f'Content-Disposition: attachment; filename="{name}"\r\n\r\n{coded}\r\n--b--\r\n',
        "Subject: x",
        'Content-Type: multipart/mixed; boundary="b"',
    )


def _rubbish() -> bytes:
    return mail(
        f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{WORDS}\r\n--b\r\nContent-Type: application/pdf; name=a.pdf\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n{'=!*#' * 500_000}\r\n--b--",
        "Subject: x",
        'Content-Type: multipart/mixed; boundary="b"',
    )


def _tnef(length: int) -> bytes:
    """Return a winmail.dat whose attribute tells a length that is not there."""
    attribute = struct.pack("<BLL", 1, 0x00089006, 4) + b"\0\0\1\0" + struct.pack("<H", 1)
    return struct.pack("<LH", 0x223E9F78, 1) + attribute + struct.pack("<BLL", 2, 0x0006800F, length) + b"abc"


CASES: tuple[Case, ...] = (
    case(
        "mails/10000-parts.eml",
        lambda: _multipart("Content-Type: application/x; name=a.txt\r\n\r\nabc", 10_000),
        *_GROWN,
    ),
    case("mails/10000-texts.eml", lambda: _multipart("Content-Type: text/plain\r\n\r\nabc", 10_000), *_GROWN),
    case(
        "mails/deep-multipart.eml",
        partial(_deep_multipart, 2000),
        Code.CONTAINER,
        Code.TOO_MANY_MEMBERS,
        Code.CORRUPT,
        Code.INCOMPLETE,
    ),
    case("mails/deep-messages.eml", partial(_deep_messages, 60), Code.CONTAINER, *_GROWN),
    case(
        "mails/2000-messages-deep.eml",
        partial(_deep_messages, 2000),
        Code.CONTAINER,
        Code.CORRUPT,
        Code.INCOMPLETE,
        *_GROWN,
    ),
    case(
        "mails/endless-header.eml",
        lambda: mail(WORDS, "Subject: " + "a" * 30_000_000),
        *_READ,
        *_GROWN,
        Code.UNSUPPORTED,
    ),
    case(
        "mails/1000000-headers.eml",
        lambda: mail(WORDS, "Subject: x", *(f"X-A{n}: b" for n in range(1_000_000))),
        *_READ,
        *_GROWN,
    ),
    case(
        "mails/folded-header.eml",
        lambda: mail(WORDS, "Subject: " + "a\r\n " * 500_000),
        *_READ,
        *_GROWN,
    ),
    case(
        "mails/odd-sender.eml",
        lambda: mail(WORDS, "Subject: x", "Reply-To: " + "(" * 100_000, "Cc: " + '"<@,;' * 20_000),
        *_READ,
        holds=WORDS,
    ),
    case(
        "mails/odd-from.eml",
        lambda: mail(WORDS, "Subject: x").replace(b"From: ", b"From: " + b"(" * 100_000),
        *_READ,
        Code.WRONG_TYPE,
        holds=WORDS,
    ),
    case(
        "mails/odd-subject.eml",
        lambda: mail(WORDS, "Subject: " + "=?utf-8?q?=41?= " * 100_000),
        *_READ,
        holds=WORDS,
    ),
    case(
        "mails/odd-boundary.eml",
        lambda: mail(WORDS, 'Content-Type: multipart/mixed; boundary="'),
        *_READ,
        Code.NO_TEXT,
    ),
    case(
        "mails/odd-charset.eml",
        lambda: mail(WORDS, "Subject: x", "Content-Type: text/plain; charset=rot13"),
        *_READ,
    ),
    case(
        "mails/odd-date.eml",
        lambda: _text().replace(b"Mon, 02 Dec 2024", b"Mon, 99 Foo 99999999999"),
        *_READ,
        holds=WORDS,
    ),
    case("mails/rubbish.eml", _rubbish, *_READ, holds=WORDS),
    case(
        "mails/bomb.eml",
        lambda: _attached(raw_zip([Entry(b"a.txt", zeros(10 << 30), 10 << 30)]), "a.zip"),
        Code.CONTAINER,
        holds=WORDS,
    ),
    case("mails/path.eml", lambda: _attached(WORDS.encode(), "../../../tmp/a.txt"), Code.CONTAINER, holds=WORDS),
    case(
        "mails/html-million-divs.eml",
        lambda: mail("<div>" * 1_000_000 + WORDS, "Subject: x", "Content-Type: text/html; charset=utf-8"),
        *_READ,
        *_GROWN,
        Code.CORRUPT,
    ),
    case(
        "mails/winmail.dat", partial(_tnef, 0xFFFFFFFF), Code.CORRUPT, Code.CONTAINER, Code.UNSUPPORTED, Code.INCOMPLETE
    ),
    case(
        "mails/winmail-attached.eml",
        lambda: _attached(_tnef(0x7FFFFFFF), "winmail.dat"),
        *_READ,
        holds=WORDS,
    ),
    case(
        "mails/broken.msg",
        lambda: ole({"__properties_version1.0": b"\xff" * 5000, "__substg1.0_1000001F": b"\xd8" * 5000}),
        Code.CORRUPT,
        Code.CONTAINER,
        Code.NO_TEXT,
        Code.UNSUPPORTED,
        Code.INCOMPLETE,
    ),
    case(
        "mails/cyclic.msg",
        lambda: ole({"__properties_version1.0": bytes(5000)}, cyclic=True),
        Code.CORRUPT,
        Code.CONTAINER,
        Code.NO_TEXT,
        Code.UNSUPPORTED,
    ),
    case("mails/cut.eml", lambda: _attached(b"x" * 10_000, "a.pdf")[:4000], *_READ, holds=WORDS),
)
