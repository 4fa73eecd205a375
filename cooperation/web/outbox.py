"""The outbox: the one way by which mails of all apps and of allauth leave the site.

A mail is a row written in the transaction of what it tells of: one that is rolled back
leaves no mail, and a mail server that is away changes no answer. A task sends it; what
failed is tried again by ``send_waiting_mails``, with growing pauses.
"""

import logging
from collections.abc import Sequence
from smtplib import (
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)
from socket import gaierror

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.dispatch import Signal
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from cooperation.models import OutgoingMail, OutgoingMailQuerySet
from cooperation.web.context import Context
from cooperation.web.refused_addresses import (
    is_dead_mailbox,
    record_delivery,
    record_refusal,
)

log = logging.getLogger(__name__)

# Sent with ``mail``, an OutgoingMail that is sent, or that nobody tries to send again.
mail_ended = Signal()
# A code to log in passes the mails of a campaign.
URGENT, IN_BULK = 20, -20
# SMTP (RFC 5321, 4.2.1): from here on the server says that it will never do it.
PERMANENT_REFUSAL = 500


# Writing --------------------------------------------------------------------------


def queue_mail(
    template: str,
    to: str,
    context: Context,
    *,
    reply_to: str = "",
    language: str = settings.LANGUAGE_CODE,
) -> None:
    """Write ``<template>.txt``, whose first line is the subject, to the outbox."""
    with translation.override(language):
        text = render_to_string(
            f"{template}.txt", context | {"site_url": settings.SITE_URL}
        )
    subject, _line, body = text.strip().partition("\n")
    build_message(subject, body, to, reply_to).send()


def build_message(subject: str, body: str, to: str, reply_to: str = "") -> EmailMessage:
    return EmailMessage(
        " ".join(subject.split()),
        body.strip() + "\n",
        to=[to],
        reply_to=[reply_to] if reply_to else None,
    )


class OutboxBackend(BaseEmailBackend):
    """Django's way of sending mail; each recipient gets a mail of their own."""

    @transaction.atomic
    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        for message in messages:
            for recipient in message.to:
                enqueue_delivery(store_message(message, recipient), URGENT)
        return len(messages)


def store_message(message: EmailMessage, recipient: str) -> OutgoingMail:
    """Write a row of the outbox; raise ``ValueError`` for what it cannot keep."""
    alternatives = getattr(message, "alternatives", None)
    if message.cc or message.bcc or message.attachments or alternatives:
        raise ValueError("The outbox keeps plain mails without copies or attachments.")
    message.message()  # refuses line breaks in headers while somebody can be told
    return OutgoingMail.objects.create(
        recipient=recipient,
        sender=message.from_email,
        reply_to=next(iter(message.reply_to), ""),
        subject=str(message.subject),
        body=str(message.body),
    )


def enqueue_delivery(mail: OutgoingMail, priority: int) -> None:
    deliver_mail.using(priority=priority).enqueue(mail.pk)


def enqueue_nothing() -> None:
    """Write the job of a mail that is not there."""
    deliver_mail.using(priority=URGENT).enqueue(0)


@transaction.atomic
def resend_mails(mails: OutgoingMailQuerySet) -> int:
    """Have unsent mails tried again now; return how many."""
    unsent = mails.lock_unsent()
    for mail in unsent:
        mail.resend()
        enqueue_delivery(mail, URGENT)
    return len(unsent)


@transaction.atomic
def abandon_mails(mails: OutgoingMailQuerySet) -> int:
    """Abandon unsent mails for good; return how many."""
    unsent = mails.lock_unsent()
    for mail in unsent:
        mail.abandon()
        mail_ended.send(OutgoingMail, mail=mail)
    return len(unsent)


# Sending --------------------------------------------------------------------------


@task(queue_name="mails")
def deliver_mail(key: int) -> None:
    """Send a mail that is due; one that was purged or is being sent is left alone."""
    if mail := OutgoingMail.objects.filter(pk=key).claim_next():
        attempt_delivery(mail)


