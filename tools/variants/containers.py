"""A report inside an e-mail or an archive, as offices send it (thư điện tử và tệp nén)."""

import io
import zipfile
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime

import libarchive

_SENT = datetime(2024, 12, 5, 2, 15, tzinfo=UTC)
_WORD = ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document")


def mail_with(name: str, content: bytes) -> bytes:
    """Return an e-mail to which the file is attached, with a word in plain text and in HTML."""
    message = _mail()
    message.set_content("Kính gửi Sở Nội vụ. Đơn vị gửi báo cáo kèm theo.")
    message.add_alternative("<p>Kính gửi Sở Nội vụ.</p><p>Đơn vị gửi báo cáo kèm theo.</p>", subtype="html")
    message.add_attachment(content, maintype=_WORD[0], subtype=_WORD[1], filename=name)
    return message.as_bytes()


def mail_of(text: str) -> bytes:
    """Return an e-mail whose own text is the report, in base64 as most programs send Vietnamese."""
    message = _mail()
    message.set_content(text, cte="base64")
    return message.as_bytes()


def mail_of_page(page: bytes) -> bytes:
    """Return an e-mail whose only text is an HTML page, as Outlook sends what was pasted from Word."""
    message = _mail()
    message.set_content(page.decode(), subtype="html", cte="quoted-printable")
    return message.as_bytes()


def zipped(name: str, content: bytes) -> bytes:
    """Return a ZIP with the file in a folder."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"Báo cáo năm 2024/{name}", content)
    return stream.getvalue()


def seven_zipped(name: str, content: bytes) -> bytes:
    """Return a 7z with the file."""
    chunks: list[bytes] = []

    def keep(chunk: bytes) -> int:
        chunks.append(bytes(chunk))
        return len(chunk)

    with libarchive.custom_writer(keep, "7zip") as archive:
        archive.add_file_from_memory(name, len(content), content)
    return b"".join(chunks)


def _mail() -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Văn thư <vanthu@example.vn>"
    message["To"] = "Sở Nội vụ <sonoivu@example.vn>"
    message["Date"] = format_datetime(_SENT)
    message["Subject"] = "Gửi báo cáo công tác dân vận năm 2024"
    return message
