"""Tells people how a run ended, by e-mail or to a webhook: off unless set, and no word of a document in it."""

import json
import smtplib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from urllib.error import URLError
from urllib.request import ProxyHandler, Request, build_opener

from core.campaign import Campaign
from core.settings import Notices
from flows.run import RunResult
from reports.words import STATUS_WORDS, day

REMINDERS = (7, 3, 1)  # days before the deadline
_PATIENCE = 20.0  # seconds for a server to answer
_MOST = 30  # changed cells that a message names


@dataclass(frozen=True, slots=True)
class Notice:
    """A message: one line, and the lines below it (Vietnamese)."""

    subject: str
    lines: tuple[str, ...]


def notice_of(result: RunResult) -> Notice:
    """Return what is told of a run: figures, what changed, which files need somebody."""
    news = "không có gì mới" if result.changed is None else f"{result.changed} ô thay đổi"
    units = len(result.campaign.units)
    return Notice(f"soát: {result.campaign.name}: {news}, đã gửi {result.returned}/{units}", tuple(_lines(result)))


def _lines(result: RunResult) -> Iterator[str]:
    bad = result.quarantined
    yield f"Tệp: {result.files}, đọc mới {result.read}, không dùng được {len(bad)}."
    yield f"Đơn vị đã gửi: {result.returned}/{len(result.campaign.units)}."
    changes = list(result.records("changes")) if result.changed else []
    if changes:
        yield f"Ô thay đổi ({len(changes)}):"
    for row in changes[:_MOST]:
        before, after = (
            STATUS_WORDS[str(row[name])].label if row[name] else "không có" for name in ("before", "after")
        )
        because = f" ({row['because']})" if row["because"] else ""
        yield f"- {row['unit_name']}, nhiệm vụ {row['task_id']}: {before} → {after}{because}"
    if len(changes) > _MOST:
        yield f"- và {len(changes) - _MOST} ô khác, xem bảng changes.csv"
    for row in bad:
        yield f"Không dùng được: {row['source']} [{row['code']}]"
    yield f"Kết quả: {result.written.page}"


def reminder(campaign: Campaign, missing: tuple[str, ...], today: date) -> Notice | None:
    """Return who has not sent a report 7, 3 and 1 days before the deadline; None on other days and where nobody is missing."""
    left = (campaign.deadline - today).days
    if left not in REMINDERS or not missing:
        return None
    until = f"còn {left} ngày đến hạn {day(campaign.deadline.isoformat())}"
    return Notice(
        f"soát: {campaign.name}: {len(missing)} đơn vị chưa gửi, {until}",
        (f"Chưa gửi báo cáo ({until}):", *(f"- {name}" for name in missing)),
    )


def send(notice: Notice, told: Notices) -> tuple[str, ...]:
    """Send a notice wherever the settings say; return a Vietnamese line for each way that failed. A run never fails of it."""
    failures = []
    if told.mail_to:
        try:
            _mail(notice, told)
        except (OSError, smtplib.SMTPException) as error:
            failures.append(f"Không gửi được thư qua {told.smtp_host}:{told.smtp_port} ({error}).")
    if told.webhook:
        try:
            _post(notice, str(told.webhook))
        except (OSError, URLError) as error:
            failures.append(f"Không báo được tới {told.webhook.host} ({error}).")
    return tuple(failures)


def _mail(notice: Notice, told: Notices) -> None:
    message = EmailMessage()
    message["Subject"] = " ".join(notice.subject.split())
    message["From"] = told.mail_from
    message["To"] = ", ".join(told.mail_to)
    message.set_content("\n".join(notice.lines) + "\n")
    secure, where = ssl.create_default_context(), (told.smtp_host, told.smtp_port)
    tls = told.smtp_security == "tls"
    opened = (
        smtplib.SMTP_SSL(*where, timeout=_PATIENCE, context=secure) if tls else smtplib.SMTP(*where, timeout=_PATIENCE)
    )
    with opened as server:
        if told.smtp_security == "starttls":
            server.starttls(context=secure)
        if told.smtp_user:
            server.login(told.smtp_user, told.smtp_password.get_secret_value())
        server.send_message(message)


def _post(notice: Notice, address: str) -> None:
    body = json.dumps({"text": "\n".join((notice.subject, *notice.lines))}, ensure_ascii=False).encode()
    asked = Request(address, body, {"Content-Type": "application/json; charset=utf-8"})  # noqa: S310 - http(s) by its type
    opener = build_opener(ProxyHandler({}))  # to the address that was set, by no other way
    with opener.open(asked, timeout=_PATIENCE):
        pass
