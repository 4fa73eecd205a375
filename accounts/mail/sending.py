"""Mails of campaigns and surveys: written by staff, due to a person once.

Such a mail has a row of its own, unique and written together with that of the outbox,
so that nobody receives it twice and none is lost.
"""

import datetime
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.models import ReservedMail
from cooperation.models import OutgoingMail
from cooperation.web import outbox
from cooperation.web.context import Context
from cooperation.web.mail_texts import (
    MailContent,
    MailKind,
    Values,
    fill_content,
    find_unknown_variables,
    format_value,
    get_text,
)

# What a sender did for one thing that it sends for: its name, how many mails.
SendingCount = tuple[str, int]
MailSender = Callable[[], Iterable[SendingCount]]
MAIL_SENDERS: list[MailSender] = []


def register_mail_sender(sender: MailSender) -> None:
    if sender not in MAIL_SENDERS:
        MAIL_SENDERS.append(sender)


def build_staff_message(
    mailing: Any,
    mail: Any,
    kinds: tuple[MailKind, MailKind],
    to: str,
    *,
    template: str,
    values: Values,
    context: Context,
) -> EmailMessage:
    """Return a mail whose subject and body staff wrote in a campaign or wave.

    ``kinds`` are those of the first mail and of reminders; ``template`` adds what the
    site says. A text without ``{lien}`` has the link at the end.
    """
    language, (first, reminder) = settings.LANGUAGE_CODE, kinds
    content = written = MailContent(mailing.subject, mailing.body)
    text = fill_content(first, content, values, language)
    if mail.number:
        quoted = {**values, "objet": text.subject, "texte": text.body}
        content = get_text(reminder, language)
        text = fill_content(reminder, content, quoted, language)
    has_link = "{lien}" in written.body + content.body
    with translation.override(language):
        texts = {
            "text": text.body,
            "link": "" if has_link else format_value(values["lien"]),
            "site_url": settings.SITE_URL,
        }
        body = render_to_string(template, context | texts)
    return outbox.build_message(text.subject, body, to)


def check_variables(text: str, kind: MailKind) -> str:
    """Return the text; raise ``ValidationError`` if nothing fills a variable."""
    names = [one.name for one in kind.variables]
    if unknown := find_unknown_variables(text, names):
        raise ValidationError(unknown)
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


def queue_reserved_mail(mail: ReservedMail, message: EmailMessage) -> None:
    """Write a mail whose row is reserved to the outbox; other mails pass it there."""
    mail.outgoing = outbox.store_message(message, message.to[0])
    mail.save()
    outbox.enqueue_delivery(mail.outgoing, outbox.IN_BULK)


def record_outcome(mail: OutgoingMail, **_signal: Any) -> None:
    """Write what became of a reserved mail; receiver of ``outbox.mail_ended``."""
    for model in ReservedMail.__subclasses__():
        model._default_manager.filter(outgoing=mail).update(
            sent_at=mail.sent_at, failure=mail.problem
        )
