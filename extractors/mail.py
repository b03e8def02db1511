"""E-mails: who sent what when, the text as a document of its own, and the attachments as members."""

import email
import email.policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

from core.document import Envelope, Member
from core.problem import Code, Severity, Stage, problem
from core.settings import Settings
from extractors.piece import Content, OddFileError
from extractors.plain import html_content, text_content
from extractors.triage import decode

_MAX_PARTS = 2000


def read_mail(content: bytes, settings: Settings) -> tuple[Content, Envelope, tuple[Member, ...]]:
    """Return the mail's text, its envelope and its attachments; OddFileError where there are too many."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    if not isinstance(message, EmailMessage):
        raise OddFileError(Code.CORRUPT)
    envelope = _envelope(message)
    members: list[Member] = []
    texts: list[EmailMessage] = []
    for count, part in enumerate(_leaves(message), start=1):
        if count > _MAX_PARTS or len(members) > settings.max_members:
            raise OddFileError(Code.TOO_MANY_MEMBERS)
        name = _name(part)
        inline = part.get_content_maintype() == "text" and part.get_content_disposition() != "attachment"
        if name or not inline:
            if not _is_decoration(part):
                members.append(Member(name or f"phan-{count}", _bytes(part), envelope))
        else:
            texts.append(part)
    body = _body(texts)
    if any(part.defects for part in message.walk()):
        body = Content(body.pieces, problems=(problem(Stage.READ, Code.INCOMPLETE, severity=Severity.WARNING),))
    return body, envelope, tuple(members)


def _leaves(message: EmailMessage) -> list[EmailMessage]:
    """Return the parts that hold content; a mail inside the mail is one of them."""
    if message.get_content_type() == "message/rfc822" or not message.is_multipart():
        return [message]
    return [leaf for part in message.iter_parts() if isinstance(part, EmailMessage) for leaf in _leaves(part)]


def _envelope(message: EmailMessage) -> Envelope:
    sent = None
    try:
        sent = parsedate_to_datetime(str(message.get("date", ""))).date()
    except (TypeError, ValueError, IndexError):
        sent = None
    return Envelope(sent, _header(message, "from"), _header(message, "subject"))


def _header(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(message.get(name, "")).split())
    except (ValueError, LookupError, AttributeError, IndexError):  # headers that the library cannot parse
        return ""


def _name(part: EmailMessage) -> str:
    try:
        name = part.get_filename() or ""
    except (ValueError, LookupError, AttributeError, IndexError):
        return ""
    return " ".join(name.split())


def _bytes(part: EmailMessage) -> bytes:
    if part.get_content_type() == "message/rfc822":
        inner = next(iter(part.iter_parts()), None)
        return inner.as_bytes() if inner is not None else b""
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _is_decoration(part: EmailMessage) -> bool:
    """Tell whether the part is a picture of the mail's own HTML, or its digital signature."""
    inline_picture = part.get_content_maintype() == "image" and part.get("content-id") is not None
    return (inline_picture and part.get_content_disposition() != "attachment") or "signature" in part.get_content_type()


def _body(texts: list[EmailMessage]) -> Content:
    plain = [part for part in texts if part.get_content_subtype() == "plain"]
    if any(_text(part).strip() for part in plain):
        return text_content("\n".join(_text(part) for part in plain))
    pieces = [
        piece for part in texts if part.get_content_subtype() == "html" for piece in html_content(_text(part)).pieces
    ]
    return Content(tuple(pieces))


def _text(part: EmailMessage) -> str:
    payload = _bytes(part)
    charset = part.get_content_charset()
    if charset:
        try:
            return payload.decode(charset)
        except (UnicodeDecodeError, LookupError):
            pass
    return decode(payload)
