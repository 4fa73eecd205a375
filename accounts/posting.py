"""Mails that are sent once: claimed by a row of the database, then sent.

Campaigns and surveys write to people this way. The row of a mail is written and
committed before the mail goes, and it is unique: nobody gets two mails for the same
thing. A mail whose row was written and which did not go is shown to staff rather than
sent twice.
"""

import datetime
import logging
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.core.mail import EmailMessage
from django.db import IntegrityError, models, transaction
from django.utils import timezone

log = logging.getLogger(__name__)

Row = TypeVar("Row", bound=models.Model)

# What a sender did for one thing that it sends for: its name, sent, failed.
Tally = tuple[str, int, int]
Sender = Callable[[], Iterable[Tally]]
SENDERS: list[Sender] = []


def register(sender: Sender) -> None:
    """Have ``send_reminders`` call a sender, once."""
    if sender not in SENDERS:
        SENDERS.append(sender)


def next_number(last: Any | None, *, rest_days: int, most: int) -> int | None:
    """Give the number of the mail that is due after ``last``, or nothing.

    0 is the first mail; a reminder waits ``rest_days``, and there are ``most`` of them.
    """
    if last is None:
        return 0
    rest = datetime.timedelta(days=rest_days)
    is_early = last.claimed_at > timezone.now() - rest
    if is_early or last.number >= most:
        return None
    return int(last.number) + 1


def claim(model: type[Row], **row: Any) -> Row | None:
    """Write the row of a mail for good, or give nothing: another process just did."""
    try:
        with transaction.atomic():
            return model._default_manager.create(**row)
    except IntegrityError:
        return None


def deliver(mail: Any, message: EmailMessage) -> bool:
    """Send a mail whose row is written; note that it went, or why it did not."""
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


def replaced(text: str, values: dict[str, str]) -> str:
    """Put the values of an authority in a text that staff wrote."""
    for name, value in values.items():
        text = text.replace(name, value)
    return text