def send_waiting_mails() -> int:
    """Send all mails that are due; return how many were tried.

    For what runs every few minutes: it takes up what failed or was interrupted.
    """
    number = 0
    while mail := OutgoingMail.objects.all().claim_next():
        attempt_delivery(mail)
        number += 1
    return number


def attempt_delivery(mail: OutgoingMail) -> None:
    """Send a claimed mail; write what came of it."""
    problem, is_final, is_dead = "", False, False
    try:
        get_connection(settings.OUTBOX_DELIVERY_BACKEND).send_messages(
            [rebuild_message(mail)]
        )
    except (OSError, ValueError) as error:
        problem, is_final = describe_problem(error), is_permanent(error)
        is_dead = isinstance(error, SMTPRecipientsRefused) and is_dead_mailbox(error)
        kind = type(error).__name__
        log.warning("Mail %s, attempt %s: %s", mail.pk, mail.attempts, kind)
        if is_of_server(error):
            OutgoingMail.objects.all().postpone()
    with transaction.atomic():
        written = mail.end_attempt(problem=problem, is_final=is_final)
        if is_dead:
            record_refusal(mail.recipient, problem)
        elif not problem:
            record_delivery(mail.recipient)
        if written and mail.is_ended:
            mail_ended.send(OutgoingMail, mail=mail)


def rebuild_message(mail: OutgoingMail) -> EmailMessage:
    """Return the mail with a number of its own.

    By it a mail program knows the second of two, where a worker was killed between
    sending and writing that it had.
    """
    number = f"<{mail.pk}.{mail.created_at:%Y%m%d%H%M%S}@{settings.SITE_HOST}>"
    return EmailMessage(
        mail.subject,
        mail.body,
        mail.sender,
        [mail.recipient],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers={"Message-ID": number},
    )


# What failed ----------------------------------------------------------------------


def is_permanent(error: Exception) -> bool:
    """Return whether the recipient or the mail itself is refused for good."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= PERMANENT_REFUSAL for code, _text in list_refusals(error))
    return not isinstance(error, OSError)


def is_of_server(error: Exception) -> bool:
    """Return whether other mails would fail alike."""
    of_mail = (SMTPRecipientsRefused, SMTPDataError)
    return isinstance(error, OSError) and not isinstance(error, of_mail)


def list_refusals(error: SMTPRecipientsRefused) -> list[tuple[int, bytes]]:
    return list(error.recipients.values())


def describe_problem(error: Exception) -> str:
    """Return what prevented a mail, in words that name the setting to look at."""
    said = ""
    if isinstance(error, SMTPRecipientsRefused):
        said = "; ".join(
            f"{code} {decode(text)}" for code, text in list_refusals(error)
        )
        return _("Le serveur refuse ce destinataire : %s") % said
    if isinstance(error, SMTPResponseException):
        said = f"{error.smtp_code} {decode(error.smtp_error)}"
    if isinstance(error, SMTPAuthenticationError):
        return _("Le serveur refuse EMAIL_HOST_USER ou EMAIL_HOST_PASSWORD : %s") % said
    if isinstance(error, SMTPSenderRefused):
        return _("Le serveur refuse l’expéditeur, DEFAULT_FROM_EMAIL : %s") % said
    if said:
        return _("Le serveur refuse le courriel : %s") % said
    if isinstance(error, gaierror):
        return _("Aucun serveur n’a le nom de EMAIL_HOST.")
    # smtplib tells of a server that is silent as of one that hung up.
    if isinstance(error, TimeoutError) or "timed out" in str(error):
        return _("Le serveur de courriel ne répond pas à temps.")
    if isinstance(error, ConnectionError | SMTPServerDisconnected):
        return _("Le serveur de courriel refuse ou coupe la connexion.")
    return " ".join(str(error).split()) or type(error).__name__


def decode(text: bytes | str) -> str:
    """Return on one line what a server says."""
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    return " ".join(text.split())
