"""Mails that are sent once: a row of the database reserves each, then it is sent.

Campaigns and surveys send mails this way. The row is unique and committed before the
mail is sent, so that nobody receives the same mail twice. A mail whose row was
written and which was not sent is shown to staff rather than sent again.
"""

import datetime
import logging
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.core.mail import EmailMessage
from django.db import IntegrityError, models, transaction
from django.utils import timezone

log = logging.getLogger(__name__)

MailRow = TypeVar("MailRow", bound=models.Model)

# What a sender did for one thing that it sends for: its name, sent, failed.
SendingCount = tuple[str, int, int]
MailSender = Callable[[], Iterable[SendingCount]]
MAIL_SENDERS: list[MailSender] = []


def register_mail_sender(sender: MailSender) -> None:
    if sender not in MAIL_SENDERS:
        MAIL_SENDERS.append(sender)


def get_next_mail_number(last: Any | None, *, rest_days: int, most: int) -> int | None:
    """Return the number of the mail that is due after ``last``, or None.

    0 is the first mail; a reminder waits ``rest_days``, and there are at most ``most``.
    """
    if last is None:
        return 0
    rest = datetime.timedelta(days=rest_days)
    is_early = last.claimed_at > timezone.now() - rest
    if is_early or last.number >= most:
        return None
    return int(last.number) + 1


def reserve_mail(model: type[MailRow], **row: Any) -> MailRow | None:
    """Write the row of a mail; None if another process has just written it."""
    try:
        with transaction.atomic():
            return model._default_manager.create(**row)
    except IntegrityError:
        return None


def send_reserved_mail(mail: Any, message: EmailMessage) -> bool:
    """Send a mail whose row is written; record the date or the failure."""
    try:
        message.send()
    except OSError as error:
        log.exception("A mail could not be sent.")
        mail.failure = str(error)[:300] or type(error).__name__
        mail.save(update_fields=["failure"])
        return False
    mail.sent_at = timezone.now()
    mail.save(update_fields=["sent_at"])
    return True


def fill_placeholders(text: str, values: dict[str, str]) -> str:
    """Replace placeholders in a text that staff wrote."""
    for name, value in values.items():
        text = text.replace(name, value)
    return text
