"""Mails of all apps: rendered in French and sent from here only.

A mail about an event is sent once the transaction is committed. A mail of a campaign or
a survey has a unique row that is committed before it is sent, so that nobody receives
it twice; one whose row was written and which was not sent is shown to staff rather
than sent again.
"""

import datetime
import logging
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cooperation.web.context import Context

log = logging.getLogger(__name__)

# The numbers of sent and of failed mails.
MailCounts = tuple[int, int]
# What a sender did for one thing that it sends for: its name, sent, failed.
SendingCount = tuple[str, int, int]
MailSender = Callable[[], Iterable[SendingCount]]
MAIL_SENDERS: list[MailSender] = []


def register_mail_sender(sender: MailSender) -> None:
    if sender not in MAIL_SENDERS:
        MAIL_SENDERS.append(sender)


def build_message(subject: str, body: str, to: str) -> EmailMessage:
    return EmailMessage(" ".join(subject.split()), body.strip() + "\n", to=[to])


def send_on_commit(
    template: str, to: str, context: Context, *, robust: bool = False
) -> None:
    """Send ``<template>.txt`` once the transaction is committed, always in French.

    The first line is the subject. With ``robust`` a failure is logged, else
    ``OSError`` is raised.
    """
    with translation.override(settings.LANGUAGE_CODE):
        text = render_to_string(
            f"{template}.txt", context | {"site_url": settings.SITE_URL}
        )
    subject, _line, body = text.strip().partition("\n")
    transaction.on_commit(build_message(subject, body, to).send, robust=robust)


def build_staff_message(
    mailing: Any,
    mail: Any,
    template: str,
    to: str,
    *,
    values: dict[str, str],
    context: Context,
) -> EmailMessage:
    """Return a mail whose subject and body staff wrote in a campaign or wave.

    ``values`` replace the placeholders; a body without ``{lien}`` has it at the end.
    """
    with translation.override(settings.LANGUAGE_CODE):
        texts = {
            "text": fill_placeholders(mailing.body, values),
            "link": "" if "{lien}" in mailing.body else values["{lien}"],
            "site_url": settings.SITE_URL,
        }
        body = render_to_string(template, context | texts)
        subject = fill_placeholders(mailing.subject, values)
        if mail.number:
            subject = _("Rappel : %(subject)s") % {"subject": subject}
    return build_message(subject, body, to)


def fill_placeholders(text: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        text = text.replace(name, value)
    return text


def check_placeholders(text: str, known: Iterable[str]) -> str:
    """Return the text; raise ``ValidationError`` if nothing fills a placeholder."""
    unknown = set(re.findall(r"\{[^{}]*\}", text)) - set(known)
    if unknown:
        raise ValidationError(
            _("Rien ne remplacera %(names)s."),
            params={"names": ", ".join(sorted(unknown))},
        )
    return text


def reserve_next_mail(mails: Any, mailing: Any, **row: Any) -> Any | None:
    """Write the row of the mail that is due to a person; None if none is due.

    ``mails`` are those that the person has received; ``mailing`` allows reminders.
    """
    last = mails.order_by("-number").first()
    number = get_next_mail_number(
        last, rest_days=mailing.remind_after_days, most=mailing.most_reminders
    )
    if number is None:
        return None
    return reserve_mail(mails.model, **row, number=number)


def reserve_mail(model: type[Any], **row: Any) -> Any | None:
    """Write the row of a mail; None if another process has just written it."""
    try:
        with transaction.atomic():
            return model._default_manager.create(**row)
    except IntegrityError:
        return None


def get_next_mail_number(last: Any | None, *, rest_days: int, most: int) -> int | None:
    """Return the number of the mail that is due after ``last``, or None.

    0 is the first mail; a reminder waits ``rest_days``, and there are at most ``most``.
    """
    if last is None:
        return 0
    rest = datetime.timedelta(days=rest_days)
    is_early = last.claimed_at > timezone.now() - rest
    return None if is_early or last.number >= most else int(last.number) + 1


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


def count_mails(results: Iterable[bool]) -> MailCounts:
    """Return the numbers of sent and failed mails."""
    done = list(results)
    return sum(done), len(done) - sum(done)
